"""Findings in the words that will go with a photo: the same rules that print in a photo goes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.findings import Action, Finding, Match, Severity
from scanner.identifiers.find import find_in_line, settle
from scanner.identifiers.masks import describe
from scanner.identifiers.wrapped import in_lines
from scanner.judgement.severity import in_context
from scanner.kinds import kinds

CAPTION = "caption"  # the findings' detector


Judged = list[tuple[Match, Severity]]


def judged_line(line: str) -> Judged:
    """The matches of one line, with their severities where no thing is around them."""
    return _judged(line, find_in_line(line))


def judged_lines(lines: Sequence[str]) -> list[Judged]:
    """The matches of each line; of a number that goes on in the next line, its part in each."""
    matches = [list(find_in_line(line)) for line in lines]
    for i, part in in_lines(lines):
        matches[i] = settle([*matches[i], part])
    return [_judged(line, found) for line, found in zip(lines, matches, strict=True)]


def _judged(line: str, matches: Sequence[Match]) -> Judged:
    return [(match, in_context(match, line[match.start : match.end], None)) for match in matches]


def caption_findings(caption: str, first: int) -> Iterator[Finding]:
    """Numbered from `first`. They have no place in the picture, and covering cannot remove them."""
    lines = caption.splitlines()
    judged = zip(lines, judged_lines(lines), strict=True)
    found = [(line, match, severity) for line, matches in judged for match, severity in matches]
    for number, (line, match, severity) in enumerate(found, start=first):
        kind = kinds()[match.kind]
        yield Finding(
            id=number,
            kind=match.kind,
            severity=severity,
            confidence=match.confidence,
            polygon=None,
            masked=describe(f"in the caption: {match.masked}", line[match.start : match.end], match.kind),
            why=kind.why,
            actions=(Action.LOOK,),
            guidance=kind.guidance,
            detector=CAPTION,
            redact=False,
        )
