"""Two pictures: the same view, or does the small one show more?"""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanner.photo.photo import Pixels
from scanner.photo.previews import shows_something_else
from tests.unit.photo.samples import portrait, still_life

PHOTO = portrait()
OTHER = still_life()


def small(pixels: Pixels, width: int = 160, how: int = cv2.INTER_AREA) -> Pixels:
    size = (width, round(width * pixels.shape[0] / pixels.shape[1]))
    return np.asarray(cv2.resize(pixels, size, interpolation=how), dtype=np.uint8)


def covered(pixels: Pixels, value: int = 0) -> Pixels:
    copy = pixels.copy()
    copy[100:160, 180:330] = value
    return copy


def barred(pixels: Pixels) -> Pixels:
    """As cameras put a wide picture into a 160 x 120 frame."""
    frame = np.zeros((120, 160, 3), np.uint8)
    inner = small(pixels, 160)
    top = (120 - inner.shape[0]) // 2
    frame[top : top + inner.shape[0]] = inner
    return frame


@pytest.mark.parametrize(
    "preview",
    [
        small(PHOTO),
        small(PHOTO, 40),
        small(PHOTO, 160, cv2.INTER_NEAREST),
        PHOTO,
        np.ascontiguousarray(np.rot90(small(PHOTO))),
        np.ascontiguousarray(small(PHOTO)[:, ::-1]),
        (small(PHOTO) * 0.7 + 30).astype(np.uint8),
    ],
)
def test_same_view(preview: Pixels) -> None:
    assert not shows_something_else(preview, PHOTO)


def test_same_view_between_black_bars() -> None:
    wide = np.ascontiguousarray(PHOTO[40:328])
    assert not shows_something_else(barred(wide), wide)


@pytest.mark.parametrize(
    ("preview", "photo"),
    [
        (small(OTHER), PHOTO),
        (small(PHOTO), covered(PHOTO)),
        (small(PHOTO), covered(PHOTO, 255)),
        (small(PHOTO), np.ascontiguousarray(PHOTO[:, :400])),
        (small(PHOTO), np.ascontiguousarray(PHOTO[40:340, 60:460])),
        (small(PHOTO), np.full_like(PHOTO, 128)),
        (np.full((120, 160, 3), 90, np.uint8), PHOTO),
    ],
)
def test_another_view(preview: Pixels, photo: Pixels) -> None:
    assert shows_something_else(preview, photo)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (400, 1, 3), (2, 3, 3)])
def test_odd_sizes_do_no_harm(shape: tuple[int, int, int]) -> None:
    strip = np.zeros(shape, np.uint8)
    assert not shows_something_else(strip, strip)
    shows_something_else(strip, PHOTO)
    shows_something_else(PHOTO, strip)
