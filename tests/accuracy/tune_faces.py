"""Measures the face detector without the rest of the program.

    python -m tests.accuracy.tune_faces look LOOKS [--turn 0..3] [--limit N] [--precision f32]
    python -m tests.accuracy.tune_faces score LOOKS

`look` runs the network over the evaluation photos (turned clockwise by quarter turns) and keeps its answers
in the file LOOKS, outside the repository; it prints CPU seconds. `score` joins them with the factors that are
in the code. Nothing is fitted here: the terms of these photos allow measuring only. The evaluation
folder is found as in the accuracy command.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scanner.detectors.faces import PLANS, POSSIBLE
from scanner.detectors.faces_merge import Candidates, candidates
from scanner.detectors.faces_network import FaceNetwork
from scanner.detectors.faces_passes import Looks, all_looks
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.decode import open_photo
from scanner.settings import Limits
from tests.accuracy.harness import bench

Floats = NDArray[np.float64]
Truth = dict[str, Any]  # path -> {"w", "h", "source", "faces": [{"box", "tags"}]}


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
    print(tool.table(tool.evaluate(truth, as_boxes(places, {p: c.scores() for p, c in places.items()}), POSSIBLE)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("look", "score"))
    parser.add_argument("looks", type=Path)
    parser.add_argument("--turn", type=int, default=0, choices=range(4))
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--precision", default="auto", choices=("auto", "f32"))
    parser.add_argument("--strength", default="normal", choices=tuple(PLANS))
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


if __name__ == "__main__":
    main()
