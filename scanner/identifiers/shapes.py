"""Name rules as sentences over the symbols of a line.

A shape reads like "BED MARKS <INITIAL* FIRM MORE{0,3}>": words stand for symbols (see VOCABULARY and `tokens`),
the value stands between < and >, the rest is regular expression; spaces mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_NAME = "[GFUWABCE]"
_INITIAL = r"(?:I\.?)"

VOCABULARY = {
    # words that could be names
    "NAME": _NAME,  # any of the following
    "LISTED": "[GFAB]",  # stands in a list, and is no English word
    "FIRM": "[GFUABC]",  # is no English word
    "WEAK": "[WE]",  # a name that is also an English word
    "TITLECASE": "[GFUW]",
    "CAPITALS": "[ABCE]",
    "GIVEN": "[GA]",  # a given name
    "FIRST": "G",  # a given name with one capital
    "SURNAME": "[FU]",  # a surname or unknown word with one capital
    "SHORT": "X",  # two or three capitals that are no abbreviation
    "INITIAL": _INITIAL,
    "PARTICLES": "v{0,2}",  # van der
    "MORE": rf"(?:v{{0,2}}{_NAME}|{_INITIAL})",
    "MOREOVER": rf"(?:v{{0,2}}{_NAME}|{_INITIAL}|(?<=[GAI.])x)",  # behind a title, Park and Hill are names too
    # other words
    "PLAIN": "[OQ]",  # ordinary, with a capital
    "SMALLWORD": "[oq]",  # ordinary, in small letters
    "DOING": "q",  # "was", "needs", "for": what people do
    "LOWERNAME": "m",  # a given name in small letters
    "PLACEWORD": "x",  # theatre, road, syndrome
    "MR": r"(?:T\.?)",
    "DR": "D",
    "JOB": "j",
    "GREETING": "h",
    "WEEKDAY": "w",
    "WITH": "y",
    "AND": r"\+",
    "FAMILY": "f",
    # labels
    "NAMELABEL": "n",
    "RELATIVE": "r",
    "BABY": "z",
    "ROLE": "k",
    "LABEL": "l",
    # what other rules found
    "BED": "b",
    "PLACE": "p",
    "DATE": "d",
    "CLOCK": "t",
    "AGE": "a",
    "ILLNESS": "c",
    "NUMBER": "i",
    "SMALL": "8",  # one to three digits
    "DIGITS": "9",
    # marks
    "COMMA": ",",
    "DOT": r"\.",
    "SLASH": "/",
    "CELL": r"\|",
    "CARET": r"\^",
    "MARK": r"[:.|\-]",
    "START": r"(?:^|\|)",
    "END": r"(?:$|\|)",
    "NOPLACE": r"(?![GFUWOABCEQoq]{0,2}x)",
    "NONAME": r"(?![GFUWOABCEQXoq])",
    "FRESH": r"(?<![GFUWABCExpk])",
}


@dataclass(frozen=True)
class NameRule:
    """One row of a name table. `sure`: at least one word of the value must stand in a name list.

    `single`: the kind if the name is one given name and nothing more. `hits`: how often the shape must occur in
    the line; `beside`: kinds, of which one must be found in the line too. `listed`: the section of
    lexica/name_clues.txt in which the value must stand. `positives` and `negatives` as in `Rule`.
    """

    kind: str
    name: str
    masked: str
    confidence: float
    shape: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...] = ()
    sure: bool = False
    hits: int = 1
    beside: frozenset[str] = frozenset()
    single: str = ""
    listed: str = ""


_PART = re.compile(r"\[[^\]]*\]|[A-Z]{2,}|\((?!\?)|[<> ]")
_PLAIN = {"(": "(?:", "<": "(", ">": ")", " ": ""}


@cache
def compiled(shape: str) -> re.Pattern[str]:
    """Raises KeyError for a word that is not in the vocabulary."""
    return re.compile(_PART.sub(_translated, shape))


def _translated(part: re.Match[str]) -> str:
    text = part.group()
    if text.startswith("["):
        return text.replace(" ", "")
    return _PLAIN[text] if text in _PLAIN else VOCABULARY[text]
