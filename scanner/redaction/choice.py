"""What the user chose to cover or to leave: `--only`, `--keep` and `--also`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from scanner.findings import Finding
from scanner.settings import RedactionSettings


class Family(StrEnum):
    """What sort of thing a finding covers; the values are also words that `--only` and `--keep` take."""

    FACES = "faces"
    CODES = "codes"
    ARTEFACTS = "artefacts"
    TEXT = "text"


_FACES = frozenset({"face_unknown", "face_child", "face_consented", "patient_in_bed", "person"})
_THINGS = frozenset(
    {"wristband", "board", "screen", "patient_monitor", "paper_record", "patient_list", "specimen_label"}
    | {"drip_label", "bedhead_sign", "sticky_note", "medical_image", "staff_badge"}
)


def family(kind: str) -> Family:
    """Every kind that is no face, code or thing as a whole is a piece of text."""
    if kind in _FACES:
        return Family.FACES
    if kind.startswith("barcode_"):
        return Family.CODES
    return Family.ARTEFACTS if kind in _THINGS else Family.TEXT


def named(finding: Finding, words: Iterable[str]) -> bool:
    """Whether one of the words is the finding's number, its kind or its family."""
    own = {str(finding.id), finding.kind, family(finding.kind).value}
    return any(word.strip().removeprefix("#") in own for word in words)


def must_go(finding: Finding, settings: RedactionSettings) -> bool:
    """Whether this finding of the original is to be destroyed.

    `--also` wins over `--keep`, and that over `--only`; `--only` also takes what the judgement would have left
    visible, except that the word "faces" means those of people who did not agree.
    """
    if named(finding, settings.also):
        return True
    if named(finding, settings.keep):
        return False
    if settings.only and finding.kind == "face_consented":
        return named(finding, [word for word in settings.only if word != Family.FACES.value])
    return named(finding, settings.only) if settings.only else finding.redact


def unknown_numbers(findings: Iterable[Finding], settings: RedactionSettings) -> tuple[str, ...]:
    """Numbers in `--only`, `--keep` or `--also` that no finding of this photo has."""
    numbers = {str(finding.id) for finding in findings}
    words = [word.strip().removeprefix("#") for word in (*settings.only, *settings.keep, *settings.also)]
    return tuple(word for word in words if word.isdigit() and word not in numbers)
