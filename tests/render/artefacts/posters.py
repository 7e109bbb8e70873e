"""Posters that tell nothing about anybody: hand washing, stop smoking, visiting, with drawn signs only."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, pick
from tests.render.canvas import Canvas, Colour

TONES: tuple[Colour, ...] = ((30, 120, 170), (30, 140, 100), (200, 80, 40), (120, 60, 150), (190, 40, 70))
VARIANTS = ("steps", "slogan", "table")


def health_poster(rng: Generator, ppm: float) -> Piece:
    """`variant` at random: numbered steps with signs, one large slogan, a table of hours."""
    c = Canvas(420, 594, ppm, (252, 252, 249))
    colour = TONES[int(rng.integers(len(TONES)))]
    variant = pick(rng, VARIANTS)
    {"steps": _steps, "slogan": _slogan, "table": _table}[variant](rng, c, colour)
    return Piece("", c, f"poster_{variant}")


def _head(c: Canvas, words: str, colour: Colour) -> None:
    c.rect(0, 0, 420, 96, colour)
    c.text(210, 34, words, 26, fonts.SANS_BOLD, (255, 255, 255), role="neg", anchor="m", max_width=384)


def _steps(rng: Generator, c: Canvas, colour: Colour) -> None:
    _head(c, pick(rng, ("Wash your hands", "Six steps", "Clean hands")), colour)
    for i, words in enumerate(("Wet", "Soap", "Rub", "Between", "Rinse", "Dry")):
        x, y = 24 + (i % 2) * 196.0, 118 + (i // 2) * 154.0
        c.rect(x, y, 176, 138, (238, 244, 247), radius=10)
        c.ellipse(x + 12, y + 12, 34, 34, colour)
        c.text(x + 29, y + 22, str(i + 1), 13, fonts.SANS_BOLD, (255, 255, 255), role="neg", anchor="m")
        _drops(rng, c, x + 60, y + 20, colour)
        c.text(x + 88, y + 110, words, 13, fonts.SANS, (50, 56, 62), role="neg", anchor="m")


def _drops(rng: Generator, c: Canvas, x: float, y: float, colour: Colour) -> None:
    for _ in range(3):
        px, py, r = x + float(rng.uniform(10, 80)), y + float(rng.uniform(10, 50)), float(rng.uniform(7, 15))
        c.ellipse(px - r, py - r, 2 * r, 2 * r, colour)
        c.polygon([(px, py - 2.1 * r), (px + 0.86 * r, py - 0.4 * r), (px - 0.86 * r, py - 0.4 * r)], colour)


def _slogan(rng: Generator, c: Canvas, colour: Colour) -> None:
    c.rect(0, 0, 420, 594, colour)
    lines = (
        ("Don't wait", "Ask today"),
        ("Quit smoking", "Feel better"),
        ("Flu jab", "Book yours now"),
        ("Get up", "Get moving"),
    )[int(rng.integers(4))]
    c.ellipse(60, 60, 300, 300, (252, 252, 249))
    for n in range(9):
        a = 2 * np.pi * n / 9
        c.line(
            [(210, 210), (210 + 110 * float(np.cos(a)), 210 + 110 * float(np.sin(a)))],
            TONES[(n * 2) % len(TONES)],
            22,
        )
    for i, words in enumerate(lines):
        c.text(210, 400 + i * 62, words, 36, fonts.SANS_BOLD, (255, 255, 255), role="neg", anchor="m", max_width=380)
    c.text(210, 548, "Speak to your pharmacist", 13, fonts.SANS, (240, 244, 246), role="neg", anchor="m")


def _table(rng: Generator, c: Canvas, colour: Colour) -> None:
    _head(c, pick(rng, ("Visiting hours", "Shop and cafe", "Chapel services")), colour)
    for i, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")):
        y = 124 + i * 58.0
        if i % 2:
            c.rect(20, y - 14, 380, 56, (236, 242, 240))
        c.text(34, y, day, 15, fonts.SANS_BOLD, (44, 50, 56), role="neg")
        c.text(
            386,
            y,
            f"{int(rng.integers(8, 12))} am - {int(rng.integers(4, 9))} pm",
            15,
            fonts.SANS,
            (44, 50, 56),
            role="neg",
            anchor="r",
        )
    c.text(210, 548, "Please use the hand gel at the door", 13, fonts.SANS, colour, role="neg", anchor="m")
