"""The resolution pyramid on which codes are looked for without reading them."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from scanner.detectors.codes_read import Grey

FINEST = 2100  # px, long side; finer bars than two of these pixels cannot be read from the full photo either
ENLARGED = 900  # px, long side: smaller pictures are also looked at in double size
COARSEST = 120  # px, long side


def levels(grey: Grey) -> Iterator[tuple[Grey, float]]:
    """Copies from fine to coarse, each half the one before, with their size relative to the picture."""
    long_side = max(grey.shape)
    if long_side <= ENLARGED:
        yield _resized(grey, 2.0), 2.0
    scale = 1.0
    while long_side * scale > FINEST:
        scale /= 2
    level = grey if scale == 1.0 else _resized(grey, scale)
    while long_side * scale >= COARSEST:
        yield level, scale
        level, scale = half(level), scale / 2


def half(grey: Grey) -> Grey:
    return _resized(grey, 0.5)


def _resized(grey: Grey, factor: float) -> Grey:
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=how), dtype=np.uint8)
