"""Findings in the words that will go with a photo: the same rules that print in a photo goes through."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.findings import Action, Finding, Match, Severity
from scanner.identifiers.find import find_in_line
from scanner.identifiers.masks import describe
from scanner.judgement.severity import in_context
from scanner.kinds import kinds

CAPTION = "caption"  # the findings' detector


def judged_line(line: str) -> list[tuple[Match, Severity]]:
    """The matches of one line, with their severities where no thing is around them."""
    return [(match, in_context(match, line[match.start : match.end], None)) for match in find_in_line(line)]


def caption_findings(caption: str, first: int) -> Iterator[Finding]:
    """Numbered from `first`. They have no place in the picture, and covering cannot remove them."""
    found = [(line, match, severity) for line in caption.splitlines() for match, severity in judged_line(line)]
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
