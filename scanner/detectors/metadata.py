"""The metadata detector: what the file gives away besides its pixels was collected while it was opened."""

from __future__ import annotations

from scanner.findings import Detector, Sightings
from scanner.photo.photo import Photo


class MetadataDetector:
    """Passes on the photo's clues (tags, hidden pictures, file name)."""

    name = Detector.METADATA
    version = "1"

    def detect(self, photo: Photo) -> Sightings:
        return Sightings(metadata=photo.clues)
