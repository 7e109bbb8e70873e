"""Magnets of ward boards: strips that carry names, printed strips, leaf and flower symbols.

They draw from a generator of their own, so that a board without them stays the same to the pixel.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import Patient

PALE: tuple[Colour, ...] = (
    (252, 252, 250),
    (255, 243, 150),
    (255, 205, 216),
    (196, 226, 250),
    (206, 238, 190),
)
# What the strips say, and their usual colours.
WORDS: tuple[tuple[str, Colour], ...] = (
    ("NBM", (210, 40, 50)),
    ("FALLS RISK", (240, 190, 30)),
    ("ISOLATE", (160, 40, 120)),
    ("DIABETIC", (40, 110, 190)),
    ("HOME TODAY", (40, 150, 90)),
    ("ASSIST X2", (240, 120, 30)),
    ("DNACPR", (120, 20, 40)),
    ("SOFT DIET", (90, 170, 190)),
)
SYMBOLS = ("leaf", "flower", "drop", "star")
Cell = tuple[float, float, float, float]  # x, y, width, height in the board's units


def backing(rng: Generator, c: Canvas, cells: list[Cell]) -> None:
    """Pale strips in these cells, to be written on afterwards: each board has its own colour or a set of them."""
    one = PALE[int(rng.integers(len(PALE)))] if rng.random() < 0.6 else None
    for x, y, w, h in cells:
        if rng.random() < 0.12:
            continue  # written straight on the board
        colour = one or PALE[int(rng.integers(len(PALE)))]
        strip(rng, c, (x + 4, y + 0.13 * h, w - 9, 0.72 * h), colour)


def strip(rng: Generator, c: Canvas, cell: Cell, colour: Colour) -> None:
    """One flexible magnet: a shadow under its lower edge, a lighter upper one, a little out of level."""
    x, y, w, h = cell
    tilt = float(rng.uniform(-0.012, 0.012)) * min(w, 120)
    for dy, tone in ((1.8, (196, 200, 203)), (0.0, colour)):
        c.polygon([(x, y + dy), (x + w, y + dy + tilt), (x + w, y + h + dy + tilt), (x, y + h + dy)], _rgb(tone))
    c.line([(x, y + 0.4), (x + w, y + 0.4 + tilt)], _rgb(tuple(min(255, v + 22) for v in colour)), 0.8)


def _rgb(tone: tuple[int, ...]) -> Colour:
    return tone[0], tone[1], tone[2]


def scatter(rng: Generator, c: Canvas, cell: Cell, person: Patient) -> None:
    """One row's symbols and printed strips, wherever the cell has room between the writing."""
    x, y, w, h = cell
    if rng.random() < 0.55:
        word, colour = WORDS[int(rng.integers(len(WORDS)))]
        tall = min(20.0, 0.34 * h)
        wide = c.measure(word, 0.5 * tall, fonts.SANS_BOLD) + 0.9 * tall
        spot = _free(rng, c, cell, (wide, tall))
        if spot:
            strip(rng, c, (*spot, wide, tall), colour)
            ink: Colour = (30, 30, 34) if sum(colour) > 420 else (252, 252, 250)
            c.text(
                spot[0] + 0.45 * tall,
                spot[1] + 0.25 * tall,
                word,
                0.5 * tall,
                fonts.SANS_BOLD,
                ink,
                "clinical_text",
                "patient",
                person.key,
            )
    for _ in range(int(rng.choice(3, p=[0.45, 0.4, 0.15]))):
        side = min(24.0, 0.42 * h)
        spot = _free(rng, c, (x, y, w, h), (side, side))
        if spot:
            symbol(c, pick(rng, SYMBOLS), *spot, side)


def _free(rng: Generator, c: Canvas, cell: Cell, size: tuple[float, float]) -> tuple[float, float] | None:
    """A place in the cell where nothing is written; None where there is none."""
    x, y, w, h = cell
    if w < size[0] + 6 or h < size[1] + 4:
        return None
    taken = [(m.quad.min(axis=0), m.quad.max(axis=0)) for m in c.marks]
    for _ in range(12):
        px = x + float(rng.uniform(3, w - size[0] - 3))
        py = y + float(rng.uniform(2, h - size[1] - 2))
        low, high = np.array([px - 3, py - 3]), np.array([px + size[0] + 3, py + size[1] + 4])
        if not any((a < high).all() and (b > low).all() for a, b in taken):
            return px, py
    return None


def symbol(c: Canvas, name: str, x: float, y: float, side: float) -> None:
    """`name`: leaf (falls) | flower (forget-me-not, memory) | drop (fluids) | star (birthday)."""
    r, cx, cy = side / 2, x + side / 2, y + side / 2
    for dy, shade in ((1.6, True), (0.0, False)):  # the shadow on the board, then the magnet
        grey: Colour = (204, 208, 210)
        if name == "leaf":
            tone = grey if shade else (230, 130, 30)
            t = np.linspace(-1, 1, 15)
            half = [(cx + r * float(a), cy + dy - 0.62 * r * float(1 - a * a)) for a in t]
            c.polygon([*half, *((px, 2 * (cy + dy) - py) for px, py in reversed(half))], tone)
            if not shade:
                c.line([(cx - r, cy), (cx + 0.8 * r, cy)], (150, 70, 20), side * 0.06)
        elif name == "flower":
            for n in range(5):
                a = 2 * np.pi * n / 5 - np.pi / 2
                px, py = cx + 0.52 * r * float(np.cos(a)), cy + dy + 0.52 * r * float(np.sin(a))
                c.ellipse(px - 0.45 * r, py - 0.45 * r, 0.9 * r, 0.9 * r, grey if shade else (90, 130, 220))
            c.ellipse(cx - 0.28 * r, cy + dy - 0.28 * r, 0.56 * r, 0.56 * r, grey if shade else (250, 214, 60))
        elif name == "drop":
            tone = grey if shade else (60, 150, 220)
            c.ellipse(cx - 0.62 * r, cy + dy - 0.25 * r, 1.24 * r, 1.24 * r, tone)
            c.polygon([(cx, cy + dy - r), (cx + 0.56 * r, cy + dy + 0.1 * r), (cx - 0.56 * r, cy + dy + 0.1 * r)], tone)
        else:
            turns = np.linspace(-np.pi / 2, 1.5 * np.pi, 11)[:-1]
            reach = [r if n % 2 == 0 else 0.42 * r for n in range(10)]
            points = [
                (cx + q * float(np.cos(b)), cy + dy + q * float(np.sin(b))) for b, q in zip(turns, reach, strict=True)
            ]
            c.polygon(points, grey if shade else (245, 200, 40))
