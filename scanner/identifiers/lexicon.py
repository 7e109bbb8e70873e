"""Word lists in `lexica/`: plain text, words separated by white space or, in phrase lists, one phrase a line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from scanner.identifiers.lookalikes import skeleton


def _lines(name: str) -> list[str]:
    text = (files("scanner.identifiers") / "lexica" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """All words of a list."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def phrases(name: str) -> dict[str, tuple[str, ...]]:
    """The sections of a phrase list: `[section]` lines, below them phrases separated by commas."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(name):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.extend(phrase.strip() for phrase in line.split(",") if phrase.strip())
    return {section: tuple(found) for section, found in sections.items()}


@cache
def ordinary() -> frozenset[str]:
    """Words that say nothing about a person, in lower case: common English, and words seen in hospitals."""
    return words("ordinary_english") | words("hospital_words")


@cache
def ordinary_skeletons() -> frozenset[str]:
    """Ordinary words of six letters and more as they look with confused characters."""
    return frozenset(skeleton(word) for word in ordinary() if len(word) >= 6)
