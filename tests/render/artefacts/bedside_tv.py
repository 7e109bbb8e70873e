"""The television at a bed: it greets the patient by name, takes meal orders, or shows nothing of anybody.

Drawn in screen pixels (a 15.6-inch panel, 1366 x 768, 0.2526 mm each).
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from PIL import ImageFilter

from tests.render import fonts
from tests.render.artefacts.base import Piece, pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import TRUST, Patient, drama_phone

PX_MM = 0.2526
SIZE = (1366 * PX_MM, 768 * PX_MM)
WHITE: Colour = (252, 253, 254)
INK: Colour = (34, 38, 44)
GROUNDS: tuple[Colour, ...] = ((18, 60, 110), (14, 84, 92), (70, 40, 96), (30, 34, 44))
TILES: tuple[tuple[str, Colour], ...] = (
    ("Television", (40, 120, 200)),
    ("Radio", (220, 120, 40)),
    ("Telephone", (60, 160, 90)),
    ("Internet", (150, 70, 160)),
    ("Meals", (200, 60, 70)),
    ("Help", (90, 100, 112)),
)
DISHES = (
    "Porridge",
    "Scrambled egg",
    "Tomato soup",
    "Chicken pie",
    "Fish in sauce",
    "Rice pudding",
    "Fruit",
    "Yoghurt",
)
VARIANTS = ("welcome", "meals", "channel")
CAPS = {"welcome": 34 * PX_MM, "meals": 20 * PX_MM, "channel": 18 * PX_MM}  # mm, of the patient's name


def bedside_tv(rng: Generator, ppm: float, person: Patient | None, variant: str) -> Piece:
    """`variant`: welcome | meals | channel, all with the patient's name; idle (no `person`)."""
    c = Canvas(1366, 768, ppm, GROUNDS[int(rng.integers(len(GROUNDS)))], PX_MM)
    face, bold = pick(rng, (fonts.SCREEN, fonts.OFFICE)), fonts.SCREEN_BOLD
    if person is None:
        _idle(rng, c, face, bold)
        return Piece("screen", c, "tv_idle", {"PLACE": 1}, emissive=0.85, gloss=0.06)
    {"welcome": _welcome, "meals": _meals, "channel": _channel}[variant](rng, c, person, face, bold)
    return Piece("screen", c, f"tv_{variant}", {"PLACE": 1, "PERSON": 2}, emissive=0.85, gloss=0.06)


def _foot(rng: Generator, c: Canvas, p: Patient, face: str) -> None:
    """The line at the bottom: bed, number to ring, clock."""
    c.rect(0, 708, 1366, 60, (12, 14, 18))
    c.text(30, 731, f"Ward 7 Larch  Bed {int(rng.integers(1, 25))}", 14, face, WHITE, "place_signal")
    c.text(683, 731, f"Your number  {drama_phone(rng)}", 14, face, (200, 210, 220), anchor="m")
    c.text(1336, 730, f"1{int(rng.integers(0, 10))}:{int(rng.integers(10, 60))}", 16, face, WHITE, anchor="r")


def _tiles(c: Canvas, top: float, face: str) -> None:
    for i, (name, tone) in enumerate(TILES):
        x, y = 60 + (i % 3) * 424.0, top + (i // 3) * 214.0
        c.rect(x, y, 398, 190, tone, radius=16)
        c.ellipse(x + 160, y + 34, 78, 78, (min(255, tone[0] + 60), min(255, tone[1] + 60), min(255, tone[2] + 60)))
        c.rect(x + 184, y + 58, 30, 30, WHITE, radius=6)
        c.text(x + 199, y + 140, name, 20, face, WHITE, anchor="m")


def _welcome(rng: Generator, c: Canvas, p: Patient, face: str, bold: str) -> None:
    greeting = pick(rng, ("Welcome", "Good morning", "Hello"))
    end = c.text(60, 70, f"{greeting}, ", 34, face, WHITE)
    full = f"{p.title} {p.surname.title()}" if rng.random() < 0.6 else f"{p.given} {p.surname.title()}"
    c.text(end, 70, full, 34, bold, WHITE, "patient_name", "patient", p.key, 1310 - end)
    c.text(60, 150, "What would you like to do?", 18, face, (206, 216, 226))
    _tiles(c, 232, face)
    _foot(rng, c, p, face)


def _meals(rng: Generator, c: Canvas, p: Patient, face: str, bold: str) -> None:
    """Tomorrow's meals for one person and one diet."""
    c.rect(0, 0, 1366, 708, (246, 244, 238))
    c.rect(0, 0, 1366, 84, c.ground)
    c.text(40, 32, "Meals for tomorrow", 24, bold, WHITE)
    c.text(1326, 34, f"{p.surname}, {p.given}", 22, bold, WHITE, "patient_name", "patient", p.key, 660, "r")
    end = c.text(40, 112, "Born ", 16, face, (90, 96, 104))
    c.text(end, 112, p.born_long, 16, bold, INK, "date_of_birth", "patient", p.key)
    end = c.text(760, 112, "Diet ", 16, face, (90, 96, 104))
    diet = pick(rng, ("Diabetic", "Soft", "Low salt", "Thickened fluids"))
    c.text(end, 112, diet, 16, bold, INK, "clinical_text", "patient", p.key)
    for column, head in enumerate(("Breakfast", "Lunch", "Supper")):
        x = 40 + column * 440.0
        c.rect(x, 160, 410, 520, (255, 255, 255), (216, 210, 196), 1.5, 10)
        c.text(x + 22, 182, head, 19, bold, c.ground)
        chosen = rng.permutation(len(DISHES))[:5]
        for i, n in enumerate(chosen):
            y = 240 + i * 84.0
            c.rect(x + 22, y, 40, 40, (60, 160, 90) if i == column else (255, 255, 255), (150, 156, 160), 2, 8)
            c.text(x + 84, y + 12, DISHES[int(n)], 17, face, INK)
    _foot(rng, c, p, face)


def _channel(rng: Generator, c: Canvas, p: Patient, face: str, bold: str) -> None:
    """A programme with the channel list over it; the account is named in the corner."""
    _landscape(rng, c)
    c.rect(0, 0, 420, 708, (20, 24, 32))
    for i in range(8):
        y = 100 + i * 74.0
        if i == 2:
            c.rect(0, y, 420, 66, (40, 120, 200))
        name = ("News", "Nature", "Films", "Sport", "Music", "Garden", "History", "Relax")[i]
        c.text(30, y + 24, f"{i + 1:02d}  {name}", 18, face, WHITE)
    c.text(30, 38, "Channels", 24, bold, WHITE)
    c.rect(860, 20, 486, 56, (20, 24, 32), radius=10)
    end = c.text(880, 38, "Card: ", 18, face, (200, 210, 220))
    c.text(end, 38, f"{p.surname} {p.given}", 18, face, WHITE, "patient_name", "patient", p.key, 1330 - end)
    _foot(rng, c, p, face)


def _landscape(rng: Generator, c: Canvas) -> None:
    """A programme about nature: a sky that pales towards hazy hills, all a little out of focus."""
    for i in range(71):
        tone = 0.5 + i / 140
        c.rect(0, i * 10, 1366, 11, (int(120 + 90 * tone), int(160 + 60 * tone), int(205 + 30 * tone)))
    c.ellipse(float(rng.uniform(700, 1100)), 60, 90, 90, (250, 244, 214))
    for layer in range(5):
        base, turn = 270 + layer * 84, float(rng.uniform(0, 6))
        rough = rng.normal(0, 3 + 2 * layer, 69)
        ridge = [(x * 20.0, base + 40 * float(np.sin(x * 0.17 + turn)) + float(rough[x])) for x in range(69)]
        haze = 1 - layer / 5
        tone_ = (int(50 + 90 * haze), int(78 + 84 * haze), int(48 + 118 * haze))
        c.polygon([(0, 768), *ridge, (1400, 768)], tone_)
        for _ in range(90 * (layer > 2)):  # shrubs
            x, y = float(rng.uniform(0, 1366)), base + float(rng.uniform(50, 150))
            r = float(rng.uniform(6, 18))
            c.ellipse(
                x - r, y - r * 0.7, 2 * r, 1.4 * r, (int(tone_[0] * 0.8), int(tone_[1] * 0.86), int(tone_[2] * 0.7))
            )
    c.img = c.img.filter(ImageFilter.GaussianBlur(2.2 * c.k))


def _idle(rng: Generator, c: Canvas, face: str, bold: str) -> None:
    """Nobody's: a landscape with the trust's name, or how to buy a card."""
    if rng.random() < 0.5:
        _landscape(rng, c)
        c.rect(0, 600, 1366, 168, (16, 40, 70))
        c.text(683, 636, TRUST, 26, bold, WHITE, "place_signal", anchor="m")
        c.text(683, 700, "Touch the screen to begin", 20, face, (206, 216, 226), role="neg", anchor="m")
        return
    c.text(683, 90, "Bedside entertainment", 36, bold, WHITE, role="neg", anchor="m")
    c.text(683, 170, "Television, radio and telephone at your bed", 20, face, (206, 216, 226), role="neg", anchor="m")
    _tiles(c, 250, face)
    c.text(683, 710, "Cards from the machine by the lifts", 20, face, WHITE, role="neg", anchor="m")
