"""Decoding, directions, mirrors, and how regions become lines; the networks are replaced by fakes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from scanner.detectors.text.evidence import is_text, worth_reading
from scanner.detectors.text.geometry import Region, rectangle
from scanner.detectors.text.lines import Page
from scanner.detectors.text.reader import LineReader, Reading, cut, line_input
from scanner.detectors.text.regions import DetectionOptions, boxes, tiles
from scanner.detectors.text.turns import TurningReader
from scanner.photo.photo import Pixels
from tests.unit.text.test_geometry import quad, region

ALPHABET = "a\nb\n中"  # classes: 0 blank, 1 a, 2 b, 3 an ideograph, 4 space


class NoSession:
    def run(self, batch: Any) -> Mapping[str, Any]:
        raise AssertionError("not needed here")


def decoded(*steps: Mapping[int, float]) -> Reading:
    answer = np.full((len(steps), 5), 0.001, np.float32)
    for i, step in enumerate(steps):
        for kind, chance in step.items():
            answer[i, kind] = chance
    return LineReader(NoSession(), ALPHABET).decode(answer)  # type: ignore[arg-type]


def test_repeats_are_one_letter_unless_a_blank_parts_them() -> None:
    assert decoded({1: 0.9}, {1: 0.8}, {2: 0.9}).text == "ab"
    assert decoded({1: 0.9}, {0: 0.9}, {1: 0.9}).text == "aa"
    assert decoded({0: 0.9}) == Reading("", 0.0)


def test_the_score_is_the_mean_of_the_letters() -> None:
    assert decoded({1: 0.9}, {0: 1.0}, {2: 0.7}).score == pytest.approx(0.8)


def test_a_faint_space_parts_two_words() -> None:
    assert decoded({1: 0.9}, {0: 0.9, 4: 0.06}, {2: 0.9}).text == "a b"
    assert decoded({1: 0.9}, {0: 0.9, 4: 0.01}, {2: 0.9}).text == "ab"


def test_a_lone_ideograph_is_what_bars_look_like() -> None:
    assert decoded({3: 0.6, 1: 0.3}, {0: 0.9}, {2: 0.9}).text == "ab"
    assert decoded(*[{3: 0.9}, {0: 0.9}] * 3).text == "中中中"
    assert Reading("中", 0.9).letters == 0


def test_lines_are_brought_to_48_px_and_padded() -> None:
    batch, used = line_input(np.full((24, 100, 3), 255, np.uint8))
    assert batch.shape == (1, 3, 48, 208) and used == 200
    assert (batch[:, :, :, :200] == 1).all() and (batch[:, :, :, 200:] == 0).all()


def test_a_crop_is_cut_straight_and_upright() -> None:
    page = np.zeros((300, 300, 3), np.uint8)
    shape = quad(100, 60, 120, 30, 25)
    import cv2

    cv2.fillConvexPoly(page, np.round(shape).astype(int), (200, 200, 200))
    crop = cut(page, region(shape))
    assert crop.shape == (30, 120, 3) and (crop[3:-3, 3:-3] == 200).all()


class Marked:
    """Reads only what stands as it should: a bright top left quarter is the text's own beginning."""

    def __init__(self, text: str = "Maud", sure: float = 0.95, unsure: float = 0.3) -> None:
        self._answers = (text, sure, unsure)

    def read(self, crop: Pixels) -> Reading:
        text, sure, unsure = self._answers
        half = crop[: crop.shape[0] // 2, : crop.shape[1] // 2].mean()
        return Reading(text, sure) if half > 100 else Reading("nup", unsure)


def marked(turn: int, mirrored: bool = False) -> tuple[Pixels, Region]:
    page = np.zeros((20, 80, 3), np.uint8)
    page[:10, :40] = 255
    page = page[:, ::-1] if mirrored else page
    page = np.ascontiguousarray(np.rot90(page, turn))
    return page, region(quad(0, 0, page.shape[1], page.shape[0]))


@pytest.mark.parametrize("turn", range(4))
def test_lines_are_read_in_every_quarter_turn(turn: int) -> None:
    page, place = marked(turn)
    turned, reading = TurningReader(Marked()).read(page, place)  # type: ignore[arg-type]
    assert reading.text == "Maud"
    assert rectangle(turned.quad)[0] == pytest.approx(80)


@pytest.mark.parametrize("turn", (0, 2))
def test_reflected_writing_is_read_in_a_mirror(turn: int) -> None:
    page, place = marked(turn, mirrored=True)
    assert TurningReader(Marked()).read(page, place)[1].text == "Maud"  # type: ignore[arg-type]


def test_a_mirror_must_make_it_plainly_clearer() -> None:
    page, place = marked(0, mirrored=True)
    unsure = TurningReader(Marked(sure=0.84)).read(page, place)[1]  # type: ignore[arg-type]
    too_short = TurningReader(Marked(text="oxo")).read(page, place)[1]  # type: ignore[arg-type]
    assert unsure.text == too_short.text == "nup"


def _page(readings: Mapping[tuple[int, int], Reading]) -> Page:
    def read(place: Region) -> tuple[Region, Reading]:
        x, y = place.quad[0]
        return place, readings.get((round(float(x)), round(float(y))), Reading("", 0.0))

    return Page(1000, 1000, read)


def test_a_repeat_of_a_kept_line_is_dropped() -> None:
    page = _page({(10, 10): Reading("Bay 3", 0.95), (12, 11): Reading("Bay 3", 0.9)})
    page.offer(region(quad(10, 10, 120, 20)))
    page.offer(region(quad(12, 11, 116, 19)))
    assert [line.reading.text for line in page.lines] == ["Bay 3"]


def test_a_continuation_makes_the_line_longer() -> None:
    def read(place: Region) -> tuple[Region, Reading]:
        return place, Reading("OKONKWO Josephine"[: round(place.size[0] / 10)], 0.95)

    page = Page(1000, 1000, read)
    page.offer(region(quad(10, 10, 120, 20)))
    page.offer(region(quad(70, 10, 110, 20)))
    (line,) = page.lines
    assert line.region.size[0] == pytest.approx(170) and line.reading.text == "OKONKWO Josephine"


def test_larger_regions_need_more_evidence() -> None:
    small, large = region(quad(0, 0, 90, 20), 0.65), region(quad(0, 0, 900, 200), 0.65)
    nothing, word = Reading("", 0.0), Reading("Ward", 0.95)
    assert is_text(small, nothing, 1000) and not is_text(large, nothing, 1000)
    assert is_text(large, word, 1000) and worth_reading(large, 1000)


def test_grain_is_no_print_unless_a_word_is_read() -> None:
    speck = region(quad(0, 0, 14, 8), 0.9)
    assert not is_text(speck, Reading("i", 0.9), 4000)
    assert is_text(speck, Reading("in", 0.9), 4000)


def test_kernels_become_grown_boxes() -> None:
    seen = np.zeros((200, 400), np.uint8)
    seen[90:100, 50:250] = 240
    (found,) = boxes(seen, DetectionOptions())
    assert found.score > 0.9
    width, height, angle = rectangle(found.quad)
    assert width > 205 and 18 < height < 40 and abs(angle) < 1


def test_tiles_cover_everything() -> None:
    seen = np.zeros((1500, 2100), bool)
    for y, x in tiles(1500, 2100, (768, 1024)):
        assert y >= 0 and x >= 0
        seen[y : y + 768, x : x + 1024] = True
    assert seen.all()
