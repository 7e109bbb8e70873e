"""Sticky notes with passwords or harmless words; thank-you cards; bed-head cards."""

from __future__ import annotations

from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, biro_font, pick
from tests.render.canvas import INKS, Canvas, Colour
from tests.render.cast import Patient

PAPERS: tuple[Colour, ...] = ((253, 240, 118), (255, 170, 190), (160, 220, 240), (190, 235, 150))
WORDS = ("Summer", "Winter", "Larch", "Monday", "Rowan", "Welcome")


def post_it(rng: Generator, ppm: float, variant: str | None = None, pen: str | None = None) -> Piece:
    """`variant`: login | door | wifi | harmless."""
    variant = variant or pick(rng, ("login", "login", "door", "wifi", "harmless"))
    c = Canvas(76, 76, ppm, PAPERS[int(rng.integers(len(PAPERS)))])
    c.rect(0, 0, 76, 12, (min(255, c.ground[0]), max(0, c.ground[1] - 8), max(0, c.ground[2] - 10)))
    secret = f"{pick(rng, WORDS)}{int(rng.integers(10, 99))}!"
    lines = {
        "login": (f"Login: ward{int(rng.integers(1, 20))}", f"Pwd: {secret}"),
        "door": ("Door code", f"C{int(rng.integers(1000, 9999))}X"),
        "wifi": ("Wifi: staff-net", f"key {secret.lower()}"),
        "harmless": (
            pick(rng, ("Order more", "Please", "Meeting")),
            pick(rng, ("gloves", "wash cups", "2 pm")),
        ),
    }[variant]
    kind = "label" if variant == "harmless" else "credential"
    font, ink = pen or biro_font(rng), INKS[int(rng.integers(3))]
    for i, text in enumerate(lines):
        c.handwrite(rng, 7, 20 + i * 18, text, 7.5, font, ink, kind, "label" if kind == "label" else "staff", None, 66)
    return Piece("sticky_note" if kind == "credential" else "", c, variant)


def bedhead_card(rng: Generator, ppm: float, person: Patient) -> Piece:
    c = Canvas(210, 148, ppm, (250, 250, 252))
    c.rect(0, 0, 210, 26, (60, 120, 150))
    c.text(105, 8, "What matters to me", 9, fonts.SANS_BOLD, (255, 255, 255), anchor="m")
    c.text(12, 36, "I like to be called", 4.5, fonts.SANS, (80, 84, 90))
    c.handwrite(
        rng,
        14,
        48,
        f"{person.given} {person.surname.title()}",
        12,
        biro_font(rng),
        INKS[0],
        "patient_name",
        "patient",
        person.key,
        184,
        True,
    )
    c.text(12, 76, "My consultant", 4.5, fonts.SANS, (80, 84, 90))
    c.handwrite(rng, 14, 86, "Dr Moss", 9, biro_font(rng), INKS[0], "staff_name", "staff", None, 180)
    c.text(12, 110, "Important", 4.5, fonts.SANS, (80, 84, 90))
    c.handwrite(
        rng,
        14,
        120,
        pick(rng, ("hard of hearing", "soft diet", "likes the radio")),
        9,
        biro_font(rng),
        INKS[0],
        "clinical_text",
        "patient",
        person.key,
        180,
    )
    return Piece("bedhead_sign", c, "card", {"PERSON": 2})


def thank_you(rng: Generator, ppm: float, person: Patient) -> Piece:
    c = Canvas(148, 105, ppm, (252, 246, 236))
    font = pick(rng, ("DancingScript-Regular.ttf", "DancingScript-Bold.otf", "DancingScript-Regular.otf")[1:])
    c.text(74, 14, "Thank you", 11, font, (150, 60, 90), anchor="m")
    c.handwrite(rng, 14, 44, "to all on Larch ward", 6, font, INKS[0], "place_signal", "label", None, 120)
    c.handwrite(
        rng,
        14,
        62,
        f"love from {person.given} & family",
        6,
        font,
        INKS[0],
        "patient_name",
        "patient",
        person.key,
        120,
    )
    return Piece("", c, "thank_you", {"PLACE": 3, "TIME": 2, "PERSON": 2, "CONDITION": 1})
