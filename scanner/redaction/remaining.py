"""Which small clues the copy will still show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanner.clues import Clue
from scanner.findings import PhotoReport
from scanner.geometry import share_inside
from scanner.judgement.jigsaw_clues import IN_FILE
from scanner.redaction.plan import plan_regions
from scanner.settings import RedactionSettings

_COVERED = 0.5  # share of a clue's place inside what is destroyed


def with_remains(clues: Sequence[Clue], report: PhotoReport, settings: RedactionSettings) -> tuple[Clue, ...]:
    """The clues, each with `remains` set: metadata goes, covered places go, the caption stays as it is."""
    frames = {clue.frame for clue in clues if clue.polygon}
    regions = {frame: [r.polygon for r in plan_regions(report, settings, frame=frame)] for frame in frames}

    def remains(clue: Clue) -> bool:
        if clue.polygon is None:
            return clue.piece.id not in IN_FILE
        if clue.frame and not settings.all_frames:
            return False  # the copy has the first frame only
        place = clue.polygon
        return not any(share_inside(place, region) >= _COVERED for region in regions[clue.frame])

    return tuple(replace(clue, remains=remains(clue)) for clue in clues)
