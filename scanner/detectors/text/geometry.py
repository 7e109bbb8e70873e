"""Small geometry of text: rotated rectangles, their corner order, and how much of one lies inside others."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.text.curves import Points, band, lengthened
from scanner.findings import Polygon

Quad = NDArray[np.float32]  # 4 x 2, (x, y), clockwise from the text's own top left


@dataclass(frozen=True)
class Region:
    """A piece of the frame that holds one line of text, in pixels of the upright, full-size frame.

    `quad` is a rectangle of any angle, clockwise from top left of the horizontal reading (see `ordered`). A line
    that bends has a `spine` (its middle, in reading direction) and a `thickness` as well. `score` is the
    detector's mean probability inside; `height` is the short side in pixels of the level where it was found: it
    says how well the detector could see it there.
    """

    quad: Quad
    score: float
    height: float
    spine: Points | None = None
    thickness: float = 0.0

    @property
    def size(self) -> tuple[float, float]:
        """Long and short side."""
        if self.spine is not None:
            return float(np.linalg.norm(np.diff(self.spine, axis=0), axis=1).sum()), self.thickness
        width, height, _ = rectangle(self.quad)
        return max(width, height), min(width, height)

    def outline(self, margin: float = 0.0) -> Points:
        """Clockwise from the top left of the text, `margin` (a part of the line's height) larger on every side."""
        if self.spine is None:
            return grown(self.quad, margin)
        spine = lengthened(self.spine, margin * self.thickness)
        return band(spine, (1 + 2 * margin) * self.thickness)

    def moved(self, scale: float) -> Region:
        """The same region in a frame that is 1/`scale` as large."""
        spine = None if self.spine is None else (self.spine / np.float32(scale)).astype(np.float32)
        quad = (self.quad / np.float32(scale)).astype(np.float32)
        return replace(self, quad=quad, spine=spine, thickness=self.thickness / scale)

    def turned(self, quarter_turns: int) -> Region:
        """The same place, read after the page was turned anticlockwise by so many quarter turns."""
        spine = self.spine[::-1] if self.spine is not None and quarter_turns >= 2 else self.spine
        return replace(self, quad=np.roll(self.quad, -quarter_turns, axis=0), spine=spine)


def ordered(points: NDArray[np.float32]) -> Quad:
    """Corners of a rectangle, clockwise on the screen, starting with the one that is top left when the rectangle
    is turned by less than 45 degrees. A tall rectangle stays tall: which way its text runs is the reader's task."""
    centre = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0])
    points = points[np.argsort(angles)]
    # y points down, so growing angle is clockwise on the screen; the first edge should point right.
    edges = np.roll(points, -1, axis=0) - points
    first = int(np.argmax(edges[:, 0] / (np.linalg.norm(edges, axis=1) + 1e-6)))
    return np.roll(points, -first, axis=0).astype(np.float32)


def clipped(outline: Points, width: int, height: int) -> Polygon:
    """The outline with every corner moved into the frame."""
    inside = np.clip(outline, (0.0, 0.0), (float(width), float(height)))
    return tuple((float(x), float(y)) for x, y in inside)


def rectangle(quad: Quad) -> tuple[float, float, float]:
    """Width and height along the quad's own axes, and its clockwise turn in degrees."""
    width = (_length(quad[0], quad[1]) + _length(quad[3], quad[2])) / 2
    height = (_length(quad[1], quad[2]) + _length(quad[0], quad[3])) / 2
    dx, dy = (quad[1] - quad[0]).tolist()
    return width, height, math.degrees(math.atan2(dy, dx))


def grown(quad: Quad, share: float) -> Quad:
    """The rectangle, larger on every side by `share` of its short side."""
    width, height, _ = rectangle(quad)
    more = share * min(width, height)
    right = (quad[1] - quad[0]) * (more / max(width, 1e-3))
    down = (quad[3] - quad[0]) * (more / max(height, 1e-3))
    return quad + np.stack([-right - down, right - down, right + down, down - right]).astype(np.float32)


def overlap(one: Region, other: Region) -> float:
    """The common area as a part (0..1) of the smaller rectangle; 0 where a line bends."""
    first, second = one.quad, other.quad
    if one.spine is not None or other.spine is not None or not _boxes_touch(first, second):
        return 0.0
    common, _ = cv2.intersectConvexConvex(first, second)
    smaller = min(cv2.contourArea(first), cv2.contourArea(second))
    return float(common) / max(smaller, 1e-3)


def same_line(one: Region, other: Region) -> bool:
    """True where both run the same way with letters of similar size (not a line and a block of lines)."""
    (w1, h1, a1), (w2, h2, a2) = rectangle(one.quad), rectangle(other.quad)
    turn = abs((a1 - a2 + 90) % 180 - 90)
    if turn > 45:  # a kept line may lie turned: compare along the same axis
        w2, h2, turn = h2, w2, 90 - turn
    # What is nearly square has no direction of its own.
    straight = turn < 12 or (min(w1 / max(h1, 1e-3), w2 / max(h2, 1e-3)) < 1.5 and turn < 25)
    return straight and 0.6 < h1 / max(h2, 1e-3) < 1.7


def united(first: Quad, second: Quad) -> Quad:
    """The smallest rectangle along the first one's axes that holds both."""
    width, height, _ = rectangle(first)
    right = (first[1] - first[0]) / max(width, 1e-3)
    down = (first[3] - first[0]) / max(height, 1e-3)
    points = np.concatenate([first, second]) - first[0]
    along, across = points @ right, points @ down
    corners = [
        (along.min(), across.min()),
        (along.max(), across.min()),
        (along.max(), across.max()),
        (along.min(), across.max()),
    ]
    return np.array([first[0] + a * right + b * down for a, b in corners], dtype=np.float32)


def _boxes_touch(first: Quad, second: Quad) -> bool:
    return bool((first.max(axis=0) >= second.min(axis=0)).all() and (second.max(axis=0) >= first.min(axis=0)).all())


class Cover:
    """A raster of the area that kept regions take up, coarse enough for any picture size.

    Intersections of many rotated rectangles are exact only with a clipping library; a raster of at most
    2048 cells a side is quick and close enough to call something a duplicate.
    """

    def __init__(self, width: int, height: int, cells: int = 2048) -> None:
        self._scale = min(1.0, cells / max(width, height))
        self._mask: NDArray[np.uint8] = np.zeros(
            (int(height * self._scale) + 2, int(width * self._scale) + 2), dtype=np.uint8
        )

    def add(self, outline: Points) -> None:
        cv2.fillPoly(self._mask, [self._cells(outline)], 1)

    def share(self, outline: Points) -> float:
        """The part (0..1) of the outline that is taken already."""
        cells = self._cells(outline)
        x, y, width, height = cv2.boundingRect(cells)
        x, y = max(x, 0), max(y, 0)
        window = self._mask[y : y + height, x : x + width]
        if window.size == 0:
            return 0.0
        own = np.zeros(window.shape, dtype=np.uint8)
        cv2.fillPoly(own, [cells - (x, y)], 1)
        return float(np.count_nonzero(own & window)) / max(1, int(np.count_nonzero(own)))

    def _cells(self, outline: Points) -> NDArray[np.int32]:
        return np.asarray(np.round(outline * self._scale), dtype=np.int32)


def _length(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return math.hypot(float(a[0] - b[0]), float(a[1] - b[1]))
