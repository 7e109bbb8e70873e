"""Labelled numbers that go on in the line below, as on narrow labels and sticky notes.

"NHS No" / "999 339" / "5633", "Hosp No H12345" / "67", "DOB 12-Mar-" / "1951": the label, the first part and one or two
lines that hold nothing but figures are read as one line. Only a value that fills these lines to their end counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from scanner.findings import Match
from scanner.identifiers.dates import MONTH
from scanner.identifiers.find import MAX_LINE, find_in_line
from scanner.identifiers.line import read_line, value_start
from scanner.identifiers.lookalikes import digits_view
from scanner.identifiers.rows import Joined, Piece, beside, joined_row, pure_label, stands_on
from scanner.identifiers.rules import Span
from scanner.identifiers.strips import Strip
from scanner.identifiers.uk import says_number

_GLUES = (" ", "")
_PARTS, _ROWS = 3, 4  # lines below the first; rows of the photo in which they are looked for
_SIZES = 2.0  # handwriting changes its size from line to line
_LABELS = frozenset("nhs chi hcn ihi mrn id dob ssn mbi nino ppsn dva eu".split())
_KINDS = frozenset(
    "nhs_number chi hcn ihi ppsn ssn mbi nino medicare_au eu_id local_patient_number date_of_birth".split()
)
_MARKS = r"[ ./\-–|·_]"
_FIRST = re.compile(rf"{_MARKS}*[A-Z]{{0,3}} ?\d[\d ./\-–|·_X?]{{0,20}}(?:{MONTH}{_MARKS}*\d{{0,3}})?", re.IGNORECASE)
_NEXT = re.compile(
    rf"{_MARKS}*(?:{MONTH}{_MARKS}*|(?:{MONTH}{_MARKS}*)?\d[\d ./\-–|·_X?]{{0,15}}[A-Z]?{_MARKS}*)", re.IGNORECASE
)
_TEN_DIGITS = frozenset({"nhs_number", "chi", "hcn"})
_TRAILING = " ./-–|·_"
_LOCAL_FIRST, _LOCAL_ALL = range(3, 6), range(5, 9)  # digits of a hospital number


def wrapped(rows: Sequence[Sequence[Strip]], *, above: bool = False) -> Iterator[tuple[Match, Joined]]:
    """Numbers that run over two lines or more, each with the lines as one string.

    `above`: also numbers in one line below their label; in photos these are columns (`rows.columns_of`).
    """
    for i, row in enumerate(rows):
        for head in _heads(row):
            value = _opening(head.text)
            if value or (value is not None and _nothing_beside(head, row)):
                yield from _below(head, value, rows[i + 1 : i + 1 + _ROWS], above=above)


def _heads(row: Sequence[Strip]) -> Iterator[Joined]:
    """Every box of a row with the boxes behind it that hold nothing but figures."""
    for i, strip in enumerate(row):
        if len(strip.text) <= MAX_LINE and any(c.isalpha() for c in strip.text):
            yield joined_row([strip, *takewhile(lambda s: _FIRST.fullmatch(digits_view(s.text)), row[i + 1 :])])


def _opening(text: str) -> str | None:
    """The beginning of a labelled number with which a line ends: "" behind a bare label, None if there is none."""
    line = read_line(text)
    if not line.labels or line.labels[-1].kind not in _LABELS:
        return None
    value = line.digits[value_start(text, line.labels[-1]) :]
    return value if not value or _FIRST.fullmatch(value) else None


def _nothing_beside(head: Joined, row: Sequence[Strip]) -> bool:
    """Whether a label has no value of its own in its row, so that it speaks for what stands below."""
    following = row[row.index(head.pieces[-1].strip) + 1 :]
    return not following or pure_label(following[0].text) is not None


def _below(head: Joined, value: str, rows: Sequence[Sequence[Strip]], *, above: bool) -> Iterator[tuple[Match, Joined]]:
    parts: list[list[Strip]] = []
    upper = [piece.strip for piece in head.pieces]
    while len(parts) < _PARTS and (part := _under(upper, rows, _NEXT if value or parts else _FIRST)):
        parts.append(part)
        upper = part
        if value or above or len(parts) > 1:
            for glue in _GLUES:
                joined, places = _joined(head, value, parts, glue)
                yield from ((match, joined) for match in _whole(joined.text, places, bare=not value))


def _under(uppers: Sequence[Strip], rows: Sequence[Sequence[Strip]], pattern: re.Pattern[str]) -> list[Strip]:
    """The boxes of one row that stand right below and hold nothing but figures."""
    for row in rows:
        for i, strip in enumerate(row):
            if any(_stands_below(upper, strip) for upper in uppers):
                found = [strip, *(b for a, b in takewhile(lambda pair: beside(*pair), pairwise(row[i:])))]
                return found if pattern.fullmatch(digits_view(" ".join(s.text for s in found))) else []
    return []


def _stands_below(upper: Strip, lower: Strip) -> bool:
    tall, short = max(upper.height, lower.height), min(upper.height, lower.height)
    base = max(upper, lower, key=lambda strip: strip.width)
    drop = base.seen_from(*lower.centre)[1] - base.seen_from(*upper.centre)[1]
    return tall <= _SIZES * short and drop > 0.5 * short and stands_on(upper, lower)


def _joined(head: Joined, value: str, parts: Sequence[Sequence[Strip]], glue: str) -> tuple[Joined, list[Span]]:
    """One string, and where the part of the value that stands in each line lies in it."""
    text, pieces = head.text, list(head.pieces)
    places = [(len(text) - len(value), len(text))] if value else []
    for part in parts:
        text += glue if places else " "
        start = len(text)
        for strip in part:
            text += " " if len(text) > start else ""
            pieces.append(Piece(strip, len(text)))
            text += strip.text
        places.append((start, len(text)))
    return Joined(text, tuple(pieces)), places


def _whole(text: str, places: Sequence[Span], *, bare: bool) -> Iterator[Match]:
    """Matches that begin in the first part of the value and run to the end of the last."""
    for match in find_in_line(text):
        to_the_end = match.end >= len(text.rstrip(_TRAILING))
        if match.kind in _KINDS and match.start < places[0][1] and to_the_end and _fits(match, text, places, bare=bare):
            yield match


def _fits(match: Match, text: str, places: Sequence[Span], *, bare: bool) -> bool:
    """Whether the lines are parts of one number, not a whole one with an age, a bed or the next number below it."""
    figures = [sum(map(str.isdigit, text[start:end])) for start, end in places]
    if len(places) == 1:
        return True
    if match.kind == "local_patient_number":
        plain = all(text[start:end].strip().isdigit() for start, end in places[1:])
        column = bare and len(set(figures)) == 1
        return plain and figures[0] in _LOCAL_FIRST and sum(figures) in _LOCAL_ALL and not column
    if match.rule == "nhs_labelled_doubtful" and not says_number(text[: places[0][0]].rstrip(_TRAILING + ":")):
        return False  # "NHS 1948 2023"
    return match.kind not in _TEN_DIGITS or sum(figures[:-1]) < 10


def in_lines(texts: Sequence[str]) -> Iterator[tuple[int, Match]]:
    """The same in lines of plain text: (line, the part of the number in it) for each line that a number touches."""
    filled = enumerate((i, text) for i, text in enumerate(texts) if text.strip())
    rows = [[Strip(i, (0, 1.5 * row), (0.5 * len(text), 1.5 * row), 1.0, text)] for row, (i, text) in filled]
    taken: set[int] = set()
    for match, joined in sorted(
        wrapped(rows, above=True), key=lambda found: (-found[0].confidence, found[0].start - found[0].end)
    ):
        touched = [piece for piece in joined.pieces if match.start < piece.end and piece.start < match.end]
        if taken.isdisjoint(piece.strip.index for piece in touched):
            taken.update(piece.strip.index for piece in touched)
            for piece in touched:
                start, end = max(match.start, piece.start), min(match.end, piece.end)
                yield piece.strip.index, replace(match, start=start - piece.start, end=end - piece.start)
