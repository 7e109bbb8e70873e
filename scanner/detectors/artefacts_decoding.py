"""Pixels -> the network's input, and its answers -> boxes. Pure functions, no model.

Boxes are (n, 4) float arrays x0, y0, x1, y1 in pixels.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scanner.photo.photo import Pixels

Floats = NDArray[np.float32]

STRIDES = (8, 16, 32)
MULTIPLE = 32  # the network halves its picture five times
MOST = 300  # weaker answers of one look are not worth their time
GREY = 114  # the colour of the margin in training


def letterboxed(pixels: Pixels) -> Floats:
    """(1, 3, h, w) float32 BGR 0..255 with a grey margin at the right and below, sides multiples of 32."""
    height, width = pixels.shape[:2]
    blob = np.full((1, 3, _up(height), _up(width)), GREY, np.float32)
    blob[0, :, :height, :width] = pixels[..., ::-1].transpose(2, 0, 1)
    return blob


def _up(side: int) -> int:
    return max(MULTIPLE, -(-side // MULTIPLE) * MULTIPLE)


@lru_cache(maxsize=32)
def grid(height: int, width: int) -> tuple[Floats, Floats]:
    """Top left corner (cells, 2) and stride (cells, 1) of every cell of an input of this size."""
    corners, strides = [], []
    for stride in STRIDES:
        rows, columns = height // stride, width // stride
        ys, xs = np.mgrid[:rows, :columns]
        corners.append(np.stack((xs, ys), -1).reshape(-1, 2) * stride)
        strides.append(np.full((rows * columns, 1), stride))
    return np.concatenate(corners).astype(np.float32), np.concatenate(strides).astype(np.float32)


def decoded(cells: Floats, height: int, width: int) -> tuple[Floats, Floats]:
    """Boxes (cells, 4) and scores (cells, classes) from the output (cells, 4 + classes) for an input of that size.

    YOLOX: centre = (offset + cell) * stride, side = exp(offset) * stride (Ge et al. 2021).
    """
    corners, strides = grid(height, width)
    middle = cells[:, :2] * strides + corners
    half = np.exp(np.minimum(cells[:, 2:4], 8)) * strides / 2
    return np.concatenate((middle - half, middle + half), 1), cells[:, 4:]


def overlap(one: Floats, others: Floats) -> Floats:
    """Intersection over union of one box (4,) with boxes (n, 4)."""
    sides = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    common = np.prod(np.maximum(sides, 0), axis=1)
    union = np.prod(one[2:] - one[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - common
    return np.asarray(common / np.maximum(union, 1e-6), dtype=np.float32)


def inside(one: Floats, others: Floats) -> Floats:
    """Share of each of the boxes (n, 4) that lies inside one box (4,)."""
    sides = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    own = np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(np.prod(np.maximum(sides, 0), axis=1) / np.maximum(own, 1e-6), dtype=np.float32)


def best_of_each(boxes: Floats, scores: Floats, most: float) -> NDArray[np.intp]:
    """Non-maximum suppression: indices of the boxes that stay, best first; `most` is the overlap that two may share."""
    order = np.argsort(-scores, kind="stable")[:MOST]
    kept = []
    while order.size:
        first, rest = order[0], order[1:]
        kept.append(first)
        order = rest[overlap(boxes[first], boxes[rest]) <= most]
    return np.asarray(kept, dtype=np.intp)
