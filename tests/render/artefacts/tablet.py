"""Forms on a tablet computer: bedside observations, admission questions, consent with a signature.

Drawn in the tablet's points (a 9.7-inch display: 1024 x 768, 0.192 mm each), upright or lying.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, biro_font, pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import Patient

PT_MM = 0.192
UPRIGHT, LYING = (768 * PT_MM, 1024 * PT_MM), (1024 * PT_MM, 768 * PT_MM)
WHITE: Colour = (252, 253, 254)
INK: Colour = (34, 38, 44)
SOFT: Colour = (120, 128, 136)
THEMES: tuple[Colour, ...] = ((0, 94, 184), (14, 120, 116), (88, 60, 130), (44, 56, 70))
VARIANTS = ("observations", "admission", "consent")


def size_of(variant: str) -> tuple[float, float]:
    """Of the display, mm."""
    return LYING if variant == "admission" else UPRIGHT


def tablet_form(rng: Generator, ppm: float, person: Patient, variant: str) -> Piece:
    """`variant`: observations | admission | consent."""
    w, h = (1024, 768) if variant == "admission" else (768, 1024)
    c = Canvas(w, h, ppm, WHITE, PT_MM)
    theme = THEMES[int(rng.integers(len(THEMES)))]
    face, bold = pick(rng, (fonts.SCREEN, fonts.OFFICE)), fonts.SCREEN_BOLD
    _bars(rng, c, person, theme, face, bold, variant)
    {"observations": _observations, "admission": _admission, "consent": _consent}[variant](
        rng, c, person, theme, face, bold
    )
    return Piece("screen", c, f"tablet_{variant}", {"PLACE": 1, "TIME": 3, "CONDITION": 1}, emissive=0.85, gloss=0.08)


def _bars(rng: Generator, c: Canvas, p: Patient, theme: Colour, face: str, bold: str, variant: str) -> None:
    """The system's status line, the form's title with its buttons, the patient banner."""
    c.rect(0, 0, c.width, 22, theme)
    c.text(12, 7, f"0{int(rng.integers(7, 10))}:{int(rng.integers(10, 60))}", 9, face, WHITE, "time_signal")
    c.text(c.width / 2, 7, "14 Sep 2025", 9, face, WHITE, "time_signal", anchor="m")
    c.rect(c.width - 44, 6, 26, 11, None, WHITE, 1.2, 2)
    c.rect(c.width - 42, 8, float(rng.uniform(6, 21)), 7, WHITE)
    c.rect(0, 22, c.width, 48, theme)
    c.text(16, 39, "< Back", 12, face, WHITE)
    title = {"observations": "Observations", "admission": "Admission form", "consent": "Consent to treatment"}[variant]
    c.text(c.width / 2, 38, title, 14, bold, WHITE, anchor="m")
    c.text(c.width - 16, 39, pick(rng, ("Save", "Done", "Submit")), 12, face, WHITE, anchor="r")
    c.rect(0, 70, c.width, 76, (232, 238, 242))
    c.text(
        16, 84, f"{p.surname}, {p.given} ({p.title})", 17, bold, INK, "patient_name", "patient", p.key, c.width - 170
    )
    c.text(c.width - 16, 87, f"Bed {int(rng.integers(1, 9))}{pick(rng, list('ABCD'))}", 12, face, INK, anchor="r")
    x = 16.0
    for label, value, kind in (
        ("Born ", f"{p.born_long} ({p.age}y)", "date_of_birth"),
        ("NHS No. ", p.nhs_spaced, "nhs_number"),
        ("Hosp No. ", p.mrn, "local_patient_number"),
    ):
        x = c.text(x, 120, label, 11, face, SOFT)
        x = c.text(x, 119, value, 12, bold, INK, kind, "patient", p.key) + 26


def _button(c: Canvas, x: float, y: float, w: float, text: str, face: str, fill: Colour, on: bool) -> None:
    c.rect(x, y, w, 34, fill if on else (240, 243, 245), (190, 198, 204), 1.2, 8)
    c.text(x + w / 2, y + 12, text, 11, face, WHITE if on else INK, anchor="m", max_width=w - 10)


def _observations(rng: Generator, c: Canvas, p: Patient, theme: Colour, face: str, bold: str) -> None:
    """One row for each vital sign with its value, stepper and score; the sum below."""
    rows = (
        ("Respiratory rate", int(rng.integers(12, 30)), "/min"),
        ("Oxygen saturation", int(rng.integers(86, 100)), "%"),
        ("Systolic pressure", int(rng.integers(82, 190)), "mmHg"),
        ("Pulse", int(rng.integers(48, 138)), "/min"),
        ("Temperature", round(float(rng.uniform(35.2, 39.8)), 1), "C"),
        ("Pain score", int(rng.integers(0, 9)), "of 10"),
    )
    scores = rng.integers(0, 4, len(rows))
    for i, (name, value, unit) in enumerate(rows):
        y = 164 + i * 92
        c.rect(14, y, 740, 80, (255, 255, 255), (212, 218, 222), 1.4, 10)
        c.text(30, y + 33, name, 14, face, INK)
        c.rect(300, y + 18, 46, 44, (236, 240, 243), radius=8)
        c.rect(474, y + 18, 46, 44, (236, 240, 243), radius=8)
        c.rect(314, y + 39, 18, 3, INK)
        c.rect(488, y + 39, 18, 3, INK)
        c.rect(495.5, y + 31.5, 3, 18, INK)
        c.text(410, y + 29, str(value), 20, bold, INK, "clinical_text", "patient", p.key, anchor="m")
        c.text(538, y + 35, unit, 11, face, SOFT)
        tone: Colour = ((70, 170, 90), (240, 200, 60), (240, 140, 40), (214, 50, 50))[int(scores[i])]
        c.ellipse(690, y + 18, 44, 44, tone)
        c.text(712, y + 33, str(int(scores[i])), 14, bold, WHITE if scores[i] != 1 else INK, anchor="m")
    c.rect(14, 722, 740, 76, (250, 240, 224), (226, 200, 160), 1.4, 10)
    words = f"NEWS2 {int(scores.sum())}   " + pick(rng, ("repeat in 1 h", "repeat in 4 h", "call the registrar"))
    c.text(30, 752, words, 15, bold, INK, "clinical_text", "patient", p.key, 700)
    points = [(40 + i * 52.0, 900 + float(rng.uniform(-60, 60))) for i in range(14)]
    for level in range(4):
        c.line([(30, 835 + level * 45), (738, 835 + level * 45)], (222, 228, 232), 1.2)
    c.line(points, theme, 3)
    for px, py in points:
        c.ellipse(px - 4, py - 4, 8, 8, theme)


def _admission(rng: Generator, c: Canvas, p: Patient, theme: Colour, face: str, bold: str) -> None:
    """Two columns of filled-in fields and yes/no questions, an on-screen keyboard in some."""
    keyboard = rng.random() < 0.5
    fields = (
        ("Surname", p.surname, "patient_name"),
        ("Given name", p.given, "patient_name"),
        ("Address", f"{1 + len(p.surname) * 3} Larch Row, Northmoor", "address"),
        ("At home", pick(rng, ("With a daughter", "Alone", "Care home", "With family")), "clinical_text"),
        ("Reason", pick(rng, ("Fall at home", "Chest pain", "Short of breath", "Fever")), "clinical_text"),
        ("Allergies", pick(rng, ("Penicillin", "None known", "Latex", "Codeine")), "clinical_text"),
    )
    for i, (label, value, kind) in enumerate(fields):
        x, y = 18 + (i % 2) * 500.0, 160 + (i // 2) * 78.0
        c.text(x, y + 2, label, 10, face, SOFT)
        c.rect(x, y + 20, 476, 44, (255, 255, 255), theme if i == 5 else (200, 208, 214), 2.0 if i == 5 else 1.2, 6)
        c.text(x + 12, y + 35, value, 13, face, INK, kind, "patient", p.key, 450)
    asked = ("Lives alone", "Smoker", "Walks unaided", "Wears glasses", "Hearing aid")
    for i, question in enumerate(asked[: 1 if keyboard else 5]):
        y = 404 + i * 62.0
        c.text(18, y + 12, question, 13, face, INK)
        yes = rng.random() < 0.5
        _button(c, 300, y, 90, "Yes", face, theme, yes)
        _button(c, 400, y, 90, "No", face, theme, not yes)
    if keyboard:
        _keyboard(c, face)
    else:
        c.rect(520, 404, 480, 340, (244, 247, 249), (206, 214, 220), 1.2, 8)
        c.text(536, 420, "Notes", 12, bold, theme)
        for i, words in enumerate(("Usually independent", "Takes own tablets", "Family informed")):
            c.text(536, 460 + i * 40, words, 13, face, INK, "clinical_text", "patient", p.key, 440)


def _keyboard(c: Canvas, face: str) -> None:
    c.rect(0, 470, 1024, 298, (206, 211, 217))
    for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm")):
        left = 12 + row * 48.0
        for i, key in enumerate(keys):
            c.rect(left + i * 100, 482 + row * 70, 90, 60, (254, 254, 254), radius=7)
            c.text(left + i * 100 + 45, 505 + row * 70, key, 13, face, INK, anchor="m")
    c.rect(220, 694, 580, 60, (254, 254, 254), radius=7)


def _consent(rng: Generator, c: Canvas, p: Patient, theme: Colour, face: str, bold: str) -> None:
    """The operation, its risks with ticks, and a name and signature by finger."""
    side = pick(rng, ("left", "right"))
    what = pick(rng, ("knee arthroscopy", "inguinal hernia repair", "carpal tunnel release", "cataract surgery"))
    c.text(24, 172, "Proposed procedure", 11, face, SOFT)
    c.text(24, 198, f"{side} {what}".capitalize(), 17, bold, INK, "clinical_text", "patient", p.key, 720)
    c.text(24, 250, "The following has been explained to me", 12, face, INK)
    risks = ("Pain and bruising", "Bleeding", "Infection", "Blood clots", "Risks of the anaesthetic", "Further surgery")
    for i, risk in enumerate(risks):
        y = 290 + i * 48.0
        c.rect(26, y, 28, 28, theme if rng.random() < 0.8 else WHITE, (150, 160, 170), 1.6, 5)
        c.line([(32, y + 14), (38, y + 21), (49, y + 7)], WHITE, 3.2)
        c.text(72, y + 8, risk, 13, face, INK)
    c.text(24, 606, "Patient", 11, face, SOFT)
    c.text(24, 630, f"{p.surname}, {p.given}", 15, face, INK, "patient_name", "patient", p.key, 700)
    c.text(24, 680, "Signature", 11, face, SOFT)
    c.rect(24, 702, 720, 190, (250, 251, 246), (190, 198, 204), 1.6, 8)
    c.line([(60, 850), (708, 850)], (200, 206, 210), 1.2)
    if rng.random() < 0.6:
        name = f"{p.given[0]} {p.surname.title()}"
        c.handwrite(rng, 110, 780, name, 44, biro_font(rng), (20, 30, 90), "patient_name", "patient", p.key, 560)
    else:
        _scrawl(rng, c)
    _button(c, 24, 930, 220, "Clear", face, theme, False)
    _button(c, 524, 930, 220, "Confirm", face, theme, True)


def _scrawl(rng: Generator, c: Canvas) -> None:
    """A signature that nobody can read."""
    t = np.linspace(0, 1, 160)
    height = 44 * np.sin(2 * np.pi * 7 * t + float(rng.uniform(0, 6))) * (1 - 0.7 * t)
    lean = 26 * np.cos(2 * np.pi * 7 * t)
    c.line([(140 + 420 * float(a) + float(d), 806 + float(b)) for a, b, d in zip(t, height, lean, strict=True)], INK, 4)
