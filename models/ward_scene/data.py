"""The labelled photos, kept in memory, and the ways in which a phone or a person spoils one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from network import CLASSES, SIDE

Image = np.ndarray  # height x width x 3, uint8, BGR as OpenCV reads it


@dataclass(frozen=True)
class Labelled:
    image: Image
    label: int  # index into CLASSES
    repo: str
    path: str


def load(folder: Path, split: str) -> list[Labelled]:
    """The photos of `labels.csv` whose path starts with `split` ("train" or "val")."""
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["path"].startswith(f"{split}/")]
    return [Labelled(_read(folder / r["path"]), CLASSES.index(r["label"]), r["repo"], r["path"]) for r in rows]


def _read(path: Path) -> Image:
    return cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)


def tensor(image: Image) -> torch.Tensor:
    """As the scanner prepares it: the whole picture at 224 x 224, RGB, value/127.5 - 1, channels first."""
    small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return torch.from_numpy(small[:, :, ::-1].copy()).permute(2, 0, 1).float().div_(127.5).sub_(1)


def spoiled(image: Image, rng: np.random.Generator) -> Image:
    """A view of the photo as it might reach the scanner: cut, turned, dark, grey, filtered, blurred, squeezed."""
    image = _cut(image, rng)
    image = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    mild = rng.random() < 0.3  # many photos are good ones
    for chance, change in _CHANGES[: 3 if mild else None]:
        if rng.random() < chance:
            image = change(image, rng)
    return image


def _cut(image: Image, rng: np.random.Generator) -> Image:
    kind, (height, width) = rng.random(), image.shape[:2]
    if kind < 0.3:
        return image
    if kind < 0.45:  # half of the sides: a quarter of the picture, anywhere
        h, w = height // 2, width // 2
    else:
        share, shape = rng.uniform(0.25, 1.0), np.exp(rng.uniform(-0.45, 0.45))
        h = int(np.clip(height * np.sqrt(share) / shape, 32, height))
        w = int(np.clip(width * np.sqrt(share) * shape, 32, width))
    top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
    return image[top : top + h, left : left + w]


def _tilt(image: Image, rng: np.random.Generator) -> Image:
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), rng.uniform(-18, 18), rng.uniform(1.0, 1.25))
    return cv2.warpAffine(image, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT)


def _curve(image: Image, gamma: float) -> Image:
    return cv2.LUT(image, (np.linspace(0, 1, 256) ** gamma * 255).astype(np.uint8))


def _night(image: Image, rng: np.random.Generator) -> Image:
    dark = _curve(image, rng.uniform(1.5, 3.0)) * rng.uniform(0.35, 1.0) * rng.uniform([0.85, 0.9, 0.8], 1.15)
    return np.clip(dark + rng.normal(0, rng.uniform(0, 9), image.shape), 0, 255).astype(np.uint8)


def _tint(image: Image, rng: np.random.Generator) -> Image:
    return np.clip(image * rng.uniform(0.68, 1.3, 3), 0, 255).astype(np.uint8)


def _contrast(image: Image, rng: np.random.Generator) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[:, :, None].astype(np.float32)
    coloured = grey + (image - grey) * rng.uniform(0.2, 1.8)
    return np.clip((coloured - 128) * rng.uniform(0.6, 1.5) + 128 + rng.uniform(-25, 25), 0, 255).astype(np.uint8)


def _jpeg(image: Image, rng: np.random.Generator) -> Image:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(8, 60))])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def _coarse(image: Image, rng: np.random.Generator) -> Image:
    side = int(rng.integers(48, 160))
    return cv2.resize(cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA), (SIDE, SIDE))


def _patch(image: Image, rng: np.random.Generator) -> Image:
    """A covered place, as a sticker or a redaction leaves it."""
    height, width = rng.integers(20, 100, 2)
    top, left = rng.integers(0, SIDE - height), rng.integers(0, SIDE - width)
    image = image.copy()
    image[top : top + height, left : left + width] = rng.integers(0, 256, 3)
    return image


_CHANGES: tuple[tuple[float, Callable[[Image, np.random.Generator], Image]], ...] = (
    (0.5, lambda i, r: i[:, ::-1].copy()),
    (0.2, lambda i, r: np.rot90(i, r.integers(1, 4)).copy()),
    (0.25, _tilt),
    (0.35, _contrast),
    (0.2, _tint),
    (0.15, lambda i, r: _curve(i, r.uniform(0.45, 1.6))),
    (0.15, _night),
    (0.15, lambda i, r: cv2.cvtColor(cv2.cvtColor(i, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)),
    (0.2, lambda i, r: cv2.GaussianBlur(i, (0, 0), r.uniform(0.6, 3.2))),
    (0.1, _coarse),
    (0.25, _jpeg),
    (0.15, _patch),
)
