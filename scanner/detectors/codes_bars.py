"""Linear codes without reading them: where bars lie, which way they run, how much they look like a code.

Bars are the one texture whose brightness gradients all point the same way over a whole area (structure
tensor, Bigun & Granlund 1987). Fences, blinds and book spines do that too; `evidence` weighs what tells them
apart. All of it works on one level of a resolution pyramid, in pixels of that level.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.codes_geometry import Affine, Points, mapped, scaling
from scanner.detectors.codes_read import Grey

Floats = NDArray[np.float32]

CELL = 4  # px of the level: the grid on which gradients are summed
WINDOW = 5  # cells: the neighbourhood that must agree on one direction
COHERENCE = 0.75  # 0: gradients in all directions, 1: all in one
GRADIENT = 7.0  # grey levels per pixel, root mean square, everywhere in the area
LEAST_CELLS = 9  # length across the bars; a single edge is as long as the window
MOST_AREAS = 40  # per level, largest first: bounds the time on a photo full of fences
# Drawn codes (tests/accuracy/tune_codes.py) have .30 and more, ruled paper .08 to .16.
RULED, RULED_RUNS = 0.2, 12  # deviation of widths against their mean; runs that are enough to tell
ZOOM, ROWS = 2, 48  # of the straightened strip on which the evidence is weighed

# Logistic weights of `features`, fitted by tests/accuracy/tune_codes.py: drawn codes against real stripes.
WEIGHTS: dict[str, tuple[float, float, float]] = {  # name: (mean, deviation, weight)
    "straight": (0.652, 0.294, 3.56),
    "bars": (1.748, 0.908, 0.76),
    "variety": (0.410, 0.231, 0.84),
    "variety_off": (0.190, 0.150, -0.92),
    "even": (0.405, 0.237, 1.08),
    "quiet": (0.658, 0.488, -0.56),
    "fill": (0.786, 0.283, 1.04),
    "shear": (0.357, 0.221, 0.36),
    "ends": (0.163, 0.194, -0.96),
    "length": (2.704, 0.501, 0.54),
}
BIAS = -8.73


@dataclass(frozen=True)
class Bars:
    """An area of parallel bars. `quad`: 4 x 2, from one corner first along the code, then along the bars.

    `evidence` is a log-odds: above 0 more likely a code than not.
    """

    quad: Points
    evidence: float


@dataclass(frozen=True)
class Strip:
    """An area straightened: bars upright, with room on every side; `matrix` leads back to the level."""

    pixels: Floats  # (ROWS + 2 * spare) x width
    matrix: Affine
    spare: int  # rows above and below the area
    core: tuple[int, int]  # first and last column of the area
    fill: float  # cells of the area against cells of the strip
    shear: float
    cells: float  # length in cells

    @property
    def band(self) -> Floats:
        return self.pixels[self.spare : self.spare + ROWS]


def find_bars(level: Grey, scale: float) -> Iterator[Bars]:
    """Areas of parallel bars on one pyramid level; `scale` is the level's size relative to the photo.

    The quads are in pixels of the photo.
    """
    back = scaling(1 / scale)
    for strip in strips(level):
        if _ruled(strip):
            continue
        quad = mapped(mapped(outline(strip), strip.matrix), back)
        yield Bars(quad, evidence(features(strip)))


def evidence(values: dict[str, float]) -> float:
    """Log-odds that an area with these features is a code."""
    return BIAS + sum(weight * (values[name] - mean) / sd for name, (mean, sd, weight) in WEIGHTS.items())


def strips(level: Grey) -> Iterator[Strip]:
    """Every area of parallel bars, straightened."""
    for direction, cells in _areas(level):
        strip = _strip(level, direction, cells)
        if strip is not None:
            yield strip


def _areas(level: Grey) -> Iterator[tuple[float, Points]]:
    """Direction across the bars (radians) and cell centres (n x 2) of each area of one direction."""
    height, width = level.shape
    size = (width // CELL, height // CELL)
    if min(size) < 3:
        return
    dx = cv2.Scharr(level, cv2.CV_32F, 1, 0, scale=1 / 32)
    dy = cv2.Scharr(level, cv2.CV_32F, 0, 1, scale=1 / 32)
    xx, yy, xy = (cv2.resize(a, size, interpolation=cv2.INTER_AREA) for a in (dx * dx, dy * dy, dx * dy))
    wide_xx, wide_yy, wide_xy = (cv2.blur(a, (WINDOW, WINDOW)) for a in (xx, yy, xy))
    energy = wide_xx + wide_yy
    coherence = np.hypot(wide_xx - wide_yy, 2 * wide_xy) / (energy + 1e-6)
    weakest = cv2.erode(cv2.blur(xx + yy, (3, 3)), np.ones((3, 3), np.uint8))
    mask = ((coherence > COHERENCE) & (weakest > GRADIENT**2)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    order = sorted(range(1, count), key=lambda i: -int(stats[i, cv2.CC_STAT_AREA]))
    for i in order[:MOST_AREAS]:
        x, y, w, h, n = (int(v) for v in stats[i])
        if n < LEAST_CELLS + 3:
            break
        rows, columns = np.nonzero(labels[y : y + h, x : x + w] == i)
        rows, columns = rows + y, columns + x
        direction = 0.5 * math.atan2(
            2 * float(xy[rows, columns].sum()), float((xx[rows, columns] - yy[rows, columns]).sum())
        )
        yield direction, np.stack([(columns + 0.5) * CELL, (rows + 0.5) * CELL], axis=1).astype(np.float32)


def _strip(level: Grey, direction: float, cells: Points) -> Strip | None:
    across = np.array([math.cos(direction), math.sin(direction)])
    along = np.array([-across[1], across[0]])
    u, v = cells @ across, cells @ along
    first, last = (float(q) for q in np.percentile(u, [1, 99]))
    length = last - first
    if length < LEAST_CELLS * CELL:
        return None
    # Seen at a slant, the ends of the bars run askew: straighten them with a shear.
    shear = float(np.clip(np.polyfit(u - u.mean(), v, 1)[0], -1.2, 1.2))
    low, high = (float(q) for q in np.percentile(v - shear * (u - u.mean()), [8, 92]))
    depth = max(high - low, 2.0 * CELL)
    margin = 4 * CELL + 0.12 * length
    step = depth / ROWS
    matrix = np.empty((2, 3))
    matrix[:, 0] = (across + shear * along) / ZOOM
    matrix[:, 1] = along * step
    start = first - margin + 0.5 / ZOOM
    spare = ROWS // 2 + math.ceil(4 * CELL / step)
    top = low - (spare - 0.5) * step
    matrix[:, 2] = across * start + along * (top + shear * (start - u.mean())) - 0.5
    width = int((length + 2 * margin) * ZOOM)
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (width, ROWS + 2 * spare)
    pixels = cv2.warpAffine(level, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    core = (int(margin * ZOOM), int((margin + length) * ZOOM))
    fill = len(cells) * CELL * CELL / (length * depth)
    return Strip(pixels.astype(np.float32), matrix, spare, core, fill, abs(shear), length / CELL)


def _detail(profile: Floats) -> Floats:
    """A profile without its slow changes (light, shadow)."""
    return np.asarray(profile - cv2.blur(profile[None], (8 * CELL + 1, 1))[0], dtype=np.float32)


def _runs(detail: Floats) -> tuple[list[int], list[int]]:
    """Starts and lengths of the light and dark runs, ignoring ripples under 0.4 deviations."""
    level = 0.4 * float(detail.std())
    starts: list[int] = []
    sign = 0
    for i, value in enumerate(detail):
        new = 1 if value > level else -1 if value < -level else sign
        if new != sign:
            starts.append(i)
            sign = new
    return starts, [b - a for a, b in pairwise(starts)]


def features(strip: Strip) -> dict[str, float]:
    """What tells a code from other stripes; each is bounded, so that no single one decides."""
    first, last = strip.core
    band = strip.band
    quarters = [_detail(band[i : i + ROWS // 4].mean(0)) for i in range(0, ROWS, ROWS // 4)]
    middle = _detail(band[ROWS * 3 // 8 : ROWS * 5 // 8].mean(0))
    core = middle[first:last]
    runs = np.array(_runs(core)[1][1:] or [1], dtype=float)
    variety = min(float(runs.std() / runs.mean()), 1.2)
    pieces = np.array([piece.std() for piece in np.array_split(core, 6)])
    return {
        "straight": min(_likeness(a, b, first, last) for a, b in pairwise(quarters)),
        "bars": math.log(max(len(runs), 1)),
        "variety": variety,  # of widths: 0 for a fence
        "variety_off": abs(variety - 0.48),
        "even": float(pieces.min() / (pieces.mean() + 1e-6)),
        "quiet": min(_unrest(band.mean(0), first, last), 1.5),
        "fill": min(strip.fill, 1.3),
        "shear": min(strip.shear, 0.6),
        "ends": min(_going_on(strip, middle), 1.0),
        "length": math.log(strip.cells),
    }


def _ruled(strip: Strip) -> bool:
    """Whether all dark runs are of one width and all light ones too: a ruled sheet, a blind, a radiator.

    Every format has bars and spaces of at least two widths, so one of the two varies.
    """
    first, last = strip.core
    middle = _detail(strip.band[ROWS * 3 // 8 : ROWS * 5 // 8].mean(0))
    runs = _runs(middle[first:last])[1][1:]
    if len(runs) < RULED_RUNS:
        return False
    return all(float(np.std(some) / np.mean(some)) < RULED for some in (runs[::2], runs[1::2]))


def _likeness(a: Floats, b: Floats, first: int, last: int) -> float:
    """Best correlation of two profiles over small shifts: bars go straight through, letters do not."""
    here = a[first:last]
    best = -1.0
    for shift in range(-3 * ZOOM - 1, 3 * ZOOM + 2):
        there = np.roll(b, shift)[first:last]
        norm = math.sqrt(float((here * here).sum()) * float((there * there).sum())) + 1e-6
        best = max(best, float((here * there).sum()) / norm)
    return best


def _unrest(profile: Floats, first: int, last: int) -> float:
    """How far the worse end is from a flat, light quiet zone (ISO/IEC 15417 and 15420: 7 to 11 modules)."""
    low, light = np.percentile(profile[first:last], [15, 85])
    contrast = float(light - low) + 1e-6
    size = max(3, int(0.04 * (last - first)))
    worst = 0.0
    for zone in (profile[:first], profile[last:]):
        if len(zone) < size:
            return 9.0
        windows = np.lib.stride_tricks.sliding_window_view(zone, size)
        flat = np.ptp(windows, axis=1) / contrast
        dark = np.maximum(0, light - windows.mean(axis=1)) / contrast
        worst = max(worst, float((flat + dark).min()))
    return worst


def _going_on(strip: Strip, middle: Floats) -> float:
    """How strongly the pattern goes on beyond the ends of the bars: 0 for a code on paper, 1 for a grid."""
    first, last = strip.core
    inside = middle[first:last]
    norm = float((inside * inside).sum()) + 1e-6

    def repeats(rows: Floats) -> float:
        return abs(float((_detail(rows.mean(0))[first:last] * inside).sum()) / norm)

    step = ROWS // 8
    above = min(repeats(strip.pixels[i : i + step]) for i in (0, step))
    below = min(repeats(strip.pixels[-i - step : -i or None]) for i in (0, step))
    return max(above, below)


def outline(strip: Strip) -> Points:
    """The bars' four corners in strip pixels: out to the last strong edge, up and down while they go on."""
    first, last = strip.core
    middle = _detail(strip.band.mean(0))
    level = 0.5 * float(middle[first:last].std())
    reach = (last - first) // 12 + 4 * CELL * ZOOM
    strong = np.flatnonzero(np.abs(middle[max(0, first - reach) : last + reach]) > level) + max(0, first - reach)
    left, right = (int(strong[0]), int(strong[-1])) if len(strong) else (first, last)
    inside = middle[first:last]
    norm = float((inside * inside).sum()) + 1e-6
    alike = [float((_detail(row)[first:last] * inside).sum()) / norm > 0.4 for row in strip.pixels]
    top, bottom = strip.spare, strip.spare + ROWS - 1
    while top > 0 and alike[top - 1]:
        top -= 1
    while bottom < len(alike) - 1 and alike[bottom + 1]:
        bottom += 1
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float32)
