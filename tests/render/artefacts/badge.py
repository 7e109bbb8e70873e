"""Staff identity cards and the yellow name badge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, draw_code, pick
from tests.render.canvas import Canvas, Colour, FaceMark
from tests.render.cast import TRUST, Staff
from tests.render.crops import licensed, picture_of

BLUE: Colour = (0, 94, 184)


def id_badge(rng: Generator, ppm: float, who: Staff, variant: str | None = None) -> Piece:
    """`variant`: photo (slot left for a real face) | chip | hello."""
    variant = variant or pick(rng, ("photo", "chip", "hello"))
    if variant == "hello":
        return Piece("staff_badge", _hello(rng, ppm, who), variant, {"PERSON": 0}, gloss=0.12)
    c = Canvas(54, 86, ppm, (252, 252, 252))
    band = BLUE if rng.random() < 0.6 else ((20, 110, 110), (120, 30, 60), (40, 52, 66))[int(rng.integers(3))]
    c.rect(0, 0, 54, 10, band)
    c.text(3, 3.4, TRUST, 2.5, fonts.SANS_BOLD, (255, 255, 255), "place_signal", max_width=48)
    c.rect(23, 11.4, 8, 2.2, (120, 124, 128), radius=1.1)  # the slot for the clip
    y = 16.0
    if variant == "photo":
        c.rect(14.5, y, 25, 32, (206, 212, 218), (180, 186, 192), 0.3)
        _face(rng.spawn(1)[0], c, 14.5, y)
        y = 51.0
    else:
        c.rect(19, y + 1, 13, 11, (212, 176, 92), (150, 120, 60), 0.3, 1.6)
        for dx in (4.3, 8.6):
            c.line([(19 + dx, y + 1), (19 + dx, y + 12)], (150, 120, 60), 0.25)
        c.line([(19, y + 6.5), (32, y + 6.5)], (150, 120, 60), 0.25)
        y = 33.0
    c.text(
        27,
        y,
        f"{who.title} {who.given}".strip(),
        4.0,
        fonts.SANS_BOLD,
        kind="staff_name",
        role="staff",
        anchor="m",
        max_width=48,
    )
    c.text(
        27,
        y + 6.2,
        who.surname,
        5.4,
        fonts.SANS_BOLD,
        kind="staff_name",
        role="staff",
        anchor="m",
        max_width=48,
    )
    c.text(27, y + 14.0, who.role, 2.8, fonts.SANS, (60, 64, 70), anchor="m", max_width=49)
    number = f"{int(rng.integers(10**6, 10**7))}"
    if variant == "chip":
        c.text(
            27,
            y + 20.5,
            pick(rng, ("Medicine", "Acute Care", "Surgery")),
            2.4,
            fonts.SANS,
            (60, 64, 70),
            anchor="m",
        )
    end = c.text(8, 73.0, "Staff No. ", 2.0, fonts.SANS)
    c.text(end, 73.0, number, 2.0, fonts.SANS, kind="staff_id", role="staff")
    draw_code(c, 6.5, 76.5, 0.22, number, "Code39", height=6.0, kind="barcode_unread", ids=(number,))
    c.round_corners(3.0)
    return Piece("staff_badge", c, variant, {"PLACE": 2}, gloss=0.18)


def _face(rng: Generator, c: Canvas, x: float, y: float) -> None:
    """Fills the slot with a licensed head, where there are any; else it stays empty, and out of the truth."""
    heads = licensed()
    if not heads:
        return
    who = heads[int(rng.integers(len(heads)))]
    picture, outline = picture_of(who)
    side = 25.0
    c.paste(picture, x, y + 3.5, side, side)
    xs, ys = [x + side * a for a, _ in outline], [y + 3.5 + side * b for _, b in outline]
    quad = np.array([(min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys))])
    c.faces.append(FaceMark(quad, Path(who).stem))


def _hello(rng: Generator, ppm: float, who: Staff) -> Canvas:
    c = Canvas(75, 35, ppm, (252, 214, 40))
    c.text(5, 5, "Hello my name is...", 3.6, fonts.SANS_BOLD, (20, 40, 90))
    c.text(5, 13, who.given, 8.0, fonts.SANS_BOLD, (20, 22, 26), "staff_name", "staff", max_width=62)
    c.text(5, 26, who.role, 3.0, fonts.SANS, (20, 40, 90), max_width=64)
    c.round_corners(3.0)
    return c
