"""A number behind "ID" on a badge is its bearer's, elsewhere it may be a patient's."""

from __future__ import annotations

from scanner.findings import Artefact, ArtefactClass, Severity, Sightings, TextLine
from scanner.judgement.judged import picture_findings
from scanner.settings import Settings

PLACE = ((80.0, 80.0), (480.0, 80.0), (480.0, 320.0), (80.0, 320.0))


def below(*texts: str) -> tuple[TextLine, ...]:
    return tuple(
        TextLine(((100.0, y), (100.0 + 12 * len(t), y), (100.0 + 12 * len(t), y + 24), (100.0, y + 24)), 0.95, t)
        for t, y in zip(texts, range(100, 900, 34), strict=False)
    )


def severities(*texts: str, thing: str = "") -> dict[str, Severity]:
    artefacts = (Artefact(PLACE, ArtefactClass(thing), 0.8),) if thing else ()
    findings = picture_findings(Sightings(text=below(*texts), artefacts=artefacts), Settings())
    return {finding.kind: finding.severity for finding in findings}


def test_the_id_of_a_medical_student_is_a_staff_number() -> None:
    found = severities("Medical Student", "ID 297339")
    assert "local_patient_number" not in found
    assert found["staff_id"] < Severity.CRITICAL
    assert found["staff_badge"] < Severity.CRITICAL


def test_the_looks_of_a_badge_are_enough() -> None:
    assert "local_patient_number" not in severities("ID 297339", thing="id_badge")
    assert severities("ID 297339")["local_patient_number"] is Severity.CRITICAL


def test_a_patients_number_on_a_badge_stays_one() -> None:
    assert "local_patient_number" in severities("ID 297339", "DOB 12/03/1951", thing="id_badge")
    assert severities("Medical Student", "NHS No. 999 339 5633")["nhs_number"] is Severity.CRITICAL
