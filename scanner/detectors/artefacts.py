"""Things that can carry patient information, recognised by their looks: our own network (models/artefacts)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from scanner.detectors.artefacts_decoding import Floats, decoded, letterboxed
from scanner.detectors.boxes import overlap, strongest
from scanner.findings import Artefact, ArtefactClass, Detector, Sightings
from scanner.inference.session import Engine, Session
from scanner.inference.weights import manifest
from scanner.photo.photo import Frame, Photo, Pixels

# In the order of the network's outputs.
CLASSES = tuple(ArtefactClass)
INPUT = 832  # px, long side of what the network sees
LOOKS = (INPUT, INPUT // 2)  # a thing that fills the picture is too large for the first look
# From this score on a thing is reported; chosen on photos of sources that the network had not seen
# (tests/accuracy/tune_artefacts.py, card.md).
LEAST: dict[ArtefactClass, float] = {
    ArtefactClass.WRISTBAND: 0.4,
    ArtefactClass.BOARD: 0.32,
    ArtefactClass.SCREEN: 0.45,
    ArtefactClass.PATIENT_MONITOR: 0.45,
    ArtefactClass.PAPER: 0.34,
    ArtefactClass.ID_BADGE: 0.33,
    ArtefactClass.LABEL: 0.33,
    ArtefactClass.STICKY_NOTE: 0.3,
    ArtefactClass.CODE: 0.6,
    ArtefactClass.MEDICAL_IMAGE: 0.36,
    ArtefactClass.NUMBER_PLATE: 0.4,
    ArtefactClass.SIGN: 0.45,
}
SAME = 0.5  # overlap (IoU) of two answers of one class in one look, or in two, that are one thing
# The same in the end: the network answers several times, a little shifted, for a large sheet or board.
# Two things of one class seldom overlap that much.
SAME_CLASS = 0.3
SAME_PLACE = 0.75  # overlap from which two classes are two names of one thing
SEEN = 0.1  # by one look
FLOOR = 0.15
# Grey levels; of the things with writing in the tuning photos 98 % have more contrast, shadows and sensor noise less.
BLANK = 12.0
PLAIN = 2  # grey levels from the darkest to the lightest pixel


@dataclass(frozen=True)
class Found:
    """`box`: x0, y0, x1, y1 in pixels of the picture that was looked at."""

    box: Floats
    cls: ArtefactClass
    score: float


class ArtefactDetector:
    """Finds wristbands, boards, screens, papers, badges, labels and the like.

    Raises DetectorMissingError where the weights are missing or changed.
    """

    name = Detector.ARTEFACTS
    version = "own YOLOX-nano 2"

    def __init__(self, engine: Engine) -> None:
        weights = manifest()["artefacts"].checked_path()
        self._session: Session = engine.compile(weights, dynamic={"image": (1, 3, -1, -1)})

    def detect(self, photo: Photo) -> Sightings:
        """Boxes as polygons, clipped to the picture, each with its best class; `blank` where nothing is on it."""
        return Sightings(artefacts=tuple(thing for frame in photo.frames for thing in self._in_frame(frame)))

    def _in_frame(self, frame: Frame) -> Iterator[Artefact]:
        found = self.find(frame.scaled)
        if frame.under_alpha is not None:
            found = one_name_each([*found, *self.find(Frame(0, frame.under_alpha).scaled)])
        small, scale = frame.scaled(INPUT)
        for one in found:
            if one.score < LEAST[one.cls]:
                continue
            x0, y0, x1, y1 = (float(v) for v in one.box)
            x0, x1 = max(0.0, x0), min(float(frame.width), x1)
            y0, y1 = max(0.0, y0), min(float(frame.height), y1)
            if x1 - x0 >= 1 and y1 - y0 >= 1:
                corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
                blank = is_blank(small, one.box * scale)
                yield Artefact(corners, one.cls, round(one.score, 4), frame.index, blank=blank)

    def find(self, scaled: Callable[[int], tuple[Pixels, float]], floor: float = FLOOR) -> list[Found]:
        """Everything that scores `floor` on the mean of all looks, in pixels of the full picture. `scaled`: see Frame.

        A thing that only one size shows is half as sure: of what the network sees once, most is nothing.
        """
        looks = []
        for side in LOOKS:
            small, scale = scaled(side)
            looks.append([Found(one.box / np.float32(scale), one.cls, one.score) for one in self.look(small)])
        return one_name_each([one for one in agreed(looks) if one.score >= floor])

    def look(self, pixels: Pixels) -> list[Found]:
        """Everything from SEEN on in one picture of at most INPUT px, without doubles of one class."""
        blob = letterboxed(pixels)
        (cells,) = self._session.run(blob).values()
        boxes, scores = decoded(cells[0], *blob.shape[2:])
        found = []
        for index, cls in enumerate(CLASSES):
            mine = np.flatnonzero(scores[:, index] >= SEEN)
            own = boxes[mine], scores[mine, index]
            found += [Found(own[0][i], cls, float(own[1][i])) for i in strongest(*own, SAME)]
        return [one for one in found if not is_plain(pixels, one.box)]


def agreed(looks: Sequence[Sequence[Found]]) -> list[Found]:
    """Each thing once, with the mean of what the looks gave it (0 where one did not see it) and the surest box."""
    things = []
    for cls in CLASSES:
        own = [one for look in looks for one in look if one.cls is cls]
        best = [own[i] for i in strongest(*_stacked(own), SAME)]
        total = np.zeros(len(best))
        for look in looks:
            seen = [one for one in look if one.cls is cls]
            if best and seen:
                same = overlap(_stacked(best)[0], _stacked(seen)[0]) >= SAME
                total += (same * _stacked(seen)[1]).max(axis=1)
        things += [replace(one, score=float(s) / len(looks)) for one, s in zip(best, total, strict=True)]
    return things


def one_name_each(found: list[Found]) -> list[Found]:
    """Best first, each thing once: doubles of one class go, and of two classes for one place the better one stays."""
    kept = []
    for cls in CLASSES:
        own = [one for one in found if one.cls is cls]
        kept += [own[i] for i in strongest(*_stacked(own), SAME_CLASS)]
    return [kept[i] for i in strongest(*_stacked(kept), SAME_PLACE)]


def _stacked(found: list[Found]) -> tuple[Floats, Floats]:
    boxes = np.array([one.box for one in found], np.float32).reshape(-1, 4)
    return boxes, np.array([one.score for one in found], np.float32)


def is_plain(pixels: Pixels, box: Floats) -> bool:
    """Whether the place is one colour up to its edges: then there is no thing. `pixels`: what was looked at."""
    x0, y0, x1, y1 = np.clip(np.round(box), 0, np.tile(pixels.shape[1::-1], 2)).astype(int)
    part = pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    return not part.size or int(np.ptp(part.reshape(-1, 3), axis=0).max()) <= PLAIN


def is_blank(pixels: Pixels, box: Floats) -> bool:
    """Whether next to nothing stands on the thing (screen off, empty board). `pixels`: the copy of INPUT px."""
    return contrast(pixels, box) < BLANK


def contrast(pixels: Pixels, box: Floats) -> float:
    """How far the strongest marks differ from what is around them, in grey levels (98th percentile).

    Of the middle (the inner 80 %): frames, bezels and edges of the sheet say nothing about what is on it.
    """
    height, width = pixels.shape[:2]
    margin = 0.1 * (box[2:] - box[:2])
    x0, y0 = np.clip(np.floor(box[:2] + margin), 0, (width - 1, height - 1)).astype(int)
    x1, y1 = np.clip(np.ceil(box[2:] - margin), (x0 + 1, y0 + 1), (width, height)).astype(int)
    grey = cv2.cvtColor(np.ascontiguousarray(pixels[y0:y1, x0:x1]), cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.quantile(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 4)), 0.98))
