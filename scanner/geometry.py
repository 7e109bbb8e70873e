"""Polygons in pixels of the upright picture: the few operations that several rooms need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import Box, Polygon


def as_array(polygon: Polygon) -> NDArray[np.float32]:
    """N x 2 float32."""
    return np.asarray(polygon, dtype=np.float32).reshape(-1, 2)


def as_polygon(points: NDArray[Any]) -> Polygon:
    """From any N x 2 (or N x 1 x 2) array."""
    return tuple((float(x), float(y)) for x, y in np.asarray(points).reshape(-1, 2))


def bounds(polygon: Polygon) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    points = as_array(polygon)
    (left, top), (right, bottom) = points.min(0), points.max(0)
    return float(left), float(top), float(right), float(bottom)


def rectangle(box: Box) -> Polygon:
    x, y, width, height = (float(v) for v in box)
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def area(polygon: Polygon) -> float:
    return abs(float(cv2.contourArea(as_array(polygon))))


def hull(polygons: Iterable[Polygon]) -> Polygon:
    """Convex hull of all points."""
    return as_polygon(cv2.convexHull(np.concatenate([as_array(p) for p in polygons])))


def grown(polygon: Polygon, margin: float) -> Polygon:
    """The convex polygon pushed outwards by `margin` px on every side (square-cornered for a quad)."""
    points = as_array(polygon)
    if len(points) == 4:
        (cx, cy), (width, height), angle = cv2.minAreaRect(points)
        return as_polygon(cv2.boxPoints(((cx, cy), (width + 2 * margin, height + 2 * margin), angle)))
    return rounded(polygon, margin)


def rounded(polygon: Polygon, margin: float) -> Polygon:
    """The convex polygon pushed outwards by `margin` px, with round corners: it keeps its slants."""
    points = as_array(polygon)
    disc = margin * np.array([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)])
    return as_polygon(cv2.convexHull((points[:, None, :] + disc[None]).reshape(-1, 2).astype(np.float32)))


def text_height(polygon: Polygon) -> float:
    """Short side of the smallest rectangle around it, in px."""
    _, (width, height), _ = cv2.minAreaRect(as_array(polygon))
    return float(min(width, height))


def share_inside(inner: Polygon, outer: Polygon) -> float:
    """Share of the convex hull of `inner` that lies inside the convex hull of `outer` (0..1)."""
    small, large = (cv2.convexHull(as_array(p)) for p in (inner, outer))
    size = float(cv2.contourArea(small))
    if size <= 0:
        centre = small.reshape(-1, 2).mean(0)
        return float(cv2.pointPolygonTest(large, (float(centre[0]), float(centre[1])), False) >= 0)
    common, _ = cv2.intersectConvexConvex(small, large)
    return float(common) / size
