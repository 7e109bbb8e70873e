"""The built-in detectors and second voices, made for given settings. Networks are read here, not before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scanner.detectors.protocol import Detector
from scanner.findings import Detector as Name
from scanner.inference.guarded import GuardedFaceRecognition
from scanner.inference.session import Engine
from scanner.settings import Settings


def built(engine: Engine, settings: Settings, strength: Literal["normal", "full"]) -> dict[Name, Detector]:
    """`strength`: full for the check of a copy, which looks harder and reads with its own engine."""
    from scanner.detectors.artefacts import ArtefactDetector
    from scanner.detectors.codes import CodeDetector
    from scanner.detectors.faces import FaceDetector
    from scanner.detectors.metadata import MetadataDetector
    from scanner.detectors.scene import SceneDetector
    from scanner.detectors.text.engines import text_engine

    return {
        Name.FACES: FaceDetector(engine, strength=strength),
        Name.TEXT: text_engine(engine, settings.ocr if strength == "normal" else "rapidocr", strength),
        Name.CODES: CodeDetector(strength=strength),
        Name.ARTEFACTS: ArtefactDetector(engine),
        Name.SCENE: SceneDetector(engine),
        Name.METADATA: MetadataDetector(),
    }


def voices(settings: Settings, recognition: GuardedFaceRecognition) -> Sequence[Detector]:
    """Independent detectors for the check of a copy, as far as this machine has them."""
    from scanner.detectors.second_voices import HogFaces
    from scanner.detectors.text.engines import TesseractText
    from scanner.detectors.text.tesseract import TesseractReader

    heard: list[Detector] = []
    reader = TesseractReader()
    if Name.TEXT in settings.detect and reader.available() is None:
        heard.append(TesseractText(reader))
    if Name.FACES in settings.detect and recognition.available() is None:
        heard.append(HogFaces(recognition))
    return heard
