"""Barcodes and matrix codes: read where possible, located where not."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from scanner.detectors import codes_geometry as geometry
from scanner.detectors.codes_read import Grey, Reading, enlarged, read, sharpened
from scanner.findings import Code, Detector, Sightings
from scanner.photo.photo import Photo, Pixels

SMALL = 900  # px, long side: below this an enlarged copy is read as well
LARGE = 2000  # px, long side: above this a half-size copy is read as well
SHARPEN_UP_TO = 2600  # px, long side: larger photos are sharpened at half size


class CodeDetector:
    """Finds every code of a photo with zxing-cpp.

    `strength` "full" is the check of a finished copy: it looks at more versions of the picture and takes longer.
    """

    name = Detector.CODES
    version = "zxing-cpp"

    def __init__(self, *, strength: str = "normal") -> None:
        self._full = strength == "full"

    def detect(self, photo: Photo) -> Sightings:
        codes: list[Code] = []
        for frame in photo.frames:
            for pixels in (frame.pixels, frame.under_alpha):
                if pixels is not None:
                    codes += self._codes(pixels, frame.index)
        return Sightings(codes=tuple(codes))

    def _codes(self, pixels: Pixels, index: int) -> list[Code]:
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        height, width = grey.shape
        found: list[Reading] = []
        for copy, matrix in self._copies(grey):
            for reading in read(copy, matrix):
                if geometry.inside_share(reading.points, [other.points for other in found]) < 0.5:
                    found.append(reading)
        return [
            Code(geometry.as_polygon(geometry.clipped(r.points, width, height)), r.format, r.payload, index, r.gs1)
            for r in found
        ]

    def _copies(self, grey: Grey) -> Iterator[tuple[Grey, geometry.Affine]]:
        """Versions of the picture, each with the matrix that leads back to it."""
        long_side = max(grey.shape)
        yield grey, geometry.IDENTITY
        working, back = grey, geometry.IDENTITY
        if long_side > LARGE:
            working = np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
            back = geometry.scaling(2.0)
            yield working, back
        if long_side < SMALL:
            yield enlarged(grey, 2.0), geometry.scaling(0.5)
        yield sharpened(working), back
        yield _turned(working, back)


def _turned(grey: Grey, back: geometry.Affine) -> tuple[Grey, geometry.Affine]:
    """A copy turned by 45 degrees: bars at 27 to 60 degrees are read in no other way."""
    height, width = grey.shape
    side = math.ceil((height + width) / math.sqrt(2))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1.0)
    turn[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    turned = cv2.warpAffine(grey, turn, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
                            borderValue=255)  # fmt: skip
    inverse = cv2.invertAffineTransform(turn)
    combined = back[:, :2] @ inverse[:, :2]
    return np.asarray(turned, dtype=np.uint8), np.column_stack([combined, back[:, :2] @ inverse[:, 2] + back[:, 2]])
