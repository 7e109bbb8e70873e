"""The annotated picture: numbered outlines on the (covered) photo, and a legend that says what they mean."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import Finding, PhotoReport, Polygon
from scanner.geometry import bounds
from scanner.outputs.grouping import Group, grouped
from scanner.outputs.legend import legend_panel
from scanner.outputs.marks import Mark, Rect, around, draw_marks
from scanner.outputs.words import numbers

Pixels = NDArray[np.uint8]

# Smaller pictures are enlarged, so that lines and letters have room.
_SMALLEST = 1200
_MOST_PLATES = 60
# A group of more findings may share plates where they crowd together.
_FEW = 6
# Wider pictures have the legend below, the others on their right.
_WIDE = 1.7
_LEGEND_EMS = 21
_LONGEST_NAME = 24


def annotate(pixels: Pixels, report: PhotoReport, *, reveal: bool = False) -> Pixels:
    """The first frame with marks and legend.

    `pixels`: height x width x 3, uint8, RGB, upright, at the size that the report's polygons refer to;
    normally already covered (the caller decides).
    `reveal`: people who agreed are named. Findings on other frames or without a place stand in the legend only.
    """
    height, width = pixels.shape[:2]
    scale = max(1.0, _SMALLEST / max(height, width))
    if scale > 1:
        size = (round(width * scale), round(height * scale))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    letters = _letter_size(pixels)
    groups = grouped(report.findings)
    picture = draw_marks(pixels, _marks(groups, scale, letters, _names(report) if reveal else {}), letters)
    return _with_legend(picture, report, groups, letters)


def _letter_size(pixels: Pixels) -> int:
    """In px: readable when the whole picture fills a laptop's screen or a sheet of paper."""
    return round(min(120.0, max(20.0, math.sqrt(pixels.shape[0] * pixels.shape[1]) / 46)))


def _names(report: PhotoReport) -> dict[Polygon, str]:
    """What people who agreed are called in the register, by the place of their face."""
    return {face.polygon: face.person for face in report.sightings.faces if face.frame == 0 and face.person}


def _marks(groups: tuple[Group, ...], scale: float, letters: int, names: Mapping[Polygon, str]) -> list[Mark]:
    marks: list[Mark] = []
    for group in groups:
        findings = [f for f in group.members if f.polygon is not None and f.frame == 0]
        crowd = len(findings) > _FEW and not group.stays  # whoever looks wants to check each of these
        for together in _neighbours(findings, scale, letters) if crowd else [[f] for f in findings]:
            polygons = tuple(_scaled(f.polygon or (), scale) for f in together)
            label = _label(together) if len(marks) < _MOST_PLATES else None
            if label is not None and group.stays:
                label += f" {names.get(together[0].polygon or (), 'agreed')[:_LONGEST_NAME]}"
            marks.append(Mark(polygons, group.severity, label, group.stays))
    return marks


def _label(findings: Sequence[Finding]) -> str:
    words = numbers(findings)
    return words if len(words) <= 6 else f"{len(findings)} places"


def _neighbours(findings: Sequence[Finding], scale: float, letters: int) -> list[list[Finding]]:
    """Small outlines that crowd together share a plate: they touch when grown by about a plate's height."""
    clusters: list[tuple[list[Finding], Rect]] = []
    for finding in findings:
        left, top, right, bottom = (scale * v for v in bounds(finding.polygon or ()))
        members, box = [finding], (left, top, right, bottom)
        if min(right - left, bottom - top) < 2 * letters:
            near = [c for c in clusters if _gap(c[1], box) < letters]
            clusters = [c for c in clusters if c not in near]
            members = [*(f for c in near for f in c[0]), finding]
            box = around(box, *(c[1] for c in near))
        clusters.append((members, box))
    return [members for members, _ in clusters]


def _gap(a: Rect, b: Rect) -> float:
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])


def _scaled(polygon: Polygon, scale: float) -> Polygon:
    return tuple((x * scale, y * scale) for x, y in polygon)


def _with_legend(picture: Pixels, report: PhotoReport, groups: tuple[Group, ...], letters: int) -> Pixels:
    height, width = picture.shape[:2]
    if width > _WIDE * height:
        panel = np.asarray(legend_panel(report, groups, letters, width, None))
        return np.vstack([picture, panel])
    panel = np.asarray(legend_panel(report, groups, letters, letters * _LEGEND_EMS, height))
    return np.hstack([picture, panel])
