"""Ages as newspapers and families write them: "Maud, 92," and "Maud (92)".

Here the word in front decides, so the name lists are asked: rooms, scores and club results are written so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.identifiers.lexicon import phrases
from scanner.identifiers.namelists import name_key
from scanner.identifiers.rules import LineView, Rule, Span
from scanner.identifiers.tokens import symbol_of_word

_WORD = r"[A-Z][A-Za-zÀ-ÿ'’\-]+"
_AGED = re.compile(
    rf"(?<![\w'’])(?:(?P<first>{_WORD}|(?:Mr|Mrs|Ms|Miss)\.?) )?(?P<last>{_WORD})"
    r"(?: ?, ?(?P<plain>\d{1,3})(?:,(?! ?\d)|\.?$)| ?\((?P<round>\d{1,3})\))"
)
_TITLES = frozenset({"mr", "mrs", "ms", "miss"})
_SENTENCE = re.compile(r"[ ]+(?:who|is(?! (?:open|closed|full|free|ready|for))|was|has|had|broke|fell|says?|said)\b")
_GOES_ON = re.compile(r"[ ]+[a-z]")
_OLDEST, _GROWN, _OLD = 115, 18, 60  # years
# What `symbol_of_word` says of given names, of surnames and unknown words, and of names that are English words too.
_GIVEN, _MAYBE, _WEAK = "GA", "FUBC", "WE"


def _ages(line: LineView) -> Iterator[Span]:
    for hit in _AGED.finditer(line.text):
        group = "plain" if hit["plain"] else "round"
        if _of_somebody(hit, int(hit[group]), closed=group == "round"):
            yield hit.span(group)


def _of_somebody(hit: re.Match[str], years: int, *, closed: bool) -> bool:
    """Whether the number behind these words is the age of a person. `closed`: it stands in round brackets."""
    if not 1 <= years <= _OLDEST:
        return False
    if closed and years < _GROWN and not _GOES_ON.match(hit.string, hit.end()):
        return False  # goals in a result, numbers in a list
    first, symbol = (hit["first"] or "").rstrip("."), symbol_of_word(hit["last"])
    if first.lower() in _TITLES or (first and symbol_of_word(first) in _GIVEN):
        return symbol in _GIVEN + _MAYBE + _WEAK
    told = _SENTENCE.match(hit.string, hit.end()) is not None
    key = name_key(hit["last"])
    if any(key in phrases("not_people")[section] for section in ("places", "scores")):
        return False
    if key in phrases("name_clues")["words too"]:  # no bay has so many beds, and no list so many entries
        return years >= _OLD or told
    return symbol in _GIVEN or (symbol in _MAYBE and not closed and years >= _GROWN and told)


RULES = (
    Rule(
        "age", "age_behind_name", "an age", 0.75, finder=_ages, digits=1, hints=(",", "("),
        positives=(
            "Maud, [92], is going home", "Maud ([92]) broke her hip", "look after Maud, [92], who broke her hip",
            "Maud, [92]", "MAUD, [92], broke her hip", "Rose, [92], broke her hip", "Ivy ([97]) came in today",
            "Gwvendoline, [92], broke her hip", "Mrs Whittaker, [92], from", "Maud Fernsby ([92])",
            "Lily ([4]) was so brave", "Derek, [91], and Maud, [92], met",
        ),
        negatives=(
            "Bed (92)", "Room (12)", "Ward (7) is open", "Hall, 92, is open", "Rose (12)", "Rose (12) is open",
            "Rose, 12, and tea", "Chelsea (2) Arsenal (1)", "Jordan (2), Derek (1)", "Austin, 1998, is",
            "April, 12, is", "Derek, 12, 14", "Waterlow (20)", "Braden (16)", "Glasgow (15)", "Tea, 92, is",
            "Maud (500)", "Page (92)", "Leeds, 92, York", "Derek, 3.90", "Figure (12) shows",
        ),
    ),
)  # fmt: skip
