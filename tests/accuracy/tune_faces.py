"""Fits the weights of faces_merge.py and measures the face detector without the rest of the program.

    python -m tests.accuracy.tune_faces look LOOKS [--turn 0..3] [--limit N] [--precision f32]
    python -m tests.accuracy.tune_faces fit LOOKS [--alarms 1.5]
    python -m tests.accuracy.tune_faces score LOOKS

`look` runs the network over the evaluation photos (turned clockwise by quarter turns) and keeps its answers
in the file LOOKS, outside the repository; it prints CPU seconds. `fit` prints the weights to paste, set for
the given number of false alarms per photo, and what they would give, five-fold. `score` measures the weights
that are in the code. The evaluation folder is found as in the accuracy command.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scanner.detectors import faces_merge
from scanner.detectors.faces import PLANS, POSSIBLE
from scanner.detectors.faces_merge import EVIDENCE, Candidates, candidates
from scanner.detectors.faces_network import FaceNetwork
from scanner.detectors.faces_passes import Looks, all_looks
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.decode import open_photo
from scanner.settings import Limits
from tests.accuracy.harness import bench

Floats = NDArray[np.float64]
Truth = dict[str, Any]  # path -> {"w", "h", "source", "faces": [{"box", "tags"}]}
FOLDS = 5
SMALLEST = 10  # px; smaller boxes are not required
SAME = 0.3  # overlap (IoU) at which a face counts as found


def main() -> None:
    options = _options()
    with bench(options.limit, 1) as place:
        truth = json.loads((place.part("faces") / "faces.json").read_text(encoding="utf-8"))["photos"]
        tool = place.module("eval_faces.py")
        if options.task == "look":
            _look(place.part("faces"), place.sample(truth), options)
            return
    turn, looks = pickle.loads(options.looks.read_bytes())
    truth = {path: turned(truth[path], turn) for path in looks}
    places = {path: candidates(found) for path, found in looks.items()}
    if options.task == "fit":
        _fit(truth, places, tool, options.alarms)
    else:
        print(tool.table(tool.evaluate(truth, as_boxes(places, {p: c.scores() for p, c in places.items()}), POSSIBLE)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("look", "fit", "score"))
    parser.add_argument("looks", type=Path)
    parser.add_argument("--turn", type=int, default=0, choices=range(4))
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--precision", default="auto", choices=("auto", "f32"))
    parser.add_argument("--strength", default="normal", choices=tuple(PLANS))
    parser.add_argument("--alarms", type=float, default=1.5, help="false alarms per photo to allow")
    return parser.parse_args()


def _look(folder: Path, paths: Iterable[str], options: argparse.Namespace) -> None:
    network = FaceNetwork(Engine(EngineOptions(precision=options.precision, threads=1)))
    found: dict[str, Looks] = {}
    seconds, pixels = 0.0, 0
    for path in paths:
        picture = np.rot90(open_photo(folder / path, Limits()).frames[0].pixels, -options.turn)
        began = time.process_time()
        found[path] = all_looks(network, picture, PLANS[options.strength])
        seconds += time.process_time() - began
        pixels += picture.shape[0] * picture.shape[1]
    options.looks.write_bytes(pickle.dumps((options.turn, found)))
    print(f"{len(found)} photos, {pixels / 1e6:.0f} megapixels, {seconds:.0f} CPU seconds")


def turned(photo: dict[str, Any], turn: int) -> dict[str, Any]:
    """The annotation of a photo after clockwise quarter turns."""
    width, height = photo["w"], photo["h"]
    faces = photo["faces"]
    for _ in range(turn):
        faces = [
            {**face, "box": [height - face["box"][1] - face["box"][3], face["box"][0], *face["box"][:1:-1]]}
            for face in faces
        ]
        width, height = height, width
    return {**photo, "w": width, "h": height, "faces": faces}


def as_boxes(places: dict[str, Candidates], scores: dict[str, Floats]) -> dict[str, list[list[float]]]:
    """In the form of the evaluation tool: x, y, width, height, score."""
    return {
        path: np.column_stack([c.boxes[:, :2], c.boxes[:, 2:] - c.boxes[:, :2], scores[path]]).tolist()
        for path, c in places.items()
    }


def _labels(photo: dict[str, Any], boxes: list[list[float]], tool: Any) -> NDArray[np.int_]:
    """1 a face, 0 none, -1 neither (to be ignored, a part of a face, a second box on it)."""
    label = np.zeros(len(boxes), int)
    needed = [f["box"] for f in photo["faces"] if "ignore" not in f["tags"] and f["box"][3] >= SMALLEST]
    others = [f["box"] for f in photo["faces"] if "ignore" in f["tags"] or f["box"][3] < SMALLEST]
    if not boxes:
        return label
    if others:
        label[tool.ioa_matrix(boxes, others).max(axis=1) >= 0.5] = -1
    if needed:
        same = tool.iou_matrix(boxes, needed)
        label[(tool.ioa_matrix(boxes, needed).max(axis=1) >= 0.6) | (same.max(axis=1) >= SAME)] = -1
        for i in range(len(boxes)):  # strongest first; a second box on a face is neither right nor wrong
            face = int(same[i].argmax())
            if same[i, face] >= SAME:
                label[i] = 1
                same[:, face] = 0
    return label


def _fit(truth: Truth, places: dict[str, Candidates], tool: Any, alarms: float) -> None:
    boxes = as_boxes(places, {path: np.ones(len(c.boxes)) for path, c in places.items()})
    labels = {path: _labels(photo, boxes[path], tool) for path, photo in truth.items()}
    paths = sorted(places)
    random.Random(0).shuffle(paths)
    odds: dict[str, Floats] = {}
    for fold in range(FOLDS):
        weights = _logistic(places, labels, [p for i, p in enumerate(paths) if i % FOLDS != fold])
        for path in paths[fold::FOLDS]:
            odds[path] = _odds(places[path], weights)
    cut = _cut(odds, labels, alarms)
    scores = {path: _score(values, cut) for path, values in odds.items()}
    print(tool.table(tool.evaluate(truth, as_boxes(places, scores), POSSIBLE)))
    weights = _logistic(places, labels, paths)
    cut = _cut({path: _odds(places[path], weights) for path in paths}, labels, alarms)
    print("WEIGHTS = (")
    for name, weight in zip(EVIDENCE, weights, strict=False):
        print(f"    {weight:.2f},  # {name}")
    print(f")\nCONSTANT = {weights[-1] + np.log(POSSIBLE / (1 - POSSIBLE)) - cut:.2f}")


def _odds(place: Candidates, weights: Floats) -> Floats:
    return np.asarray(place.evidence @ weights[:-1] + weights[-1] - faces_merge.TURNED_PENALTY * place.strange)


def _score(odds: Floats, cut: float) -> Floats:
    """Moved so that `cut` becomes POSSIBLE."""
    return np.asarray(1 / (1 + np.exp(cut - np.log(POSSIBLE / (1 - POSSIBLE)) - odds)))


def _cut(odds: dict[str, Floats], labels: dict[str, NDArray[np.int_]], alarms: float) -> float:
    """Log-odds above which there are `alarms` false alarms per photo."""
    false = np.sort(np.concatenate([odds[path][labels[path] == 0] for path in odds]))[::-1]
    return float(false[min(len(false) - 1, round(alarms * len(odds)))])


def _logistic(
    places: dict[str, Candidates],
    labels: dict[str, NDArray[np.int_]],
    paths: Iterable[str],
    ridge: float = 1e-3,
) -> Floats:
    """Newton's method; one weight per column of evidence, then the constant. Turned faces are left out."""
    chosen = [(places[p].evidence, labels[p], (labels[p] >= 0) & (places[p].strange < 0.5)) for p in paths]
    rows = np.concatenate([evidence[use] for evidence, _, use in chosen])
    truth = np.concatenate([label[use] for _, label, use in chosen])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    weights = np.zeros(design.shape[1])
    penalty = np.append(np.full(len(weights) - 1, ridge), 0)
    for _ in range(50):
        guess = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (guess - truth) / len(truth) + penalty * weights
        bend = (design * (guess * (1 - guess))[:, None]).T @ design / len(truth) + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


if __name__ == "__main__":
    main()
