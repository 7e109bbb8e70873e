"""Real photos as out-of-focus backdrops, where the evaluation set is at hand (never copied into the repository).

Only photos whose list says `train: true`. Suites for measuring and pictures for training draw from different
halves, split by a hash of the path. Folder: SCANNER_EVAL, or `../shared/eval` beside the checkout.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from tests.render.arrays import f32

FOLDERS = ("artefacts/wards", "artefacts/objects")


class NoBackgroundsError(Exception):
    """The evaluation photos are not on this machine."""


def root() -> Path:
    given = os.environ.get("SCANNER_EVAL")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "shared" / "eval"


def _usable(image: dict[str, Any]) -> bool:
    """May be trained on, and shows nothing but public signs (anything else would be missing from our truth)."""
    return image.get("train") is True and {o["class"] for o in image["objects"]} <= {"sign"}


@lru_cache(maxsize=2)
def photos(training: bool) -> tuple[str, ...]:
    """Paths below `root()` of one half. Raises NoBackgroundsError."""
    found = []
    for folder in FOLDERS:
        listing = root() / folder / "annotations.json"
        if listing.is_file():
            images = json.loads(listing.read_text(encoding="utf-8"))["images"]
            found += [f"{folder}/{name}" for name, image in images.items() if _usable(image)]
    half = sorted(p for p in found if (hashlib.sha256(p.encode()).digest()[0] & 1) == int(training))
    if not half:
        raise NoBackgroundsError(f"no photos under {root()}")
    return tuple(half)


def backdrop(rng: Generator, size: tuple[int, int], training: bool) -> tuple[str, NDArray[np.float32]]:
    """(path, (h, w, 3) float picture): cut to shape, out of focus so far that nothing on it can be read.

    Raises NoBackgroundsError.
    """
    names = photos(training)
    name = names[int(rng.integers(len(names)))]
    with Image.open(root() / name) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    w, h = size
    scale = max(w / pixels.shape[1], h / pixels.shape[0]) * float(rng.uniform(1.0, 1.4))
    big = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    x, y = int(rng.integers(big.shape[1] - w + 1)), int(rng.integers(big.shape[0] - h + 1))
    sigma = max(size) / 2016 * float(rng.uniform(7, 14))
    return name, f32(cv2.GaussianBlur(f32(big[y : y + h, x : x + w]), (0, 0), sigma))
