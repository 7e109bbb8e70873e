"""Rotated rectangles, their overlap, and the raster of what is taken."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detectors.text.curves import band, spine_of, unrolled
from scanner.detectors.text.geometry import (
    Cover,
    Quad,
    Region,
    clipped,
    grown,
    ordered,
    overlap,
    rectangle,
    same_line,
    united,
)

angles = st.floats(-40, 40)
sizes = st.floats(10, 300)


def quad(x: float, y: float, width: float, height: float, angle: float = 0.0) -> Quad:
    """Turned clockwise about its top left corner."""
    turn = math.radians(angle)
    right = np.array([math.cos(turn), math.sin(turn)]) * width
    down = np.array([-math.sin(turn), math.cos(turn)]) * height
    corner = np.array([x, y])
    return np.array([corner, corner + right, corner + right + down, corner + down], np.float32)


def region(shape: Quad, score: float = 0.9) -> Region:
    return Region(shape, score, min(rectangle(shape)[:2]))


@given(angle=angles, width=sizes, height=sizes, shuffle=st.permutations(range(4)))
def test_corners_are_put_in_order_whatever_order_they_come_in(
    angle: float, width: float, height: float, shuffle: list[int]
) -> None:
    shape = quad(50, 60, width, height, angle)
    assert np.allclose(ordered(shape[shuffle]), shape, atol=0.01)
    measured = rectangle(shape)
    assert measured == pytest.approx((width, height, angle), abs=0.05)


@given(angle=angles, width=sizes, height=sizes)
def test_growing_adds_the_same_on_every_side(angle: float, width: float, height: float) -> None:
    more = 2 * 0.5 * min(width, height)
    larger = rectangle(grown(quad(0, 0, width, height, angle), 0.5))
    assert larger == pytest.approx((width + more, height + more, angle), abs=0.1)


def test_overlap_is_a_part_of_the_smaller() -> None:
    whole, part = region(quad(0, 0, 100, 20)), region(quad(90, 0, 40, 20))
    assert overlap(whole, part) == pytest.approx(0.25, abs=0.01)
    assert overlap(whole, region(quad(200, 0, 10, 10))) == 0


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (quad(105, 1, 60, 21), True),
        (quad(105, 1, 60, 60), False),  # a block beside a line
        (quad(105, 1, 100, 20, 30), False),  # runs another way
    ],
)
def test_what_continues_a_line(other: Quad, same: bool) -> None:
    assert same_line(region(quad(0, 0, 100, 20)), region(other)) is same


def test_the_union_follows_the_first_line() -> None:
    whole = united(quad(0, 0, 100, 20, 10), quad(98.5, 17.4, 50, 20, 10))
    assert rectangle(whole) == pytest.approx((150, 20, 10), abs=1.0)


def test_cover_counts_only_what_is_taken() -> None:
    cover = Cover(5000, 3000)
    assert cover.share(quad(100, 100, 400, 80)) == 0
    cover.add(quad(100, 100, 400, 80))
    assert cover.share(quad(100, 100, 400, 80)) == 1
    assert cover.share(quad(300, 100, 400, 80)) == pytest.approx(0.5, abs=0.03)


def test_outlines_stay_inside_the_frame() -> None:
    assert clipped(quad(-10, -10, 200, 200), 100, 50) == ((0, 0), (100, 0), (100, 50), (0, 50))


def _arc(radius: float, thick: float) -> np.ndarray:
    """A quarter of a ring, seen from its centre above: it hangs through like a line on a band."""
    sweep = np.linspace(math.radians(45), math.radians(135), 90)
    outer = np.stack([np.cos(sweep), np.sin(sweep)], axis=1) * (radius + thick / 2)
    inner = np.stack([np.cos(sweep), np.sin(sweep)], axis=1)[::-1] * (radius - thick / 2)
    return (np.concatenate([outer, inner]) + 400).astype(np.int32)


def test_a_bent_kernel_has_a_spine_and_a_straight_one_has_none() -> None:
    box = quad(188, 677, 424, 120)
    found = spine_of(_arc(300, 16), box)
    assert found is not None
    spine, thickness = found
    assert np.allclose(np.linalg.norm(spine - 400, axis=1), 300, atol=20)
    assert 10 < thickness < 26
    assert spine_of(quad(10, 10, 200, 20).astype(np.int32), quad(10, 10, 200, 20)) is None


def test_a_bent_line_is_unrolled_to_a_straight_one() -> None:
    sweep = np.radians(np.linspace(135, 45, 13))
    spine = (np.stack([np.cos(sweep), np.sin(sweep)], axis=1) * 300 + 400).astype(np.float32)
    y, x = np.mgrid[0:800, 0:800]
    distance = np.hypot(x + 0.5 - 400, y + 0.5 - 400)
    ring = np.where(np.abs(distance - 300) < 10, 255, 0).astype(np.uint8)
    straight = unrolled(np.repeat(ring[:, :, None], 3, axis=2), spine, 40)
    assert straight.shape[0] == 40 and abs(straight.shape[1] - 300 * math.pi / 2) < 6
    assert straight[16:24].mean() > 240 and straight[:6].mean() < 10 and straight[-6:].mean() < 10
    assert len(band(spine, 40)) == 26
