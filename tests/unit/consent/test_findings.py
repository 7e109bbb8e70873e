"""What the judgement makes of people who agreed."""

from __future__ import annotations

from dataclasses import replace

from scanner.findings import Severity, Sightings, TextLine
from scanner.judgement.judge import judge
from tests.unit.consent.making import face
from tests.unit.redaction.making import box

STRANGER = face(100)
AGREED = replace(STRANGER, consented=True, person="Ada Example")
BROW = TextLine(box(115, 70, 60, 12), 0.5, None)
NAME = TextLine(box(110, 90, 80, 14), 0.95, "OKONKWO Josephine")


def kinds(*faces: object, text: tuple[TextLine, ...] = ()) -> dict[str, bool]:
    return {f.kind: f.redact for f in judge(Sightings(faces=faces, text=text))}  # type: ignore[arg-type]


def test_who_agreed_is_told_and_stays() -> None:
    (finding,) = judge(Sightings(faces=(AGREED,)))
    assert (finding.kind, finding.severity, finding.redact) == ("face_consented", Severity.INFO, False)
    assert "Ada" not in repr(finding)
    assert kinds(STRANGER) == {"face_unknown": True}


def test_an_eyebrow_is_no_writing_on_a_face_that_stays() -> None:
    assert kinds(AGREED, text=(BROW,)) == {"face_consented": False}
    assert kinds(STRANGER, text=(BROW,)) == {"face_unknown": True, "unread_text": True}
    beside = replace(BROW, polygon=box(160, 70, 90, 12))
    assert kinds(AGREED, text=(beside,))["unread_text"]


def test_words_on_a_face_that_stays_go() -> None:
    assert kinds(AGREED, text=(NAME,))["patient_name"]
