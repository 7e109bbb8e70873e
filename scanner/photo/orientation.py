"""Turning pixels upright by the eight EXIF orientations (Exif 2.32 clause 4.6.4, tag 0x0112)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from scanner.photo.photo import Pixels

ORIENTATION_TAG = 0x0112

_TURNS: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p[::-1].transpose(1, 0, 2),
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: p[:, ::-1].transpose(1, 0, 2),
}


def stored_orientation(image: Image.Image) -> int:
    """1..8 as the file's EXIF says; 1 where it is missing, broken or outside that range.

    Read after the pixels: Pillow's TIFF reader turns the picture itself while loading and then drops the tag.
    """
    try:
        value = image.getexif().get(ORIENTATION_TAG, 1)
    except Exception:  # damaged EXIF raises nearly anything; the picture itself can still be fine
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Height x width x 3, contiguous. Orientation 1 and unknown values change nothing."""
    turn = _TURNS.get(orientation)
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))
