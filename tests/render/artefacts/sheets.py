"""Lists of patients on paper (handover, theatre) and the drug chart."""

from __future__ import annotations

from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, biro_font, pick
from tests.render.artefacts.labels import addressograph
from tests.render.canvas import INKS, Canvas, Colour
from tests.render.cast import DRUGS, PLANS, STAFF, WARDS, Patient

GREY: Colour = (120, 124, 128)
SIDES = ("Left", "Right")
OPERATIONS = (
    "Inguinal hernia repair",
    "Hip hemiarthroplasty",
    "Laparoscopic cholecystectomy",
    "Hysteroscopy",
    "Carpal tunnel release",
    "Tonsillectomy",
    "Knee arthroscopy",
    "Appendicectomy",
)


def handover_sheet(rng: Generator, ppm: float, people: list[Patient], pen: str | None = None) -> Piece:
    c = Canvas(297, 210, ppm, (250, 250, 246))
    heads = (
        ("Bed", 14.0),
        ("Name / DOB / NHS No.", 62.0),
        ("PC", 48.0),
        ("PMH", 50.0),
        ("Plan", 55.0),
        ("Jobs", 48.0),
    )
    serif = rng.random() < 0.25
    face = fonts.SERIF if serif else pick(rng, (fonts.SANS, fonts.OFFICE, fonts.NARROW))
    bold = fonts.SANS_BOLD
    c.text(10, 8, "Handover - " + pick(rng, WARDS), 3.6, bold, kind="place_signal")
    c.text(287, 8.6, "14/09/2025 08:00", 2.6, face, kind="time_signal", anchor="r")
    pitch = min(29.0, 178.0 / len(people))
    _grid(c, 10.0, 17.0, [w for _, w in heads], 6.5, pitch, len(people), rng.random() < 0.5)
    x = 10.0
    for name, width in heads:
        c.text(x + 1.5, 19.0, name, 2.3, bold, max_width=width - 3)
        x += width
    ink, hand = INKS[int(rng.integers(2))], pen or biro_font(rng)
    for i, p in enumerate(people):
        y = 23.5 + i * pitch + 2.5
        c.text(11.5, y, f"{4 + i // 4}{'ABCD'[i % 4]}", 2.4, bold)
        c.text(
            25.5,
            y,
            f"{p.surname} {p.given}",
            2.3,
            bold,
            kind="patient_name",
            role="patient",
            person=p.key,
            max_width=58,
        )
        end = c.text(25.5, y + 5, p.born_slash, 2.0, face, kind="date_of_birth", role="patient", person=p.key)
        c.text(end + 2, y + 5, f"({p.age}{p.sex})", 2.0, face, kind="age", role="patient", person=p.key)
        c.text(25.5, y + 10, p.nhs_spaced, 2.0, face, kind="nhs_number", role="patient", person=p.key)
        for column, left in enumerate((87.5, 135.5, 185.5)):
            for line in range(2 if pitch > 18 else 1):
                text = pick(
                    rng,
                    PLANS if column != 1 else ("HTN, T2DM", "AF on DOAC", "COPD", "Nil", "CKD 3", "IHD, CABG 2009"),
                )
                c.text(
                    left,
                    y + line * 5,
                    text,
                    2.0,
                    face,
                    kind="clinical_text",
                    role="patient",
                    person=p.key,
                    max_width=44,
                )
        if rng.random() < 0.7:
            c.handwrite(
                rng,
                241,
                y + 0.5,
                pick(rng, ("chase bloods", "d/w family", "review pm", "TTO done", "CXR?")),
                2.8,
                hand,
                ink,
                "clinical_text",
                "patient",
                p.key,
                40,
            )
        if rng.random() < 0.5:
            c.line([(280, y + 8), (282, y + 11), (286, y + 4)], ink, 0.5)
    c.text(148, 203, "CONFIDENTIAL - dispose of in confidential waste", 2.0, face, GREY, anchor="m")
    return Piece("patient_list", c, "handover", {"PLACE": 3, "TIME": 3, "CONDITION": 2})


def theatre_list(rng: Generator, ppm: float, people: list[Patient]) -> Piece:
    c = Canvas(297, 210, ppm, (252, 252, 250))
    heads = (
        ("No", 10.0),
        ("Patient", 58.0),
        ("DOB", 27.0),
        ("NHS No.", 34.0),
        ("Side", 18.0),
        ("Procedure", 76.0),
        ("Surgeon", 54.0),
    )
    c.text(
        10,
        8,
        f"Theatre {int(rng.integers(1, 9))} - operating list",
        3.6,
        fonts.SANS_BOLD,
        kind="place_signal",
    )
    c.text(287, 8.6, "Monday 15/09/2025", 2.6, kind="time_signal", anchor="r")
    pitch = min(17.5, 176.0 / len(people))
    _grid(c, 10.0, 17.0, [w for _, w in heads], 6.5, pitch, len(people), True)
    x = 10.0
    for name, width in heads:
        c.text(x + 1.5, 19.0, name, 2.3, fonts.SANS_BOLD)
        x += width
    for i, p in enumerate(people):
        y = 23.5 + i * pitch + pitch / 2 - 1.2
        values = (
            (11.5, str(i + 1), "label", 8),
            (21.5, f"{p.surname} {p.given}", "patient_name", 55),
            (79.5, p.born_slash, "date_of_birth", 25),
            (106.5, p.nhs_spaced, "nhs_number", 32),
            (140.5, pick(rng, SIDES), "label", 16),
            (158.5, pick(rng, OPERATIONS), "clinical_text", 73),
        )
        for left, text, kind, width in values:
            patient = kind != "label"
            c.text(
                left,
                y,
                text,
                2.2,
                fonts.SANS_BOLD if kind == "patient_name" else fonts.SANS,
                kind=kind,
                role="patient" if patient else "label",
                person=p.key if patient else None,
                max_width=width,
            )
        c.text(234.5, y, STAFF[7].full, 2.2, kind="staff_name", role="staff", max_width=50)
    return Piece("patient_list", c, "theatre", {"PLACE": 3, "TIME": 2, "CONDITION": 2})


def drug_chart(rng: Generator, ppm: float, person: Patient, pen: str | None = None) -> Piece:
    """Inpatient chart: patient label top left, allergies, regular medicines against days."""
    tint: Colour = ((252, 250, 244), (250, 246, 226), (246, 240, 248))[int(rng.integers(3))]
    c = Canvas(297, 210, ppm, tint)
    head: Colour = ((30, 70, 120), (120, 30, 60), (30, 100, 80))[int(rng.integers(3))]
    c.rect(0, 0, 297, 9, head)
    c.text(8, 2.8, "Inpatient prescription and administration record", 3.2, fonts.SANS_BOLD, (255, 255, 255))
    c.rect(8, 13, 74, 37, (255, 255, 255), (150, 150, 156), 0.3, 1.5)
    addressograph(rng, c, 10, 14, person)
    c.rect(88, 13, 120, 18, None, (190, 20, 30), 0.8)
    c.text(91, 15.5, "ALLERGIES / SENSITIVITIES", 2.4, fonts.SANS_BOLD, (190, 20, 30))
    hand, ink = pen or biro_font(rng), INKS[int(rng.integers(2))]
    c.handwrite(
        rng,
        92,
        21.5,
        pick(rng, ("Penicillin - rash", "NKDA", "Trimethoprim")),
        4.0,
        hand,
        ink,
        "clinical_text",
        "patient",
        person.key,
        100,
    )
    for x, label, value in ((88, "Weight", "71 kg"), (132, "Height", "1.68 m"), (176, "Ward", "7 Larch")):
        c.text(x, 37, label, 2.2, fonts.SANS, GREY)
        c.handwrite(
            rng,
            x + 14,
            35.5,
            value,
            3.4,
            hand,
            ink,
            "place_signal" if label == "Ward" else "clinical_text",
            "label",
        )
    _grid(c, 8.0, 56.0, [76.0, *([14.5] * 14)], 8.0, 17.6, 8, True)
    c.text(10, 59, "Regular medicines", 2.6, fonts.SANS_BOLD)
    for day in range(14):
        c.text(91.2 + day * 14.5, 59, f"{14 + day}/9" if day < 17 else "", 2.0, anchor="m")
    order = rng.permutation(len(DRUGS))
    for row in range(int(rng.integers(5, 9))):
        y = 64 + row * 17.6
        c.handwrite(rng, 10, y + 3, DRUGS[int(order[row])], 3.4, hand, ink, "clinical_text", "patient", person.key, 72)
        c.handwrite(
            rng,
            56,
            y + 10.5,
            pick(rng, ("S Rao", "E Moss", "H Lowrie")),
            2.8,
            hand,
            ink,
            "staff_name",
            "staff",
            max_width=24,
        )
        c.text(80, y + 4, pick(rng, ("08", "12", "18", "22")), 2.0, fonts.SANS, GREY)
        for day in range(int(rng.integers(1, 5))):
            c.handwrite(
                rng,
                87 + day * 14.5,
                y + 4,
                pick(rng, ("KW", "BA", "JT")),
                2.8,
                hand,
                ink,
                "staff_name",
                "staff",
                max_width=12,
            )
    return Piece("paper_record", c, "drug_chart", {"PLACE": 2, "TIME": 2, "CONDITION": 2})


def _grid(
    c: Canvas, x: float, y: float, widths: list[float], head: float, pitch: float, rows: int, shade: bool
) -> None:
    total = sum(widths)
    if shade:
        c.rect(x, y, total, head, (224, 228, 232))
    for i in range(rows + 2):
        at = y if i == 0 else y + head + (i - 1) * pitch
        c.line([(x, at), (x + total, at)], GREY, 0.25)
    at = x
    for width in [0.0, *widths]:
        at += width
        c.line([(at, y), (at, y + head + rows * pitch)], GREY, 0.25)
