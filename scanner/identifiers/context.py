"""What the rest of the line says about each match: the second look."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from scanner.findings import Match
from scanner.identifiers.dates import LABELLED_DATE, year_of
from scanner.identifiers.line import Line
from scanner.identifiers.names import RULES as NAME_RULES
from scanner.identifiers.posters import on_poster, public_hours
from scanner.identifiers.table import RULES

_BESIDE: dict[str, frozenset[str]] = {
    **{rule.name: rule.beside for rule in RULES if rule.beside},
    **{rule.name: rule.beside for rule in NAME_RULES if rule.beside},
}
_PEOPLE = frozenset(
    {"patient_name", "patient_initials", "age", "nhs_number", "chi", "hcn", "local_patient_number", "date_of_birth"}
)
_OLD = 2  # years; a date so long ago beside a patient is no date of this visit
_ROW_STEP = 24  # characters between one entry of a row and the next
_OWN_LINE = {"bed_code", "bed_number", "second_name", "second_name_misread", "listed", "age_on_board"}
_CLOCKS = {"clock", "clock_with_dot"}
_TEST_NAME = re.compile(
    r"\bz{2,}\s?-?(?:test|train|dummy|demo)|\b(?:zz+test\w*|testpatient|test[ -]patient|dummy "
    r"patient|xx+test\w*)\b",
    re.IGNORECASE,
)
_PATIENT = {"patient_name", "patient_initials"}
_IDENTIFIED = _PATIENT | {"nhs_number", "local_patient_number"}


def apply(line: Line, matches: list[Match], company: frozenset[str]) -> list[Match]:
    """Drops illnesses on posters and opening hours, settles dates, and tells staff from patients in a row."""
    kinds = {match.kind for match in matches} | company
    kept = matches
    if not kinds & _PEOPLE:
        kept = [m for m in kept if m.kind != "clinical_text" or not on_poster(line.text, m)]
    if any(m.rule in _CLOCKS for m in kept) and public_hours(line.text):
        kept = [m for m in kept if m.rule not in _CLOCKS]
    return _test_names(line, _second_names(_dates(line, kept, company)))


def lonely(matches: list[Match], company: frozenset[str]) -> list[Match]:
    """Matches of rules that count only beside something else, where that is missing."""
    return [m for m in matches if m.rule in _BESIDE and not _in_company(m, matches, company) & _BESIDE[m.rule]]


def _in_company(match: Match, matches: list[Match], company: frozenset[str]) -> frozenset[str]:
    """The kinds around a match: others of its line, and of lines nearby where the rule does not insist on its own."""
    around = frozenset(m.kind for m in matches if m is not match)
    return around if match.rule in _OWN_LINE else around | company


def _dates(line: Line, matches: list[Match], company: frozenset[str]) -> list[Match]:
    """A date beside a patient's name or number is likely a birth date; one in front of a clock time is none."""
    people = bool(({m.kind for m in matches} | company) & _IDENTIFIED)
    clocks = {m.start for m in matches if m.rule == "clock"}
    return [_settled_date(line, m, people, clocks) for m in matches]


def _settled_date(line: Line, match: Match, people: bool, clocks: set[int]) -> Match:
    timed = any(match.end <= start < match.end + 5 for start in clocks)
    if match.rule == "birth_like" and timed:
        return replace(match, kind="time_signal", rule="date", masked="a date")
    if match.rule == "birth_like" and people:
        return replace(match, confidence=max(match.confidence, 0.9))
    year = year_of(line.digits[match.start : match.end], date.today())
    old = year is not None and date.today().year - year >= _OLD
    if match.rule == "date" and match.confidence < LABELLED_DATE and people and old and not timed:
        return replace(
            match, kind="date_of_birth", rule="date_beside_patient", masked="a date beside a patient", confidence=0.7
        )
    return match


def _second_names(matches: list[Match]) -> list[Match]:
    """In a row that starts with a patient, the next name further on is the consultant's or nurse's."""
    first = next((i for i, m in enumerate(matches) if m.kind == "patient_name"), None)
    if first is None:
        return matches
    found = list(matches[: first + 1])
    for match in matches[first + 1 :]:
        near = found[-1].kind != "patient_name" and match.start - found[-1].end <= _ROW_STEP
        if match.kind == "patient_name" and match.rule in ("title", "bed_name") and near:
            found.append(
                replace(match, kind="staff_name", rule="second_title", masked="a member of staff", confidence=0.6)
            )
        else:
            found.append(match)
    return found


def _test_names(line: Line, matches: list[Match]) -> list[Match]:
    """Training records are still flagged, and said to be such."""
    return [
        replace(m, masked="a name that looks like a training record", test_range=True)
        if m.kind in _PATIENT and _TEST_NAME.search(line.text, max(0, m.start - 1), m.end + 8)
        else m
        for m in matches
    ]
