"""The sum of small clues as part of a photo's report: score, finding, verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from scanner.clues import Clue
from scanner.findings import Action, Finding, PhotoReport, Severity
from scanner.judgement.jigsaw import DIMENSIONS, jigsaw_of, tally
from scanner.judgement.numbers import after
from scanner.judgement.verdict import verdict_of
from scanner.kinds import kinds

# Domain (c): 4-6 check by eye; 7-8 fix or consent; 9 and more, do not share without consent or advice.
SEVERITY = {"medium": Severity.MEDIUM, "high": Severity.HIGH, "very_high": Severity.CRITICAL}
_ACTIONS = {
    "medium": (Action.LOOK,),
    "high": (Action.CROP, Action.CONSENT),
    "very_high": (Action.CROP, Action.CONSENT, Action.STOP),
}


def summed(report: PhotoReport, clues: Sequence[Clue], *, photos: int = 1) -> PhotoReport:
    """The report with the sum over `clues`: its own, those of the caption, those of its batch of `photos`.

    What stands beside a name or number goes with it and has its own finding: those clues count in the score,
    but the finding `jigsaw` is about the others.
    """
    jigsaw = jigsaw_of(clues)
    findings = [finding for finding in report.findings if finding.kind != "jigsaw"]
    more = jigsaw_finding([clue for clue in clues if not clue.direct], after(findings), photos=photos)
    findings += [more] if more else []
    return replace(
        report,
        jigsaw=jigsaw,
        findings=tuple(findings),
        verdict=verdict_of(findings) if report.verdict is not None else None,
    )


def with_measured(report: PhotoReport, copy: PhotoReport) -> PhotoReport:
    """The report with the sum that the scan of the finished copy gave, instead of the planned one."""
    if report.jigsaw is None or copy.jigsaw is None:
        return report
    return replace(report, jigsaw=replace(report.jigsaw, after=replace(copy.jigsaw, after=None)))


def jigsaw_finding(clues: Collection[Clue], number: int, *, photos: int = 1) -> Finding | None:
    """A finding without a place, for sums of the band medium and above."""
    jigsaw = jigsaw_of(clues)
    if jigsaw.band not in SEVERITY:
        return None
    kind = kinds()["jigsaw"]
    return Finding(
        id=number,
        kind=kind.slug,
        severity=SEVERITY[jigsaw.band],
        confidence=1.0,
        polygon=None,
        masked=f"{in_words(clues, photos)}. {fix_words(jigsaw.cheapest_fix)}",
        why=kind.why,
        actions=_ACTIONS[jigsaw.band],
        guidance=kind.guidance,
        detector="jigsaw",
        redact=False,
    )


def in_words(clues: Collection[Clue], photos: int = 1) -> str:
    """What counts in each dimension: "place 3 (a ward or bed), time 2 (a date): 5 in all"."""
    found = tally(clues)
    parts = []
    for dimension in DIMENSIONS:
        points = getattr(found, dimension)
        if points:
            own = [clue for clue in clues if clue.dimension == dimension]
            best = max(own, key=lambda clue: clue.points)
            parts.append(f"{dimension} {points} ({best.what})")
    if found.additions:
        parts.append(f"{found.additions} added")
    batch = f" over {photos} photos" if photos > 1 else ""
    return f"{', '.join(parts)}: {found.score} in all{batch}"


def fix_words(fix: str | None) -> str:
    return f"Cheapest to remove: {fix}" if fix else "No single change lowers it"
