"""People, vectors and an embedder by hand: a face's colour is its identity."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from scanner.consent.people import Person, Scope, Vector
from scanner.findings import Box, Face
from scanner.geometry import rectangle
from scanner.inference.guarded import FaceLook
from scanner.photo.photo import Frame, Photo, Pixels

TODAY = datetime.date(2026, 3, 10)
RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 200, 30), (30, 30, 200), (90, 90, 90)
GOOD = FaceLook(np.zeros(128), frontal=1.5, turn=0.05, lower=0.5)


def vector(at: float, axis: int = 0) -> Vector:
    """A point so far out along one axis; points on different axes are far apart."""
    return tuple(at if i == axis else 0.0 for i in range(128))


OF_COLOUR = {RED: vector(1, 0), GREEN: vector(1, 1), BLUE: vector(1, 2), GREY: vector(1, 3)}


def person(name: str = "Ada Example", references: tuple[Vector, ...] = (OF_COLOUR[RED],), **changes: Any) -> Person:
    made = Person(
        name, frozenset({Scope.WEB}), datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), references=references
    )
    return replace(made, **changes)


def face(x: int, y: int = 50, size: int = 100, **changes: Any) -> Face:
    return replace(Face(rectangle((x, y, size, size)), 0.9), **changes)


def photo(*places: tuple[Face, tuple[int, int, int]], width: int = 800, path: str = "photo.jpg") -> Photo:
    """Grey, with a square of a person's colour for each face."""
    pixels = np.full((300, width, 3), 128, np.uint8)
    for one, colour in places:
        (left, top), (right, bottom) = one.polygon[0], one.polygon[2]
        pixels[int(top) : int(bottom), int(left) : int(right)] = colour
    return Photo(Path(path), "0" * 64, "JPEG", (Frame(0, pixels),), 1)


@dataclass
class FakeEmbedder:
    """Tells people apart by the colour in the middle. `look`: what it says about the quality; None: sees nothing."""

    look: FaceLook | None = GOOD
    asked: list[int] = field(default_factory=list)

    def embed(self, pixels: Pixels, box: Box, *, jitters: int = 1) -> FaceLook | None:
        self.asked.append(jitters)
        if self.look is None:
            return None
        middle = pixels[box[1] + box[3] // 2, box[0] + box[2] // 2].astype(float)
        colour = min(OF_COLOUR, key=lambda known: float(np.abs(middle - np.array(known)).sum()))
        return replace(self.look, vector=np.array(OF_COLOUR[colour]))
