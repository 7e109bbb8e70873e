"""Clues rest on something that the reader can find among the findings: a vague likeness to an X-ray is no clue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scanner.clues import Clue
from scanner.findings import Finding, Polygon
from scanner.geometry import share_inside
from scanner.judgement.jigsaw_clues import CLINICAL_PLACE, MEDICAL_IMAGE, PATIENTS_BAND
from scanner.judgement.things import VOICES

# What a clue says it saw, and the kinds of finding that show it.
_SHOWN_BY = {
    MEDICAL_IMAGE: frozenset({"medical_image"}),
    PATIENTS_BAND: frozenset({"wristband"}),
    CLINICAL_PLACE: frozenset({"wristband", "board", "patient_monitor"}),
}
_SAME = 0.5  # share of one inside the other from which the finding shows the clue's thing


def grounded(clues: Iterable[Clue], findings: Sequence[Finding]) -> tuple[Clue, ...]:
    """The clues without those of things that are neither a finding nor a part of one."""
    return tuple(clue for clue in clues if clue.what not in _SHOWN_BY or _shown(clue, findings))


def _shown(clue: Clue, findings: Sequence[Finding]) -> bool:
    place = clue.polygon
    if place is None:
        return True  # told in words
    return any(
        f.polygon is not None and f.frame == clue.frame and _shows(f, f.polygon, clue.what, place) for f in findings
    )


def _shows(finding: Finding, outline: Polygon, what: str, place: Polygon) -> bool:
    inside = share_inside(place, outline) >= _SAME
    if finding.kind in _SHOWN_BY[what]:
        return inside or share_inside(outline, place) >= _SAME
    return inside and finding.detector in VOICES  # on another thing, and told with that
