"""Overlap of boxes, one answer for each thing, and sides that fit a network."""

from __future__ import annotations

import numpy as np
import pytest

from scanner.detectors.boxes import fitting, overlap, strongest


def boxes(*rows: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def test_overlap_of_each_with_each() -> None:
    one = boxes((0, 0, 10, 10))
    others = boxes((0, 0, 10, 10), (5, 0, 15, 10), (0, 0, 5, 10), (20, 20, 30, 30))
    assert overlap(one, others)[0] == pytest.approx([1, 1 / 3, 1 / 2, 0])
    assert overlap(one, others, of_smaller=True)[0] == pytest.approx([1, 1 / 2, 1, 0])
    assert overlap(one, boxes()).shape == (1, 0)


def test_a_box_without_area_overlaps_nothing() -> None:
    assert overlap(boxes((3, 3, 3, 3)), boxes((0, 0, 9, 9))).item() == 0


def test_doubles_are_dropped_and_neighbours_stay() -> None:
    three = boxes((0, 0, 100, 100), (5, 5, 100, 100), (90, 0, 190, 100))
    assert strongest(three, np.array([0.5, 0.9, 0.3]), 0.5).tolist() == [1, 2]
    assert strongest(boxes(), np.array([]), 0.5).tolist() == []


@pytest.mark.parametrize(("length", "wanted"), [(0, 32), (1, 32), (32, 32), (32.5, 64), (1008, 1024)])
def test_sides_that_fit(length: float, wanted: int) -> None:
    assert fitting(length) == wanted
