"""Identity bands: adult, red-edged for a known risk, baby; with or without a matrix code."""

from __future__ import annotations

from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, draw_code, patient_ids, pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import Patient

RED: Colour = (206, 34, 44)
LENGTH, HEIGHT = 250.0, 25.0
TEXT_AT = 96.0  # where the printed panel starts, mm from the band's tail


def wristband(
    rng: Generator, ppm: float, person: Patient, variant: str | None = None, code_module: float = 0.42
) -> Piece:
    """`variant`: plain | red | code | two_codes | baby."""
    variant = variant or pick(rng, ("plain", "code", "code", "red", "two_codes", "baby"))
    if variant == "baby":
        return Piece("wristband", _baby(rng, ppm, person), variant, gloss=0.10)
    c = Canvas(LENGTH, HEIGHT, ppm, RED if variant == "red" else (246, 247, 248))
    if variant == "red":
        c.rect(TEXT_AT - 12, 2.6, 108, HEIGHT - 5.2, (250, 250, 250), radius=0.8)
    else:
        for y in (1.0, HEIGHT - 1.0):
            c.line([(0, y), (LENGTH, y)], (222, 226, 230), 0.25)
    for hole in range(4, 60, 7):  # the tail with its closing holes
        c.ellipse(hole, HEIGHT / 2 - 1.4, 2.8, 2.8, (214, 218, 222))
    bold, plain = (fonts.SANS_BOLD, fonts.SANS) if rng.random() < 0.7 else (fonts.SANS_BOLD, fonts.NARROW)
    y0, left = float(rng.uniform(4.0, 5.0)), TEXT_AT
    c.text(
        left,
        y0,
        person.full,
        3.0,
        bold,
        kind="patient_name",
        role="patient",
        person=person.key,
        max_width=48,
    )
    layout = int(rng.integers(3))
    label = ("Born ", "DOB ", "D.O.B. ")[layout]
    dob = (person.born_long, person.born_long, person.born_slash)[layout]
    end = c.text(left, y0 + 6.2, label, 2.5, plain)
    c.text(end, y0 + 6.2, dob, 2.5, bold, kind="date_of_birth", role="patient", person=person.key)
    end = c.text(left, y0 + 11.6, ("NHS No. ", "NHS No: ", "NHS Number ")[layout], 2.5, plain)
    c.text(end, y0 + 11.6, person.nhs_spaced, 2.5, bold, kind="nhs_number", role="patient", person=person.key)
    if rng.random() < 0.4:
        end = c.text(left, y0 + 16.2, "Hosp No. ", 1.8, plain)
        c.text(
            end,
            y0 + 16.2,
            person.mrn,
            1.8,
            plain,
            kind="local_patient_number",
            role="patient",
            person=person.key,
        )
    if variant in ("code", "two_codes"):
        draw_code(c, left + 52, 4.2, code_module, person.gs1_text, "DataMatrix", gs1=True, ids=patient_ids(person))
    if variant == "two_codes":
        draw_code(c, left - 24, 4.2, code_module, person.gs1_text, "DataMatrix", gs1=True, ids=patient_ids(person))
    return Piece("wristband", c, variant, gloss=0.10)


def _baby(rng: Generator, ppm: float, person: Patient) -> Canvas:
    c = Canvas(160, 12, ppm, ((244, 246, 250), (250, 226, 232), (222, 236, 250))[int(rng.integers(3))])
    c.text(
        58,
        1.6,
        f"Baby of {person.surname} {person.given}",
        1.9,
        fonts.SANS_BOLD,
        kind="patient_name",
        role="patient",
        person=person.key,
        max_width=56,
    )
    end = c.text(58, 5.0, "Born ", 1.6)
    end = c.text(end, 5.0, f"{person.born_long} 04:10", 1.6, kind="date_of_birth", role="patient", person=person.key)
    c.text(end + 2, 5.0, "1/1", 1.6)
    end = c.text(58, 8.2, "NHS No. ", 1.6)
    c.text(
        end,
        8.2,
        person.nhs_spaced,
        1.6,
        fonts.SANS_BOLD,
        kind="nhs_number",
        role="patient",
        person=person.key,
    )
    return c
