"""The annotated picture: marks stay inside the picture, apart, and off what they mark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from scanner.findings import Finding, Severity
from scanner.geometry import rectangle
from scanner.kinds import kinds
from scanner.outputs.annotated import annotate
from scanner.outputs.lettering import Style, drawable, font, width, wrapped
from scanner.outputs.marks import Mark, draw_marks, place_plates
from scanner.settings import BESIDE
from tests.cli.fakes import finding, report


def picture(height: int, across: int) -> NDArray[np.uint8]:
    return np.full((height, across, 3), 128, np.uint8)


def annotated(pixels: NDArray[np.uint8], *found: Finding) -> NDArray[np.uint8]:
    height, across = pixels.shape[:2]
    return annotate(pixels, report("x", *found, width=across, height=height))


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (400, 600), (3024, 4032), (4032, 3024), (200, 3000)])
def test_any_size_gets_marks_and_a_legend(size: tuple[int, int]) -> None:
    pixels = picture(*size)
    edge = finding(1, "nhs_number", polygon=rectangle((-5, -5, 30, 20)))
    out = annotated(pixels, edge, finding(2, "meta_gps"))
    assert out.dtype == np.uint8
    assert out.shape[0] * out.shape[1] > pixels.shape[0] * pixels.shape[1]


def test_the_picture_itself_is_not_changed() -> None:
    pixels = picture(400, 600)
    annotated(pixels, finding(1, "nhs_number"))
    assert (pixels == 128).all()


def test_nothing_is_drawn_into_a_place_but_its_rim() -> None:
    box = (200, 100, 150, 80)
    out = draw_marks(picture(400, 600), [Mark((rectangle(box),), Severity.CRITICAL, "1")], 20)
    x, y, w, h = box
    assert (out[y : y + h, x : x + w] == 128).all()
    assert (out != 128).any()


def test_severities_differ_without_colour() -> None:
    grey = []
    for severity in (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW):
        mark = Mark((rectangle((200, 100, 150, 80)),), severity, None)
        out = draw_marks(picture(400, 600), [mark], 20).astype(int)
        grey.append(out[90:102, 190:360].mean(axis=2) < 120)  # the coloured line along the upper edge
    critical, high, medium, low = (share.mean() for share in grey)
    assert critical > 1.5 * high > 0
    assert 0.4 * high < medium < 0.85 * high
    assert low < 0.8 * medium


def test_plates_stay_inside_and_apart() -> None:
    rng = np.random.default_rng(5)
    marks = [
        Mark((rectangle((int(x), int(y), 60, 30)),), Severity.HIGH, str(i))
        for i, (x, y) in enumerate(rng.uniform(0, (1140, 870), (40, 2)))
    ]
    spots = [rect for _, rect in place_plates(marks, 24, 6, (1200, 900))]
    assert len(spots) == 40
    assert all(left >= 0 and top >= 0 and right <= 1200 and bottom <= 900 for left, top, right, bottom in spots)
    common = sum(
        max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
        for i, a in enumerate(spots)
        for b in spots[:i]
    )
    assert common / sum((r[2] - r[0]) * (r[3] - r[1]) for r in spots) < 0.02


def test_a_crowd_of_unread_lines_is_drawn_in_reasonable_time() -> None:
    found = [finding(i, "unread_text", polygon=rectangle((i % 40 * 50, i // 40 * 30, 40, 20))) for i in range(1200)]
    assert annotated(picture(1000, 2000), *found).shape[1] >= 2000


def test_every_text_of_the_table_can_be_drawn_with_the_font_that_is_there() -> None:
    for kind in kinds().values():
        assert "?" not in drawable(kind.title + kind.advice)
    missing = font(20).getmask("\u2013").getbbox()
    assert missing is not None and drawable("3–5 café") == "3-5 cafe"


def test_wrapping_keeps_every_character_and_the_room() -> None:
    style = Style(20, (0, 0, 0))
    text = "Ward whiteboard or patient board " + "x" * 60
    lines = wrapped(text, style, 200)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, style) <= 200 for line in lines)


def test_a_reveal_shows_the_photo_and_else_it_is_covered(tmp_path: Path) -> None:
    annotated_file = pytest.importorskip("scanner.outputs.annotated_file", exc_type=ImportError)
    from dataclasses import replace

    from PIL import Image

    from scanner.photo.photo import Frame, Photo
    from scanner.settings import Settings

    pixels = np.full((300, 400, 3), 200, np.uint8)
    pixels[30:60, 20:120] = np.random.default_rng(1).integers(0, 255, (30, 100, 3), np.uint8)
    photo = Photo(Path("in/photo.jpg"), "0", "PNG", (Frame(0, pixels),), 1)
    seen = report("photo.jpg", finding(1, "nhs_number"))
    spread = {}
    for reveal in (False, True):
        settings = replace(Settings(), reveal=reveal)
        files = annotated_file.AnnotatedFiles(tmp_path / str(reveal), settings, replace=True)
        path = files.write(seen, photo, BESIDE)
        assert path.name == "photo.annotated.jpg"
        inside = np.asarray(Image.open(path).convert("L"))[110:160, 80:340]  # 3 times larger
        spread[reveal] = float(inside.std())
    assert spread[False] < 12
    assert spread[True] > 30
