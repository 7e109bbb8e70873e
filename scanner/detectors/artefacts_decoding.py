"""Pixels -> the network's input, and its answers -> boxes. Pure functions, no model.

Boxes are (n, 4) float arrays x0, y0, x1, y1 in pixels.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scanner.detectors.boxes import fitting
from scanner.photo.photo import Pixels

Floats = NDArray[np.float32]

STRIDES = (8, 16, 32)
GREY = 114  # the colour of the margin in training


def letterboxed(pixels: Pixels) -> Floats:
    """(1, 3, h, w) float32 BGR 0..255 with a grey margin at the right and below, sides multiples of 32."""
    height, width = pixels.shape[:2]
    blob = np.full((1, 3, fitting(height), fitting(width)), GREY, np.float32)
    blob[0, :, :height, :width] = pixels[..., ::-1].transpose(2, 0, 1)
    return blob


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
