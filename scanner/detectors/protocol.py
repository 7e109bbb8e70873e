"""What a detector is."""

from __future__ import annotations

from typing import Protocol

from scanner.findings import Detector as Name
from scanner.findings import Sightings
from scanner.photo.photo import Photo


class Detector(Protocol):
    """Looks at a photo and says what it saw, without judging it.

    `detect` looks at every frame and fills only its own part of `Sightings`. It never raises for odd pixels
    (1x1, thin strips, one colour); it raises DetectorMissingError when it cannot run at all.
    """

    name: Name
    version: str

    def detect(self, photo: Photo) -> Sightings: ...
