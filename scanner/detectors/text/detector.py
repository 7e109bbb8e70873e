"""Text lines in a photo: find regions, read each once, read doubtful ones again, drop what is no text."""

from __future__ import annotations

from typing import Literal

from scanner.detectors.text.evidence import is_speck
from scanner.detectors.text.geometry import clipped
from scanner.detectors.text.lines import Line, Page
from scanner.detectors.text.reader import LineReader
from scanner.detectors.text.regions import DetectionOptions, RegionFinder
from scanner.detectors.text.turns import TurningReader
from scanner.findings import Detector, Sightings, TextLine
from scanner.inference.session import Engine
from scanner.inference.weights import manifest
from scanner.photo.photo import Photo, Pixels

Strength = Literal["normal", "full"]

# The check of a finished copy looks at other sizes, and closely everywhere: not the same look again.
STRENGTHS: dict[Strength, DetectionOptions] = {
    "normal": DetectionOptions(),
    "full": DetectionOptions(coarse=880, middle=1760, evened=1000, closer=1.7, everywhere=True),
}
_READ = 0.5  # below, what was read is not worth trusting: no word of the evaluation set was right there
_MARGIN = 0.1  # part of the letter height by which outlines are larger than the detector says


class TextDetector:
    """PP-OCR's detector and reader in a pipeline of our own; see `regions`, `lines` and `turns` for its steps.

    `strength` "full" is meant for checking a finished copy; `options` replace those of the strength.
    Raises DetectorMissingError where the weights are missing or changed. Holds nothing between photos.
    """

    name = Detector.TEXT
    version = "1"

    def __init__(
        self,
        engine: Engine,
        *,
        strength: Strength = "normal",
        options: DetectionOptions | None = None,
    ) -> None:
        weights = manifest()
        self._finder = RegionFinder(
            engine.compile(weights["text_detector"].checked_path()), options or STRENGTHS[strength]
        )
        reader = weights["text_reader"].checked_path()
        alphabet = engine.metadata(reader, "framework", "character")
        self._reader = TurningReader(LineReader(engine.compile(reader), alphabet))

    def detect(self, photo: Photo) -> Sightings:
        lines: list[TextLine] = []
        for frame in photo.frames:
            for pixels in (frame.pixels, frame.under_alpha):
                if pixels is not None:
                    lines += self.lines(pixels, frame.index)
        return Sightings(text=tuple(lines))

    def lines(self, pixels: Pixels, frame: int = 0) -> list[TextLine]:
        """Lines of one picture. Regions come best seen first: what a kept line covers is not read again."""
        height, width = pixels.shape[:2]
        page = Page(width, height, lambda region: self._reader.read(pixels, region))
        for region in self._finder.find(pixels):
            page.offer(region)
        for region in self._finder.find_closer(pixels, page.unread()):
            page.offer(region)
        lines = self._reader.agree(pixels, page.lines)
        seen = [_text_line(line, width, height, frame) for line in lines]
        return sorted((line for line in seen if not is_speck(line, seen)), key=_place)


def _text_line(line: Line, width: int, height: int, frame: int) -> TextLine:
    polygon = clipped(line.region.outline(_MARGIN), width, height)
    text = line.reading.text.strip()
    if not text or line.reading.score < _READ:
        return TextLine(polygon, line.region.score, None, frame, "rapidocr")
    return TextLine(polygon, line.reading.score, text, frame, "rapidocr")


def _place(line: TextLine) -> tuple[float, float]:
    """From top to bottom, then from left to right."""
    return min(y for _, y in line.polygon), min(x for x, _ in line.polygon)
