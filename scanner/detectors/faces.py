"""Faces: CenterFace at several sizes and turns, joined to one answer per face."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scanner.detectors.boxes import Floats, overlap
from scanner.detectors.faces_merge import Candidates, candidates
from scanner.detectors.faces_network import FaceNetwork
from scanner.detectors.faces_passes import Plan, all_looks
from scanner.findings import Detector, Face, Polygon, Sightings
from scanner.inference.session import Engine
from scanner.photo.photo import Frame, Photo, Pixels

CERTAIN = 0.5  # "face"; below it is "possible face"
POSSIBLE = 0.25  # not reported below
# Short side in px of the smallest "possible face". Of the fainter signs of smaller ones nine in ten are patterns, and
# nobody could be recognised in them (domain: floor of 12 to 16 px); tests/accuracy/faces.py measures the exchange.
SMALLEST_POSSIBLE = 12.0
# A face this large beside the picture's short side is seen by every look: none in 394 photos scored under .42, and what
# does is a monitor's stand or a curtain, whose cover costs half the picture.
LARGE, LARGE_LEAST = 0.3, 0.38
ASPECT = 2.5  # longer strips are examined in parts
SHORTEST_PART = 1024  # px
LEAST_OVERLAP = 96  # px, of parts
SAME_FACE = 0.4  # overlap (IoU) of the answers of two parts
PLANS = {
    "normal": Plan(),
    "full": Plan(between=True),  # the check of a copy: other sizes too, so that it is not the same look again
}
LEAST = {"normal": POSSIBLE, "full": POSSIBLE}


@dataclass(frozen=True)
class _Found:
    box: Floats
    score: float
    marks: Floats


class FaceDetector:
    """Finds faces from about 12 px on, in any quarter turn. Raises DetectorMissingError without its weights.

    `strength` "full" looks at more sizes; it is meant for checking a finished copy.
    """

    name = Detector.FACES
    version = "CenterFace, own merge 2"

    def __init__(self, engine: Engine, *, strength: str = "normal") -> None:
        self._network = FaceNetwork(engine)
        self._plan = PLANS[strength]
        self._least = LEAST[strength]

    def detect(self, photo: Photo) -> Sightings:
        """Score from 0.5 on: a face; from 0.25 on: a possible face. Boxes are clipped to the picture."""
        return Sightings(faces=tuple(face for frame in photo.frames for face in self._in_frame(frame)))

    def _in_frame(self, frame: Frame) -> list[Face]:
        found = self._find(frame.pixels)
        if frame.under_alpha is not None:
            found = _without_doubles([*found, *self._find(frame.under_alpha)])
        return [_face(one, frame) for one in found]

    def _find(self, pixels: Pixels) -> list[_Found]:
        found = []
        for x, y, part in _parts(pixels):
            places = self.candidates(part)
            shift = np.array([x, y])
            for box, score, marks in zip(places.boxes, places.scores(), places.marks, strict=True):
                if score >= self._least and _believable(box, score, min(pixels.shape[:2])):
                    found.append(_Found(box + np.tile(shift, 2), float(score), marks + np.tile(shift, 5)))
        return found if x == y == 0 else _without_doubles(found)

    def candidates(self, pixels: Pixels) -> Candidates:
        """Everything that may be a face in one picture, down to the faintest sign (for tuning)."""
        return candidates(all_looks(self._network, pixels, self._plan))


def _believable(box: Floats, score: float, short_side: int) -> bool:
    """Whether a face of this size could be so faint, in a picture with this short side (px)."""
    width, height = box[2] - box[0], box[3] - box[1]
    if score >= CERTAIN:
        return True
    return bool(
        min(width, height) >= SMALLEST_POSSIBLE and (max(width, height) < LARGE * short_side or score >= LARGE_LEAST)
    )


def _parts(pixels: Pixels) -> Iterator[tuple[int, int, Pixels]]:
    """x, y, pixels of the picture, or of overlapping parts of a long strip (not shrunk to nothing)."""
    height, width = pixels.shape[:2]
    short, long_side = sorted((height, width))
    length = max(SHORTEST_PART, round(ASPECT * short))
    if long_side <= length:
        yield 0, 0, pixels
        return
    shared = max(LEAST_OVERLAP, min(short, length // 2))
    count = math.ceil((long_side - shared) / (length - shared))
    for i in range(count):
        start = round(i * (long_side - length) / (count - 1))
        if width > height:
            yield start, 0, pixels[:, start : start + length]
        else:
            yield 0, start, pixels[start : start + length]


def _without_doubles(found: list[_Found]) -> list[_Found]:
    """Faces that two parts both saw, once."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: -f.score):
        if not kept or overlap(one.box[None], np.stack([k.box for k in kept])).max() < SAME_FACE:
            kept.append(one)
    return kept


def _face(found: _Found, frame: Frame) -> Face:
    left, top, right, bottom = found.box
    left, right = (float(np.clip(v, 0, frame.width)) for v in (left, right))
    top, bottom = (float(np.clip(v, 0, frame.height)) for v in (top, bottom))
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    marks: Polygon = tuple((float(x), float(y)) for x, y in found.marks.reshape(-1, 2))
    return Face(corners, round(found.score, 4), frame.index, marks, roll(found.marks))


def roll(marks: NDArray[np.floating]) -> float:
    """Clockwise turn of a face in degrees (-180 to 180) from its 10 landmark numbers.

    The line of the eyes vanishes in profile and the line from eyes to mouth does not, so both speak.
    """
    points = marks.reshape(5, 2)
    eyes = points[1] - points[0]
    down = points[3:5].mean(axis=0) - points[0:2].mean(axis=0)
    across = eyes + np.array([down[1], -down[0]])
    return round(math.degrees(math.atan2(across[1], across[0])), 1)
