"""Blocks: places where the detector is sure of writing and no line could be read.

Small print in a grainy photo, or lying at a steep angle, runs together: a column of names or a whole label is seen
as one tall line, which says nothing. Such a place is cut out, its grain smoothed away, enlarged, laid straight and
looked at once more, as it lies and a quarter turned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.text.geometry import Cover, Quad, Region, grown, ordered, rectangle
from scanner.photo.photo import Pixels

# Chosen on stress photos of the generator (blur, noise, steep angles, small print): tests.accuracy.tune_stress.
_GRAINY = 1.5  # grey levels at half size; most photos have less, and in clear street scenes blocks are windows
_SURE = 0.3  # the detector's mean probability
_LINES = 24.0  # px; what is lower is one line
_LARGEST = 0.6  # part of the picture; more is a look at the whole picture again
_SEEN = 0.7  # a block that lies so far inside others was looked at with them
_RIM = 0.15  # of the short side, on every side
_ENLARGED = 3.0
_LONGEST = 1500  # px, enlarged
_LEAST_SMOOTHING = 4.0  # grey levels
CUTTING = (768, 768)  # px, height and width of what the network sees at once


@dataclass(frozen=True)
class Cutting:
    """A piece of a picture, laid straight. `place`: 2 x 3, from pixels of the cutting to pixels of the picture."""

    pixels: Pixels
    place: NDArray[np.float64]

    def placed(self, region: Region) -> Region:
        """A region of the cutting, in pixels of the picture."""
        scale = float(np.hypot(*self.place[:, 0]))
        quad = ordered(cv2.transform(region.quad[None], self.place)[0].astype(np.float32))
        spine = None if region.spine is None else cv2.transform(region.spine[None], self.place)[0].astype(np.float32)
        return replace(region, quad=quad, spine=spine, thickness=region.thickness * scale)


def blocks(pixels: Pixels, refused: Iterable[Region], most: int) -> list[Region]:
    """The places most worth a closer look, of all regions that were no line; none in a clear photo, where small
    print is seen line by line. `pixels`: the whole picture."""
    area = _LARGEST * pixels.shape[0] * pixels.shape[1]
    able = [r for r in refused if r.score >= _SURE and r.size[1] >= _LINES and r.size[0] * r.size[1] < area]
    if not able or grain(_shrunk(pixels, 0.5)) < _GRAINY:
        return []
    chosen: list[Region] = []
    looked_at = Cover(pixels.shape[1], pixels.shape[0])
    for region in sorted(able, key=_importance, reverse=True):
        if len(chosen) < most and looked_at.share(region.quad) <= _SEEN:
            chosen.append(region)
            looked_at.add(region.quad)
    return chosen


def _importance(region: Region) -> float:
    return float(region.score * np.sqrt(region.size[0] * region.size[1]))


def cuttings(pixels: Pixels, block: Region) -> Iterator[Cutting]:
    """The block as it lies, and a quarter turned, each with what is around it. `pixels`: the whole picture."""
    quad, scale = _surroundings(block)
    low = np.maximum(np.floor(quad.min(axis=0)).astype(int), 0)
    high = np.ceil(quad.max(axis=0)).astype(int) + 1
    shrunk = min(1.0, scale)  # before smoothing, which costs far more than the network in a large photo
    window = smoothed(_shrunk(pixels[low[1] : high[1], low[0] : high[0]], shrunk))
    width, height, _ = rectangle(quad)
    for corners, (across, down) in ((quad, (width, height)), (np.roll(quad, -1, axis=0), (height, width))):
        size = round(across * scale), round(down * scale)
        target = np.array([(0, 0), (size[0], 0), (0, size[1])], np.float32)
        matrix = cv2.getAffineTransform(((corners[[0, 1, 3]] - low) * shrunk).astype(np.float32), target)
        piece = cv2.warpAffine(window, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        place = np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64) / shrunk
        place[:, 2] += low
        yield Cutting(np.asarray(piece, np.uint8), place)


def _surroundings(block: Region) -> tuple[Quad, float]:
    """The rectangle to cut out, and by how much to enlarge it. The network judges a picture as a whole: real
    surroundings do better than an empty margin."""
    quad = grown(block.quad, _RIM)
    width, height, _ = rectangle(quad)
    scale = min(_ENLARGED, _LONGEST / max(width, height))
    right = (quad[1] - quad[0]) / 2 * max(0.0, CUTTING[1] / (scale * width) - 1)
    down = (quad[3] - quad[0]) / 2 * max(0.0, CUTTING[0] / (scale * height) - 1)
    return quad + np.stack([-right - down, right - down, right + down, down - right]).astype(np.float32), scale


def _shrunk(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def smoothed(pixels: Pixels) -> Pixels:
    """Without grain, edges kept (non-local means, Buades et al. 2005)."""
    strength = max(_LEAST_SMOOTHING, grain(pixels))
    return np.asarray(
        cv2.fastNlMeansDenoisingColored(np.ascontiguousarray(pixels), None, strength, strength, 5, 9), np.uint8
    )


def grain(pixels: Pixels) -> float:
    """Standard deviation of the noise in grey levels (Immerkær 1996, with the median, which edges do not move)."""
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY).astype(np.float32)
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    return float(np.median(np.abs(cv2.filter2D(grey, -1, kernel)))) * 1.4826 / 6
