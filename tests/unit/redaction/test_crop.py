"""Where a photo is cut."""

from __future__ import annotations

import numpy as np
import pytest

from scanner.findings import Box
from scanner.redaction.crop import best_crop, clipped
from scanner.redaction.mask import Mask
from tests.unit.redaction.making import box


def mask(*places: Box, height: int = 300, width: int = 400) -> Mask:
    out = np.zeros((height, width), dtype=bool)
    for x, y, w, h in places:
        out[y : y + h, x : x + w] = True
    return out


def test_the_largest_free_part_is_kept() -> None:
    covered = mask((0, 100, 60, 80))
    x, y, w, h = best_crop(covered) or (0, 0, 0, 0)
    assert not covered[y : y + h, x : x + w].any()
    assert (y, h) == (0, 300) and 60 <= x <= 62 and x + w == 400


@pytest.mark.parametrize("places", [((150, 100, 100, 100),), ((0, 0, 400, 300),)])
def test_no_cut_that_loses_most_of_the_photo(places: tuple[Box, ...]) -> None:
    assert best_crop(mask(*places)) is None


def test_consented_people_stay_in() -> None:
    covered = mask((230, 0, 20, 120))  # 60 % of the photo lies below, 57 % to the left
    _, top, width, _ = best_crop(covered) or (0, 0, 0, 0)
    assert top >= 120 and width == 400
    left, top, width, height = best_crop(covered, wanted=[box(20, 10, 30, 30)]) or (0, 0, 0, 0)
    assert (left, top, height) == (0, 0, 300) and 200 < width <= 230


def test_nothing_is_too_thin_to_be_seen() -> None:
    """A covered pixel must not fall through the search grid."""
    covered = mask((399, 150, 1, 1), height=2000, width=3000)
    x, y, w, h = best_crop(covered) or (0, 0, 0, 0)
    assert w * h >= 0.5 * 6_000_000
    assert not covered[y : y + h, x : x + w].any()


def test_a_box_is_cut_to_the_photo() -> None:
    assert clipped((-10, 20, 50, 1000), 300, 400) == (0, 20, 40, 280)
    assert clipped((500, 0, 10, 10), 300, 400) is None
