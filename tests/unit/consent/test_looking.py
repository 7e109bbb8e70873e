"""The cut-out that is looked at, and the real engine on the one portrait that we may ship."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
import skimage.data

from scanner.consent.looking import MIDDLE, PROBE, REFERENCE, SIZE, cut_out, look_at
from scanner.consent.matching import BAR
from scanner.findings import Face
from scanner.geometry import rectangle
from scanner.inference.guarded import GuardedFaceRecognition
from scanner.photo.photo import Pixels

ASTRONAUT = Face(rectangle((175, 65, 95, 125)), 0.99)


@pytest.mark.parametrize("size", [20, 60, 160, 900])
@pytest.mark.parametrize("roll", [0.0, 90.0, -35.0])
def test_the_cut_out_is_upright_and_of_one_size(size: int, roll: float) -> None:
    """A disc with a mark where the hair is: the mark must come out above the middle."""
    pixels = np.zeros((1200, 1200, 3), np.uint8)
    centre = np.array([500.0, 620.0])
    cv2.circle(pixels, (500, 620), size // 2, (255, 0, 0), -1)
    up = np.array([np.sin(np.radians(roll)), -np.cos(np.radians(roll))])
    hair = centre + up * size * 0.35
    cv2.circle(pixels, (round(hair[0]), round(hair[1])), max(2, size // 10), (0, 255, 0), -1)
    left, top = centre - size / 2
    face = Face(rectangle((round(left), round(top), size, size)), 0.9, roll=roll)
    picture = cut_out(pixels, face)
    assert picture.shape == (400, 400, 3)
    ys, xs = np.nonzero(picture[..., 1] > 128)
    assert abs(xs.mean() - MIDDLE) < 0.06 * SIZE and abs(ys.mean() - (MIDDLE - 0.35 * SIZE)) < 0.06 * SIZE
    assert 0.8 * SIZE < np.ptp(np.nonzero((picture[..., 0] > 128) | (picture[..., 1] > 128))[1]) < 1.2 * SIZE


@pytest.fixture(scope="module")
def engine() -> Iterator[GuardedFaceRecognition]:
    guarded = GuardedFaceRecognition()
    reason = guarded.available()
    if reason:
        pytest.skip(reason)
    yield guarded
    guarded.close()


@pytest.fixture(scope="module")
def astronaut() -> Pixels:
    return np.asarray(skimage.data.astronaut())  # type: ignore[no-untyped-call]


def test_the_real_engine(engine: GuardedFaceRecognition, astronaut: Pixels) -> None:
    clear = look_at(astronaut, ASTRONAUT, engine)
    assert clear is not None and REFERENCE.refusal(clear) is None
    small = np.asarray(cv2.resize(astronaut, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), np.uint8)
    darker = (small * 0.7).astype(np.uint8)
    half = Face(rectangle((122, 45, 67, 88)), 0.9)
    again = look_at(darker, half, engine)
    assert again is not None and PROBE.refusal(again) is None
    assert np.linalg.norm(clear.vector - again.vector) < BAR
    wrong_turn = look_at(astronaut, replace(ASTRONAUT, roll=38.0), engine)
    assert wrong_turn is not None and np.linalg.norm(clear.vector - wrong_turn.vector) < BAR


def test_what_is_masked_or_no_face_is_not_compared(engine: GuardedFaceRecognition, astronaut: Pixels) -> None:
    masked = astronaut.copy()
    mask = np.array([(183, 128), (222, 118), (262, 128), (258, 168), (225, 192), (190, 170)])
    cv2.fillPoly(masked, [mask], (150, 190, 210))
    assert PROBE.refusal(look_at(masked, ASTRONAUT, engine)) is not None
    assert look_at(astronaut, Face(rectangle((380, 300, 100, 100)), 0.9), engine) is None
