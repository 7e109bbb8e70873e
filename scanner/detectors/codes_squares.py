"""Matrix codes without reading them: where one lies, and how much it looks like one.

A matrix code is a busy patch with edges in two crossing directions, evenly filled, dark on light, inside a
flat light zone (ISO/IEC 16022 and 18004 want one). Places are ranked by a few sums over windows; the best are
cut out upright and weighed. Works on the levels of a resolution pyramid, in pixels of the level.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from scanner.detectors.codes_geometry import Affine, Points, mapped, scaling
from scanner.detectors.codes_read import Grey

Floats = MatLike

CELL = 2  # px of the level
WINDOWS = (11, 15)  # cells: 22 and 30 px; the pyramid's factor of 2 does the rest
SIDE, ROOM = 64, 19  # px: a patch is cut out at this size, with this much around it
LEAST_SIDE = 16  # px of the patch
MOST_PLACES = 20  # per photo
RESTLESS = 0.45  # deviation along the second calmest side, as a share of the contrast
FAINT = math.log(30)  # grey levels between dark and light

# Logistic weights, fitted by tests/accuracy/tune_codes.py on drawn codes against code-free photos.
RANK: dict[str, tuple[float, float, float]] = {  # name: (mean, deviation, weight)
    "one_way": (0.414, 0.183, -1.56),
    "calm": (0.701, 0.452, 0.32),
    "filled": (0.727, 0.185, 0.68),
    "busy": (5.592, 0.929, 0.36),
    "darker": (-0.020, 0.495, 1.76),
    "fine": (-1.507, 0.721, 0.91),
    "contrast": (7.100, 0.987, -0.33),
}
WEIGHTS: dict[str, tuple[float, float, float]] = {
    "contrast": (4.624, 0.470, -0.49),
    "two_tone": (0.717, 0.077, -0.43),
    "rest": (0.284, 0.231, -1.55),
    "shade": (0.768, 0.348, -0.55),
    "one_way": (0.517, 0.461, -1.15),
    "banded": (0.607, 0.136, -0.36),
    "even": (0.322, 0.209, 0.71),
    "even_most": (0.532, 0.212, 2.31),
    "repeats": (0.456, 0.164, -0.92),
}
BIAS = -8.02


@dataclass(frozen=True)
class Square:
    """A place that may hold a matrix code. `quad`: 4 x 2, photo pixels; `evidence` is a log-odds."""

    quad: Points
    evidence: float


@dataclass(frozen=True)
class Place:
    """Centre and side of a window on one level (`scale`: its size relative to the photo), and its rank."""

    level: Grey
    scale: float
    x: float
    y: float
    side: float
    rank: float


@dataclass(frozen=True)
class Patch:
    """A place cut out upright: `box` is left, top, right, bottom of the busy part in it."""

    pixels: Floats
    box: tuple[int, int, int, int]
    matrix: Affine  # leads to the level

    @property
    def inside(self) -> Floats:
        left, top, right, bottom = self.box
        return self.pixels[top:bottom, left:right]


def find_squares(levels: Iterable[tuple[Grey, float]]) -> Iterator[Square]:
    """The most likely places of a photo, all levels together."""
    for place in best_places(levels):
        patch = cut_out(place)
        if patch is not None:
            yield Square(outline(patch, place.scale), evidence(features(patch)))


def best_places(levels: Iterable[tuple[Grey, float]]) -> list[Place]:
    everywhere = [place for level, scale in levels for place in places(level, scale)]
    return sorted(everywhere, key=lambda place: -place.rank)[:MOST_PLACES]


def evidence(values: dict[str, float]) -> float:
    """Log-odds that a place with these features is a code; at most even without calm sides or contrast."""
    odds = BIAS + sum(weight * (values[name] - mean) / sd for name, (mean, sd, weight) in WEIGHTS.items())
    return min(odds, 0.0) if values["rest"] > RESTLESS or values["contrast"] < FAINT else odds


def outline(patch: Patch, scale: float) -> Points:
    """The patch's busy part in photo pixels."""
    left, top, right, bottom = patch.box
    box = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float32)
    return mapped(mapped(box, patch.matrix), scaling(1 / scale))


def places(level: Grey, scale: float) -> Iterator[Place]:
    """Busy windows with a calmer surrounding, ranked."""
    for window, x, y, values in window_features(level):
        rank = sum(weight * (values[name] - mean) / sd for name, (mean, sd, weight) in RANK.items())
        yield Place(level, scale, (x + 0.5) * CELL, (y + 0.5) * CELL, float(window * CELL), rank)


def window_features(level: Grey) -> Iterator[tuple[int, int, int, dict[str, float]]]:
    """Window size and cell of each local best, with sums over the window and over the ring around it."""
    height, width = level.shape
    size = (width // CELL, height // CELL)
    if min(size) < WINDOWS[0]:
        return
    dx = cv2.Scharr(level, cv2.CV_32F, 1, 0, scale=1 / 32)
    dy = cv2.Scharr(level, cv2.CV_32F, 0, 1, scale=1 / 32)
    grey = level.astype(np.float32)
    xx, yy, xy, light = (cv2.resize(a, size, interpolation=cv2.INTER_AREA) for a in (dx * dx, dy * dy, dx * dy, grey))
    for window in WINDOWS:
        yield from _best_windows(window, xx, yy, xy, light)


def _best_windows(
    window: int, xx: Floats, yy: Floats, xy: Floats, light: Floats
) -> Iterator[tuple[int, int, int, dict[str, float]]]:
    outer = 2 * window + 1
    share = (outer / window) ** 2

    def inner(values: Floats) -> Floats:
        return cv2.blur(values, (window, window), borderType=cv2.BORDER_REPLICATE)

    def ring(values: Floats, middle: Floats) -> Floats:
        whole = cv2.blur(values, (outer, outer), borderType=cv2.BORDER_REPLICATE)
        return (whole * share - middle) / (share - 1)

    in_xx, in_yy, in_xy = inner(xx), inner(yy), inner(xy)
    busy = in_xx + in_yy
    one_way = np.hypot(in_xx - in_yy, 2 * in_xy) / (busy + 1e-6)
    around = np.maximum(ring(xx + yy, busy), 1e-3)
    core = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (int(window * 0.62) | 1,) * 2)
    filled = cv2.erode(cv2.blur(xx + yy, (4, 4)), core) / (busy + 1e-6)
    mean, mean_around = inner(light), ring(light, inner(light))
    spread = np.maximum(inner(light * light) - mean**2, 1)

    possible = (busy > 49) & (one_way < 0.65) & (filled > 0.12) & (busy > 1.05 * around)
    score = np.where(possible, np.minimum(busy / around, 9) * np.sqrt(np.maximum(filled, 0)), 0).astype(np.float32)
    near = np.ones((window // 2 * 2 + 1,) * 2, np.uint8)
    for y, x in zip(*np.nonzero((score > 0) & (score == cv2.dilate(score, near))), strict=True):
        yield window, int(x), int(y), {
            "one_way": float(one_way[y, x]),
            "calm": math.log(min(float(busy[y, x] / around[y, x]), 30)),
            "filled": math.sqrt(float(filled[y, x])),
            "busy": math.log(float(busy[y, x])),
            "darker": float(np.clip((mean_around[y, x] - mean[y, x]) / math.sqrt(spread[y, x]), -2, 2)),
            "fine": math.log(float(busy[y, x] / spread[y, x])),
            "contrast": math.log(float(spread[y, x])),
        }  # fmt: skip


def cut_out(place: Place) -> Patch | None:
    """The busy area around the place, turned upright; None where nothing hangs together there."""
    reach = 0.75 * place.side
    left, top = int(max(0, place.x - reach)), int(max(0, place.y - reach))
    part = place.level[top : int(place.y + reach), left : int(place.x + reach)]
    dx = cv2.Scharr(part, cv2.CV_32F, 1, 0)
    dy = cv2.Scharr(part, cv2.CV_32F, 0, 1)
    energy = cv2.blur(dx * dx + dy * dy, (5, 5))
    mask = (energy > 0.25 * np.percentile(energy, 75)).astype(np.uint8)
    _, labels = cv2.connectedComponents(mask, connectivity=4)
    row, column = min(int(place.y) - top, len(labels) - 1), min(int(place.x) - left, labels.shape[1] - 1)
    if labels[row, column] == 0:
        return None
    ys, xs = np.nonzero(labels == labels[row, column])
    if len(ys) < 100:
        return None
    points = np.stack([xs + left + 0.5, ys + top + 0.5], axis=1).astype(np.float32)
    return _upright(place, points, _direction(dx, dy, points))


def _direction(dx: Floats, dy: Floats, points: Points) -> float:
    """Radians: of the edges where they cross at right angles (fourth power of the gradient), or the hull's."""
    gradient = dx.astype(np.complex128) + 1j * dy
    strength = np.abs(gradient) ** 2 + 1e-6
    fourfold = (gradient**4 / strength).sum() / strength.sum()
    if abs(fourfold) > 0.15:
        return float(np.angle(fourfold)) / 4
    return math.radians(float(cv2.minAreaRect(points)[2]))


def _upright(place: Place, points: Points, direction: float) -> Patch | None:
    across = np.array([math.cos(direction), math.sin(direction)])
    down = np.array([-across[1], across[0]])
    u, v = points @ across, points @ down
    (u0, u1), (v0, v1) = np.percentile(u, [3, 97]), np.percentile(v, [3, 97])
    edge = 2.4  # px that the percentiles cut off
    u0, u1, v0, v1 = u0 - edge, u1 + edge, v0 - edge, v1 + edge
    # Both ways to the same length: codes are seen at a slant more often than they are oblong.
    step_u, step_v = (u1 - u0) / SIDE, (v1 - v0) / SIDE
    size = (SIDE + 2 * ROOM, SIDE + 2 * ROOM)
    matrix = np.empty((2, 3))
    matrix[:, 0], matrix[:, 1] = across * step_u, down * step_v
    start_u, start_v = u0 - (ROOM - 0.5) * step_u, v0 - (ROOM - 0.5) * step_v
    matrix[:, 2] = across * start_u + down * start_v - 0.5
    pixels = cv2.warpAffine(place.level, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                            borderMode=cv2.BORDER_REPLICATE).astype(np.float32)  # fmt: skip
    box = _busy_box(pixels)
    if box[2] - box[0] < LEAST_SIDE or box[3] - box[1] < LEAST_SIDE:
        return None
    return Patch(pixels, box, matrix)


def _busy_box(pixels: Floats) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the busy part around the middle."""
    height, width = pixels.shape
    dx, dy = cv2.Scharr(pixels, cv2.CV_32F, 1, 0), cv2.Scharr(pixels, cv2.CV_32F, 0, 1)
    energy = np.sqrt(cv2.blur(dx * dx + dy * dy, (5, 5)))
    part = energy[ROOM : height - ROOM, ROOM : width - ROOM]
    energy = np.minimum(energy, np.percentile(part, 70))
    quarter_x, quarter_y = part.shape[1] // 4, part.shape[0] // 4
    columns = energy[ROOM + quarter_y : height - ROOM - quarter_y].mean(0)
    rows = energy[:, ROOM + quarter_x : width - ROOM - quarter_x].mean(1)
    (left, right), (top, bottom) = _stretch(columns), _stretch(rows)
    return left, top, right, bottom


def _stretch(values: Floats) -> tuple[int, int]:
    """First and last place, outwards from the middle, that stays above 0.45 of the median."""
    level = 0.45 * float(np.median(values[ROOM:-ROOM]))
    calm = np.flatnonzero(values <= level)
    middle = len(values) // 2
    first = int(calm[calm < middle].max(initial=-1)) + 1
    last = int(calm[calm > middle].min(initial=len(values)))
    return first + 2, last - 2


def features(patch: Patch) -> dict[str, float]:
    """What tells a matrix code from signs, letters, clocks and keypads; each is bounded."""
    inside = patch.inside
    low, high = (float(q) for q in np.percentile(inside, [5, 95]))
    contrast = high - low + 1e-6
    rest, shade = _surroundings(patch, high, contrast)
    dx = cv2.Scharr(inside, cv2.CV_32F, 1, 0)
    dy = cv2.Scharr(inside, cv2.CV_32F, 0, 1)
    energy = dx * dx + dy * dy
    grid = np.sort(cv2.resize(energy, (5, 5), interpolation=cv2.INTER_AREA).ravel()) / (energy.mean() + 1e-6)
    balance = float((dx * dx).sum()) / (float((dy * dy).sum()) + 1e-6)
    return {
        "contrast": math.log(contrast),
        "two_tone": _two_tone(inside),
        "rest": min(rest[1], 0.6),  # of the second calmest side: a code may stand beside text
        "shade": min(shade[2], 1.2),
        "one_way": abs(math.log(balance + 1e-6)),
        "banded": max(float(inside.mean(axis).std()) for axis in (0, 1)) / (float(inside.std()) + 1e-6),
        "even": math.sqrt(float(grid[0])),
        "even_most": math.sqrt(float(grid[3])),
        "repeats": _repetition(inside),
    }


def _two_tone(inside: Floats) -> float:
    """Share of the variance that lies between dark and light (Otsu 1979)."""
    threshold, _ = cv2.threshold(inside.astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    dark = inside <= threshold
    part = float(dark.mean())
    if part in (0.0, 1.0):
        return 0.0
    apart = float(inside[dark].mean() - inside[~dark].mean())
    return part * (1 - part) * apart**2 / (float(inside.var()) + 1e-6)


def _surroundings(patch: Patch, high: float, contrast: float) -> tuple[list[float], list[float]]:
    """Of the strips along the four sides, best first: unrest, and distance from the light tone."""
    left, top, right, bottom = patch.box
    size = max(3, int(0.09 * max(right - left, bottom - top)))
    gap = 2
    strips = (
        patch.pixels[max(0, top - gap - size) : max(0, top - gap), left:right],
        patch.pixels[bottom + gap : bottom + gap + size, left:right],
        patch.pixels[top:bottom, max(0, left - gap - size) : max(0, left - gap)],
        patch.pixels[top:bottom, right + gap : right + gap + size],
    )
    unrest = [float(strip.std()) / contrast if strip.size >= 12 else 1.5 for strip in strips]
    shade = [abs(high - float(strip.mean())) / contrast if strip.size >= 12 else 1.0 for strip in strips]
    return sorted(unrest), sorted(shade)


def _repetition(inside: Floats) -> float:
    """Strongest far peak of the autocorrelation, 0..1: grids repeat, codes do not."""
    flat = inside - cv2.blur(inside, (21, 21))
    height, width = flat.shape
    spectrum = np.fft.rfft2(flat, s=(2 * height, 2 * width))
    power = np.fft.irfft2(np.abs(spectrum) ** 2, s=(2 * height, 2 * width))
    power /= power[0, 0] + 1e-6
    count = np.outer(height - np.arange(height), width - np.arange(width)) / (height * width)
    reach = (slice(int(height * 0.6)), slice(int(width * 0.6)))
    right = (power[:height, :width] / count)[reach]
    left = (power[:height, -np.arange(width)] / count)[reach]
    far = np.hypot(*np.indices(right.shape)) > 7
    return float(max(right[far].max(initial=0), left[far].max(initial=0)))
