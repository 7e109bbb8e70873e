"""Original and copy side by side: what of an item can still be seen, and what else was destroyed.

Spec of the generator, section 11, 2a and 3. A fill may happen to have the paper's colour, so an item counts as
destroyed where its pixels changed *or* carry no structure any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.accuracy.suites.items import Item, Points

Grey = NDArray[np.float32]
Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
CHANGED = 8.0  # grey levels, mean over 5 x 5 pixels: more than saving as JPEG again does
FLAT = 2.5  # grey levels: what a fill and its JPEG leave
INK = 6.0  # grey levels from the surroundings: less is paper
LEAST_DESTROYED = 0.98
MOST_ALIKE = 0.2
WHOLE = 0.98  # visible share from which an item counts as not covered by anything


@dataclass(frozen=True)
class Pair:
    """A photo and its copy, both upright, RGB, of the same size."""

    original: Rgb
    copy: Rgb

    def left(self, item: Item) -> bool:
        """Whether the item can still be made out from the copy's pixels, by comparing with the original."""
        low = np.maximum(np.floor(item.polygon.min(axis=0)).astype(int), 0)
        high = np.minimum(np.ceil(item.polygon.max(axis=0)).astype(int) + 1, self._grey[0].shape[::-1])
        if (high - low < 2).any():
            return False
        place = np.s_[low[1] : high[1], low[0] : high[0]]
        own = _drawn([p - low for p in visible_parts(item)], high - low)
        sigma = max(3.0, (0.2 if item.group == "face" else 0.5) * float((high - low).min()))
        before, after = (_high_pass(grey[place], sigma) for grey in self._grey)
        ink = own & (np.abs(before) > INK)
        ink = ink if ink.sum() >= 20 else own
        if not ink.any():
            return False
        gone = float(self._destroyed[place][ink].mean())
        seen = float(item.truth.get("visible_fraction", 1.0))
        cut_up = len(visible_parts(item)) == 1 and seen < WHOLE  # what hides the rest of it lies in the polygon
        least = LEAST_DESTROYED if not cut_up else 0.9 * seen
        return gone < least or (not cut_up and _alike(before[own], after[own]) > MOST_ALIKE)

    def untouched(self, item: Item) -> bool:
        """Whether at least nine tenths of the item's pixels are as they were."""
        own = np.zeros(self.original.shape[:2], np.uint8)
        cv2.fillPoly(own, [np.round(item.polygon).astype(np.int32)], 1)
        return bool(own.any() and self._changed[own > 0].mean() < 0.1)

    def harmless_share(self, places: Iterable[Points]) -> float:
        """Share (0..1) of the pixels outside all `places` that changed.

        Where next to nothing lies outside, a few pixels of rim are no great loss: at least a tenth of the picture
        is what they are measured against.
        """
        keep = np.ones(self.original.shape[:2], np.uint8)
        for polygon in places:
            cv2.fillPoly(keep, [np.round(polygon).astype(np.int32)], 0)
        harmless = keep > 0
        return float((self._changed & harmless).sum() / max(harmless.sum(), harmless.size / 10))

    @cached_property
    def _grey(self) -> tuple[Grey, Grey]:
        one, two = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32) for p in (self.original, self.copy))
        return one, two

    @cached_property
    def _changed(self) -> Mask:
        before, after = self._grey
        return np.asarray(cv2.blur(np.abs(before - after), (5, 5)) > CHANGED)

    @cached_property
    def _destroyed(self) -> Mask:
        after = self._grey[1]
        flat = cv2.blur(np.abs(after - cv2.blur(after, (9, 9))), (5, 5)) < FLAT
        return np.asarray(self._changed | flat)


def visible_parts(item: Item) -> list[Points]:
    """The polygon, or the cells of the letters that are not hidden behind something or cut off."""
    shown = str(item.truth.get("visible_text", ""))
    if "_" not in shown or len(item.polygon) != 4:
        return [item.polygon]
    a, b, c, d = item.polygon
    steps = np.linspace(0, 1, len(shown) + 1, dtype=np.float32)[:, None]
    top, foot = a + (b - a) * steps, d + (c - d) * steps
    cells = [
        np.stack([top[i], top[i + 1], foot[i + 1], foot[i]])
        for i, letter in enumerate(shown)
        if letter != "_" and letter.strip()
    ]
    return cells or [item.polygon]


def _drawn(parts: list[Points], size: NDArray[np.int_]) -> Mask:
    mask = np.zeros((int(size[1]), int(size[0])), np.uint8)
    for part in parts:
        cv2.fillPoly(mask, [np.round(part).astype(np.int32)], 1)
    return mask > 0


def _high_pass(grey: Grey, sigma: float) -> Grey:
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), sigma), dtype=np.float32)


def _alike(before: Grey, after: Grey) -> float:
    """Correlation (-1..1); 0 where the copy keeps less than a tenth of the contrast."""
    if before.std() < 1.0 or after.std() < 0.1 * before.std() or after.std() < 1.0:
        return 0.0
    return float(np.corrcoef(before.ravel(), after.ravel())[0, 1])
