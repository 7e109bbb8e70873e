"""Words that users type, turned into values. Every error says what would have been right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from scanner.errors import UsageError
from scanner.findings import Box, Detector, Severity
from scanner.settings import SELECTABLE

SCOPES = ("web", "social", "print", "teaching")
FAMILIES = ("faces", "text", "codes", "artefacts")
_RANGE = re.compile(r"#?(\d{1,5})(?:[-–](\d{1,5}))?")
_LONGEST_RANGE = 1000


def one_of(value: str, choices: Sequence[str], what: str) -> str:
    word = value.strip().lower()
    if word not in choices:
        raise UsageError(f"{what}: {value!r} is not known; {hint(word, choices)}")
    return word


def hint(word: str, choices: Iterable[str]) -> str:
    """A suggestion, or all choices where they are few."""
    known = list(choices)
    near = difflib.get_close_matches(word, known, n=1) or [c for c in known if word and c.startswith(word)]
    if near:
        return f"did you mean {near[0]}?"
    return f"choose from {', '.join(known)}." if len(known) <= 12 else "see `scanner explain` for the list."


def words(values: Iterable[str]) -> tuple[str, ...]:
    """Comma-separated words from one or several options."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def detectors(values: Iterable[str], what: str = "--detect") -> frozenset[Detector]:
    known = [detector.value for detector in SELECTABLE]
    chosen = frozenset(Detector(one_of(word, known, what)) for word in words(values))
    if not chosen:
        raise UsageError(f"{what}: name at least one of {', '.join(known)}.")
    return chosen


def fail_on(value: str, what: str = "--fail-on") -> Severity | None:
    """A severity, or None for "never"."""
    choices = [*(s.slug for s in reversed(Severity)), "never"]
    word = one_of(value, choices, what)
    return None if word == "never" else Severity.parse(word)


def box(value: str, what: str) -> Box:
    """x,y,w,h in pixels of the upright picture."""
    parts = re.fullmatch(r"\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*", value)
    if not parts:
        raise UsageError(f"{what}: {value!r} should be x,y,w,h in pixels, for example 100,40,300,80.")
    x, y, width, height = (int(part) for part in parts.groups())
    if not width or not height:
        raise UsageError(f"{what}: {value!r} has no area; width and height must be at least 1.")
    return x, y, width, height


def crop(value: str) -> Box | str:
    return "auto" if value.strip().lower() == "auto" else box(value, "--crop")


def choices(values: Iterable[str], what: str) -> tuple[str, ...]:
    """For --only and --keep: kinds, families (faces, text, codes, artefacts), numbers, ranges of numbers."""
    from scanner.kinds import kinds

    known = [*FAMILIES, *kinds()]
    return tuple(chosen for word in words(values) for chosen in _choice(word, known, what))


def _choice(word: str, known: Sequence[str], what: str) -> Iterable[str]:
    numbers = _RANGE.fullmatch(word)
    if not numbers:
        chosen = word.strip().lower()
        if chosen not in known and hint(chosen, known).startswith("see"):
            raise UsageError(
                f"{what}: {word!r} is no kind of finding (`scanner explain` lists them), no number of a finding, and "
                f"none of {', '.join(FAMILIES)}."
            )
        return [one_of(word, known, what)]
    first, last = int(numbers[1]), int(numbers[2] or numbers[1])
    if not first <= last < first + _LONGEST_RANGE:
        raise UsageError(f"{what}: {word!r} is no range of numbers; write for example 3-7.")
    return [str(number) for number in range(first, last + 1)]
