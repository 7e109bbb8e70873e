"""A line as a row of symbols: one character for each word, label, mark, or match already made.

The name rules (`names.py`) are patterns over this row. "Bed 4 OKONKWO J 74" becomes "bBI8": a bed, a surname in
capitals, an initial, a small number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from scanner.findings import Match
from scanner.identifiers.lexicon import ordinary, ordinary_skeletons, phrases, words
from scanner.identifiers.line import Line, words_of
from scanner.identifiers.lookalikes import skeleton
from scanner.identifiers.namelists import common_family_names, family_names, given_names, name_key

# Words with a capital: given name, surname, unknown, name that is also English, ordinary word.
GIVEN, FAMILY, ODD, WEAK, PLAIN = "GFUWO"
# The same in capitals throughout; X is an unknown word of two or three capitals.
CAPS = dict(zip("GFUWO", "ABCEQ", strict=True))
SHORT_CAPS = "X"
INITIAL, LOWER_GIVEN, LOWER, PARTICLE = "Imov"

KINDS = {
    "place_signal": "p", "date_of_birth": "d", "time_signal": "t", "age": "a", "clinical_text": "c", "phone": "e",
    "email": "e", "address": "e", "postcode": "e",
}  # fmt: skip
LABELS = {"name": "n", "initials": "n", "relative": "r", "baby": "z", "staff": "k"}
_BEDS = {"bed", "bed_code", "unit"}

# The symbol of each section of lexica/name_clues.txt; later rows win where a word stands in two.
_CLUES = {
    "doing": "q", "greeting": "h", "with": "y", "and": "+", "place": "x", "family": "f", "weekday": "w", "job": "j",
    "title": "T", "doctor": "D",
}  # fmt: skip
_LEADING = {"0": "O", "1": "I", "5": "S", "8": "B"}
_TOKEN = re.compile(r"(?P<space>\s{3,}|\t)|(?P<number>\d+)|(?P<mark>[^\w\s])")
_MARKS = ",.:|/()?!-;^"
_TITLED = re.compile(r"\b(?:mr|mrs|ms|miss|dr|prof|sister|sr|nurse)\.? $", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Token:
    symbol: str
    start: int
    end: int


def tokens_of(line: Line, matches: list[Match]) -> list[Token]:
    """Symbols in order; matches and labels take the place of the words under them."""
    fixed = [Token(_symbol_of(match), match.start, match.end) for match in matches]
    taken = sorted((t.start, t.end) for t in fixed)
    for label in line.labels:
        if _TITLED.search(line.text, max(0, label.start - 9), label.start) and line.text[label.start].isupper():
            continue  # "Sister Pat", "Dr Ward"
        if label.kind not in LABELS and line.text[label.start : label.end] in ordinary():
            continue  # "on", "taken", "call" within a sentence
        if not any(start < label.end and label.start < end for start, end in taken):
            fixed.append(Token(LABELS.get(label.kind, "l"), label.start, label.end))
    fixed.sort(key=lambda t: t.start)
    found: list[Token] = []
    position = 0
    for token in (*fixed, Token("", len(line.text), len(line.text))):
        found.extend(_loose(line.digits, position, token.start))
        if token.symbol:
            found.append(token)
        position = max(position, token.end)
    return found


def _symbol_of(match: Match) -> str:
    if match.kind == "place_signal" and match.rule in _BEDS:
        return "b"
    return KINDS.get(match.kind, "i")


def _loose(text: str, start: int, end: int) -> list[Token]:
    if start >= end or text[start:end].isspace():
        return [Token("|", start, end)] if end - start > 2 else []
    found: list[Token] = []
    position = start
    for word in words_of(text, start, end):
        found.extend(_marks(text, position, word.start))
        found.append(Token(symbol_of_word(word.text), word.start, word.end))
        position = word.end
    found.extend(_marks(text, position, end))
    return found


def _marks(text: str, start: int, end: int) -> list[Token]:
    if end - start == 1 and text[start] == " ":
        return []
    found = []
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == "space":
            symbol = "|"
        elif match.lastgroup == "number":
            symbol = "8" if len(match.group()) <= 3 else "9"
        else:
            mark = match.group()
            symbol = mark if mark in _MARKS else {"–": "-", "—": "-", "\\": "/", "¦": "|", "&": "+"}.get(mark, ";")
        found.append(Token(symbol, match.start(), match.end()))
    return found


@lru_cache(maxsize=20_000)
def symbol_of_word(word: str) -> str:
    """The symbol of one word, by its case and the lists it stands in."""
    if word[0] in _LEADING:
        word = _LEADING[word[0]] + word[1:]
    key = name_key(word)
    if key.endswith("s") and len(key) > 3 and word[-2:] in ("'s", "’s"):
        key = key[:-1]
    special = clues().get(key) or (misread_clues().get(skeleton(key)) if len(key) >= 6 else None)
    if special and (special != "T" or not word.islower()):
        return special
    if key in particles() and (word.islower() or 1 < len(key) < 5):
        return PARTICLE
    if word.islower():
        return LOWER_GIVEN if len(key) > 2 and key in given_names() and not _is_ordinary(key) else LOWER
    if len(key) == 1:
        return INITIAL if word.isalpha() and word.isupper() else LOWER
    return _capital(word, key)


def _capital(word: str, key: str) -> str:
    caps = word.isupper()
    symbol = _by_lists(key)
    if not caps:
        return symbol
    if symbol == ODD and (len(key) <= 3 or not _VOWEL.search(key)):
        return SHORT_CAPS if len(key) <= 3 and word.isalpha() and word not in abbreviations() else CAPS[PLAIN]
    if len(key) <= 3 and word in abbreviations():
        return CAPS[PLAIN]
    return CAPS[symbol]


def _by_lists(key: str) -> str:
    parts = [part for part in key.split("-") if part]
    repaired = [part.translate(_LETTER_AGAIN) for part in parts]
    if any(part in given_names() for part in repaired[:1]):
        return WEAK if _is_ordinary(repaired[0]) else GIVEN
    if any(part in family_names() and not _is_ordinary(part) for part in repaired):
        return FAMILY
    if any(_is_ordinary(part) for part in repaired):
        surname = any(part in common_family_names() and part not in medical_words() for part in repaired)
        return WEAK if surname else PLAIN
    misread = skeleton(key) if len(key) >= 5 else ""
    return GIVEN if misread in given_skeletons() else FAMILY if misread in family_skeletons() else ODD


@cache
def given_skeletons() -> frozenset[str]:
    """Given names as they look with confused letters."""
    return frozenset(skeleton(name) for name in given_names() if len(name) >= 5)


@cache
def family_skeletons() -> frozenset[str]:
    return frozenset(skeleton(name) for name in common_family_names() if len(name) >= 5)


@cache
def medical_words() -> frozenset[str]:
    """Words of ward and sign, which stay words even where somebody is called so."""
    return words("hospital_words") | clinical_words()


_LETTER_AGAIN = str.maketrans("01258|!", "olzsbll")


def _is_ordinary(key: str) -> bool:
    if key in ordinary() or key in clinical_words():
        return True
    return (
        len(key) >= 6
        and key not in family_names()
        and key not in given_names()
        and skeleton(key) in ordinary_skeletons()
    )


@cache
def clues() -> dict[str, str]:
    """Symbols of words that tell what stands beside them."""
    lists = phrases("name_clues")
    return {word: symbol for section, symbol in _CLUES.items() for word in lists[section]}


@cache
def misread_clues() -> dict[str, str]:
    return {skeleton(word): symbol for word, symbol in clues().items() if len(word) >= 6}


@cache
def particles() -> frozenset[str]:
    return frozenset(phrases("name_clues")["particle"])


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations of illnesses and of ward business, which are nobody's initials."""
    lists = phrases("clinical")
    return frozenset(
        word
        for section in ("abbreviations", "sensitive abbreviations", "care")
        for phrase in lists[section]
        for word in phrase.split()
    )


@cache
def clinical_words() -> frozenset[str]:
    lists = phrases("clinical")
    return frozenset(
        word
        for section in ("words", "sensitive words", "drugs", "sites", "tails", "care")
        for phrase in lists[section]
        for word in phrase.lower().split()
    )
