"""Where text is: the differentiable-binarisation network at several sizes, in tiles of one shape.

Source of the method: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020.
The network gives, for each pixel, the probability of lying in the shrunken kernel of a text line; kernels are
cut out at a threshold, boxed, and grown back by area * ratio / perimeter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.text.geometry import Region, ordered
from scanner.inference.session import Session
from scanner.photo.photo import Pixels

ProbabilityMap = NDArray[np.uint8]  # height x width, 255 = certainly the middle of a text line

# The statistics that the network was trained with, in the order of its input (BGR).
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32) * 255
_SPREAD = np.array([0.229, 0.224, 0.225], dtype=np.float32) * 255
_STRIDE = 32


@dataclass(frozen=True)
class DetectionOptions:
    """`thresh` cuts kernels out of the map, `box_thresh` is the least mean probability of a box,
    `unclip` the growth ratio. `levels` are long sides in px that the picture is brought to."""

    levels: tuple[int, ...] = (1008, 2016, 3024)
    thresh: float = 0.2
    box_thresh: float = 0.3
    unclip: float = 1.6
    min_kernel: float = 2.5


class RegionFinder:
    """Finds text regions in one picture (RGB, any size). Holds no state between pictures."""

    def __init__(self, session: Session, options: DetectionOptions) -> None:
        self._session = session
        self._options = options

    def find(self, pixels: Pixels) -> list[Region]:
        """Regions in pixels of the given picture, best seen first; levels repeat each other (see `Cover`)."""
        height, width = pixels.shape[:2]
        found: list[Region] = []
        for scale in level_scales(width, height, self._options.levels):
            level = resized(pixels, scale)
            probability = self._probability(level, tile_shape(width, height))
            found += [region.moved(scale) for region in boxes(probability, self._options)]
        return sorted(found, key=_quality, reverse=True)

    def _probability(self, level: Pixels, tile: tuple[int, int]) -> ProbabilityMap:
        stitched: ProbabilityMap = np.zeros(level.shape[:2], dtype=np.uint8)
        for y, x in tiles(level.shape[0], level.shape[1], tile):
            part = level[y : y + tile[0], x : x + tile[1]]
            height, width = part.shape[:2]
            answer = self._session.run(network_input(part, tile))
            seen = (next(iter(answer.values()))[0, 0, :height, :width] * 255).astype(np.uint8)
            window = stitched[y : y + height, x : x + width]
            np.maximum(window, seen, out=window)
        return stitched


def level_scales(width: int, height: int, levels: tuple[int, ...]) -> list[float]:
    """Scales at which the detector looks. A strip is measured as if it were only twice as long as wide, so that
    a tall screenshot keeps its letters; a picture is never enlarged beyond 2016 px or four times."""
    long_side = min(max(width, height), 2 * min(width, height))
    scales = []
    for level in levels:
        scale = level / max(1, long_side)
        if scale > 1 and level > 2016:
            continue
        scales.append(min(scale, 4.0))
    return sorted(set(scales)) or [1.0]


def tile_shape(width: int, height: int) -> tuple[int, int]:
    """(height, width) of the one tile shape used for this picture: its own shape at 1008 px, at most 2:1."""
    long_side, short_side = max(width, height), min(width, height)
    short = 1008 * max(0.5, short_side / long_side)
    shape = (_up(short), _up(1008))
    return shape if width >= height else (shape[1], shape[0])


def tiles(height: int, width: int, tile: tuple[int, int], overlap: int = 16) -> Iterator[tuple[int, int]]:
    """Top left corners (y, x) of tiles that cover the level, evenly spread."""
    for y in _starts(height, tile[0], overlap):
        for x in _starts(width, tile[1], overlap):
            yield y, x


def resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=how), dtype=np.uint8)


def network_input(part: Pixels, tile: tuple[int, int]) -> NDArray[np.float32]:
    """1 x 3 x tile height x tile width, BGR, normalised; what the part does not fill is mid-grey (zero)."""
    height, width = part.shape[:2]
    batch = np.zeros((1, 3, *tile), dtype=np.float32)
    for channel in range(3):
        plane = part[:, :, 2 - channel].astype(np.float32)
        batch[0, channel, :height, :width] = (plane - _MEAN[channel]) / _SPREAD[channel]
    return batch


def boxes(probability: ProbabilityMap, options: DetectionOptions) -> list[Region]:
    """Kernels of the map as grown rectangles, in pixels of the map."""
    kernels = (probability > options.thresh * 255).astype(np.uint8)
    contours, _ = cv2.findContours(kernels, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < options.min_kernel:
            continue
        corners = cv2.boxPoints((centre, (width, height), angle))
        score = mean_inside(probability, corners)
        if score < options.box_thresh:
            continue
        grow = width * height * options.unclip / (2 * (width + height))
        grown = (width + 2 * grow, height + 2 * grow)
        quad = ordered(np.asarray(cv2.boxPoints((centre, grown, angle)), dtype=np.float32))
        found.append(Region(quad=quad, score=score, height=min(grown)))
    return found


def mean_inside(probability: ProbabilityMap, corners: NDArray[np.float32]) -> float:
    """Mean probability (0..1) inside a polygon."""
    x, y, width, height = cv2.boundingRect(np.asarray(corners, dtype=np.float32))
    x0, y0 = max(0, x), max(0, y)
    window = probability[y0 : y + height, x0 : x + width]
    if window.size == 0:
        return 0.0
    inside = np.zeros(window.shape, dtype=np.uint8)
    cv2.fillPoly(inside, [np.asarray(corners - (x0, y0), dtype=np.int32)], 1)
    return float(cv2.mean(window, inside)[0]) / 255


def _quality(region: Region) -> float:
    """Letters of about 16 to 64 px are seen best; smaller ones run together, larger ones fall apart."""
    octaves = abs(math.log2(max(region.height, 1.0) / 32.0))
    return region.score * math.exp(-0.5 * max(0.0, octaves - 0.8) ** 2)


def _starts(length: int, tile: int, overlap: int) -> list[int]:
    if length <= tile:
        return [0]
    count = math.ceil((length - overlap) / (tile - overlap))
    return [round(i * (length - tile) / (count - 1)) for i in range(count)]


def _up(length: float) -> int:
    return max(_STRIDE, math.ceil(length / _STRIDE) * _STRIDE)
