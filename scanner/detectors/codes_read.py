"""Reading codes: the only module that knows zxing-cpp."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from scanner.detectors.codes_geometry import Affine, Points, area, mapped

Grey = NDArray[np.uint8]  # height x width

# Symbologies without a check over the whole content: zxing reads them out of fences, blinds and text.
# fmt: off
UNCHECKED = frozenset({
    "ITF", "Codabar", "Code39", "Code39Std", "Code39Ext", "DXFilmEdge", "EAN2", "EAN5", "PZN",
    "Telepen", "TelepenAlpha", "TelepenNumeric",
})
# One check digit of ten: out of blurred bars one wrong number in ten passes, so two versions must agree.
ONE_DIGIT = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "ISBN"})
LINEAR = UNCHECKED | ONE_DIGIT | {
    "Code128", "Code93", "ITF14", "Code32",
    "DataBar", "DataBarOmni", "DataBarLtd", "DataBarExp",
}
# fmt: on

# Located but not decoded: three of three were real on 344 photos; of DataMatrix, PDF417 and small QR, none of 152.
LOCATED = frozenset({"QRCode", "QRCodeModel1", "QRCodeModel2", "Aztec"})
LEAST_AREA = 150  # square px of the photo
MOST_SLANT = 2.5  # longest by shortest edge: these codes are square, and a view from the side shortens one way


@dataclass(frozen=True)
class Reading:
    """One code in picture coordinates. `points`: 4 x 2. `payload` is None where it was seen, but not read."""

    points: Points
    format: str
    payload: str | None
    gs1: bool = False

    @property
    def linear(self) -> bool:
        return self.format in LINEAR


def read(
    grey: Grey,
    matrix: Affine,
    *,
    errors: bool = False,
    binarizer: str = "LocalAverage",
    thorough: bool = True,
) -> list[Reading]:
    """Read every code of a grey picture; `matrix` maps its pixels to the photo's.

    `errors` also gives codes that were located but not decoded, of the symbologies whose finder patterns are no
    accident. Every symbology known to zxing-cpp is tried.
    """
    if min(grey.shape) < 4:
        return []
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=errors,
        binarizer=getattr(zxingcpp.Binarizer, binarizer),
        try_downscale=thorough,
        try_invert=thorough,
    )
    readings = [_reading(code, matrix) for code in found]
    return [r for r in readings if r.payload is not None or _located(r)]


def _located(reading: Reading) -> bool:
    """Whether a place without a payload has the shape of such a code."""
    edges = np.linalg.norm(np.roll(reading.points, -1, axis=0) - reading.points, axis=1)
    square = float(edges.max()) <= MOST_SLANT * float(edges.min())
    return reading.format in LOCATED and square and area(reading.points) > LEAST_AREA


def _reading(code: zxingcpp.Barcode, matrix: Affine) -> Reading:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    points = np.array([(corner.x, corner.y) for corner in corners], dtype=np.float32)
    gs1 = code.content_type == zxingcpp.ContentType.GS1
    payload = str(code.text) if code.valid else None
    return Reading(mapped(points, matrix), str(code.format.name), payload, gs1)


def sharpened(grey: Grey, sigma: float = 1.5, amount: float = 1.5) -> Grey:
    """Unsharp mask: brings back narrow bars that the lens or JPEG washed out."""
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), dtype=np.uint8)


def enlarged(grey: Grey, factor: float) -> Grey:
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def turned(grey: Grey, back: Affine) -> tuple[Grey, Affine]:
    """A copy turned by 45 degrees, on white, and the matrix to the photo; `back` leads there from `grey`."""
    height, width = grey.shape
    side = math.ceil((height + width) / math.sqrt(2))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1.0)
    turn[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    copy = cv2.warpAffine(grey, turn, (side, side), borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    inverse = cv2.invertAffineTransform(turn)
    shift = back[:, :2] @ inverse[:, 2] + back[:, 2]
    return np.asarray(copy, dtype=np.uint8), np.column_stack([back[:, :2] @ inverse[:, :2], shift])
