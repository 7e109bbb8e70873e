"""Faces that were covered: whether anything still finds them there.

Each photo is covered as the product covers it, without the check that would make larger masks where something is left.
Then four attackers look at a window around every covered face, as it is, mirrored and twice as large: the product's
own detector at its lowest threshold, and dlib's HOG and CNN detectors.
"""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.faces import FaceDetector
from scanner.findings import PhotoReport, Sightings, Status
from scanner.inference.session import Engine, EngineOptions
from scanner.judgement.judge import judge
from scanner.photo.decode import open_photo
from scanner.photo.photo import Pixels
from scanner.redaction.destroy import destroy
from scanner.redaction.plan import plan_regions
from scanner.settings import Limits, RedactionSettings
from tests.accuracy.harness import Bench, Miss, Section, corners, wilson

SMALLEST = 24  # px; nobody is recognised in less
MOST = 4  # faces of one photo, largest first
AROUND = 3.0  # window, in heights of the face
FACE = 80  # px; what dlib's detectors are made for
COVERED = 0.9  # share of a face under the mask from which it counts as covered
LOWEST = 0.03  # the product reports nothing below .25
SAME = 0.3  # overlap (IoU) of an answer with the face
Box = tuple[float, float, float, float]  # left, top, right, bottom
Attacker = Callable[[Pixels], list[Box]]


def measure(bench: Bench) -> Section:
    root = bench.part("faces")
    truth = json.loads((root / "faces.json").read_text(encoding="utf-8"))["photos"]
    names = bench.sample(truth)
    detector = FaceDetector(Engine(EngineOptions(threads=bench.threads)))
    attackers = _attackers(detector)
    section = Section("facesgone", len(names))
    covered, before, after = 0, Counter[str](), Counter[str]()
    for name in names:
        pixels, made, mask = _covered(detector, root / name)
        faces = [f["box"] for f in truth[name]["faces"] if "ignore" not in f["tags"] and f["box"][3] >= SMALLEST]
        for box in sorted(faces, key=lambda b: -b[3])[:MOST]:
            x, y, w, h = (int(v) for v in box)
            if mask[max(0, y) : y + h, max(0, x) : x + w].mean() < COVERED:
                continue
            covered += 1
            for attacker, look in attackers.items():
                before[attacker] += _found(look, pixels, box)
                if _found(look, made, box):
                    after[attacker] += 1
                    section.misses.append(Miss(name, f"{attacker} still finds a face", corners(box)))
    section.table = f"covered faces from {SMALLEST} px: {covered}, each seen as it is, mirrored and twice as large"
    for attacker in attackers:
        section.table += f"\n{attacker}: found before {wilson(before[attacker], covered)}"
        section.table += f"   after {wilson(after[attacker], covered)}"
        section.figures[f"{attacker}, found after"] = after[attacker]
    return section


def _attackers(detector: FaceDetector) -> dict[str, Attacker]:
    """dlib's are left out where the package is absent."""

    def own(pixels: Pixels) -> list[Box]:
        places = detector.candidates(pixels)
        return [tuple(box) for box, s in zip(places.boxes.tolist(), places.scores(), strict=True) if s >= LOWEST]

    found: dict[str, Attacker] = {"the product, lowest threshold": own}
    try:
        dlib, models = importlib.import_module("dlib"), importlib.import_module("face_recognition_models")
    except ImportError:
        return found
    hog = dlib.get_frontal_face_detector()
    cnn = dlib.cnn_face_detection_model_v1(models.cnn_face_detector_model_location())
    found["dlib HOG"] = lambda pixels: [_sides(place) for place in hog(pixels, 0)]
    found["dlib CNN"] = lambda pixels: [_sides(one.rect) for one in cnn(pixels, 0)]
    return found


def _sides(place: Any) -> Box:
    return place.left(), place.top(), place.right(), place.bottom()


def _covered(detector: FaceDetector, path: Any) -> tuple[Pixels, Pixels, NDArray[np.bool_]]:
    """The photo, the same with its faces covered, and the mask."""
    photo = open_photo(path, Limits())
    seen = Sightings(faces=detector.detect(photo).faces)
    report = PhotoReport("", Status.SCANNED, findings=judge(seen), sightings=seen)
    regions = plan_regions(report, RedactionSettings(), least=8.0)
    made, mask = destroy(photo.frames[0].pixels, regions, "fill", np.random.default_rng(1))
    return photo.frames[0].pixels, made, mask


def _found(look: Attacker, pixels: Pixels, box: Sequence[float]) -> bool:
    return any(_overlap(answer, face) >= SAME for view, face in _views(pixels, box) for answer in look(view))


def _views(pixels: Pixels, box: Sequence[float]) -> Iterator[tuple[Pixels, Box]]:
    """Windows around a face with its place in each: as it is, mirrored, twice as large."""
    x, y, w, h = box
    reach = AROUND * max(w, h) / 2
    left, top = max(0, int(x + w / 2 - reach)), max(0, int(y + h / 2 - reach))
    window = pixels[top : int(y + h / 2 + reach), left : int(x + w / 2 + reach)]
    for zoom, mirrored in ((1, False), (1, True), (2, False)):
        scale = zoom * FACE / max(w, h)
        size = (max(1, round(window.shape[1] * scale)), max(1, round(window.shape[0] * scale)))
        view = np.asarray(cv2.resize(window, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))
        sides = ((x - left) * scale, (y - top) * scale, (x + w - left) * scale, (y + h - top) * scale)
        if mirrored:
            sides = (size[0] - sides[2], sides[1], size[0] - sides[0], sides[3])
        yield np.ascontiguousarray(view[:, ::-1] if mirrored else view).astype(np.uint8), sides


def _overlap(a: Box, b: Box) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    common = max(0.0, across) * max(0.0, down)
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)
