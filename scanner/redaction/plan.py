"""Findings -> regions: what goes with them, and how far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scanner.findings import Action, Face, Finding, PhotoReport, Polygon, TextLine
from scanner.geometry import as_array, grown, hull, rectangle, share_inside, text_height
from scanner.identifiers.layout import cluster_lines
from scanner.redaction.choice import Family, family, must_go, named
from scanner.redaction.mask import GROWTHS, Region, Style, face_core, outline, spared_face
from scanner.settings import RedactionSettings

NEAR = "text_near_identifier"
_PART = 0.3  # share of a line in a finding, or the reverse, from which they belong together
_ON = 0.5  # share of a place inside a thing from which it lies on it


def plan_regions(
    report: PhotoReport,
    settings: RedactionSettings,
    *,
    frame: int = 0,
    least: float = 0.0,
    survived: Sequence[Sequence[Finding]] = (),
) -> tuple[Region, ...]:
    """The places to destroy in one frame of the photo.

    Findings that must go, the whole lines that they are part of (word-shaped bars leak lengths), every other
    line on the same thing as an identifier that needs the whole thing gone, lines cut by a thing, and the
    user's boxes. `least` is the smallest margin in px. `survived` holds, for each earlier copy, the findings
    that it still showed: they go whatever `--only` says, and with each copy that showed something at a place
    the mask grows there; at the second, the whole cluster of lines and the whole thing go.
    """
    chosen = [f for f in report.findings if f.frame == frame and must_go(f, settings)]
    extra = [f for findings in survived for f in findings]
    goes = [f for f in (*chosen, *extra) if f.polygon]
    lines = [line for line in report.sightings.text if line.frame == frame]
    places = [[f.polygon for f in findings if f.polygon] for findings in survived]
    plan = _Plan(lines, list(cluster_lines(lines)) if lines else [], places, least)

    faces = {face.polygon: face for face in report.sightings.faces if face.frame == frame}
    regions = [plan.region(f.polygon, f.kind, faces.get(f.polygon)) for f in goes if f.polygon]
    along = plan.lines_of(goes)
    if not settings.only:
        kept = [f for f in report.findings if f.polygon and f.frame == frame and named(f, settings.keep)]
        along = plan.neighbours(goes, kept) | along
    regions += [plan.region(lines[i].polygon, kind) for i, kind in sorted(along.items())]
    regions += plan.whole_clusters(along)
    regions += plan.whole_things(goes, report, frame)
    regions += [Region(rectangle(box), Style.OPAQUE, "box") for box in settings.boxes]
    return (*regions, *_spared(report, settings, frame, least, extra))


def _spared(
    report: PhotoReport, settings: RedactionSettings, frame: int, least: float, extra: Sequence[Finding]
) -> Iterator[Region]:
    """The faces of people who agreed, which a neighbour's mask leaves out, unless something was still seen there."""
    for finding in report.findings:
        if finding.kind != "face_consented" or finding.frame != frame or finding.polygon is None:
            continue
        place = finding.polygon
        doubted = any(
            f.polygon and max(share_inside(place, f.polygon), share_inside(f.polygon, place)) >= _ON for f in extra
        )
        if not doubted and not must_go(finding, settings):
            yield Region(spared_face(place, least), Style.FACE, finding.kind, spared=True)


@dataclass(frozen=True)
class _Plan:
    """The lines of one frame, the cluster that each belongs to, and how far to reach."""

    lines: Sequence[TextLine]
    groups: Sequence[int]
    survived: Sequence[Sequence[Polygon]]
    least: float

    def growth(self, polygon: Polygon) -> int:
        """0 to 2: in how many earlier copies something was still seen here."""
        shown = (any(_meet(polygon, place) for place in places) for places in self.survived)
        return min(GROWTHS - 1, sum(shown))

    def region(self, polygon: Polygon, kind: str, face: Face | None = None) -> Region:
        group = family(kind)
        place = outline(polygon, group, self.growth(polygon), face=face, least=self.least)
        if group is Family.ARTEFACTS:  # behind a face that was seen whole; the lines on it have places of their own
            return Region(place, Style.OPAQUE, kind, core=())
        if group is not Family.FACES:
            return Region(place, Style.OPAQUE, kind)
        return Region(place, Style.FACE, kind, face_core(polygon, self.least))

    def lines_of(self, findings: Sequence[Finding]) -> dict[int, str]:
        """Each line that text was found in, or that a thing cuts -> the kind that takes it along."""
        along: dict[int, str] = {}
        for finding, place, touched in self._touching(findings):
            group = family(finding.kind)
            if group in (Family.FACES, Family.CODES):
                continue
            for i in touched:
                part = share_inside(self.lines[i].polygon, place)
                if group is Family.TEXT:
                    part = max(part, share_inside(place, self.lines[i].polygon))
                if part >= _PART:
                    # The line of a thing is text: it grows as text does.
                    along.setdefault(i, finding.kind if group is Family.TEXT else NEAR)
        return along

    def neighbours(self, goes: Sequence[Finding], kept: Sequence[Finding]) -> dict[int, str]:
        """Every line of the clusters that hold an identifier with `redact_whole`, but no kept one."""
        entire = [f for f in goes if family(f.kind) is Family.TEXT and Action.REDACT_WHOLE in f.actions]
        clusters = {self.groups[i] for i in self.lines_of(entire)}
        spared = {
            i
            for _, place, touched in self._touching(kept)
            for i in touched
            if share_inside(self.lines[i].polygon, place) >= _ON
        }
        return {i: NEAR for i, group in enumerate(self.groups) if group in clusters and i not in spared}

    def whole_clusters(self, along: dict[int, str]) -> list[Region]:
        """Around the lines that go and were seen twice in a copy."""
        regions = []
        stubborn = {self.groups[i] for i in along if self.growth(self.lines[i].polygon) == GROWTHS - 1}
        for group in sorted(stubborn):
            own = [line.polygon for line, g in zip(self.lines, self.groups, strict=True) if g == group]
            margin = max(max(text_height(p) for p in own) / 2, self.least)
            regions.append(Region(grown(hull(own), margin), Style.OPAQUE, NEAR))
        return regions

    def whole_things(self, goes: Sequence[Finding], report: PhotoReport, frame: int) -> list[Region]:
        """The recognised things that a stubborn finding lies on; faces are covered by themselves."""
        places = [
            f.polygon
            for f in goes
            if f.polygon and family(f.kind) is not Family.FACES and self.growth(f.polygon) == GROWTHS - 1
        ]
        return [
            Region(
                outline(thing.polygon, Family.ARTEFACTS, GROWTHS - 1, least=self.least),
                Style.OPAQUE,
                thing.cls.value,
            )
            for thing in report.sightings.artefacts
            if thing.frame == frame and any(share_inside(place, thing.polygon) >= _ON for place in places)
        ]

    def _touching(self, findings: Sequence[Finding]) -> Iterator[tuple[Finding, Polygon, list[int]]]:
        """Each finding and the lines whose upright bounds overlap its own: a cheap sieve."""
        outlines = [as_array(line.polygon) for line in self.lines]
        low = np.array([points.min(axis=0) for points in outlines]).reshape(-1, 2)
        high = np.array([points.max(axis=0) for points in outlines]).reshape(-1, 2)
        for finding in findings:
            if finding.polygon:
                points = as_array(finding.polygon)
                meets = (low <= points.max(axis=0)).all(axis=1) & (high >= points.min(axis=0)).all(axis=1)
                yield finding, finding.polygon, np.flatnonzero(meets).tolist()


def _meet(one: Polygon, other: Polygon) -> bool:
    return share_inside(one, other) > 0 or share_inside(other, one) > 0
