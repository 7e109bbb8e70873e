"""A full name without anything of a patient is a question; with it, or where nobody can know, an alarm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.findings import Artefact, ArtefactClass, Finding, SceneGuess, Severity, Sightings, TextLine
from scanner.judgement.judged import picture_findings
from scanner.settings import Settings

STREET = (SceneGuess(ward=0.01, clinical_other=0.02),)
WARD = (SceneGuess(ward=0.9, clinical_other=0.05),)
PEOPLE_AT_WORK = (SceneGuess(ward=0.1, clinical_other=0.85),)
NAME = "Josephine Okonkwo"
PLACE = ((100.0, 100.0), (700.0, 100.0), (700.0, 500.0), (100.0, 500.0))


def lines(*texts: str) -> tuple[TextLine, ...]:
    """Far enough from one another to be things of their own."""
    return tuple(
        TextLine(((150.0, y), (150.0 + 12 * len(t), y), (150.0 + 12 * len(t), y + 22), (150.0, y + 22)), 0.9, t)
        for t, y in zip(texts, range(150, 5000, 300), strict=False)
    )


def close(*texts: str) -> tuple[TextLine, ...]:
    """Under one another, on one thing."""
    return tuple(
        TextLine(((150.0, y), (400.0, y), (400.0, y + 22), (150.0, y + 22)), 0.9, t)
        for t, y in zip(texts, range(150, 5000, 30), strict=False)
    )


def named(sightings: Sightings) -> Finding:
    (found,) = (f for f in picture_findings(sightings, Settings()) if f.kind == "patient_name")
    return found


def test_a_name_in_the_street_is_covered_without_alarm() -> None:
    found = named(Sightings(text=lines(NAME), scenes=STREET))
    assert (found.severity, found.redact) == (Severity.MEDIUM, True)
    assert all(
        f.severity <= Severity.MEDIUM for f in picture_findings(Sightings(lines(NAME), scenes=STREET), Settings())
    )


@pytest.mark.parametrize(
    "sightings",
    [
        Sightings(text=lines(NAME)),  # nobody looked at the place
        Sightings(text=lines(NAME), scenes=WARD),
        Sightings(text=lines(NAME), scenes=PEOPLE_AT_WORK),
        Sightings(text=lines(NAME, "NHS No. 999 339 5633"), scenes=STREET),
        Sightings(text=lines(NAME, "NBM from midnight"), scenes=STREET),
        Sightings(text=lines(NAME, "Ward 7"), scenes=STREET),
        *(
            Sightings(text=lines(NAME), artefacts=(Artefact(PLACE, ArtefactClass(cls), 0.8),), scenes=STREET)
            for cls in ("wristband", "board", "screen", "patient_monitor", "medical_image")
        ),
    ],
)
def test_any_sign_of_patients_makes_it_an_alarm(sightings: Sightings) -> None:
    assert named(sightings).severity is Severity.CRITICAL


@pytest.mark.parametrize("form", ["OKONKWO, Josephine (Mrs)", "Mrs Okonkwo", "Patient: Josephine Okonkwo"])
def test_a_name_as_records_write_it_is_an_alarm_anywhere(form: str) -> None:
    assert named(Sightings(text=lines(form), scenes=STREET)).severity is Severity.CRITICAL


@pytest.mark.parametrize("cls", ["paper", "label", "sign", "sticky_note"])
def test_a_thing_of_every_household_does_not_make_a_patient(cls: str) -> None:
    seen = Sightings(text=lines(NAME), artefacts=(Artefact(PLACE, ArtefactClass(cls), 0.6),), scenes=STREET)
    assert named(seen).severity is Severity.MEDIUM


@pytest.mark.parametrize("scene", [STREET, PEOPLE_AT_WORK, ()])
def test_a_misread_word_on_the_seal_of_a_college_is_no_alarm(scene: tuple[SceneGuess, ...]) -> None:
    seal = close("AMERICAN COLLEGE", "KOWALSKA O", "COMMITTED TO")
    assert named(Sightings(text=seal, scenes=scene)).severity is Severity.MEDIUM


def test_a_surname_and_an_initial_hardly_read_is_no_alarm_in_the_street() -> None:
    (line,) = lines("KOWALSKA Z")
    hardly = (replace(line, score=0.6),)
    assert named(Sightings(text=hardly, scenes=STREET)).severity is Severity.MEDIUM
    assert named(Sightings(text=hardly, scenes=WARD)).severity is Severity.CRITICAL
    assert named(Sightings(text=(line,), scenes=STREET)).severity is Severity.CRITICAL


def test_beside_a_bed_or_a_number_a_college_takes_nothing_away() -> None:
    row = close("College of Surgeons", "KOWALSKA Z", "NHS No. 999 339 5633")
    assert named(Sightings(text=row, scenes=STREET)).severity is Severity.CRITICAL


def test_two_strange_words_in_capitals_are_a_question() -> None:
    scrap, name, band = lines("JA, DIMYRISTYL"), lines("OKONKWO, JOSEPHINE"), lines("JA, DIMYRISTYL", "DOB 12/03/1951")
    assert named(Sightings(text=scrap, scenes=STREET)).severity is Severity.MEDIUM
    assert named(Sightings(text=name, scenes=STREET)).severity is Severity.CRITICAL
    assert named(Sightings(text=band, scenes=STREET)).severity is Severity.CRITICAL
