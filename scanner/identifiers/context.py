"""What the rest of the line says about each match: the second look."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from scanner.findings import Match
from scanner.identifiers.dates import birth_like
from scanner.identifiers.line import Line
from scanner.identifiers.names import RULES as NAME_RULES
from scanner.identifiers.table import RULES

_BESIDE = {rule.name: rule.beside for rule in (*RULES, *NAME_RULES) if rule.beside}
_OPENING = re.compile(
    r"\b(?:visiting|open(?:s|ing)?|clos(?:es|ed|ing)|hours|daily|(?:mon|tue|sat)[a-z]* ?(?:-|–|to) ?(?:fri|sat|sun|"
    r"thu)|\d\d:\d\d ?(?:-|–|to) ?\d\d:\d\d|24/7|timeout|refresh|"
    r"meals?|mealtimes?|protected|every|between|from \d{1,2}(?:[:.]\d\d)? ?(?:[ap]m)? to|buffet|breakfast|lunch|menu|"
    r"shop|sale|offer)\b",
    re.IGNORECASE,
)
# Words around an illness that make it a poster, a service or a charity, and not somebody's illness.
_POSTER_AFTER = re.compile(
    r"\W{0,3}(?:(?!(?:in|on|at|to|of|for|from|and|with|who|is|was|has)\b)\w+ )?(?:know|vaccin\w+|alert|awareness|"
    r"clinics?|uk|week|month|day|leaflet|campaign|prevention|charity|research|"
    r"society|association|six|bundle|pathway|policy|guidelines?|poster|team|unit|services?|screening|support|trial|"
    r"call|"
    r"trolley|box|kit|pack|information|advice|helpline|handbook|module|training|protocol|nurse|specialist|centre|"
    r"conference|appeal|care|control|screen|tool|checklist|risk|test|kills|matters)\b",
    re.IGNORECASE,
)
_POSTER_BEFORE = re.compile(
    r"\b(?:could it be|think|spot|stop|prevent\w*|signs?(?: and symptoms)? of|symptoms of|beat|fight|against|about|"
    r"understanding|"
    r"world|national|suspect|living with|reduce|avoid|support for|help with|is it)\W{0,3}(?:\w+ )?$",
    re.IGNORECASE,
)
_PEOPLE = frozenset(
    {"patient_name", "patient_initials", "age", "nhs_number", "chi", "hcn", "local_patient_number", "date_of_birth"}
)
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
        kept = [m for m in kept if m.kind != "clinical_text" or not _on_poster(line.text, m)]
    if any(m.rule in _CLOCKS for m in kept) and _OPENING.search(line.text):
        kept = [m for m in kept if m.rule not in _CLOCKS]
    return _test_names(line, _second_names(_dates(line, kept, company)))


def lonely(matches: list[Match], company: frozenset[str]) -> list[Match]:
    """Matches of rules that count only beside something else, where that is missing."""
    return [m for m in matches if m.rule in _BESIDE and not _in_company(m, matches, company) & _BESIDE[m.rule]]


def _on_poster(text: str, match: Match) -> bool:
    before = text[max(0, match.start - 40) : match.start]
    return _POSTER_AFTER.match(text, match.end) is not None or _POSTER_BEFORE.search(before) is not None


def _in_company(match: Match, matches: list[Match], company: frozenset[str]) -> frozenset[str]:
    """The kinds around a match: others of its line, and of lines nearby where the rule does not insist on its own."""
    around = frozenset(m.kind for m in matches if m is not match)
    return around if match.rule in _OWN_LINE else around | company


def _dates(line: Line, matches: list[Match], company: frozenset[str]) -> list[Match]:
    """A date that may be a birth date is surer beside a name or number; before a clock time it is none."""
    people = bool(({m.kind for m in matches} | company) & _IDENTIFIED)
    found = []
    for i, match in enumerate(matches):
        changed = match
        if match.rule == "birth_like":
            following = matches[i + 1] if i + 1 < len(matches) else None
            if following and following.rule == "clock" and following.start - match.end < 5:
                changed = replace(match, kind="time_signal", rule="date", masked="a date")
            elif people and birth_like(line.digits[match.start : match.end], date.today()):
                changed = replace(match, confidence=0.9)
        found.append(changed)
    return found


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
