"""Does a small picture inside the file show the same as the photo?"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.photo.photo import Pixels

OpenSmall = Callable[[bytes], Pixels | None]

_GRID = 48  # cells along the long side: coarse enough that another resampling does not matter
_SHAPE = 1.06  # aspect ratios further apart than this show another crop
_ALIKE = 0.90  # least correlation of two versions of one picture
_CELL = 26.0  # grey levels by which a cell differs when something was covered, after matching brightness
_CELLS = 3
_BORDER = 18  # darker rows and columns at the edge are the black bars that cameras put round a thumbnail

Plane = NDArray[np.float32]


def shows_something_else(preview: Pixels, photo: Pixels) -> bool:
    """Whether `preview` shows more, less or something other than `photo`.

    Both height x width x 3 uint8; the preview may be turned or mirrored in any of the eight ways
    (thumbnails are often stored as the sensor saw them), of another size, brightness or sharpness, and
    framed in black.
    """
    target = _plane(photo)
    return not any(
        _same(_plane(turned), target) for framed in _framings(preview) for turned in _ways_to_lie(framed, photo)
    )


def _ways_to_lie(preview: Pixels, photo: Pixels) -> list[Pixels]:
    """The turns of `preview` whose shape is that of the photo."""
    small = _shrunk(preview, 4 * _GRID)
    ways = []
    for turned in (small, small.transpose(1, 0, 2)):
        shape = (turned.shape[1] / turned.shape[0]) / (photo.shape[1] / photo.shape[0])
        rough = 1 + 1.5 / min(turned.shape[:2])  # whole pixels of a tiny preview
        if 1 / (_SHAPE * rough) < shape < _SHAPE * rough:
            ways += [turned, turned[::-1], turned[:, ::-1], turned[::-1, ::-1]]
    return ways


def _same(a: Plane, b: Plane) -> bool:
    a = cv2.resize(a, (b.shape[1], b.shape[0]), interpolation=cv2.INTER_AREA).astype(np.float32)
    spread = float(b.std())
    if spread < 4 or float(a.std()) < 4:  # nothing to compare in a plain picture but its brightness
        return abs(float(a.mean()) - float(b.mean())) < _CELL and abs(spread - float(a.std())) < 8
    x, y = a - a.mean(), b - b.mean()
    correlation = float((x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum()))
    if correlation < _ALIKE:
        return False
    slope = float((x * y).sum() / (x * x).sum())
    apart = np.abs(cv2.blur(slope * x - y, (3, 3)))
    return int(np.count_nonzero(apart > _CELL)) < _CELLS


def _plane(pixels: Pixels) -> Plane:
    """Grey, blurred down to the grid."""
    grey = cv2.cvtColor(np.ascontiguousarray(_shrunk(pixels, 8 * _GRID)), cv2.COLOR_RGB2GRAY)
    scale = _GRID / max(grey.shape)
    size = (max(2, round(grey.shape[1] * scale)), max(2, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _shrunk(pixels: Pixels, long_side: int) -> Pixels:
    scale = long_side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _framings(pixels: Pixels) -> list[Pixels]:
    """The preview as it is, without black bars, and without the row or column that a bar has half covered."""
    light = pixels.max(axis=2)
    spans = []
    for axis in (1, 0):
        lit = np.flatnonzero(np.percentile(light, 95, axis=axis) > _BORDER)
        spans.append((int(lit[0]), int(lit[-1]) + 1) if lit.size else (0, light.shape[1 - axis]))
    (top, bottom), (left, right) = spans
    barred = [bottom - top < light.shape[0], right - left < light.shape[1]]
    if not any(barred):
        return [pixels]
    dy, dx = (int(there) for there in barred)
    inner = pixels[top + dy : bottom - dy, left + dx : right - dx]
    return [pixels, pixels[top:bottom, left:right], *([inner] if min(inner.shape[:2]) > 0 else [])]
