"""What is printed and moulded on a resuscitation doll: closed eyes, a mouth, pads, the maker's label.

A doll is nobody: no face of it goes into the truth, and all its words are harmless. Its body is made in `doll.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from tests.render import fonts
from tests.render.artefacts.base import Piece, pick
from tests.render.canvas import Canvas, Colour

SIZE = (560.0, 900.0)  # mm, the box round a torso with its head; the head's end is up
VARIANTS = ("torso", "jacket", "pads", "baby")


@dataclass(frozen=True)
class Features:
    """Where things are on the doll, mm from the middle of the box; `scale`: 1 for an adult."""

    head: float = -318.0
    label: tuple[float, float] = (58.0, 250.0)
    scale: float = 1.0


ADULT, BABY = Features(), Features(-196.0, (0.0, 96.0), 0.62)


def mannequin(rng: Generator, ppm: float, variant: str) -> Piece:
    """`variant`: torso | jacket | pads | baby. Transparent but for what is printed."""
    c = Canvas(*SIZE, ppm, (0, 0, 0))
    c.alpha = Image.new("L", c.img.size, 0)
    at = BABY if variant == "baby" else ADULT
    _eyes_and_mouth(c, at)
    _label(rng, c, at)
    if variant == "pads":
        _pad(c, 168, 312, -24)
        _pad(c, 392, 540, 18)
    elif variant == "jacket":
        _zip(c)
    else:
        _marks(c, at)
    c.alpha = c.alpha.filter(ImageFilter.GaussianBlur(0.5 * ppm))
    return Piece("", c, f"mannequin_{variant}", solid=False)


def _show(c: Canvas, points: list[tuple[float, float]], fill: Colour, strength: int = 255) -> None:
    """A polygon that covers the doll's skin, more or less."""
    c.polygon(points, fill)
    ImageDraw.Draw(c.alpha).polygon([(x * c.k, y * c.k) for x, y in points], fill=strength)


def _stroke(c: Canvas, points: list[tuple[float, float]], fill: Colour, width: float, strength: int = 255) -> None:
    c.line(points, fill, width)
    flat = [(x * c.k, y * c.k) for x, y in points]
    ImageDraw.Draw(c.alpha).line(flat, fill=strength, width=max(1, round(width * c.k)), joint="curve")


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[tuple[float, float]]:
    return [(cx + rx * float(np.cos(t)), cy + ry * float(np.sin(t))) for t in np.linspace(start, end, 17)]


def _eyes_and_mouth(c: Canvas, at: Features) -> None:
    """Moulded lids without lashes or pupils and an open hole to blow into: a plain doll."""
    x, y, s = SIZE[0] / 2, SIZE[1] / 2 + at.head, at.scale
    for side in (-1, 1):
        _stroke(c, _arc(x + side * 27 * s, y - 14 * s, 13 * s, 6 * s, 0.15, np.pi - 0.15), (92, 60, 48), 2.2 * s, 170)
        _stroke(
            c,
            _arc(x + side * 28 * s, y - 30 * s, 16 * s, 6 * s, np.pi + 0.4, 2 * np.pi - 0.4),
            (120, 84, 66),
            3.0 * s,
            90,
        )
        _show(c, _arc(x + side * 4.5 * s, y + 15 * s, 2.4 * s, 1.8 * s, 0, 2 * np.pi), (70, 40, 34), 190)
    _show(c, _arc(x, y + 37 * s, 19 * s, 9.5 * s, 0, 2 * np.pi), (186, 112, 100), 190)
    _show(c, _arc(x, y + 37.5 * s, 13 * s, 5.5 * s, 0, 2 * np.pi), (40, 24, 24), 235)


def _marks(c: Canvas, at: Features) -> None:
    """The ring or cross on the breastbone that shows where to press."""
    x, y, s = SIZE[0] / 2, SIZE[1] / 2 - (30 if at.scale == 1 else 40), at.scale
    _stroke(c, _arc(x, y, 24 * s, 24 * s, 0, 2 * np.pi), (170, 50, 44), 3 * s, 150)
    _stroke(c, [(x - 34 * s, y), (x + 34 * s, y)], (170, 50, 44), 2 * s, 130)


def _zip(c: Canvas) -> None:
    """Down the front of the training top, with its pull."""
    x = SIZE[0] / 2
    _stroke(c, [(x, 306), (x, 660)], (24, 26, 32), 7)
    _stroke(c, [(x, 306), (x, 660)], (150, 154, 160), 2.4)
    _show(c, [(x - 5, 322), (x + 5, 322), (x + 4, 352), (x - 4, 352)], (190, 194, 198))


def _label(rng: Generator, c: Canvas, at: Features) -> None:
    """The maker's plate, with a serial number that is none of a person."""
    lines = (
        pick(rng, ("RESUS TRAINER", "CPR MANIKIN", "PRACTICE DOLL")),
        f"Model {int(rng.integers(100, 999))}  No. {int(rng.integers(10**4, 10**5))}",
    )
    cap = 9.0 * at.scale + 1.5
    w, h = 12.0 * cap, 4.6 * cap
    x, y = SIZE[0] / 2 + at.label[0] - w / 2, SIZE[1] / 2 + at.label[1] - h / 2
    colour: Colour = ((250, 250, 246), (250, 224, 60), (40, 90, 160))[int(rng.integers(3))]
    _show(c, [(x, y), (x + w, y), (x + w, y + h), (x, y + h)], colour)
    ink: Colour = (252, 252, 252) if colour[0] < 100 else (24, 26, 30)
    c.text(
        x + w / 2, y + 0.7 * cap, lines[0], 0.88 * cap, fonts.SANS_BOLD, ink, role="neg", anchor="m", max_width=w - 8
    )
    c.text(x + w / 2, y + 2.7 * cap, lines[1], 0.75 * cap, fonts.SANS, ink, role="neg", anchor="m", max_width=w - 8)


def _pad(c: Canvas, x: float, y: float, lean: float) -> None:
    """A defibrillator's pad: white, blue rim, a lightning sign; its wire leads off to the side."""
    turn = np.radians(lean)
    co, si = float(np.cos(turn)), float(np.sin(turn))

    def put(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + co * a - si * b, y + si * a + co * b) for a, b in points]

    side = -1.0 if x < SIZE[0] / 2 else 1.0
    wire = [(x, y), (x + side * 70, y + 60), (x + side * 130, y + 170)]
    _stroke(c, wire, (210, 212, 214), 5)
    for grow, colour in ((0.0, (60, 120, 200)), (-5.0, (250, 250, 250))):
        w, h = 46.0 + grow, 62.0 + grow
        _show(
            c,
            put(
                [
                    (-w + 14, -h),
                    (w - 14, -h),
                    (w, -h + 14),
                    (w, h - 14),
                    (w - 14, h),
                    (-w + 14, h),
                    (-w, h - 14),
                    (-w, -h + 14),
                ]
            ),
            colour,
        )
    _show(c, put([(6, -30), (-18, 6), (-2, 6), (-8, 32), (18, -6), (2, -6)]), (230, 150, 30))
