"""An independent engine for faces that did not make the mask: it looks at a copy before it gets its name.

Our own detectors agreeing with our own copy would prove nothing (design, §5). For text that voice is Tesseract
(`text.engines.TesseractText`).
"""

from __future__ import annotations

from scanner.findings import Detector as Name
from scanner.findings import Face, Sightings
from scanner.geometry import rectangle
from scanner.inference.guarded import GuardedFaceRecognition
from scanner.photo.photo import Photo

# HOG finds faces from about 80 px; more pixels than this cost seconds and find no others.
HOG_LONG_SIDE = 1600
HOG_SHORTEST = 32


class HogFaces:
    """dlib's HOG face detector through face-recognition, in its guarded child process."""

    name = Name.FACES
    version = "face-recognition HOG"

    def __init__(self, child: GuardedFaceRecognition) -> None:
        self._child = child

    def detect(self, photo: Photo) -> Sightings:
        faces = []
        for frame in photo.frames:
            pixels, scale = frame.scaled(min(HOG_LONG_SIDE, max(frame.width, frame.height)))
            if min(pixels.shape[:2]) < HOG_SHORTEST:
                continue
            for x, y, width, height in self._child.locate(pixels):
                polygon = tuple((px / scale, py / scale) for px, py in rectangle((x, y, width, height)))
                faces.append(Face(polygon, score=1.0, frame=frame.index))
        return Sightings(faces=tuple(faces))
