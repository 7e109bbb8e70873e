"""The artefact detector's arithmetic, and its network on pictures that hold nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scanner.detectors import artefacts
from scanner.detectors.artefacts import CLASSES, ArtefactDetector, Found, agreed, is_blank, one_name_each
from scanner.detectors.artefacts_decoding import decoded, grid, letterboxed
from scanner.findings import ArtefactClass
from scanner.inference.session import Engine, EngineOptions
from scanner.inference.weights import manifest
from scanner.photo.photo import Frame, Photo, Pixels


@pytest.fixture(scope="module")
def detector() -> ArtefactDetector:
    if "artefacts" not in manifest():
        pytest.skip("models/artefacts holds no weights yet (card.md)")
    return ArtefactDetector(Engine(EngineOptions(precision="f32", threads=1)))


def photo(pixels: Pixels, under_alpha: Pixels | None = None) -> Photo:
    return Photo(Path("x.png"), "", "PNG", (Frame(0, pixels, under_alpha),), 1)


def box(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@pytest.mark.parametrize("size", [(1, 1), (32, 32), (33, 640), (832, 560)])
def test_margin_is_added_right_and_below_only(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    blob = letterboxed(pixels)
    height, width = size
    assert blob.shape[2] % 32 == blob.shape[3] % 32 == 0
    assert blob.shape[2] - height < 32 and blob.shape[3] - width < 32
    assert (blob[0, :, :height, :width].transpose(1, 2, 0)[..., ::-1] == pixels).all()
    assert (blob[0, :, height:] == 114).all() and (blob[0, :, :, width:] == 114).all()


def test_a_box_comes_back_from_its_cell() -> None:
    """The inverse of the decoding, cell by cell: stride 8, 16 and 32 of a 64 x 96 input."""
    corners, strides = grid(64, 96)
    assert len(corners) == 8 * 12 + 4 * 6 + 2 * 3
    wanted = box(10, 5, 50, 45)
    middle, side = (wanted[:2] + wanted[2:]) / 2, wanted[2:] - wanted[:2]
    cells = np.concatenate(((middle - corners) / strides, np.log(side / strides), np.full((126, 12), 0.5)), 1)
    boxes, scores = decoded(cells.astype(np.float32), 64, 96)
    assert np.allclose(boxes, wanted, atol=1e-3)
    assert scores.shape == (126, 12)


def test_one_place_has_one_name_and_a_thing_on_a_thing_keeps_its_own() -> None:
    board = Found(box(0, 0, 100, 100), ArtefactClass.BOARD, 0.6)
    paper = Found(box(1, 0, 100, 99), ArtefactClass.PAPER, 0.8)
    note = Found(box(10, 10, 30, 30), ArtefactClass.STICKY_NOTE, 0.4)
    assert one_name_each([board, paper, note]) == [paper, note]


def test_one_sheet_is_not_several_sheets_a_little_shifted() -> None:
    sheet = [
        Found(box(0, 0, 100, 100), ArtefactClass.PAPER, 0.8),
        Found(box(40, 0, 140, 100), ArtefactClass.PAPER, 0.5),
    ]
    beside = Found(box(60, 0, 160, 100), ArtefactClass.PAPER, 0.4)  # on one side of a pile
    assert one_name_each([*sheet, beside]) == [sheet[0], beside]


def test_what_every_look_sees_counts_more_than_what_one_sees() -> None:
    band = [Found(box(10, 10, 60, 30), ArtefactClass.WRISTBAND, score) for score in (0.6, 0.4)]
    once = Found(box(200, 10, 260, 30), ArtefactClass.WRISTBAND, 0.7)
    other = Found(box(10, 10, 60, 30), ArtefactClass.LABEL, 0.3)
    found = agreed([[band[0], once], [band[1], other]])
    assert [(one.cls, round(one.score, 3)) for one in found] == [
        (ArtefactClass.WRISTBAND, 0.35),
        (ArtefactClass.WRISTBAND, 0.5),
        (ArtefactClass.LABEL, 0.15),
    ]
    assert agreed([[], []]) == []


def test_blank_is_what_has_no_marks_in_its_middle() -> None:
    sheet = np.full((200, 300, 3), 235, np.uint8)
    sheet[:8] = sheet[-8:] = 20  # a frame says nothing about what is on it
    written = sheet.copy()
    for y in range(40, 160, 12):
        written[y : y + 3, 40:260:4] = 30
    whole = box(0, 0, 300, 200)
    assert is_blank(sheet, whole)
    assert not is_blank(written, whole)
    assert is_blank(np.zeros((1, 1, 3), np.uint8), box(0, 0, 1, 1))


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (700, 500)])
def test_plain_colour_holds_nothing(detector: ArtefactDetector, size: tuple[int, int]) -> None:
    for level in (0, 128, 255):
        assert detector.detect(photo(np.full((*size, 3), level, np.uint8))).artefacts == ()


def test_what_hides_under_transparency_is_looked_at_too(
    detector: ArtefactDetector, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: set[int] = set()

    def look(pixels: Pixels) -> list[Found]:
        looked.add(int(pixels.mean()))
        return []

    monkeypatch.setattr(detector, "look", look)
    detector.detect(photo(np.full((40, 60, 3), 255, np.uint8), np.zeros((40, 60, 3), np.uint8)))
    assert looked == {255, 0}


def test_places_are_those_of_the_full_picture_and_inside_it(
    detector: ArtefactDetector, monkeypatch: pytest.MonkeyPatch
) -> None:

    def look(pixels: Pixels) -> list[Found]:
        side = max(pixels.shape[:2]) / 832  # the same place at whatever size
        return [Found(side * box(-5, 104, 416, 900), ArtefactClass.SCREEN, 0.9)]

    monkeypatch.setattr(detector, "look", look)
    (thing,) = detector.detect(photo(np.zeros((1664, 1248, 3), np.uint8))).artefacts
    assert thing.polygon == ((0, 208), (832, 208), (832, 1664), (0, 1664))
    assert (thing.cls, thing.score, thing.blank) == (ArtefactClass.SCREEN, 0.9, True)


def test_every_class_has_its_threshold() -> None:
    assert set(artefacts.LEAST) == set(CLASSES)
    assert all(artefacts.FLOOR < least < 1 for least in artefacts.LEAST.values())
