"""Names of files and folders: read as words, with the rules that lines of text go through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from scanner.findings import Match
from scanner.identifiers.find import find_in_line
from scanner.identifiers.lexicon import ordinary
from scanner.identifiers.namelists import clear_family_names, given_names, name_key
from scanner.judgement.context import FIRM, PATIENT
from scanner.photo.file_name import name_text

_BETWEEN = re.compile(r"[_\-.+]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LOWER = re.compile(r"(?<!\w)(?!(?:and|or|of|the|in|on|at|with|for|to|from|by)\b)[a-z](?=[a-z]+(?!\w))")
_WORD = re.compile(r"[^\W\d_]+")
_TWO = re.compile(r"([^\W\d_]+),? +([^\W\d_]+)")
_SPOKEN = re.compile(r"(?=.*[aeiouy]).{4,}")  # "patient_tv" and "patient_mri" name nobody
_SURE = 0.9  # from here on a rule saw more than the form of a name: a title, a label
_NAMES = frozenset({"patient_name", "patient_initials"})


def read_name(text: str) -> tuple[str, tuple[Match, ...]]:
    """The name as words, and what is firmly seen in them.

    People leave out capitals and spaces in names of files ("josephine_okonkwo", "DrTarrant"), and file under the
    surname ("okonkwo josephine"). Where nobody is seen otherwise, that is read too; as it makes names out of ordinary
    words ("teddy bear"), more is then asked of one.
    """
    words = _BETWEEN.sub(" ", text)
    found = _firm(words)
    if not about_patient(found):
        spelt = _LOWER.sub(lambda first: first[0].upper(), _HUMP.sub(" ", words))
        for guess in (spelt, *_turned(spelt)):
            guessed = tuple(match for match in _firm(guess) if _holds(match, guess))
            if about_patient(guessed):
                return guess, guessed
    return words, found


def about_patient(matches: tuple[Match, ...]) -> bool:
    return any(match.kind in PATIENT for match in matches)


@cache
def names_somebody(name: str) -> bool:
    """Whether the name of a folder, or of a file without its ending, is itself a finding."""
    text = name_text(name)
    return text is not None and about_patient(read_name(text)[1])


def _turned(words: str) -> Iterator[str]:
    """Two words the other way round, where there are just two and the first is a surname and nothing else."""
    found = [name_key(word) for word in _WORD.findall(words)]
    if len(found) != 2 or found[0] in given_names() or found[0] in ordinary():
        return
    if found[0] in clear_family_names():
        yield _TWO.sub(r"\2 \1", words)


def _firm(words: str) -> tuple[Match, ...]:
    return tuple(match for match in find_in_line(words) if match.confidence >= FIRM)


def _holds(match: Match, words: str) -> bool:
    if match.kind not in _NAMES:
        return True
    value = name_key(words[match.start : match.end])
    parts = value.replace(",", " ").split()
    if match.confidence >= _SURE:
        known = given_names() | clear_family_names()
        return any(part in known or _SPOKEN.fullmatch(part) for part in parts)
    surnames = parts[:1] if match.rule == "surname_capitals" or "," in value else parts[1:]
    return any(part in clear_family_names() for part in surnames)
