"""Every identifier in one line of text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from scanner.findings import Match
from scanner.identifiers import context, names
from scanner.identifiers.apart import closed
from scanner.identifiers.line import Line, read_line, value_start
from scanner.identifiers.masks import describe
from scanner.identifiers.rules import Label, Rule, Span, compiled
from scanner.identifiers.table import bare, labelled
from scanner.identifiers.tokens import tokens_of

MAX_LINE = 5_000  # characters; longer text is searched in pieces of this size
# Labels that say nothing about the kind of number behind them, and matches that no label takes away.
_OPEN_LABELS = frozenset("name id relative staff ward time date sex baby allergy address age email initials".split())
_OPEN_KINDS = frozenset({"place_signal", "email", "address"})
# Values of any length: what stands in the next cell of a table is none of theirs.
_ANY_LENGTH = frozenset({"hospital_number", "id_number", "nhs_labelled_doubtful"})


def find_in_line(text: str, company: frozenset[str] = frozenset()) -> tuple[Match, ...]:
    """Every match of every kind, in order and without overlaps.

    `company`: kinds found next to this line in a photo, which lend weight to what is weak by itself.
    Offsets are code points of `text` as given. Never raises; `masked` never quotes the value. Text longer than
    MAX_LINE is cut at spaces and searched piece by piece, so the time grows linearly.
    """
    if len(text) <= MAX_LINE:
        return _find(text, company)
    found: list[Match] = []
    start = 0
    while start < len(text):
        end = start + MAX_LINE
        if end < len(text):
            end = max(text.rfind(" ", start + MAX_LINE // 2, end), 0) or end
        piece = _find(text[start:end], company)
        found.extend(replace(m, start=m.start + start, end=m.end + start) for m in piece)
        start = end
    return tuple(found)


def _find(text: str, company: frozenset[str]) -> tuple[Match, ...]:
    if not any(c.isalnum() for c in text):
        return ()
    line = read_line(text)
    shaped = settle([*_behind_labels(line), *_anywhere(line), *_apart(line)])
    named = names.find_names(text, tokens_of(line, shaped))
    final = context.apply(line, _in_company([*shaped, *named], company), company)
    return tuple(replace(m, masked=describe(m.masked, text[m.start : m.end], m.kind)) for m in final)


def _in_company(candidates: list[Match], company: frozenset[str]) -> list[Match]:
    """The settled matches, after those are gone that need company and have none; what they hid comes up."""
    settled = settle(candidates)
    while lonely := context.lonely(settled, company):
        candidates = [match for match in candidates if match not in lonely]
        settled = settle(candidates)
    return settled


def settle(candidates: list[Match]) -> list[Match]:
    """The best matches that do not overlap: surest first, then longest. In order of place."""
    kept: list[Match] = []
    starts: list[int] = []  # of `kept`, which stays in order of place
    for match in sorted(candidates, key=lambda m: (-m.confidence, m.start - m.end, m.start)):
        i = bisect_left(starts, match.end)
        if i == 0 or kept[i - 1].end <= match.start:
            kept.insert(i, match)
            starts.insert(i, match.start)
    return kept


def _behind_labels(line: Line) -> Iterator[Match]:
    table = labelled()
    for label in line.labels:
        rules = table.get(label.kind)
        if not rules:
            continue
        start = value_start(line.text, label)
        for rule in rules:
            view = line.digits if rule.repaired else line.text
            hit = compiled(rule.pattern, rule.case).match(view, start)
            if hit and hit.end() > hit.start():
                confidence = _labelled_confidence(rule, view[hit.start() : hit.end()])
                if confidence:
                    yield _made(rule, hit.start(), hit.end(), confidence, line)


def _apart(line: Line) -> Iterator[Match]:
    """Labelled values whose digits are written apart, or parted by the borders of cells."""
    view = closed(line.text)
    if view is None:
        return
    tight = read_line(view.text)
    for match in (*_behind_labels(tight), *_anywhere(tight, only_labelled=True)):
        start, end = view.span(match.start, match.end)
        if match.rule not in _ANY_LENGTH or " | " not in line.text[start:end]:
            yield replace(match, start=start, end=end)


def _anywhere(line: Line, *, only_labelled: bool = False) -> Iterator[Match]:
    digits = sum(map(str.isdigit, line.digits))
    lowered = line.text.lower()
    for rule in bare():
        if rule.digits > digits or (rule.hints and not any(hint in lowered for hint in rule.hints)):
            continue
        view = line.digits if rule.repaired else line.text
        for start, end in _spans(rule, line, view):
            label = line.label_before(start)
            if only_labelled and (label is None or label.kind not in rule.labels):
                continue
            confidence = _confidence(rule, label, view[start:end])
            if confidence:
                yield _made(rule, start, end, confidence, line)


def _spans(rule: Rule, line: Line, view: str) -> Iterator[Span]:
    if rule.finder:
        yield from rule.finder(line)
        return
    pattern = compiled(rule.pattern, rule.case)
    for hit in pattern.finditer(view):
        if not pattern.groupindex:
            yield hit.span()
        else:
            yield from (hit.span(group) for group in pattern.groupindex if hit.start(group) >= 0)


def _labelled_confidence(rule: Rule, value: str) -> float:
    return rule.labelled if rule.validate is None or rule.validate(value) else rule.unproven


def _confidence(rule: Rule, label: Label | None, value: str) -> float:
    """A value belongs to the label in front of it; only a label that says nothing about values is passed over."""
    if label and label.kind in rule.labels:
        return _labelled_confidence(rule, value)
    if label and label.kind in rule.refused:
        return 0
    if label and label.kind not in _OPEN_LABELS and rule.kind not in _OPEN_KINDS and not rule.finder:
        return 0
    return rule.confidence if rule.validate is None or rule.validate(value) else 0


def _made(rule: Rule, start: int, end: int, confidence: float, line: Line) -> Match:
    digits = "".join(c for c in line.digits[start:end] if c.isdigit())
    test = rule.kind == "nhs_number" and digits.startswith("999")
    return Match(rule.kind, start, end, confidence, rule.masked, rule.name, test)
