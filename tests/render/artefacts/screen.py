"""A record on a 24-inch screen: patient banner as in the NHS Common User Interface guides, lists, login,
locked.

Drawn in screen pixels (1920 x 1080, 0.277 mm each).
"""

from __future__ import annotations

from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, pick
from tests.render.artefacts.imaging import viewer
from tests.render.canvas import Canvas, Colour
from tests.render.cast import DRUGS, TRUST, Patient, Staff

PX_MM = 0.277
WHITE: Colour = (250, 251, 252)
INK: Colour = (30, 34, 40)
TESTS = (
    "Haemoglobin",
    "White cell count",
    "Platelets",
    "Sodium",
    "Potassium",
    "Urea",
    "Creatinine",
    "eGFR",
    "CRP",
    "ALT",
    "Bilirubin",
    "Albumin",
    "Troponin T",
    "INR",
    "Lactate",
    "Glucose",
)
NAV = (
    "Summary",
    "Documents",
    "Results",
    "Medication",
    "Observations",
    "Orders",
    "Referrals",
    "Alerts",
    "Letters",
)
THEMES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((0, 94, 184), (232, 237, 238), (66, 85, 99)),
    ((38, 50, 64), (224, 230, 234), (80, 92, 104)),
    ((20, 110, 110), (230, 240, 238), (40, 80, 80)),
    ((92, 52, 120), (238, 234, 242), (70, 60, 84)),
)


def ehr_screen(rng: Generator, ppm: float, people: list[Patient], user: Staff, variant: str = "record") -> Piece:
    """`variant`: record | list | login | locked | imaging. `people[0]` is the open record."""
    c = Canvas(1920, 1080, ppm, WHITE, PX_MM)
    theme = THEMES[int(rng.integers(len(THEMES)))]
    face = pick(rng, (fonts.SCREEN, fonts.OFFICE, fonts.SANS))
    bold = fonts.SCREEN_BOLD if face == fonts.SCREEN else fonts.SANS_BOLD
    if variant in ("login", "locked"):
        _closed(rng, c, theme, face, bold, variant)
        return Piece("screen", c, variant, {"PLACE": 2}, emissive=0.85)
    if variant == "imaging":
        viewer(rng, c, people[0], user, face)
        return Piece("screen", c, variant, {"PLACE": 2, "TIME": 3, "CONDITION": 2}, emissive=0.85)
    c.rect(0, 0, 1920, 34, theme[0])
    c.text(16, 10, pick(rng, ("CareView", "WardBase EPR", "Clinical Portal", "MediLine")), 13, face, WHITE)
    c.text(1890, 10, "–  ☐  ×".replace("☐", "o"), 13, face, WHITE, anchor="r")
    if variant == "record":
        _banner(rng, c, people[0], theme, face, bold)
        _nav(c, theme, face)
        _results(rng, c, face, bold)
        _side(rng, c, face, bold, theme)
    else:
        _list(rng, c, people, theme, face, bold)
    c.rect(0, 1046, 1920, 34, theme[1])
    end = c.text(16, 1057, "Signed in: ", 12, face, INK)
    c.text(end, 1057, user.full, 12, face, INK, "staff_name", "staff")
    c.text(1900, 1057, "14-Sep-2025 08:42", 12, face, INK, "time_signal", anchor="r")
    return Piece("screen", c, variant, {"PLACE": 1, "TIME": 3}, emissive=0.85)


def _banner(rng: Generator, c: Canvas, p: Patient, theme: tuple[Colour, Colour, Colour], face: str, bold: str) -> None:
    c.rect(0, 34, 1920, 84, theme[1])
    c.rect(0, 116, 1920, 3, theme[0])
    c.text(24, 56, f"{p.surname}, {p.given} ({p.title})", 20, bold, INK, "patient_name", "patient", p.key, 620)
    x = 690.0
    for label, value, kind in (
        ("Born ", f"{p.born_long} ({p.age}y)", "date_of_birth"),
        ("Gender ", "Female" if p.sex == "F" else "Male", "label"),
        ("NHS No. ", p.nhs_spaced, "nhs_number"),
    ):
        x = c.text(x, 60, label, 14, face, theme[2])
        x = c.text(x, 60, value, 15, bold, INK, kind, "patient", p.key) + 46
    end = c.text(24, 92, "Hosp No. ", 11, face, theme[2])
    end = c.text(end, 92, p.mrn, 11, face, INK, "local_patient_number", "patient", p.key)
    c.text(end + 40, 92, "Consultant  Moss    Ward 7 Larch  Bed 4A", 11, face, INK, "place_signal")
    c.rect(0, 119, 1920, 32, (186, 30, 40))
    c.text(
        24,
        129,
        "ALLERGIES: " + pick(rng, ("Penicillin - rash", "Latex - contact", "Codeine - vomiting")),
        13,
        bold,
        WHITE,
        "clinical_text",
        "patient",
        p.key,
    )


def _nav(c: Canvas, theme: tuple[Colour, Colour, Colour], face: str) -> None:
    c.rect(0, 151, 210, 895, theme[1])
    for i, name in enumerate(NAV):
        if i == 2:
            c.rect(0, 166 + i * 52, 210, 46, theme[0])
        c.text(24, 182 + i * 52, name, 14, face, WHITE if i == 2 else INK)


def _results(rng: Generator, c: Canvas, face: str, bold: str) -> None:
    c.text(240, 176, "Laboratory results", 16, bold, INK)
    columns = (240, 560, 700, 840, 980, 1120)
    for x, head in zip(columns, ("Test", "14-Sep", "13-Sep", "12-Sep", "Units", "Range"), strict=True):
        c.text(x, 222, head, 12, bold, (80, 90, 100))
    first = int(rng.integers(0, 4))
    for i in range(12):
        y = 254 + i * 56
        if i % 2:
            c.rect(226, y - 12, 1060, 56, (240, 244, 247))
        c.text(columns[0], y + 8, TESTS[first + i], 14, face, INK)
        value = float(rng.uniform(2, 180))
        for x in columns[1:4]:
            value *= float(rng.uniform(0.9, 1.1))
            odd = rng.random() < 0.18
            c.text(x, y + 8, f"{value:.1f}", 14, bold if odd else face, (190, 20, 30) if odd else INK)
        c.text(columns[4], y + 8, pick(rng, ("g/L", "mmol/L", "10^9/L", "umol/L")), 12, face, (110, 118, 126))
        c.text(columns[5], y + 8, f"{int(value * 0.6)} - {int(value * 1.4)}", 12, face, (110, 118, 126))


def _side(rng: Generator, c: Canvas, face: str, bold: str, theme: tuple[Colour, Colour, Colour]) -> None:
    c.rect(1310, 166, 590, 400, (255, 255, 255), (200, 208, 214), 1.5)
    c.text(1330, 184, "Current medication", 15, bold, theme[0])
    chosen = rng.permutation(len(DRUGS))[:6]
    for i, n in enumerate(chosen):
        c.text(1330, 228 + i * 52, DRUGS[int(n)], 13, face, INK, "clinical_text", "patient", max_width=540)
    c.rect(1310, 590, 590, 440, (255, 255, 255), (200, 208, 214), 1.5)
    c.text(1330, 608, "Observations", 15, bold, theme[0])
    values = [(1340 + i * 36.0, 860 + float(rng.uniform(-90, 90))) for i in range(15)]
    for level in range(5):
        c.line([(1330, 680 + level * 70), (1880, 680 + level * 70)], (226, 230, 234), 1.5)
    c.line(values, (0, 120, 160), 4)
    for x, y in values:
        c.ellipse(x - 5, y - 5, 10, 10, (0, 120, 160))


def _list(
    rng: Generator,
    c: Canvas,
    people: list[Patient],
    theme: tuple[Colour, Colour, Colour],
    face: str,
    bold: str,
) -> None:
    c.text(30, 60, "My patients - Ward 7 Larch", 18, bold, theme[0], "place_signal")
    columns = (30, 150, 700, 960, 1260, 1500)
    for x, head in zip(columns, ("Bed", "Name", "Born", "NHS No.", "Consultant", "Status"), strict=True):
        c.text(x, 116, head, 13, bold, (80, 90, 100))
    pitch = min(92.0, 860 / max(1, len(people)))
    for i, p in enumerate(people):
        y = 150 + i * pitch
        c.rect(20, y, 1880, pitch - 6, (255, 255, 255) if i % 2 else (238, 243, 247))
        mid = y + pitch / 2 - 12
        c.text(columns[0], mid, f"4{'ABCDEFGH'[i % 8]}", 15, face, INK)
        c.text(
            columns[1],
            mid,
            f"{p.surname}, {p.given} ({p.title})",
            16,
            bold,
            INK,
            "patient_name",
            "patient",
            p.key,
            530,
        )
        c.text(columns[2], mid, p.born_long, 15, face, INK, "date_of_birth", "patient", p.key)
        c.text(columns[3], mid, p.nhs_spaced, 15, face, INK, "nhs_number", "patient", p.key)
        c.text(columns[4], mid, pick(rng, ("Moss", "Rao", "Pryce")), 15, face, INK, "staff_name", "staff")
        c.text(
            columns[5],
            mid,
            pick(rng, ("MFFD", "Bloods due", "CT pending", "Awaiting TTO")),
            14,
            face,
            (150, 80, 20),
            "clinical_text",
            "patient",
            p.key,
        )


def _closed(
    rng: Generator, c: Canvas, theme: tuple[Colour, Colour, Colour], face: str, bold: str, variant: str
) -> None:
    c.rect(0, 0, 1920, 1080, theme[0] if variant == "login" else (18, 40, 66))
    c.text(960, 200, TRUST, 30, bold, WHITE, "place_signal", anchor="m")
    if variant == "login":
        c.rect(660, 360, 600, 360, (255, 255, 255), radius=12)
        for y, label in ((410, "User name"), (520, "Password")):
            c.text(700, y, label, 15, face, (80, 84, 90))
            c.rect(700, y + 30, 520, 46, (246, 248, 250), (170, 178, 186), 2, 4)
        c.rect(700, 630, 220, 56, theme[0], radius=6)
        c.text(810, 650, "Sign in", 16, bold, WHITE, anchor="m")
    else:
        c.text(960, 460, "08:42", 90, face, WHITE, "time_signal", anchor="m")
        c.text(960, 640, "Press Ctrl + Alt + Del to unlock", 18, face, (210, 220, 230), anchor="m")
