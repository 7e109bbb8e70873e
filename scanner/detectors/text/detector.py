"""Text lines in a photo: find regions, read each once, read doubtful ones again, drop what is no text."""

from __future__ import annotations

from typing import Literal

import numpy as np

from scanner.detectors.text.geometry import Region, clipped, rectangle
from scanner.detectors.text.lines import Line, Page
from scanner.detectors.text.reader import LineReader, Reading, cut
from scanner.detectors.text.regions import DetectionOptions, RegionFinder
from scanner.findings import Detector, Sightings, TextLine
from scanner.inference.session import Engine
from scanner.inference.weights import manifest
from scanner.photo.photo import Photo, Pixels

Ocr = Literal["rapidocr", "tesseract", "both"]
Strength = Literal["normal", "full"]

_MARGIN = 0.1  # part of the letter height by which outlines are larger than the detector says


class TextDetector:
    name = Detector.TEXT
    version = "1"

    def __init__(
        self,
        engine: Engine,
        *,
        ocr: Ocr = "rapidocr",
        strength: Strength = "normal",
        options: DetectionOptions | None = None,
    ) -> None:
        weights = manifest()
        self._finder = RegionFinder(
            engine.compile(weights["text_detector"].checked_path()), options or DetectionOptions()
        )
        reader = weights["text_reader"].checked_path()
        self._reader = LineReader(engine.compile(reader), engine.metadata(reader, "framework", "character"))

    def detect(self, photo: Photo) -> Sightings:
        lines: list[TextLine] = []
        for frame in photo.frames:
            for pixels in (frame.pixels, frame.under_alpha):
                if pixels is not None:
                    lines += self.lines(pixels, frame.index)
        return Sightings(text=tuple(lines))

    def lines(self, pixels: Pixels, frame: int = 0) -> list[TextLine]:
        """Lines of one picture. Regions come best first: what a kept line covers already is not read again."""
        height, width = pixels.shape[:2]
        page = Page(width, height, lambda region: self._read(pixels, region))
        for region in self._finder.find(pixels):
            page.offer(region)
        return [_text_line(line, width, height, frame) for line in page.lines]

    def _read(self, pixels: Pixels, region: Region) -> tuple[Region, Reading]:
        """The better of two opposite directions, and the region turned that way."""
        width, height, _ = rectangle(region.quad)
        turns = (0, 2) if height < 1.5 * width else (1, 3)
        best, best_turn = Reading("", 0.0), turns[0]
        crop = cut(pixels, region.turned(turns[0]))
        for turn in turns:
            reading = self._reader.read(crop)
            if reading.score > best.score:
                best, best_turn = reading, turn
            if best.score > 0.9:
                break
            crop = np.ascontiguousarray(crop[::-1, ::-1])
        return region.turned(best_turn), best


def _text_line(line: Line, width: int, height: int, frame: int) -> TextLine:
    polygon = clipped(line.region.outline(_MARGIN), width, height)
    text = line.reading.text.strip()
    if not text:
        return TextLine(polygon, line.region.score, None, frame, "rapidocr")
    return TextLine(polygon, line.reading.score, text, frame, "rapidocr")
