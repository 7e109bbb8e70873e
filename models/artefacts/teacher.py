"""What the published COCO network calls a TV, a laptop or a phone in photos without clinical content.

    python models/artefacts/teacher.py SCREENS.json

`train.py --screens SCREENS.json` learns from these photos too. Writes {"repo": {path: source}, "boxes": {path:
[[x0, y0, x1, y1, score], ...]}} in pixels of the photo. Needs onnxruntime, and this package.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from scanner.detectors.artefacts_decoding import GREY, decoded
from scanner.detectors.boxes import strongest

SHARED = Path(__file__).resolve().parents[3] / "shared"
SIDE = 416  # px, the input of the published file
SCREENS = (62, 63, 67)  # TV, laptop, phone among the classes of COCO
FLOOR, SAME = 0.08, 0.5


def screens_in(photo: NDArray[np.uint8], session: onnxruntime.InferenceSession) -> list[list[float]]:
    scale = SIDE / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale)[:SIDE, :SIDE]
    canvas = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    canvas[: small.shape[0], : small.shape[1]] = small
    (out,) = session.run(None, {session.get_inputs()[0].name: canvas.transpose(2, 0, 1)[None].astype(np.float32)})
    boxes, scores = decoded(out[0], SIDE, SIDE)  # the first score: is it a thing at all?
    score = scores[:, 0] * scores[:, [1 + c for c in SCREENS]].max(1)
    likely = np.flatnonzero(score > FLOOR)
    best = likely[strongest(boxes[likely], score[likely], SAME)]
    return [[*(boxes[i] / scale).tolist(), float(score[i])] for i in best]


def opened(path: Path) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def main() -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    published = SHARED / "backbones" / "yolox_nano.onnx"
    session = onnxruntime.InferenceSession(str(published), options, providers=["CPUExecutionProvider"])
    root = SHARED / "eval" / "scenes"
    with (root / "labels.csv").open(encoding="utf-8") as listing:
        rows = [r for r in csv.DictReader(listing) if r["path"].startswith("train/") and r["label"] == "not_ward"]
    boxes = {row["path"]: screens_in(opened(root / row["path"]), session) for row in rows}
    answer = {"repo": {row["path"]: row["repo"] for row in rows}, "boxes": boxes}
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
