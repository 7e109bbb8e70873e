"""What kind of place a photo shows, from the whole picture: a ward, other clinical work, or neither.

The network is our own (`models/ward_scene/card.md`). It looks at the picture as a whole, squeezed to a small
square, so it sees beds, curtains and equipment, and reads nothing.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import Detector as Name
from scanner.findings import SceneGuess, Sightings
from scanner.inference.session import Engine, Session
from scanner.inference.weights import manifest
from scanner.photo.photo import Frame, Photo, Pixels

SIDE = 224  # px, height and width of what the network sees
# Larger photos are reduced in two steps; the first is the working copy that detectors share.
WORKING_COPY = 1280


class SceneDetector:
    """One `SceneGuess` for each frame: the mean of the picture and its mirror image."""

    name = Name.SCENE
    version = "ward scene 1"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def _session(self) -> Session:
        weights = manifest()["ward_scene"].checked_path()
        return self._engine.compile(weights, dynamic={"image": (2, 3, SIDE, SIDE)})

    def detect(self, photo: Photo) -> Sightings:
        """Raises DetectorMissingError where the weights are missing or changed."""
        return Sightings(scenes=tuple(self._guess(frame) for frame in photo.frames))

    def _guess(self, frame: Frame) -> SceneGuess:
        working = frame.pixels if max(frame.width, frame.height) <= WORKING_COPY else frame.scaled(WORKING_COPY)[0]
        found = self._session.run(network_input(working))
        ward, clinical_other, _ = np.clip(found["scene"].mean(axis=0), 0.0, 1.0).tolist()
        plain, mirrored = np.clip(found["heat"], 0.0, 1.0)
        heat = (plain + mirrored[:, ::-1]) / 2
        rows = tuple(tuple(row) for row in heat.tolist())
        return SceneGuess(ward, clinical_other, rows, frame.index, (frame.width, frame.height))


def network_input(pixels: Pixels) -> NDArray[np.float32]:
    """2 x 3 x 224 x 224, float32, RGB, -1..1: the whole picture squeezed to a square, and its mirror image.

    `pixels`: height x width x 3, uint8, RGB, of any size.
    """
    how = cv2.INTER_AREA if min(pixels.shape[:2]) > SIDE else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(pixels, (SIDE, SIDE), interpolation=how), dtype=np.float32)
    planes = np.moveaxis(small / 127.5 - 1.0, 2, 0)
    return np.ascontiguousarray(np.stack([planes, planes[:, :, ::-1]]))
