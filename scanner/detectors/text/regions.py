"""Where text is: the differentiable-binarisation network at several sizes, in tiles of one shape.

Source of the method: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020.
The network gives, for each pixel, the probability of lying in the shrunken kernel of a text line; kernels are
cut out at a threshold, boxed, and grown back by area * ratio / perimeter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.boxes import fitting
from scanner.detectors.text.blocks import CUTTING, blocks, cuttings
from scanner.detectors.text.curves import Points, lengthened, spine_of
from scanner.detectors.text.geometry import Quad, Region, ordered, rectangle
from scanner.inference.session import Session
from scanner.photo.photo import Pixels

ProbabilityMap = NDArray[np.uint8]  # height x width, 255 = certainly the middle of a text line

# The statistics that the network was trained with, in the order of its input (BGR).
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32) * 255
_SPREAD = np.array([0.229, 0.224, 0.225], dtype=np.float32) * 255


@dataclass(frozen=True)
class DetectionOptions:
    """`thresh` cuts kernels out of the map, `box_thresh` is the least mean probability of a box, `unclip` the
    growth ratio. The picture is looked at with its long side at `coarse` and at `middle` px, and at `closer` times
    the middle size wherever print lower than `small` px was seen there. A picture that has no more pixels than
    that is looked at once more with its contrast evened, at `evened` px. `everywhere` looks closer at all of it.
    At most so many `blocks` of a grainy photo are cut out and looked at again.
    """

    coarse: int = 1008
    middle: int = 2016
    evened: int = 1408
    closer: float = 1.5
    small: float = 18.0
    everywhere: bool = False
    thresh: float = 0.2
    box_thresh: float = 0.3
    unclip: float = 1.6
    min_kernel: float = 2.5
    blocks: int = 5


class RegionFinder:
    """Finds text regions in one picture (RGB, any size). Holds no state between pictures."""

    def __init__(self, session: Session, options: DetectionOptions) -> None:
        self._session = session
        self._options = options

    def find(self, pixels: Pixels) -> list[Region]:
        """Regions in pixels of the given picture, best seen first; levels repeat each other (see `Page`)."""
        options = self._options
        middle = level_scale(pixels, options.middle)
        seen_middle = self._look(pixels, middle)
        found = self._look(pixels, level_scale(pixels, options.coarse)) + seen_middle
        if middle < 1.0:
            small = None if options.everywhere else [r.quad for r in seen_middle if r.height < options.small]
            found += self._look(pixels, min(1.0, options.closer * middle), near=small)
        if middle >= 1.0 or options.everywhere:
            found += self._look(evened(pixels), level_scale(pixels, options.evened))
        return sorted(found, key=_quality, reverse=True)

    def find_closer(self, pixels: Pixels, refused: Sequence[Region]) -> list[Region]:
        """Regions inside the blocks among those that were no line; in pixels of the given picture, best seen first."""
        found = [
            cutting.placed(region)
            for block in blocks(pixels, refused, self._options.blocks)
            for cutting in cuttings(pixels, block)
            for region in self._look(cutting.pixels, 1.0, tile=CUTTING)
        ]
        return sorted(found, key=_quality, reverse=True)

    def _look(
        self, pixels: Pixels, scale: float, near: list[Quad] | None = None, tile: tuple[int, int] | None = None
    ) -> list[Region]:
        """Regions seen at one scale, in pixels of the picture; only in tiles `near` some quads, if given."""
        if near is not None and not near:
            return []
        level = resized(pixels, scale)
        tile = tile or tile_shape(pixels)
        centres = None if near is None else np.array([quad.mean(axis=0) * scale for quad in near])
        # One map for the whole level: what a seam cut in two is whole again.
        seen: ProbabilityMap = np.zeros(level.shape[:2], dtype=np.uint8)
        for y, x in tiles(level.shape[0], level.shape[1], tile):
            if centres is not None and not _any_inside(centres, x, y, tile):
                continue
            part = level[y : y + tile[0], x : x + tile[1]]
            window = seen[y : y + tile[0], x : x + tile[1]]
            np.maximum(window, self._probability(part, tile), out=window)
        return [region.moved(scale) for region in boxes(seen, self._options)]

    def _probability(self, part: Pixels, tile: tuple[int, int]) -> ProbabilityMap:
        answer = next(iter(self._session.run(network_input(part, tile)).values()))
        height, width = part.shape[:2]
        return np.asarray(answer[0, 0, :height, :width] * 255, dtype=np.uint8)


def level_scale(pixels: Pixels, long_side: int) -> float:
    """The scale at which the picture's long side has so many px, at most 4. A strip (tall screenshot, panorama)
    counts as if it were 1.8 times as long as wide, so that its letters are not shrunk away."""
    height, width = pixels.shape[:2]
    return float(min(4.0, long_side / max(1.0, min(max(width, height), 1.8 * min(width, height)))))


def evened(pixels: Pixels) -> Pixels:
    """Local contrast evened out (CLAHE, Zuiderveld 1994): dim, glaring and blurred letters stand out."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    lab[:, :, 0] = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(lab[:, :, 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), dtype=np.uint8)


def tile_shape(pixels: Pixels) -> tuple[int, int]:
    """(height, width) of the one tile shape used for this picture: its own shape at 1008 px, at most 2:1.

    One shape, because the engine prepares itself anew (a quarter of a second) for every new one."""
    height, width = pixels.shape[:2]
    long_side, short_side = max(width, height), min(width, height)
    short = 1008 * max(0.5, short_side / long_side)
    shape = (fitting(short), fitting(1008))
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
    regions = (region_of(contour, probability, options) for contour in contours)
    return [region for region in regions if region is not None]


def region_of(contour: NDArray[Any], probability: ProbabilityMap, options: DetectionOptions) -> Region | None:
    """One kernel, grown back to the size of its line; None where it is too thin or too unsure."""
    centre, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < options.min_kernel:
        return None
    kernel = np.asarray(cv2.boxPoints((centre, (width, height), angle)), dtype=np.float32)
    grow = width * height * options.unclip / (2 * (width + height))
    larger = (width + 2 * grow, height + 2 * grow)
    quad = ordered(np.asarray(cv2.boxPoints((centre, larger, angle)), dtype=np.float32))
    upright = rectangle(quad)[0] * 1.5 > rectangle(quad)[1]
    bent = spine_of(contour, ordered(kernel) if upright else np.roll(ordered(kernel), -1, axis=0))
    if bent is None:
        score = mean_inside(probability, kernel)
        return Region(quad, score, min(larger)) if score >= options.box_thresh else None
    score = mean_inside(probability, contour.reshape(-1, 2).astype(np.float32))
    if score < options.box_thresh:
        return None
    spine, thin = bent
    length = float(np.linalg.norm(np.diff(spine, axis=0), axis=1).sum())
    grow = length * thin * options.unclip / (2 * (length + thin))
    thickness = thin + 2 * grow
    return Region(quad, score, thickness, lengthened(spine, grow), thickness)


def mean_inside(probability: ProbabilityMap, corners: Points) -> float:
    """Mean probability (0..1) inside a polygon."""
    x, y, width, height = cv2.boundingRect(corners)
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


def _any_inside(points: Points, x: int, y: int, tile: tuple[int, int], margin: int = 8) -> bool:
    low, high = (x - margin, y - margin), (x + tile[1] + margin, y + tile[0] + margin)
    return bool(((points >= low) & (points < high)).all(axis=1).any())


def _starts(length: int, tile: int, overlap: int) -> list[int]:
    if length <= tile:
        return [0]
    count = math.ceil((length - overlap) / (tile - overlap))
    return [round(i * (length - tile) / (count - 1)) for i in range(count)]
