"""(c) of the leak test: two photos that differ only under the covered places must give the same copy there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tests.accuracy.suites.items import Item, Picture
from tests.accuracy.suites.product import Product

RIM = 3  # px inside the box that are not compared: JPEG blocks of the input cross its border


def differing(product: Product, pictures: Sequence[Picture], work: Path) -> tuple[int, int]:
    """Boxes whose inside in the copy depends on what was hidden, of all boxes tried.

    Each photo goes through `blur --box` twice as PNG: as it is, and with the box turned upside down, negated.
    """
    tried = told = 0
    for number, picture in enumerate(pictures):
        target = max((i for i in picture.items() if i.must_go and i.group == "text"), key=_area, default=None)
        if target is None:
            continue
        with Image.open(picture.path) as file:
            pixels = np.array(file.convert("RGB"))
        x, y, w, h = _box(target, pixels.shape[1], pixels.shape[0])
        if w < 4 * RIM or h < 4 * RIM:
            continue
        other = pixels.copy()
        other[y : y + h, x : x + w] = 255 - pixels[y : y + h, x : x + w][::-1]
        insides = []
        for name, content in (("one", pixels), ("other", other)):
            place = work / f"{number}" / name
            place.mkdir(parents=True, exist_ok=True)
            file_path = place / "photo.png"
            file_path.write_bytes(cv2.imencode(".png", content[..., ::-1])[1].tobytes())
            answer = product.blur([file_path], place / "out", "--box", f"{x},{y},{w},{h}", "--detect", "metadata")
            output = answer.photos[0]["output"]
            if output is None:
                break
            with Image.open(output) as copy:
                insides.append(np.array(copy.convert("RGB"))[y + RIM : y + h - RIM, x + RIM : x + w - RIM])
        if len(insides) == 2:
            tried += 1
            told += not np.array_equal(insides[0], insides[1])
    return told, tried


def _area(item: Item) -> float:
    return float(np.prod(np.ptp(item.polygon, axis=0)))


def _box(item: Item, width: int, height: int) -> tuple[int, int, int, int]:
    low = np.maximum(np.floor(item.polygon.min(axis=0)), 0).astype(int)
    high = np.minimum(np.ceil(item.polygon.max(axis=0)), (width, height)).astype(int)
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])
