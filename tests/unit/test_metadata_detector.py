from __future__ import annotations

from dataclasses import replace

from scanner.detectors.metadata import MetadataDetector
from scanner.findings import Detector, MetadataClue, Sightings
from tests.unit.photo.samples import jpeg_with, opened


def test_the_photo_s_clues_are_passed_on() -> None:
    clue = MetadataClue("meta_gps", "EXIF: GPS position")
    photo = replace(opened(jpeg_with()), clues=(clue,))
    assert MetadataDetector().detect(photo) == Sightings(metadata=(clue,))
    assert MetadataDetector.name is Detector.METADATA
