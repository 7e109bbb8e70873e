"""How bad one match is where it stands (domain: severities C, H, M, L, I and what raises or lowers them)."""

from __future__ import annotations

import re

from scanner.findings import Match, Severity
from scanner.judgement.context import FIRM, Cluster
from scanner.kinds import kinds

# Public lettering may hold phone numbers and addresses: they belong to the institution, not to a patient.
CONTACT = frozenset({"phone", "email", "address", "postcode"})
# Initials beside one of these are enough for somebody who knows the patient.
COMPANY = frozenset({"age", "clinical_text", "place_signal", "date_of_birth"})
# The rule of identifiers/clinical.py for HIV, mental health, DNACPR and the like.
SENSITIVE_RULE = "sensitive"
# Four digits behind "ext" or "bleep" reach a colleague, not a patient.
EXTENSION_RULE = "extension"
# Things on which somebody's own address or number stands; on boards and posters it is the institution's.
LETTERS = frozenset({"wristband", "screen", "paper", "sticky_note"})
# Things on which clinical words are about somebody.
ABOUT_SOMEBODY = frozenset({"wristband", "board", "screen", "paper", "sticky_note", "medical_image"})


def in_context(match: Match, value: str, cluster: Cluster | None) -> Severity:
    """Severity of a match with this value on this thing (None: a caption, a file name)."""
    base = kinds()[match.kind].severity
    on = cluster.on if cluster else None
    identified = bool(cluster and cluster.identified)
    # Words that somebody writes about a photo (caption, file name) are about the people in it.
    by_words = cluster is None or cluster.by_words
    about_somebody = cluster is None or identified or on in ABOUT_SOMEBODY
    around = cluster.kinds if cluster else frozenset()
    if match.kind == "date_of_birth" and "patient_name" in around:
        return Severity.CRITICAL
    if match.kind == "patient_initials" and around & COMPANY:
        return Severity.HIGH
    if match.kind == "age":
        return Severity.HIGH if singular_age(value) else base
    if match.rule == EXTENSION_RULE and not identified:
        return Severity.LOW
    if match.kind in CONTACT and cluster is not None and not identified:
        # Looks alone do not tell a letter from a leaflet.
        if on in ("sign", "label"):
            return Severity.LOW
        return Severity.HIGH if on in LETTERS and by_words else Severity.MEDIUM
    if match.kind == "clinical_text":
        if not about_somebody:
            return Severity.LOW
        # One abbreviation alone may be a crossword's, and names the thing that it seems to stand on.
        in_company = cluster is None or identified or (by_words and len(cluster.matches) > 1)
        return Severity.HIGH if match.rule == SENSITIVE_RULE and in_company else base
    if match.kind == "staff_name" and on == "id_badge":
        return Severity.MEDIUM
    if match.confidence < FIRM and base > Severity.MEDIUM:
        return Severity.MEDIUM
    return base


def singular_age(value: str) -> bool:
    """Ages that single out: 90 and over, or under one year (HIPAA Safe Harbor (C); domain (a))."""
    if re.search(r"/7|/52|/12|\bday|\bweek|\bmonth|\bmth|\bmo\b", value, re.IGNORECASE):
        return True
    years = re.search(r"\d+", value)
    return years is not None and not 1 <= int(years.group()) < 90
