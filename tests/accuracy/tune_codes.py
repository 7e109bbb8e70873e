"""Fits the weights of codes_bars.py and codes_squares.py: codes drawn on photos against code-free photos.

    python -m tests.accuracy.tune_codes bars|places|squares EVALUATION_FOLDER

Prints the table to paste and the share of drawn codes kept at each number of false alarms (five-fold).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from scanner.detectors import codes_bars, codes_squares
from scanner.detectors.codes_geometry import area, mapped, overlap, scaling
from scanner.detectors.codes_levels import levels

Grey = NDArray[np.uint8]
FORMATS = ("Code128", "Code128", "Code128", "EAN13", "ITF", "Code39", "Codabar", "Code93", "UPCA")
MATRIX = ("DataMatrix", "DataMatrix", "QRCode", "QRCode", "Aztec")
SEED, DRAWN = 5, 700


def main() -> None:
    root = Path(sys.argv[2])
    clean = list(code_free(root))
    if sys.argv[1] == "bars":
        tune(clean, FORMATS, bars)
    elif sys.argv[1] == "places":
        tune(clean, MATRIX, windows)
    else:
        tune(clean, MATRIX, squares)


Candidates = Callable[[Grey], Iterator[tuple[dict[str, float], NDArray[np.float32]]]]


def tune(clean: list[Path], formats: tuple[str, ...], candidates: Candidates) -> None:
    rng = random.Random(SEED)
    others = [values for path in clean for values, _ in candidates(grey(path))]
    codes = []
    drawn = 0
    for _ in range(DRAWN):
        placed = place(rng, grey(rng.choice(clean)), draw(rng, formats))
        if placed is None:
            continue
        drawn += 1
        picture, corners = placed
        near = [(iou(quad, corners), values) for values, quad in candidates(picture)]
        best = max(near, key=lambda item: item[0], default=(0.0, {}))
        if best[0] > 0.5:
            codes.append(best[1])
    print(f"{len(codes)} of {drawn} drawn codes proposed; {len(others)} other places in {len(clean)} photos")
    report(codes, others)


def code_free(root: Path) -> Iterator[Path]:
    """Photos without any code, from four sources."""
    yield from sorted((root / "text/icdar2015").glob("*.jpg"))
    yield from sorted((root / "scenes/val/not_ward").glob("*.jpg"))[::2]
    yield from sorted((root / "faces/photos").glob("*"))[::3]
    for part in ("wards", "objects"):
        folder = root / "artefacts" / part
        images = json.loads((folder / "annotations.json").read_text())["images"]
        for path, image in images.items():
            complete = "code" in image.get("exhaustive", ["code"])
            if complete and not any(thing["class"] == "code" for thing in image["objects"]):
                yield folder / path


def grey(path: Path) -> Grey:
    return np.asarray(Image.open(path).convert("L"))


def bars(picture: Grey) -> Iterator[tuple[dict[str, float], NDArray[np.float32]]]:
    for level, scale in levels(picture):
        for strip in codes_bars.strips(level):
            quad = mapped(codes_bars.outline(strip), strip.matrix)
            yield codes_bars.features(strip), mapped(quad, scaling(1 / scale))


def windows(picture: Grey) -> Iterator[tuple[dict[str, float], NDArray[np.float32]]]:
    for level, scale in levels(picture):
        for window, x, y, values in codes_squares.window_features(level):
            half = window / 2
            quad = np.array([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)])
            yield values, (quad * codes_squares.CELL / scale).astype(np.float32)


def squares(picture: Grey) -> Iterator[tuple[dict[str, float], NDArray[np.float32]]]:
    for place in codes_squares.best_places(levels(picture)):
        patch = codes_squares.cut_out(place)
        if patch is not None:
            yield codes_squares.features(patch), codes_squares.outline(patch, place.scale)


def iou(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    common = overlap(a, b) * min(area(a), area(b))
    return common / (area(a) + area(b) - common + 1e-6)


def draw(rng: random.Random, formats: tuple[str, ...]) -> Grey:
    """Modules, 1 px each, black on white; the bars of a linear code are 0.2 to 0.6 times as high as it is long."""
    kind = rng.choice(formats)
    digits = "".join(rng.choice("0123456789") for _ in range(20))
    length = rng.randint(6, 12) if kind in FORMATS else rng.choice([8, 12, 22, 40])
    letters = "".join(rng.choice("ABCDEFGHKLMNPRSTUVWXYZ0123456789") for _ in range(length))
    text = {"EAN13": digits[:12], "UPCA": digits[:11], "ITF": digits[: rng.choice([8, 10, 14])],
            "Codabar": f"A{digits[:length]}B"}.get(kind, letters)  # fmt: skip
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    image = np.array(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    if kind in FORMATS:
        row = image[len(image) // 2][None]
        return np.asarray(np.repeat(row, max(8, int(row.shape[1] * rng.uniform(0.2, 0.6))), axis=0))
    return image


def place(rng: random.Random, photo: Grey, code: Grey) -> tuple[Grey, NDArray[np.float32]] | None:
    """The code on white paper, somewhere in the photo: turned, slanted, blurred, faint, noisy, JPEG."""
    fine = 8
    module = rng.choice([0.7, 1, 1.3, 1.6, 2, 2.5, 3, 4]) * (1 if code.shape[1] > 60 else 1.6)
    quiet = rng.randint(8, 20) if code.shape[1] > 60 else rng.randint(3, 12)
    paper = cv2.copyMakeBorder(code, quiet, quiet, quiet, quiet, cv2.BORDER_CONSTANT, value=255)
    large = cv2.resize(paper, None, fx=fine, fy=fine, interpolation=cv2.INTER_NEAREST).astype(np.float32)
    height, width = large.shape
    size = np.array([width, height]) * module / fine
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * size / 2
    corners *= 1 + np.array([[rng.uniform(-0.05, 0.05) for _ in range(2)] for _ in range(4)])
    corners[:, rng.randrange(2)] *= rng.uniform(0.6, 1)  # seen at a slant, as on a wrist
    corners[:, 1] += rng.uniform(-0.4, 0.4) * corners[:, 0]
    corners = corners @ turn
    room = np.abs(corners).max(0) + 4
    free = np.array([photo.shape[1], photo.shape[0]]) - 2 * room
    if (free < 0).any():
        return None
    corners += room + free * [rng.random(), rng.random()]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    target = (photo.shape[1], photo.shape[0])
    smooth = cv2.GaussianBlur(large, (0, 0), max(0.3, 0.35 * fine / module))
    seen, mask = (cv2.warpPerspective(a, warp, target) for a in (smooth, np.ones_like(large)))
    dark = rng.uniform(10, 70)
    light = dark + (rng.uniform(130, 235) - dark) * rng.uniform(0.35, 1)
    result = photo * (1 - mask) + (dark + (light - dark) * seen / 255) * mask
    blurred = cv2.GaussianBlur(
        result, (0, 0), max(0.3, rng.uniform(0.1, 1.2 if code.shape[1] > 60 else 0.7) * max(1, module))
    )
    result = np.where(cv2.dilate(mask, np.ones((9, 9))) > 0, blurred, result)
    result += np.random.default_rng(rng.randrange(1 << 30)).normal(0, rng.uniform(1, 6), result.shape)
    encoded = cv2.imencode(".jpg", np.clip(result, 0, 255).astype(np.uint8), [1, rng.choice([60, 80, 92])])[1]
    edge = quiet * fine
    inner = np.array([[edge, edge], [width - edge, edge], [width - edge, height - edge], [edge, height - edge]])
    quad = cv2.perspectiveTransform(inner[None].astype(np.float32), warp)[0]
    return np.asarray(cv2.imdecode(encoded, 0), dtype=np.uint8), np.asarray(quad, dtype=np.float32)


def report(codes: list[dict[str, float]], stripes: list[dict[str, float]]) -> None:
    names = list(codes[0])
    x = np.array([[values[name] for name in names] for values in codes + stripes])
    y = np.array([1.0] * len(codes) + [0.0] * len(stripes))
    mean, sd = x.mean(0), x.std(0)
    z = np.c_[(x - mean) / sd, np.ones(len(x))]
    fold = np.random.default_rng(0).integers(0, 5, len(y))
    score = np.zeros(len(y))
    for k in range(5):
        score[fold == k] = z[fold == k] @ logistic(z[fold != k], y[fold != k])
    false = np.sort(score[y == 0])[::-1]
    for allowed in (0, 2, 5, 10, 20, 50):
        kept = (score[y == 1] > false[allowed]).mean()
        print(f"{allowed} false alarms, evidence > {false[allowed]:.1f}: kept {kept:.3f}")
    weights = logistic(z, y)
    for name, m, d, w in zip(names, mean, sd, weights, strict=False):
        print(f'    "{name}": ({m:.3f}, {d:.3f}, {w:.2f}),')
    print(f"BIAS = {weights[-1]:.2f}")


def logistic(z: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ridge-penalised logistic regression by Newton's method."""
    weights = np.zeros(z.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-z @ weights))
        hessian = (z * (p * (1 - p))[:, None]).T @ z + np.eye(len(weights))
        weights -= np.linalg.solve(hessian, z.T @ (p - y) + weights)
    return weights


if __name__ == "__main__":
    main()
