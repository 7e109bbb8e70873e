"""Lines that bend: a page near its spine, a band around a wrist.

A straight box around a bent line holds parts of its neighbours too. Where a kernel bends, its middle is fitted
with a cubic, and outline and crop follow that spine.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.photo.photo import Pixels

Points = NDArray[np.float32]  # N x 2, (x, y)

_KNOTS = 13
_SLENDER = 5.0  # shorter kernels are too uneven to say that they bend
_BENT = 0.5  # deviation from a straight line, as a part of the kernel's thickness


def spine_of(contour: NDArray[Any], quad: Points) -> tuple[Points, float] | None:
    """Middle line of a kernel (13 points along the rectangle's first edge) and its thickness; None if straight.

    `quad`: the smallest rectangle around the kernel, first edge along it. Same pixels as the contour.
    """
    right, down = quad[1] - quad[0], quad[3] - quad[0]
    length, height = float(np.hypot(*right)), float(np.hypot(*down))
    if length < _SLENDER * height / 3 or length < 8:
        return None
    along, across = right / length, down / max(height, 1e-3)
    local = (contour.reshape(-1, 2) - quad[0]) @ np.stack([along, across], axis=1)
    mask = np.zeros((int(height) + 2, int(length) + 2), dtype=np.uint8)
    cv2.fillPoly(mask, [np.round(local).astype(np.int32)], 1)
    thick = mask.sum(axis=0, dtype=np.float64)
    x = np.flatnonzero(thick)
    thickness = float(np.median(thick[x]))
    if length < _SLENDER * thickness:
        return None
    middle = (mask * np.arange(len(mask))[:, None]).sum(axis=0)[x] / thick[x]
    bend = np.polynomial.Polynomial.fit(x, middle, 3, w=np.sqrt(thick[x]))
    straight = np.polynomial.Polynomial.fit(x, middle, 1, w=np.sqrt(thick[x]))
    knots = np.linspace(0.0, length, _KNOTS)
    if np.abs(bend(knots) - straight(knots)).max() < _BENT * thickness:
        return None
    points = quad[0] + knots[:, None] * along + bend(knots)[:, None] * across
    return points.astype(np.float32), thickness


def lengthened(spine: Points, more: float) -> Points:
    """The same spine, `more` px longer at both ends."""
    first, last = _unit(spine[0] - spine[1]), _unit(spine[-1] - spine[-2])
    return np.concatenate([[spine[0] + more * first], spine[1:-1], [spine[-1] + more * last]]).astype(np.float32)


def band(spine: Points, thickness: float) -> Points:
    """Outline of the line: along its upper edge, back along its lower edge."""
    half = _normals(spine) * (thickness / 2)
    return np.concatenate([spine - half, (spine + half)[::-1]]).astype(np.float32)


def unrolled(pixels: Pixels, spine: Points, thickness: float) -> Pixels:
    """The line as if it were straight: `thickness` px high, as long as its spine."""
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(spine, axis=0), axis=1))])
    at = np.arange(max(1, round(steps[-1]))) + 0.5
    middle = np.stack([np.interp(at, steps, spine[:, i]) for i in range(2)], axis=1)
    normals = _normals(spine)
    up = np.stack([np.interp(at, steps, normals[:, i]) for i in range(2)], axis=1)
    rows = np.arange(max(1, round(thickness))) + 0.5 - thickness / 2
    places = (middle[None] + rows[:, None, None] * up[None]).astype(np.float32)
    # Only the neighbourhood goes in: the function takes no pictures over 32,767 px.
    low = np.maximum(np.floor(places.min(axis=(0, 1))).astype(int) - 2, 0)
    high = np.ceil(places.max(axis=(0, 1))).astype(int) + 3
    window = pixels[low[1] : high[1], low[0] : high[0]]
    if window.size == 0:
        return np.zeros((*places.shape[:2], 3), dtype=np.uint8)
    places -= low + 0.5
    crop = cv2.remap(window, places[:, :, 0], places[:, :, 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, dtype=np.uint8)


def _normals(spine: Points) -> Points:
    """Unit vectors pointing down (to the right of the direction of reading, y downwards)."""
    tangent = np.gradient(spine, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-6)
    return np.stack([-tangent[:, 1], tangent[:, 0]], axis=1).astype(np.float32)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), dtype=np.float32)
