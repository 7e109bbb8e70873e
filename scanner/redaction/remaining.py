"""What the copy will still show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanner.clues import Clue
from scanner.findings import Finding, PhotoReport, Polygon
from scanner.geometry import share_inside
from scanner.judgement.jigsaw_clues import IN_FILE
from scanner.redaction.choice import must_go
from scanner.redaction.mask import Region
from scanner.redaction.plan import plan_regions
from scanner.settings import RedactionSettings

_COVERED = 0.5  # share of a place inside what is destroyed


class Cover:
    """What the plan for a photo's copy destroys, frame by frame."""

    def __init__(self, report: PhotoReport, settings: RedactionSettings) -> None:
        self._report, self._settings = report, settings
        self._regions: dict[int, tuple[Region, ...]] = {}

    def hides(self, place: Polygon, frame: int) -> bool:
        """Whether most of this place goes with one thing that is destroyed. The face of somebody who agreed does not
        go with the board behind it."""
        if frame not in self._regions:
            self._regions[frame] = plan_regions(self._report, self._settings, frame=frame)
        over = [r for r in self._regions[frame] if share_inside(place, r.polygon) >= _COVERED]
        return bool(over) and not any(region.spared for region in over)


def with_remains(clues: Sequence[Clue], report: PhotoReport, settings: RedactionSettings) -> tuple[Clue, ...]:
    """The clues, each with `remains` set: metadata goes, covered places go, the caption stays as it is."""
    cover = Cover(report, settings)

    def remains(clue: Clue) -> bool:
        if clue.polygon is None:
            return clue.piece.id not in IN_FILE
        if clue.frame and not settings.all_frames:
            return False  # the copy has the first frame only
        return not cover.hides(clue.polygon, clue.frame)

    return tuple(replace(clue, remains=remains(clue)) for clue in clues)


def left_visible(report: PhotoReport, settings: RedactionSettings) -> list[Finding]:
    """Findings with a place that stay in sight: neither do they go, nor lie on something that goes."""
    cover = Cover(report, settings)
    return [
        f for f in report.findings if f.polygon and not must_go(f, settings) and not cover.hides(f.polygon, f.frame)
    ]
