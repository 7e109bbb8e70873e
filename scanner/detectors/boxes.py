"""What every network of ours needs around it: overlap of boxes, one answer for each thing, sides that fit it.

Boxes are (n, 4) arrays x0, y0, x1, y1 in pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Boxes = NDArray[np.float32] | Floats

MULTIPLE = 32  # a network that halves its picture five times


def fitting(length: float) -> int:
    """The next side (px) that a network can halve five times, at least one such step."""
    return max(MULTIPLE, int(-(-length // MULTIPLE)) * MULTIPLE)


def overlap(one: Boxes, other: Boxes, *, of_smaller: bool = False) -> Floats:
    """Intersection over union (or over the smaller) of each box with each. N x 4, M x 4 -> N x M."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [np.clip(boxes[:, 2:4] - boxes[:, 0:2], 0, None).prod(axis=1) for boxes in (one, other)]
    if of_smaller:
        return np.asarray(shared / np.maximum(np.minimum(areas[0][:, None], areas[1][None]), 1e-9))
    return np.asarray(shared / np.maximum(areas[0][:, None] + areas[1][None] - shared, 1e-9))


def strongest(boxes: Boxes, scores: NDArray[np.floating], limit: float) -> NDArray[np.intp]:
    """Non-maximum suppression: indices, best first, of boxes that overlap no stronger one by `limit` (IoU) or more."""
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(order):
        first, rest = order[:1], order[1:]
        kept.append(int(first[0]))
        order = rest[overlap(boxes[first], boxes[rest])[0] < limit]
    return np.array(kept, np.intp)
