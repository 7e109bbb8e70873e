"""Cutting a photo: where the user says, or where the most of it remains without any covered place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from scanner.findings import Box, Polygon
from scanner.geometry import as_array
from scanner.redaction.mask import Mask

LEAST = 0.5  # share of the photo that an automatic crop must keep
_GRID = 256  # cells along the longer side in which the automatic crop is searched
_KEPT_WORTH = 0.25  # what keeping a wanted place (a consented face) counts, as a share of the photo


def clipped(box: Box, height: int, width: int) -> Box | None:
    """The part of the box inside the photo, or None."""
    x, y, w, h = box
    left, top, right, bottom = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None


def best_crop(mask: Mask, wanted: Sequence[Polygon] = ()) -> Box | None:
    """The largest box without any True pixel, or None if that would keep less than half of the photo.

    A box that keeps the `wanted` places (consented people) whole wins over a somewhat larger one.
    """
    height, width = mask.shape
    step = max(1, -(-max(height, width) // _GRID))
    rows, columns = -(-height // step), -(-width // step)
    padded = np.zeros((rows * step, columns * step), dtype=np.uint8)
    padded[:height, :width] = mask
    taken = padded.reshape(rows, step, columns, step).max(axis=(1, 3)) > 0
    outlines = [cv2.boundingRect(as_array(polygon)) for polygon in wanted]
    best: tuple[float, Box] | None = None
    for cell_box in _maximal(taken):
        box = clipped(_scaled(cell_box, step), height, width)
        if box is None or box[2] * box[3] < LEAST * height * width:
            continue
        worth = box[2] * box[3] / (height * width)
        worth += _KEPT_WORTH * sum(_holds(box, o) for o in outlines) / max(1, len(outlines))
        if best is None or worth > best[0]:
            best = worth, box
    return best[1] if best else None


def _scaled(box: Box, step: int) -> Box:
    x, y, w, h = box
    return x * step, y * step, w * step, h * step


def _holds(box: Box, other: Sequence[int]) -> bool:
    x, y, w, h = box
    return x <= other[0] and y <= other[1] and x + w >= other[0] + other[2] and y + h >= other[1] + other[3]


def _maximal(taken: Mask) -> Iterator[Box]:
    """For each bottom row, every free box that cannot grow left, right or up (boxes under a histogram)."""
    rows, columns = taken.shape
    heights = np.zeros(columns + 1, dtype=int)
    for bottom in range(rows):
        heights[:columns] = np.where(taken[bottom], 0, heights[:columns] + 1)
        stack: list[tuple[int, int]] = []  # start column, height
        for column, high in enumerate(heights.tolist()):
            start = column
            while stack and stack[-1][1] >= high:
                start, tall = stack.pop()
                if tall:
                    yield start, bottom - tall + 1, column - start, tall
            stack.append((start, high))
