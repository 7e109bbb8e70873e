"""Small helpers on polygons for the code detector. All coordinates are (x, y) pixels, float."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import Polygon

Points = NDArray[np.float32]  # n x 2
Affine = NDArray[np.float64]  # 2 x 3, maps (x, y, 1)

Homography = NDArray[np.float64]  # 3 x 3

IDENTITY: Affine = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def scaling(scale: float) -> Affine:
    """Maps pixels of a copy resized by `1 / scale` back to the picture, pixel centres included."""
    shift = (scale - 1) / 2
    return np.array([[scale, 0.0, shift], [0.0, scale, shift]])


def shifted(matrix: Affine, dx: float, dy: float) -> Affine:
    """`matrix`, for a picture that was cut out at (dx, dy)."""
    moved = matrix.copy()
    moved[:, 2] += (dx, dy)
    return moved


def mapped(points: Points, matrix: Affine) -> Points:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], dtype=np.float32)


def area(points: Points) -> float:
    return float(cv2.contourArea(np.asarray(points, dtype=np.float32)))


def hull(points: Points) -> Points:
    return np.asarray(cv2.convexHull(np.asarray(points, dtype=np.float32)).reshape(-1, 2), dtype=np.float32)


def overlap(a: Points, b: Points) -> float:
    """Area common to two convex polygons, as a share of the smaller one (0..1)."""
    smaller = min(area(a), area(b))
    if smaller < 1:
        return 0.0
    common, _ = cv2.intersectConvexConvex(hull(a), hull(b))
    return float(common) / smaller


def clipped(points: Points, width: int, height: int) -> Points:
    limits = np.array([width, height], dtype=np.float32)
    return np.asarray(np.clip(points, 0, limits), dtype=np.float32)


def min_rect(points: Points) -> Points:
    """The smallest rectangle at any angle around the points, 4 x 2, in order around it."""
    return np.asarray(cv2.boxPoints(cv2.minAreaRect(np.asarray(points, dtype=np.float32))), dtype=np.float32)


def as_polygon(points: Points) -> Polygon:
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in points)


def grown(points: Points, by: float) -> Points:
    """A rectangle (4 x 2, in order) moved outwards by `by` pixels on every side."""
    centre, (width, height), angle = cv2.minAreaRect(np.asarray(points, dtype=np.float32))
    return np.asarray(cv2.boxPoints((centre, (width + 2 * by, height + 2 * by), angle)), dtype=np.float32)


def inside_share(points: Points, others: Sequence[Points]) -> float:
    """The largest overlap of `points` with one of the others, 0 where there is none."""
    return max((overlap(points, other) for other in others), default=0.0)
