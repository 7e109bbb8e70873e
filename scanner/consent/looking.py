"""From a face in a photo to what the register compares, and the gates that keep poor looks out.

Bars measured with `python -m tests.accuracy consent` on face photos (impostors: everybody in them is a stranger to
everybody else). Choosing a bar is measuring; no weight was trained on a face.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from scanner.findings import Box, Face
from scanner.geometry import bounds
from scanner.inference.guarded import FaceLook
from scanner.photo.photo import Pixels

SIZE = 160  # px; the height that a face is brought to before it is looked at
AROUND = 2.5  # side of the cut-out in heights of the face
MIDDLE = SIZE * AROUND / 2
_DOUBTFUL_ROLL = 40.0  # degrees; the detector finds faces that are turned further in a look of its own
EXPECTED: Box = (round(MIDDLE - SIZE / 2), round(MIDDLE - SIZE / 2), SIZE, SIZE)


class Embedder(Protocol):
    """The part of `GuardedFaceRecognition` that is used. Raises DetectorMissingError."""

    def embed(self, pixels: Pixels, box: Box, *, jitters: int = 1) -> FaceLook | None: ...


@dataclass(frozen=True)
class Gate:
    """What a face must be to be compared at all.

    `height` in px; `score` of the face detector; `frontal`, `turn`, `lower` as in `FaceLook`.
    """

    height: float
    score: float
    frontal: float
    turn: float
    lower: float

    def too_faint(self, face: Face) -> str | None:
        """Why the face is not even looked at, as the end of a sentence; None: it is."""
        if face_height(face) < self.height:
            return f"the face is lower than {self.height:.0f} pixels"
        if face.score < self.score:
            return "it is not certain that this is a face"
        return None

    def refusal(self, look: FaceLook | None) -> str | None:
        """Why what was seen is not compared, as the end of a sentence; None: it is."""
        if look is None or look.frontal < self.frontal:
            return "the face is not clear enough from the front"
        if look.turn > self.turn:
            return "the face is turned aside"
        if look.lower < self.lower:
            return "mouth and chin may be covered"
        return None


# A face in a photo to be shared. Everything else is a stranger.
PROBE = Gate(height=60, score=0.5, frontal=0.5, turn=0.25, lower=0.38)
# A reference photo has to be better: it speaks for a person in every photo to come.
REFERENCE = Gate(height=80, score=0.5, frontal=1.0, turn=0.2, lower=0.4)
REFERENCE_JITTERS = 10


def face_height(face: Face) -> float:
    """Longer side of the box, in px."""
    left, top, right, bottom = bounds(face.polygon)
    return max(right - left, bottom - top)


def cut_out(pixels: Pixels, face: Face) -> Pixels:
    """The face upright in the middle of a square, `SIZE` px high; what lies outside the photo repeats its rim."""
    left, top, right, bottom = bounds(face.polygon)
    cx, cy, size = (left + right) / 2, (top + bottom) / 2, max(right - left, bottom - top, 1.0)
    reach = math.ceil(size * AROUND)  # of the turned square, with room to spare
    height, width = pixels.shape[:2]
    x0, y0 = max(0, int(cx) - reach), max(0, int(cy) - reach)
    part = pixels[y0 : min(height, int(cy) + reach), x0 : min(width, int(cx) + reach)]
    scale = SIZE / size
    if scale < 0.5:  # a warp alone would skip pixels
        smaller = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        part = np.asarray(cv2.resize(part, smaller, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        cx, cy, scale = (cx - x0) * scale, (cy - y0) * scale, 1.0
    else:
        cx, cy = cx - x0, cy - y0
    turned = cv2.getRotationMatrix2D((cx, cy), face.roll, scale)
    turned[:, 2] += np.array([MIDDLE - cx, MIDDLE - cy])
    side = round(SIZE * AROUND)
    return np.asarray(
        cv2.warpAffine(part, turned, (side, side), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def look_at(pixels: Pixels, face: Face, embedder: Embedder, *, jitters: int = 1) -> FaceLook | None:
    """None where the frontal detector sees no face, neither turned upright nor as it is in the photo (landmarks, and
    with them the turn, can be wrong). Raises DetectorMissingError."""
    look = embedder.embed(cut_out(pixels, face), EXPECTED, jitters=jitters)
    if look is None and 0 < abs(face.roll) < _DOUBTFUL_ROLL:
        look = embedder.embed(cut_out(pixels, replace(face, roll=0.0)), EXPECTED, jitters=jitters)
    return look
