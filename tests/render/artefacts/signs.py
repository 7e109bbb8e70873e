"""Things that say where and when: door and ward signs, clocks, calendars, posters, plates, lanyard logos."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import TRUST, WARDS

BLUES: tuple[Colour, ...] = ((0, 94, 184), (0, 48, 135), (30, 110, 110), (70, 80, 90))


def door_sign(rng: Generator, ppm: float) -> Piece:
    c = Canvas(600, 200, ppm, BLUES[int(rng.integers(len(BLUES)))])
    c.text(30, 36, pick(rng, WARDS), 44, fonts.SANS_BOLD, (255, 255, 255), "place_signal", max_width=540)
    c.text(30, 124, TRUST, 22, fonts.SANS, (235, 240, 250), "place_signal", max_width=540)
    return Piece("place_signal", c, "door_sign", {"PLACE": 3})


def trust_poster(rng: Generator, ppm: float) -> Piece:
    colour = BLUES[int(rng.integers(len(BLUES)))]
    c = Canvas(420, 594, ppm, (250, 250, 248))
    c.rect(0, 0, 420, 110, colour)
    c.text(24, 40, TRUST, 20, fonts.SANS_BOLD, (255, 255, 255), "place_signal", max_width=372)
    c.text(
        24,
        150,
        pick(rng, ("Our values", "Clean hands save lives", "Visiting times")),
        22,
        fonts.SANS_BOLD,
        colour,
        role="neg",
        max_width=372,
    )
    for i in range(6):
        c.text(
            24,
            210 + i * 46,
            pick(
                rng,
                (
                    "We care for each other",
                    "Wash before and after",
                    "Every day 2 pm to 8 pm",
                    "Ask a member of staff",
                    "Thank you for helping",
                    "Together we are better",
                ),
            ),
            11,
            fonts.SANS,
            (60, 64, 70),
            role="neg",
            max_width=372,
        )
    c.ellipse(300, 480, 80, 80, colour)
    return Piece("place_signal", c, "poster", {"PLACE": 2})


def wall_clock(rng: Generator, ppm: float) -> Piece:
    c = Canvas(300, 300, ppm, (248, 248, 246))
    c.ellipse(0, 0, 299, 299, (60, 62, 66))
    c.ellipse(12, 12, 275, 275, (250, 250, 248))
    for n in range(1, 13):
        a = n * np.pi / 6
        c.text(
            150 + 108 * float(np.sin(a)),
            139 - 108 * float(np.cos(a)),
            str(n),
            20,
            fonts.SANS_BOLD,
            role="neg",
            anchor="m",
        )
    hour, minute = int(rng.integers(12)), int(rng.integers(60))
    for turn, length, width in (((hour + minute / 60) / 12, 66, 8.0), (minute / 60, 100, 5.0)):
        a = 2 * np.pi * turn
        c.line(
            [(150, 150), (150 + length * float(np.sin(a)), 150 - length * float(np.cos(a)))],
            (24, 24, 28),
            width,
        )
    c.round_corners(149)
    return Piece("time_signal", c, "clock", {"TIME": 1})


def calendar(rng: Generator, ppm: float) -> Piece:
    c = Canvas(300, 330, ppm, (252, 252, 250))
    c.rect(0, 0, 300, 60, (200, 50, 50))
    c.text(150, 20, "September 2025", 20, fonts.SANS_BOLD, (255, 255, 255), "time_signal", anchor="m")
    for day in range(1, 31):
        x, y = 20 + (day % 7) * 38, 84 + (day // 7) * 46
        c.text(x, y, str(day), 11, fonts.SANS, (40, 42, 46), role="neg")
        if day == 14:
            c.rect(x - 8, y - 10, 34, 32, None, (200, 50, 50), 2.5, 6)
    return Piece("time_signal", c, "calendar", {"TIME": 2})


def plate(rng: Generator, ppm: float) -> Piece:
    """UK plate with letters that the DVLA does not issue in this place (Q as area letter, I in the tail)."""
    c = Canvas(520, 111, ppm, (248, 210, 40) if rng.random() < 0.5 else (248, 248, 246))
    c.rect(0, 0, 520, 111, None, (30, 30, 34), 4, 8)
    text = f"Q{'ABCDEFGH'[int(rng.integers(8))]}{int(rng.integers(10, 75))} {'ABCDEFGH'[int(rng.integers(8))]}IQ"
    c.text(260, 18, text, 74, fonts.SANS_BOLD, anchor="m", kind="vehicle_plate", role="patient", max_width=480)
    return Piece("vehicle_plate", c, "plate")


def wall_logo(rng: Generator, ppm: float) -> Piece:
    """The house's mark on a wall: letters beside a sign, a roundel, a block with the name reversed out of it."""
    c = Canvas(900, 260, ppm, (244, 245, 244))
    colour = BLUES[int(rng.integers(len(BLUES)))]
    variant = pick(rng, ("beside", "roundel", "block"))
    words = TRUST.split(" ", 1)
    if variant == "block":
        c.rect(20, 30, 860, 200, colour, radius=10)
        c.text(450, 62, TRUST, 44, fonts.SANS_BOLD, (255, 255, 255), "place_signal", anchor="m", max_width=800)
        c.text(450, 156, "Caring together", 24, fonts.SANS, (230, 236, 244), role="neg", anchor="m")
    else:
        _emblem(rng, c, 20, 20, 220, colour, variant == "roundel")
        c.text(280, 66, words[0], 48, fonts.SANS_BOLD, colour, "place_signal", max_width=590)
        c.text(280, 148, words[1], 42, fonts.SANS, (70, 76, 84), "place_signal", max_width=590)
    return Piece("place_signal", c, f"logo_{variant}", {"PLACE": 3})


def _emblem(rng: Generator, c: Canvas, x: float, y: float, side: float, colour: Colour, ring: bool) -> None:
    """A tree or a wave, in a ring or a square of the house's colour."""
    if ring:
        c.ellipse(x, y, side, side, colour)
        c.ellipse(x + 12, y + 12, side - 24, side - 24, (250, 250, 250))
    else:
        c.rect(x, y, side, side, colour, radius=22)
    pale: Colour = colour if ring else (250, 250, 250)
    mid = x + side / 2
    if rng.random() < 0.5:
        c.rect(mid - 7, y + 0.5 * side, 14, 0.32 * side, pale)
        for dx, dy, r in ((0.0, 0.34, 0.2), (-0.14, 0.47, 0.15), (0.14, 0.47, 0.15)):
            c.ellipse(mid + (dx - r) * side, y + (dy - r) * side, 2 * r * side, 2 * r * side, pale)
    else:
        for n in range(3):
            t = np.linspace(0.2, 0.8, 25)
            wave = 0.36 + 0.14 * n + 0.05 * np.sin((t - 0.2) * 4 * np.pi)
            c.line([(x + side * float(a), y + side * float(b)) for a, b in zip(t, wave, strict=True)], pale, 11)
