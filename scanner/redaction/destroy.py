"""Pixels out, fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from scanner.findings import Polygon
from scanner.geometry import bounds
from scanner.photo.photo import Pixels
from scanner.redaction.fills import fill_for
from scanner.redaction.mask import Mask, Region, Style, hidden_pixels, rasterise

Window = tuple[slice, slice]  # rows, columns

# Surroundings that a fill gets to see: a share of the place's longer side, and at least so many pixels.
_SURROUNDINGS = 0.08
_LEAST_SURROUNDINGS = 26


def destroy(pixels: Pixels, regions: Sequence[Region], method: str, rng: np.random.Generator) -> tuple[Pixels, Mask]:
    """A new picture without what was in the regions, and the height x width mask of destroyed pixels.

    All regions are blanked before the first fill is computed, so no fill sees a hidden pixel, not even of a
    neighbouring region. Outside the mask the picture is untouched. Raises UsageError for an unknown method.
    """
    height, width = pixels.shape[:2]
    hidden = hidden_pixels(regions, height, width)
    blank = pixels.copy()
    blank[hidden] = 0
    out = blank.copy()
    faces = [region.polygon for region in regions if region.style is Style.FACE and not region.spared]
    things = [region.polygon for region in regions if region.style is Style.OPAQUE]
    # Faces first: where a thing overlaps a face, the plain fill of the thing wins.
    for style, places in (
        (Style.FACE, _one_by_one(faces, height, width)),
        (Style.OPAQUE, _connected(things, height, width)),
    ):
        fill = fill_for(method, style)
        for window, whole in places:
            place = whole & hidden[window]  # without the faces of people who agreed
            if place.any():
                out[window][place] = fill(blank[window], hidden[window], place, rng)[place]
    return out, hidden


def _one_by_one(polygons: Sequence[Polygon], height: int, width: int) -> Iterator[tuple[Window, Mask]]:
    """Each polygon's window and its mask there; those outside the picture are left out."""
    for polygon in polygons:
        left, top, right, bottom = (int(v) for v in bounds(polygon))
        rows, columns = window = _window((left - 1, top - 1, right + 2, bottom + 2), height, width)
        mask = rasterise([polygon], rows.stop - rows.start, columns.stop - columns.start, columns.start, rows.start)
        if mask.any():
            yield window, mask


def _connected(polygons: Sequence[Polygon], height: int, width: int) -> Iterator[tuple[Window, Mask]]:
    """What touches is one place: one colour, no seam that would tell how many lines there were."""
    if not polygons:
        return
    mask = rasterise(polygons, height, width).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for label in range(1, count):
        left, top, w, h = (int(v) for v in stats[label, :4])
        window = _window((left, top, left + w, top + h), height, width)
        yield window, labels[window] == label


def _window(sides: tuple[int, int, int, int], height: int, width: int) -> Window:
    left, top, right, bottom = sides
    margin = max(_LEAST_SURROUNDINGS, round(_SURROUNDINGS * max(right - left, bottom - top)))
    return _span(top - margin, bottom + margin, height), _span(left - margin, right + margin, width)


def _span(start: int, end: int, limit: int) -> slice:
    start = min(max(0, start), limit)
    return slice(start, max(start, min(limit, end)))
