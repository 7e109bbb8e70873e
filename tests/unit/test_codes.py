"""The code detector on drawn codes: read, located, turned, small, blurred; and on pictures without any."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from scanner.detectors import codes_read
from scanner.detectors.codes import UNREAD_BARS, CodeDetector
from scanner.findings import Code, Detector
from scanner.photo.photo import Frame, Photo

Grey = NDArray[np.uint8]
BAND = "(8018)952000099933956333(91)RXX01(93)OKONKWO^J"
DETECTOR = CodeDetector()


def drawn(text: str, kind: str, module: int = 4, *, gs1: bool = False) -> Grey:
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind), gs1=gs1)
    return np.asarray(code.to_image(scale=module), dtype=np.uint8)


def on_paper(code: Grey, size: tuple[int, int] = (900, 700), angle: float = 0, at: float = 0.5) -> Grey:
    """The code in the middle of a light grey sheet, turned by `angle` degrees."""
    height, width = code.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[:, 2] += (size[0] * at - width / 2, size[1] * at - height / 2)
    grown = cv2.copyMakeBorder(code, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=225)
    turn[:, 2] = turn[:, 2] - turn[:, :2] @ (12, 12)
    code = np.minimum(grown, 225)
    flags, fill = cv2.INTER_AREA, (225, 225, 225)
    return np.asarray(cv2.warpAffine(code, turn, size, flags=flags, borderValue=fill), dtype=np.uint8)


def look(grey: Grey, detector: CodeDetector = DETECTOR, under: Grey | None = None) -> tuple[Code, ...]:
    def rgb(picture: Grey) -> Grey:
        return np.ascontiguousarray(np.repeat(picture[:, :, None], 3, axis=2))

    frame = Frame(0, rgb(grey), None if under is None else rgb(under))
    return detector.detect(Photo(Path("x.png"), "0" * 64, "PNG", (frame,), 1)).codes


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("DataMatrix", "9993395633"),
        ("QRCode", "https://www.example.org/a"),
        ("Aztec", "H1234567"),
        ("PDF417", "OKONKWO Josephine"),
        ("Code128", "H1234567"),
        ("Code39", "H1234567"),
        ("Code93", "H1234567"),
        ("ITF", "1234567890"),
        ("Codabar", "A1234567B"),
        ("EAN13", "5000112548167"),
    ],
)
def test_reads_every_symbology(kind: str, text: str) -> None:
    (code,) = look(on_paper(drawn(text, kind)))
    assert (code.format, code.payload) == (kind, text)


@pytest.mark.parametrize("angle", [10, 33, 45, 58, 90, 137, 180, 250])
def test_reads_linear_codes_at_any_tilt(angle: int) -> None:
    assert [code.payload for code in look(on_paper(drawn("H1234567", "Code128", 3), angle=angle))] == ["H1234567"]


@pytest.mark.parametrize("angle", [0, 27, 45, 70])
def test_reads_small_matrix_codes_at_any_tilt(angle: int) -> None:
    """Two and a half pixels for a module."""
    large = on_paper(drawn("9993395633", "DataMatrix", 5), (1800, 1400), angle)
    small = np.asarray(cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    assert [code.payload for code in look(small)] == ["9993395633"]


def test_gs1_mark_and_separator_are_kept() -> None:
    (code,) = look(on_paper(drawn(BAND, "DataMatrix", gs1=True)))
    assert code.gs1
    assert code.payload == "8018952000099933956333\x1d91RXX01\x1d93OKONKWO^J"


def test_polygon_covers_the_bars() -> None:
    picture = on_paper(drawn("H1234567", "Code128", 3), angle=20)
    (code,) = look(picture)
    mask = np.zeros_like(picture)
    cv2.fillConvexPoly(mask, np.round(np.array(code.polygon)).astype(np.int32), 1)
    dark = picture < 110
    assert (dark & (mask > 0)).sum() > 0.95 * dark.sum()
    assert mask.sum() < 1.3 * cv2.contourArea(cv2.convexHull(np.argwhere(dark)[:, ::-1].astype(np.int32)))


def test_bars_too_blurred_to_read_are_still_seen() -> None:
    code = drawn("RX7093691H1234567", "Code128", 2)[:70]
    blurred = np.asarray(cv2.GaussianBlur(on_paper(code), (0, 0), 2.2), dtype=np.uint8)
    assert [(c.format, c.payload) for c in look(blurred)] == [(UNREAD_BARS, None)]


def test_two_codes_stay_two() -> None:
    sheet = np.minimum(
        on_paper(drawn("H1234567", "Code128", 3), at=0.28), on_paper(drawn("9993395633", "DataMatrix"), at=0.75)
    )
    assert {code.payload for code in look(sheet)} == {"H1234567", "9993395633"}


def test_code_hidden_by_transparency_is_found() -> None:
    blank = np.full((700, 900), 255, np.uint8)
    assert [code.payload for code in look(blank, under=on_paper(drawn("H1234567", "Code128")))] == ["H1234567"]


def stripes() -> Grey:
    return np.asarray(np.tile((np.arange(800) // 7 % 2 * 200 + 20).astype(np.uint8), (600, 1)))


def checks() -> Grey:
    y, x = np.indices((600, 800)) // 9
    return np.asarray((x + y) % 2 * 200 + 20, dtype=np.uint8)


def noise() -> Grey:
    return np.random.default_rng(1).integers(0, 255, (600, 800)).astype(np.uint8)


def words() -> Grey:
    sheet = np.full((600, 900), 235, np.uint8)
    for row in range(8):
        cv2.putText(sheet, "Visiting hours 14 to 20 ILLUMINATION HILL", (30, 60 + 66 * row), 0, 1.0, (20,), 2 + row % 3)
    return sheet


@pytest.mark.parametrize("picture", [stripes, checks, noise, words])
def test_no_code_in_other_patterns(picture: object) -> None:
    assert callable(picture)
    assert look(picture()) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (2, 3000), (3000, 2), (15, 15), (30, 30), (121, 3)])
@pytest.mark.parametrize("strength", ["normal", "full"])
def test_odd_sizes(size: tuple[int, int], strength: str) -> None:
    picture = np.random.default_rng(0).integers(0, 255, size).astype(np.uint8)
    assert look(picture, CodeDetector(strength=strength)) == ()


def test_full_strength_sees_no_less() -> None:
    picture = on_paper(drawn("H1234567", "Code128", 3), angle=40)
    assert [c.payload for c in look(picture, CodeDetector(strength="full"))] == ["H1234567"]


def test_same_result_twice_and_name() -> None:
    picture = on_paper(drawn(BAND, "DataMatrix", gs1=True), angle=12)
    assert look(picture) == look(picture)
    assert CodeDetector.name is Detector.CODES


@pytest.mark.parametrize(("width", "height", "believed"), [(80, 80, True), (80, 40, True), (80, 400, False)])
def test_a_located_code_must_be_about_square(width: int, height: int, believed: bool) -> None:
    points = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    assert codes_read._located(codes_read.Reading(points, "QRCode", None)) is believed


@pytest.mark.parametrize("angle", [0, 12, 80])
def test_a_ruled_sheet_is_no_barcode(angle: float) -> None:
    sheet = np.full((560, 420), 235, np.uint8)
    for y in range(20, 540, 14):
        sheet[y : y + 4, 20:400] = 120
    picture = cv2.GaussianBlur(on_paper(sheet, (900, 800), angle), (0, 0), 1)
    assert look(np.asarray(picture, np.uint8)) == ()
