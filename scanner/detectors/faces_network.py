"""CenterFace (Xu et al. 2019, "CenterFace: joint face detection and alignment using face as point").

One fully convolutional network: for every 4th pixel it says whether a face has its centre there, how large it
is, and where eyes, nose and mouth corners are. Pixels go in as RGB, 0 to 255.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.boxes import fitting, strongest
from scanner.inference.session import Engine, Session
from scanner.inference.weights import manifest
from scanner.photo.photo import Pixels

# One row per face: x1, y1, x2, y2, score, then x and y of five landmarks (the eye that is left in an upright
# picture, right eye, nose, left and right mouth corner). Pixels of the picture that was looked at.
Detections = NDArray[np.float32]
COLUMNS = 15
XS = (0, 2, 5, 7, 9, 11, 13)
YS = (1, 3, 6, 8, 10, 12, 14)

FLOOR = 0.03  # weaker answers are noise; from here on they tell where a closer look pays
DOUBLE = 0.6  # overlap (IoU) of two answers of one look that are surely one face
STRIDE = 4
TILE = 1536  # px; a longer side is cut, which bounds memory to some 400 MB
OVERLAP = 128  # px; larger faces are whole on a coarser level


def nothing() -> Detections:
    return np.zeros((0, COLUMNS), np.float32)


class FaceNetwork:
    """Raises DetectorMissingError where the weights are missing or changed."""

    def __init__(self, engine: Engine) -> None:
        weights = manifest()["centerface"].checked_path()
        self._session: Session = engine.compile(weights, dynamic={"input.1": (-1, 3, -1, -1)})

    def look(self, pixels: Pixels) -> Detections:
        """All answers above FLOOR in one go. `pixels` of any size from 1 x 1."""
        height, width = pixels.shape[:2]
        padded = (fitting(height), fitting(width))
        blob = np.zeros((1, 3, *padded), np.float32)
        blob[0, :, :height, :width] = pixels.transpose(2, 0, 1)
        found = _decode(self._session.run(blob))
        return found[strongest(found[:, :4], found[:, 4], DOUBLE)]

    def look_in_tiles(self, pixels: Pixels) -> Detections:
        """As `look`, with bounded memory. A face that an inner edge cuts is left to the neighbouring tile."""
        height, width = pixels.shape[:2]
        parts = []
        for top, bottom in _spans(height):
            for left, right in _spans(width):
                found = self.look(pixels[top:bottom, left:right])
                cut = (
                    ((found[:, 0] < 1) & (left > 0))
                    | ((found[:, 1] < 1) & (top > 0))
                    | ((found[:, 2] > right - left - 1) & (right < width))
                    | ((found[:, 3] > bottom - top - 1) & (bottom < height))
                )
                parts.append(moved(found[~cut], left, top))
        return np.concatenate(parts)


def moved(found: Detections, x: float, y: float) -> Detections:
    result = found.copy()
    result[:, XS] += x
    result[:, YS] += y
    return result


def scaled(found: Detections, x: float, y: float) -> Detections:
    result = found.copy()
    result[:, XS] *= x
    result[:, YS] *= y
    return result


def _spans(length: int) -> Iterator[tuple[int, int]]:
    """Equal pieces of at most TILE px that overlap by OVERLAP."""
    if length <= TILE:
        yield 0, length
        return
    count = math.ceil((length - OVERLAP) / (TILE - OVERLAP))
    step = (length - OVERLAP) / count
    for i in range(count):
        yield round(i * step), min(length, round((i + 1) * step) + OVERLAP)


def _decode(outputs: dict[str, NDArray[np.float32]]) -> Detections:
    heat, size, offset, marks = (outputs[name][0] for name in ("537", "538", "539", "540"))
    peak = (heat[0] > FLOOR) & (heat[0] >= cv2.dilate(heat[0], np.ones((3, 3), np.uint8)))
    row, column = np.nonzero(peak)
    # Sizes are logarithms of multiples of the stride; the clip keeps absurd answers finite.
    height, width = np.exp(np.clip(size[:, row, column], -8, 8)) * STRIDE
    left = (column + offset[1, row, column] + 0.5) * STRIDE - width / 2
    top = (row + offset[0, row, column] + 0.5) * STRIDE - height / 2
    result = np.empty((len(row), COLUMNS), np.float32)
    result[:, 0], result[:, 1] = left, top
    result[:, 2], result[:, 3] = left + width, top + height
    result[:, 4] = heat[0, row, column]
    result[:, 5::2] = (marks[1::2, row, column] * width + left).T
    result[:, 6::2] = (marks[0::2, row, column] * height + top).T
    return result
