"""The text detector as a whole, on lines drawn with the vendored fonts."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from scanner.detectors.text import TextDetector
from scanner.findings import Polygon, TextLine
from scanner.geometry import bounds
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.photo import Pixels

FONT = Path(__file__).resolve().parents[2] / "fonts" / "LiberationSans-Regular.ttf"
WORDS = "Fernsby Maud, Bay 3"
SIZE = (900, 600)


@pytest.fixture(scope="module")
def detector() -> TextDetector:
    return TextDetector(Engine(EngineOptions(threads=1)))


def picture(height: int = 28, ink: int = 20, paper: int = 225, angle: float = 0.0, blur: float = 0.0) -> Pixels:
    """One line of print in the middle, turned by `angle` degrees anticlockwise; a gentle gradient behind."""
    page = Image.new("RGB", SIZE, (paper, paper, paper))
    draw = ImageDraw.Draw(page)
    draw.text((450, 300), WORDS, anchor="mm", font=ImageFont.truetype(str(FONT), height), fill=(ink, ink, ink))
    page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(paper, paper, paper))
    page = page.filter(ImageFilter.GaussianBlur(blur)) if blur else page
    shade = np.linspace(0.9, 1.0, SIZE[0])[None, :, None]
    return np.asarray(np.asarray(page) * shade, np.uint8)


def read(lines: list[TextLine]) -> float:
    """How alike what was read is to what was drawn, 0 to 1."""
    text = " ".join(line.text or "" for line in lines)
    return SequenceMatcher(None, text, WORDS, autojunk=False).ratio()


def middle(polygon: Polygon) -> tuple[float, float]:
    left, top, right, bottom = bounds(polygon)
    return (left + right) / 2, (top + bottom) / 2


@pytest.mark.parametrize("angle", [8, -30, 40, 90, 180, 270])
def test_reads_a_line_at_any_angle(detector: TextDetector, angle: float) -> None:
    lines = detector.lines(picture(angle=angle))
    assert read(lines) > 0.9
    assert all(200 < middle(line.polygon)[0] < 700 for line in lines)


@pytest.mark.parametrize(
    ("height", "ink", "paper", "blur"),
    [(14, 20, 225, 0.0), (80, 20, 225, 0.0), (28, 235, 40, 0.0), (28, 165, 200, 0.0), (28, 20, 225, 1.5)],
    ids=["small", "large", "light on dark", "faint", "out of focus"],
)
def test_reads_hard_print(detector: TextDetector, height: int, ink: int, paper: int, blur: float) -> None:
    assert read(detector.lines(picture(height, ink, paper, blur=blur))) > 0.85


def test_reads_a_reflection(detector: TextDetector) -> None:
    lines = detector.lines(np.ascontiguousarray(picture(40)[:, ::-1]))
    assert max(read([line]) for line in lines) > 0.85


def test_what_is_too_blurred_to_read_well_is_still_seen(detector: TextDetector) -> None:
    lines = detector.lines(picture(28, blur=4.5))
    assert lines
    assert read(lines) < 0.95


def test_an_empty_wall_holds_no_text(detector: TextDetector) -> None:
    rng = np.random.default_rng(5)
    wall = np.clip(rng.normal(190, 6, (600, 900, 3)), 0, 255).astype(np.uint8)
    assert detector.lines(wall) == []


def test_full_strength_sees_the_same_line_once(detector: TextDetector) -> None:
    strong = TextDetector(Engine(EngineOptions(threads=1)), strength="full")
    assert read(strong.lines(picture())) > 0.9
    assert len(strong.lines(picture())) == len(detector.lines(picture()))
