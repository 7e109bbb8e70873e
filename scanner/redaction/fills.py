"""What is drawn over destroyed pixels: pure functions that never see them.

A fill gets the surroundings of a region with **every** hidden pixel of the photo set to zero, and a random
generator. Nothing of what was hidden can come back, because it is not there. A property test holds every fill
to that. No soft rims: the caller takes exactly the pixels of the region from what a fill returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.errors import UsageError
from scanner.photo.photo import Pixels
from scanner.redaction.mask import Mask, Style

# (surroundings h x w x 3 with hidden pixels zero, hidden h x w, region h x w, rng) -> h x w x 3 uint8.
# `hidden` is True in every destroyed pixel, `region` in those to fill now (a part of `hidden`).
Fill = Callable[[Pixels, Mask, Mask, np.random.Generator], Pixels]

GROUP = "scanner.fills"
# Cells along the longer side: no more detail than that is taken from the surroundings; more for long bars,
# whose cells are square then.
_CELLS, _MOST_CELLS = 6, 40
_STRIP = 0.04  # thickness of the strips outside the region, share of its longer side
_NEUTRAL = (128.0, 128.0, 128.0)
# How much of the differences between cells stays, and the spread of the fresh noise in grey levels. Measured:
# with all of the differences, or soft blobs of more noise, a face detector sees a face in one fill of three.
_CONTRAST = 0.35
_NOISE_MOSAIC, _NOISE_SOFT = 12.0, 3.0

_Grid = NDArray[np.float32]  # rows x columns x 3


def plain(surroundings: Pixels, hidden: Mask, region: Mask, rng: np.random.Generator) -> Pixels:
    """One colour: the median of a ring outside, moved towards the middle so that the bar can be seen."""
    out = np.empty_like(surroundings)
    out[:] = _tone(_ring_colour(surroundings, hidden, region))
    return out


def mosaic(surroundings: Pixels, hidden: Mask, region: Mask, rng: np.random.Generator) -> Pixels:
    """A few cells in the colours outside, with fresh noise and hard edges."""
    grid = _cells(surroundings, hidden, region)
    return _drawn(grid + _noise(grid, _NOISE_MOSAIC, rng), region, cv2.INTER_NEAREST)


def soft(surroundings: Pixels, hidden: Mask, region: Mask, rng: np.random.Generator) -> Pixels:
    """The same cells, blurred into each other, with less noise."""
    grid = _cells(surroundings, hidden, region)
    return _drawn(grid + _noise(grid, _NOISE_SOFT, rng), region, cv2.INTER_CUBIC)


BUILT_IN: Mapping[str, Mapping[Style, Fill]] = {
    "fill": {Style.FACE: soft, Style.OPAQUE: plain},
    "blur": {Style.FACE: soft, Style.OPAQUE: soft},
    "pixelate": {Style.FACE: mosaic, Style.OPAQUE: mosaic},
}


def fill_for(method: str, style: Style) -> Fill:
    """The fill of this name: one of ours, or one that another package registers under `scanner.fills`.

    A registered fill is loaded only when its name is asked for, and is used for every style.
    Raises UsageError for a name that nobody knows.
    """
    if method in BUILT_IN:
        return BUILT_IN[method][style]
    found = entry_points(group=GROUP, name=method)
    if not found:
        raise UsageError(f"There is no fill called {method!r}. Use one of: {', '.join(sorted(BUILT_IN))}.")
    loaded: Fill = next(iter(found)).load()
    return loaded


def _ring_colour(surroundings: Pixels, hidden: Mask, region: Mask) -> NDArray[np.float32]:
    """Median colour of the visible pixels closest to the region; neutral grey where there is none."""
    short = min(_extent(region)[2:])
    reach = int(np.clip(short // 8, 3, 24))
    around = cv2.dilate(region.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    ring = surroundings[around & ~hidden]
    return np.asarray(np.median(ring, axis=0) if len(ring) else _NEUTRAL, dtype=np.float32)


def _tone(colour: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Darker on light ground, lighter on dark ground, with less colour: seen as a bar, without shouting."""
    grey = float(colour.mean())
    muted = 0.7 * colour + 0.3 * grey
    moved = muted * 0.8 if grey > 100 else muted * 0.8 + 52
    return np.asarray(np.clip(np.rint(moved), 0, 255), dtype=np.uint8)


def _extent(region: Mask) -> tuple[int, int, int, int]:
    """Top, left, height, width of the True pixels."""
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


def _cells(surroundings: Pixels, hidden: Mask, region: Mask) -> _Grid:
    """A coarse, calm grid of colours, taken from strips outside the region's bounding box."""
    top, left, height, width = _extent(region)
    long, short = max(height, width), min(height, width)
    most = np.clip(2 * long / short, _CELLS, _MOST_CELLS)
    rows, columns = (max(1, round(most * side / long)) for side in (height, width))
    thick = max(2, round(_STRIP * long))
    across, down = slice(left, left + width), slice(top, top + height)
    above, below = slice(max(0, top - thick), top), slice(top + height, top + height + thick)
    before, after = slice(max(0, left - thick), left), slice(left + width, left + width + thick)
    strips = [
        _averages(surroundings[above, across], hidden[above, across], columns, axis=1),
        _averages(surroundings[below, across], hidden[below, across], columns, axis=1),
        _averages(surroundings[down, before], hidden[down, before], rows, axis=0),
        _averages(surroundings[down, after], hidden[down, after], rows, axis=0),
    ]
    grid = _between(strips, rows, columns)
    mean = grid.mean(axis=(0, 1))
    return np.asarray(mean + _CONTRAST * (grid - mean), dtype=np.float32)


def _noise(grid: _Grid, spread: float, rng: np.random.Generator) -> _Grid:
    """Lighter and darker cells, of no other colour."""
    return np.asarray(rng.normal(0.0, spread, (*grid.shape[:2], 1)), dtype=np.float32)


def _averages(strip: Pixels, hidden: Mask, cells: int, axis: int) -> NDArray[np.float32]:
    """cells x 3 mean colours along `axis`; NaN where no pixel of a cell is visible."""
    out = np.full((cells, 3), np.nan, dtype=np.float32)
    edges = np.linspace(0, strip.shape[axis], cells + 1).round().astype(int)
    for i, (start, end) in enumerate(pairwise(edges)):
        part = (slice(start, end),) if axis == 0 else (slice(None), slice(start, end))
        seen = strip[part][~hidden[part]]
        if len(seen):
            out[i] = seen.mean(axis=0)
    return out


def _between(strips: list[NDArray[np.float32]], rows: int, columns: int) -> _Grid:
    """Cells between four strips (above, below, before, after): the nearer counts more, the unseen nothing."""
    above, below, before, after = strips
    i, j = np.arange(rows)[:, None] + 0.5, np.arange(columns)[None, :] + 0.5
    parts = [
        (np.broadcast_to(above[None], (rows, columns, 3)), 1 / i),
        (np.broadcast_to(below[None], (rows, columns, 3)), 1 / (rows - i)),
        (np.broadcast_to(before[:, None], (rows, columns, 3)), 1 / j),
        (np.broadcast_to(after[:, None], (rows, columns, 3)), 1 / (columns - j)),
    ]
    total, weight = np.zeros((rows, columns, 3)), np.zeros((rows, columns, 3))
    for colours, nearness in parts:
        seen = np.isfinite(colours)
        share = np.broadcast_to(nearness, (rows, columns))[..., None] * seen
        total += share * np.where(seen, colours, 0)
        weight += share
    fallback = np.concatenate(strips)
    fallback = fallback[np.isfinite(fallback).all(axis=1)]
    mean = fallback.mean(axis=0) if len(fallback) else np.asarray(_NEUTRAL)
    return np.asarray(np.where(weight > 0, total / np.maximum(weight, 1e-9), mean), dtype=np.float32)


def _drawn(grid: _Grid, region: Mask, interpolation: int) -> Pixels:
    """The grid, enlarged to the region's bounding box."""
    top, left, height, width = _extent(region)
    out = np.zeros((*region.shape, 3), dtype=np.uint8)
    large = cv2.resize(grid, (width, height), interpolation=interpolation)
    out[top : top + height, left : left + width] = np.clip(np.rint(large), 0, 255)
    return out
