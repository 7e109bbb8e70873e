"""What speaks for a photo from care, and what is found everywhere; severity has no part in it."""

from __future__ import annotations

import pytest

from scanner.findings import Finding, Severity
from scanner.outputs.ranking import Group, clinical_weight, group_of


def found(kind: str, detector: str, confidence: float = 0.9) -> Finding:
    return Finding(1, kind, Severity.HIGH, confidence, None, "m", "w", (), "g", detector, True)


@pytest.mark.parametrize(
    "finding",
    [
        found("barcode_unread", "codes"),
        found("barcode_unread", "artefacts"),
        found("vehicle_plate", "text"),
        found("vehicle_plate", "artefacts"),
        found("place_signal", "text"),  # a sign
        found("wristband", "artefacts", 0.49),
        found("patient_monitor", "artefacts", 0.59),  # a shop window
        found("screen", "artefacts"),
        found("board", "artefacts"),
        found("paper_record", "artefacts"),
        found("staff_badge", "artefacts"),
        found("specimen_label", "artefacts"),
        found("medical_image", "artefacts"),
        found("face_unknown", "faces"),
        found("patient_name", "text", 0.4),
    ],
)
def test_what_is_found_everywhere_proves_nothing(finding: Finding) -> None:
    assert clinical_weight([finding], 0.02) == 0.02
    assert clinical_weight([finding], 0.7) == 0.7
    assert group_of([finding.kind], finding.severity, 0.02, scanned=True) is not Group.CLINICAL


@pytest.mark.parametrize(
    "finding",
    [
        found("nhs_number", "text"),
        found("barcode_patient", "codes"),
        found("clinical_text", "text", 0.6),
        found("board", "text layout"),
        found("wristband", "text layout", 0.6),
        found("wristband", "artefacts", 0.65),
        found("patient_monitor", "artefacts", 0.85),
        found("date_of_birth", "text"),
    ],
)
def test_patients_and_what_is_theirs_do(finding: Finding) -> None:
    weight = clinical_weight([found("face_unknown", "faces"), finding], 0.0)
    assert group_of([finding.kind], finding.severity, weight, scanned=True) is Group.CLINICAL


def test_the_scene_is_as_sure_as_its_network() -> None:
    assert clinical_weight([found("ward_scene", "scene", 0.6)], 0.3) == 0.6
    assert clinical_weight([], 0.0) == 0.0
