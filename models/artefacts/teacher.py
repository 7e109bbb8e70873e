"""What the published COCO network calls a TV, a laptop or a phone in photos without clinical content.

    python models/artefacts/teacher.py SCREENS.json

`train.py --screens SCREENS.json` learns from these photos too. Writes {"repo": {path: source}, "boxes": {path:
[[x0, y0, x1, y1, score], ...]}} in pixels of the photo. Needs onnxruntime and opencv.
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

SHARED = Path(__file__).resolve().parents[3] / "shared"
SIDE = 416  # px, the input of the published file
STRIDES = (8, 16, 32)
SCREENS = (62, 63, 67)  # TV, laptop, phone among the classes of COCO
FLOOR, SAME = 0.08, 0.5


def cells() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    corners, strides = [], []
    for stride in STRIDES:
        ys, xs = np.mgrid[: SIDE // stride, : SIDE // stride]
        corners.append(np.stack((xs, ys), -1).reshape(-1, 2) * stride)
        strides.append(np.full((len(corners[-1]), 1), stride))
    return np.concatenate(corners).astype(np.float32), np.concatenate(strides).astype(np.float32)


def screens_in(photo: NDArray[np.uint8], session: onnxruntime.InferenceSession) -> list[list[float]]:
    scale = SIDE / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale)[:SIDE, :SIDE]
    canvas = np.full((SIDE, SIDE, 3), 114, np.uint8)
    canvas[: small.shape[0], : small.shape[1]] = small
    (out,) = session.run(None, {session.get_inputs()[0].name: canvas.transpose(2, 0, 1)[None].astype(np.float32)})
    corners, strides = cells()
    score = out[0, :, 4] * out[0][:, [5 + c for c in SCREENS]].max(1)
    middle, half = out[0, :, :2] * strides + corners, np.exp(out[0, :, 2:4]) * strides / 2
    boxes = np.concatenate((middle - half, middle + half), 1) / scale
    kept = np.flatnonzero(score > FLOOR)
    sides = [[float(x0), float(y0), float(x1 - x0), float(y1 - y0)] for x0, y0, x1, y1 in boxes[kept]]
    best = cv2.dnn.NMSBoxes(sides, score[kept].tolist(), FLOOR, SAME) if len(kept) else []
    return [[*map(float, boxes[kept][i]), float(score[kept][i])] for i in np.asarray(best, int).ravel()]


def decoded(path: Path) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def main() -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    published = SHARED / "backbones" / "yolox_nano.onnx"
    session = onnxruntime.InferenceSession(str(published), options, providers=["CPUExecutionProvider"])
    root = SHARED / "eval" / "scenes"
    with (root / "labels.csv").open(encoding="utf-8") as listing:
        rows = [r for r in csv.DictReader(listing) if r["path"].startswith("train/") and r["label"] == "not_ward"]
    boxes = {row["path"]: screens_in(decoded(root / row["path"]), session) for row in rows}
    answer = {"repo": {row["path"]: row["repo"] for row in rows}, "boxes": boxes}
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
