"""Which photo a person should see first: severity times clinical context, people without it on their own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import inf

from scanner.findings import Finding, Severity
from scanner.judgement import looks
from scanner.kinds import kinds

# Kinds that say by themselves that the photo comes from care: patients' details, what carries them, wards.
CLINICAL = frozenset(
    "nhs_number chi hcn ihi ppsn ssn mbi medicare_au local_patient_number patient_name patient_initials "
    "clinical_text wristband board patient_monitor paper_record patient_list specimen_label drip_label "
    "bedhead_sign medical_image barcode_patient patient_in_bed ward_scene staff_badge".split()
)
PEOPLE = frozenset("face_unknown face_child face_consented person".split())
_HALF = frozenset("date_of_birth screen staff_name staff_id".split())
_FIRM = 0.5  # confidence from which a finding says something about the place


class Group(StrEnum):
    """How a report sorts photos, in this order."""

    CLINICAL = "clinical"
    OTHER = "other"
    PEOPLE = "people"
    PARTIAL = "partial"
    CLEAR = "clear"
    NOT_CHECKED = "not_checked"


def clinical_weight(findings: Iterable[Finding], ward_like: float) -> float:
    """0..1: how much speaks for a picture from care. `ward_like`: the scene's probability, 0 if unknown.

    It sorts and groups photos; how bad a finding is stands without it. A code that nobody can interpret, a plate, and
    the words of a sign are everywhere, so they prove nothing.
    """
    return max(ward_like, *(_proof(finding) for finding in findings), 0.0)


def _proof(finding: Finding) -> float:
    if finding.confidence < _FIRM:
        return 0.0
    if finding.kind == "ward_scene":
        return finding.confidence
    if finding.detector == looks.BY_LOOKS and finding.confidence < looks.CLINICAL.get(finding.kind, inf):
        return 0.0  # strips of paper, shop windows and posters look like a ward's things
    return 1.0 if finding.kind in CLINICAL else 0.5 if finding.kind in _HALF else 0.0


def priority(findings: Iterable[Finding], context: float) -> float:
    """Worst severity (0..4) times 1..2 for the context; more findings of the worst kind decide between equals."""
    severities = [int(f.severity) for f in findings]
    worst = max(severities, default=0)
    return round(worst * (1 + context) + min(0.09, 0.01 * severities.count(worst) if worst else 0.0), 3)


def group_of(slugs: Iterable[str], severity: int, context: float, *, scanned: bool, partial: bool = False) -> Group:
    """`slugs`: kinds of the findings; `severity`: the worst as a number, -1 for none. `partial`: something was not
    looked for, so that nobody can say that the photo is clear, or has no clinical sign."""
    if not scanned:
        return Group.NOT_CHECKED
    if severity < Severity.MEDIUM:
        return Group.PARTIAL if partial else Group.CLEAR
    if context >= 0.5:
        return Group.CLINICAL
    grave = {slug for slug in slugs if slug in PEOPLE or not slug.startswith("meta_")}
    if not grave or not grave <= PEOPLE | {"unread_text"}:
        return Group.OTHER
    return Group.PARTIAL if partial else Group.PEOPLE


def title_of(slug: str) -> str:
    """A kind in words; the slug itself for a kind of a later version."""
    row = kinds().get(slug)
    return row.title if row else slug
