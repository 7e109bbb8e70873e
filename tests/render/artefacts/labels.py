"""Labels on fluids, syringes and sample tubes; the sheet of patient labels."""

from __future__ import annotations

from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, biro_font, draw_code, patient_ids, pick
from tests.render.canvas import INKS, Canvas, Colour
from tests.render.cast import Patient

YELLOW: Colour = (250, 226, 70)
ADDITIVES = (
    ("Potassium chloride", "40 mmol", "1000 ml NaCl 0.9 %"),
    ("Magnesium sulfate", "20 mmol", "500 ml NaCl 0.9 %"),
    ("Vancomycin", "1 g", "250 ml NaCl 0.9 %"),
    ("Aminophylline", "500 mg", "500 ml glucose 5 %"),
)


def drip_label(
    rng: Generator, ppm: float, person: Patient, by_hand: bool | None = None, pen: str | None = None
) -> Piece:
    """Additive label for an infusion bag, filled in by hand or by printer."""
    hand = rng.random() < 0.6 if by_hand is None else by_hand
    c = Canvas(100, 60, ppm, YELLOW if rng.random() < 0.75 else (250, 248, 240))
    c.rect(0.8, 0.8, 98.4, 58.4, None, (30, 30, 34), 0.5)
    c.rect(0.8, 0.8, 98.4, 8.4, (40, 40, 44))
    c.text(50, 3.2, "DRUGS ADDED TO THIS INFUSION", 3.2, fonts.SANS_BOLD, (255, 240, 120), anchor="m")
    drug, dose, fluid = ADDITIVES[int(rng.integers(len(ADDITIVES)))]
    rows = (
        ("Patient", person.full, "patient_name", 12.5),
        ("Ward", "7", "place_signal", 21.0),
        ("Drug", f"{drug} {dose}", "clinical_text", 29.5),
        ("Fluid", fluid, "clinical_text", 38.0),
        ("Date", "14/9/25  08:20", "time_signal", 46.5),
    )
    font, ink = pen or biro_font(rng), INKS[int(rng.integers(2))]
    for label, value, kind, y in rows:
        c.text(3.5, y + 1.0, label, 2.2, fonts.SANS, (30, 30, 34))
        c.line([(17, y + 5.0), (97, y + 5.0)], (90, 84, 40), 0.18)
        patient = kind in ("patient_name", "clinical_text")
        role, who = ("patient", person.key) if patient else ("label", None)
        if hand:
            c.handwrite(rng, 18.5, y - 0.2, value, 3.6, font, ink, kind, role, who, 76)
        else:
            c.text(18.5, y + 0.4, value, 3.0, fonts.MONO, kind=kind, role=role, person=who, max_width=76)
    end = c.text(3.5, 54.3, "Prep by ", 2.2, fonts.SANS, (30, 30, 34))
    c.handwrite(rng, end + 1, 53.6, "KW", 3.0, font, ink, "staff_name", "staff")
    end = c.text(36, 54.3, "Checked by ", 2.2, fonts.SANS, (30, 30, 34))
    c.handwrite(rng, end + 1, 53.6, "JT", 3.0, font, ink, "staff_name", "staff")
    return Piece("drip_label", c, "hand" if hand else "print", {"PLACE": 1, "TIME": 3})


def syringe_label(rng: Generator, ppm: float) -> Piece:
    """Drug-only label after ISO 26825: no patient on it."""
    colours: tuple[tuple[str, Colour], ...] = (
        ("Propofol", (252, 226, 60)),
        ("Rocuronium", (240, 90, 90)),
        ("Fentanyl", (110, 180, 230)),
        ("Ephedrine", (200, 160, 210)),
    )
    name, colour = colours[int(rng.integers(len(colours)))]
    c = Canvas(60, 30, ppm, colour)
    c.text(30, 5, name, 6.0, fonts.SANS_BOLD, anchor="m", role="neg", kind="label")
    c.text(
        30,
        18,
        pick(rng, ("10 mg/ml", "50 micrograms/ml", "3 mg/ml")),
        3.6,
        fonts.SANS,
        anchor="m",
        role="neg",
    )
    return Piece("", c, "syringe")


def tube_label(rng: Generator, ppm: float, person: Patient, pen: str | None = None, coded: bool = False) -> Piece:
    """For a 13-mm tube (cylinder of radius 6.5 mm, lines along the tube): four identifiers by hand, a Code
    128 of the laboratory's number, or (`coded`) of the patient's own."""
    c = Canvas(50, 34, ppm, (252, 252, 250))
    font, ink = pen or biro_font(rng), INKS[int(rng.integers(2))]
    rows = (
        ("Surname", person.surname.title(), "patient_name"),
        ("Forename", person.given, "patient_name"),
        ("DOB", person.born_slash, "date_of_birth"),
        ("NHS No", person.nhs_spaced, "nhs_number"),
        ("Date", "14/9/25 08:20 KW", "time_signal"),
    )
    for i, (label, value, kind) in enumerate(rows):
        y = 2.0 + i * 4.6
        c.text(1.5, y + 0.9, label, 1.3, fonts.SANS, (90, 90, 96))
        c.line([(11, y + 3.2), (48, y + 3.2)], (170, 174, 178), 0.12)
        c.handwrite(rng, 11.5, y + 0.2, value, 2.3, font, ink, kind, "patient", person.key if i < 4 else None, 36)
    number = f"{int(rng.integers(10**7, 10**8))}"
    if coded:
        draw_code(c, 6, 26.2, 0.25, person.nhs, "Code128", height=6, ids=(person.nhs,))
    else:
        draw_code(c, 6, 26.2, 0.25, number, "Code128", height=6, kind="barcode_unread")
    return Piece("specimen_label", c, "hand", {"PLACE": 1, "TIME": 3})


def addressograph(rng: Generator, c: Canvas, x: float, y: float, person: Patient, scale: float = 1.0) -> None:
    """One printed patient label (70 x 35 mm at scale 1) drawn at (x, y)."""
    s = scale
    order = rng.random() < 0.5
    c.text(
        x + 3 * s,
        y + 4 * s,
        f"{person.surname}, {person.given} ({person.title})",
        2.8 * s,
        fonts.SANS_BOLD,
        kind="patient_name",
        role="patient",
        person=person.key,
        max_width=62 * s,
    )
    rows = [
        ("DOB ", person.born_long, "date_of_birth"),
        ("NHS No. ", person.nhs_spaced, "nhs_number"),
        ("Hosp No. ", person.mrn, "local_patient_number"),
    ]
    if order:
        rows.reverse()
    for i, (label, value, kind) in enumerate(rows):
        end = c.text(x + 3 * s, y + (10 + 5 * i) * s, label, 2.2 * s)
        c.text(
            end,
            y + (10 + 5 * i) * s,
            value,
            2.3 * s,
            fonts.SANS_BOLD,
            kind=kind,
            role="patient",
            person=person.key,
        )
    number = 1 + len(person.surname) * 3
    c.text(
        x + 3 * s,
        y + 26 * s,
        f"{number} Larch Row, Northmoor  ZZ99 3WZ",
        2.0 * s,
        kind="address",
        role="patient",
        person=person.key,
        max_width=62 * s,
    )
    c.text(x + 58 * s, y + 10 * s, person.sex, 3.0 * s, fonts.SANS_BOLD)


def addressograph_sheet(rng: Generator, ppm: float, person: Patient) -> Piece:
    c = Canvas(210, 297, ppm, (252, 252, 250))
    for row in range(7):
        for column in range(2):
            x, y = 14 + column * 94, 12 + row * 39.5
            c.rect(x, y, 88, 35, (255, 255, 255), (214, 216, 218), 0.25, 2)
            addressograph(rng, c, x + 4, y + 1, person)
    return Piece("paper_record", c, "addressograph", {"PLACE": 1})


def label_code(rng: Generator, ppm: float, person: Patient) -> Piece:
    """A small printed label with a 2-D code, for request forms and boxes."""
    c = Canvas(70, 35, ppm, (253, 253, 252))
    addressograph(rng, c, 0, 0, person, 0.9)
    draw_code(
        c,
        52,
        12,
        0.4,
        f"{person.nhs}|{person.full}|{person.born_long}",
        pick(rng, ("QRCode", "Aztec")),
        ids=patient_ids(person),
    )
    return Piece("specimen_label", c, "code", {"PLACE": 1})
