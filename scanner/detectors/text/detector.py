"""Text lines in a photo: find regions, read each once, read doubtful ones again, drop what is no text."""

from __future__ import annotations

from typing import Literal

import numpy as np

from scanner.detectors.text.geometry import Region, clipped, rectangle, turned
from scanner.detectors.text.reader import LineReader, Reading, cut
from scanner.detectors.text.regions import DetectionOptions, RegionFinder
from scanner.findings import Detector, Sightings, TextLine
from scanner.inference.session import Engine
from scanner.inference.weights import manifest
from scanner.photo.photo import Photo, Pixels

Ocr = Literal["rapidocr", "tesseract", "both"]
Strength = Literal["normal", "full"]


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
        return [self._line(pixels, region, frame) for region in self._finder.find(pixels)]

    def _line(self, pixels: Pixels, region: Region, frame: int) -> TextLine:
        quad = region.quad
        width, height, _ = rectangle(quad)
        turns = (0, 2) if height < 1.5 * width else (1, 3)
        best, best_quad = Reading("", 0.0), turned(quad, turns[0])
        crop = cut(pixels, turned(quad, turns[0]))
        for turn in turns:
            reading = self._reader.read(crop)
            if reading.score > best.score:
                best, best_quad = reading, turned(quad, turn)
            if best.score > 0.9:
                break
            crop = np.ascontiguousarray(crop[::-1, ::-1])
        polygon = clipped(best_quad, pixels.shape[1], pixels.shape[0])
        if not best.text:
            return TextLine(polygon, region.score, None, frame, "rapidocr")
        return TextLine(polygon, best.score, best.text, frame, "rapidocr")
