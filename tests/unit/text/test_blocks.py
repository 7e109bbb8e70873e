"""A closer look at places where writing was seen and no line could be read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanner.detectors.text.blocks import CUTTING, blocks, cuttings, grain, smoothed
from scanner.detectors.text.detector import TextDetector
from scanner.detectors.text.geometry import Region, ordered
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.photo import Pixels

NOISE = 18.0


def place(x: float, y: float, width: float, height: float, turn: float = 0.0, *, score: float = 0.6) -> Region:
    corners = cv2.boxPoints(((x, y), (width, height), turn))
    return Region(ordered(np.asarray(corners, np.float32)), score, min(width, height))


def noisy(pixels: Pixels, sd: float = NOISE) -> Pixels:
    noise = np.random.default_rng(3).normal(0, sd, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


GREY: Pixels = np.full((600, 800, 3), 160, np.uint8)


def test_clear_photos_are_not_looked_at_again() -> None:
    assert blocks(GREY, [place(400, 300, 200, 100)], 5) == []
    assert len(blocks(noisy(GREY), [place(400, 300, 200, 100)], 5)) == 1


def test_lines_faint_marks_whole_pictures_and_repeats_are_no_blocks() -> None:
    large, inside, line = place(400, 300, 300, 200), place(380, 300, 100, 60), place(200, 100, 300, 20)
    faint, everything = place(600, 500, 100, 80, score=0.2), place(400, 300, 790, 590)
    assert blocks(noisy(GREY), [inside, line, faint, everything, large], 5) == [large]


def test_no_more_blocks_than_asked_for() -> None:
    many = [place(60 + 110 * (i % 7), 100 + 200 * (i // 7), 90, 60) for i in range(14)]
    assert len(blocks(noisy(GREY), many, 5)) == 5


@pytest.mark.parametrize("turn", [0.0, 25.0, 60.0, -40.0])
def test_a_cutting_knows_where_it_lies(turn: float) -> None:
    pixels = GREY.copy()
    cv2.circle(pixels, (430, 320), 4, (255, 255, 255), -1)
    seen = []
    for cutting in cuttings(pixels, place(400, 300, 160, 90, turn)):
        assert min(cutting.pixels.shape[:2]) >= min(CUTTING) - 1
        y, x = (float(np.mean(axis)) for axis in np.nonzero(cutting.pixels[..., 0] > 220))
        dot = Region(np.array([(x - 6, y - 3), (x + 6, y - 3), (x + 6, y + 3), (x - 6, y + 3)], np.float32), 0.5, 6)
        back = cutting.placed(dot)
        assert np.allclose(back.quad.mean(axis=0), (430, 320), atol=1.5)
        assert back.size == pytest.approx((4, 2), abs=0.1)  # enlarged three times
        seen.append(cutting.pixels.shape)
    assert len(seen) == 2


def test_a_large_block_is_shrunk_before_it_is_smoothed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Smoothing 12 megapixels at full size took longer than everything else together."""
    sizes = []

    def watched(part: Pixels) -> Pixels:
        sizes.append(part.shape[:2])
        return part

    monkeypatch.setattr("scanner.detectors.text.blocks.smoothed", watched)
    pixels: Pixels = np.full((3000, 4000, 3), 160, np.uint8)
    cv2.circle(pixels, (2500, 1400), 30, (255, 255, 255), -1)
    for cutting in cuttings(pixels, place(2000, 1500, 3000, 2000)):
        y, x = (float(np.mean(axis)) for axis in np.nonzero(cutting.pixels[..., 0] > 220))
        dot = Region(np.array([(x - 6, y - 3), (x + 6, y - 3), (x + 6, y + 3), (x - 6, y + 3)], np.float32), 0.5, 6)
        assert np.allclose(cutting.placed(dot).quad.mean(axis=0), (2500, 1400), atol=4)
    assert max(max(size) for size in sizes) <= 1501


def test_smoothing_takes_grain_away_and_leaves_edges() -> None:
    pixels = GREY.copy()
    pixels[:, 400:] = 40
    grainy = noisy(pixels)
    calm = smoothed(grainy)
    assert grain(calm) < grain(grainy) / 3
    assert float(calm[:, 410:].mean()) < 60 and float(calm[:, :390].mean()) > 140


@pytest.mark.parametrize(("turn", "sd"), [(62, 14.0), (90, 22.0)])
def test_a_grainy_list_that_lies_turned_is_seen_line_by_line(turn: int, sd: float) -> None:
    """Without a closer look 6 and 3 of the 12 lines were found."""
    sheet = np.full((900, 900, 3), 225, np.uint8)
    for row in range(12):
        text = f"KOWALCZYK Tadeusz  {row:02}/11/1958"
        cv2.putText(sheet, text, (250, 250 + 22 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (40, 40, 40), 1, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((450, 450), turn, 1.0)
    turned = cv2.warpAffine(sheet, matrix, (900, 900), borderValue=(225, 225, 225))
    photo = noisy(np.asarray(cv2.GaussianBlur(turned, (0, 0), 1.0), np.uint8), sd)
    detector = TextDetector(Engine(EngineOptions(precision="f32", threads=1)))
    middles = [np.mean(line.polygon, axis=0) for line in detector.lines(photo)]
    rows = cv2.transform(np.array([[(400, 246 + 22 * row) for row in range(12)]], np.float32), matrix)[0]
    down = matrix[:, 1]  # from one row to the next
    assert len({int(np.argmin(np.abs((rows - middle) @ down))) for middle in middles}) >= 11
