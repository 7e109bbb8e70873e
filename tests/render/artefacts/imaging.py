"""The imaging variant of the desk screen: a viewer with one to four pictures, each with its owner in the corner."""

from __future__ import annotations

from numpy.random import Generator

from tests.render.artefacts.base import pick
from tests.render.artefacts.medical import film
from tests.render.canvas import Canvas, Colour
from tests.render.cast import TRUST, Patient, Staff

PALE: Colour = (222, 226, 230)
DIM: Colour = (150, 156, 162)
LAYOUTS = ((1, 1), (2, 1), (2, 2))


def viewer(rng: Generator, c: Canvas, p: Patient, user: Staff, face: str) -> None:
    """Draws over the whole canvas of 1920 x 1080 screen pixels."""
    c.rect(0, 0, 1920, 1080, (14, 15, 17))
    c.rect(0, 0, 1920, 40, (44, 47, 52))
    for i in range(14):
        c.rect(20 + i * 48, 7, 34, 26, (74, 80, 88), radius=4)
    c.text(1900, 13, pick(rng, ("ImageView", "PicStore", "Radia")), 14, face, PALE, anchor="r")
    columns, rows = LAYOUTS[int(rng.integers(len(LAYOUTS)))]
    width, height = 1640.0 / columns, 990.0 / rows
    study = pick(rng, ("CHEST PA", "HAND DP", "XR WRIST", "CHEST AP"))
    pictures = [film(rng) for _ in range(2)]
    for row in range(rows):
        for column in range(columns):
            x, y = 270 + column * width, 46 + row * height
            c.rect(x, y, width - 6, height - 6, (4, 4, 5), (80, 130, 190) if row + column == 0 else (60, 64, 70), 2)
            tall = height - 40
            c.paste(pictures[(row + column) % 2], x + (width - tall * 0.81) / 2, y + 16, tall * 0.81, tall)
            _corners(c, p, face, (x, y, width - 6, height - 6), study)
    _shelf(rng, c, p, face)
    c.rect(0, 1044, 1920, 36, (44, 47, 52))
    end = c.text(16, 1056, "User: ", 13, face, DIM)
    c.text(end, 1056, user.full, 13, face, PALE, "staff_name", "staff")
    c.text(1900, 1056, "14-Sep-2025 08:42", 13, face, PALE, "time_signal", anchor="r")


def _corners(c: Canvas, p: Patient, face: str, box: tuple[float, float, float, float], study: str) -> None:
    """Name, number and birth date top left, place and time top right, the side and the window's values below."""
    x, y, w, h = box
    half = 0.46 * w
    c.text(x + 14, y + 14, f"{p.surname}^{p.given}", 15, face, PALE, "patient_name", "patient", p.key, half)
    c.text(x + 14, y + 42, p.mrn, 15, face, PALE, "local_patient_number", "patient", p.key, half)
    c.text(x + 14, y + 70, p.born_slash, 15, face, PALE, "date_of_birth", "patient", p.key, half)
    c.text(x + w - 14, y + 14, TRUST, 15, face, PALE, "place_signal", anchor="r", max_width=half)
    c.text(x + w - 14, y + 42, "14/09/2025 08:31", 15, face, PALE, "time_signal", anchor="r", max_width=half)
    c.text(x + w - 14, y + h / 2, "L", 26, face, PALE, role="neg", anchor="r")
    c.text(x + 14, y + h - 32, study, 15, face, PALE, role="neg")
    c.text(x + w - 14, y + h - 32, "W 2048 L 1024", 15, face, PALE, role="neg", anchor="r", max_width=half)


def _shelf(rng: Generator, c: Canvas, p: Patient, face: str) -> None:
    """On the left: whose record it is, and the earlier studies as small pictures."""
    c.rect(0, 46, 262, 992, (30, 32, 36))
    c.text(14, 64, f"{p.surname}, {p.given}", 15, face, PALE, "patient_name", "patient", p.key, 238)
    c.text(14, 94, p.born_long, 13, face, PALE, "date_of_birth", "patient", p.key, 238)
    end = c.text(14, 122, "NHS No. ", 12, face, DIM)
    c.text(end, 121, p.nhs_spaced, 13, face, PALE, "nhs_number", "patient", p.key)
    small = film(rng)
    for i in range(4):
        y = 160 + i * 216.0
        c.rect(12, y, 238, 206, (18, 19, 21), (60, 64, 70), 1.5)
        c.paste(small, 58, y + 8, 146, 166)
        c.text(
            22,
            y + 184,
            f"{int(rng.integers(1, 29)):02d}-{pick(rng, ('Mar', 'Jun', 'Aug'))}-202{i % 5 + 1}",
            12,
            face,
            DIM,
        )
