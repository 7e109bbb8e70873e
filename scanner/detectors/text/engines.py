"""Which engine looks for text: `--ocr rapidocr|tesseract|both`."""

from __future__ import annotations

from scanner.detectors.protocol import Detector
from scanner.detectors.text.detector import Strength, TextDetector
from scanner.detectors.text.tesseract import TesseractReader
from scanner.errors import DetectorMissingError
from scanner.findings import Detector as Name
from scanner.findings import Sightings, TextLine
from scanner.geometry import share_inside
from scanner.inference.session import Engine
from scanner.photo.photo import Photo


class TesseractText:
    """Tesseract on the whole page. `detect` raises DetectorMissingError where it is not installed."""

    name = Name.TEXT
    version = "Tesseract"

    def __init__(self, reader: TesseractReader) -> None:
        self._reader = reader

    def detect(self, photo: Photo) -> Sightings:
        reason = self._reader.available()
        if reason:
            raise DetectorMissingError(reason)
        return Sightings(text=tuple(line for frame in photo.frames for line in self._reader.read_frame(frame)))


class BothEngines:
    """The first engine's lines, and those of the second where the first saw nothing."""

    name = Name.TEXT

    def __init__(self, first: Detector, second: Detector) -> None:
        self._first = first
        self._second = second
        self.version = f"{first.version}, {second.version}"

    def detect(self, photo: Photo) -> Sightings:
        seen = self._first.detect(photo).text
        more = tuple(line for line in self._second.detect(photo).text if not _known(line, seen))
        return Sightings(text=seen + more)


def _known(line: TextLine, seen: tuple[TextLine, ...]) -> bool:
    return any(
        other.frame == line.frame
        and max(share_inside(line.polygon, other.polygon), share_inside(other.polygon, line.polygon)) >= 0.5
        for other in seen
    )


def text_engine(engine: Engine, ocr: str, strength: Strength = "normal") -> Detector:
    """The detector behind one value of `--ocr`; the engines are loaded when they are first needed."""
    if ocr == "tesseract":
        return TesseractText(TesseractReader())
    if ocr == "both":
        return BothEngines(TextDetector(engine, strength=strength), TesseractText(TesseractReader()))
    return TextDetector(engine, strength=strength)
