"""Names of patients, relatives and staff: patterns over the symbols of a line (see `tokens`).

Layout, titles, labels and neighbours decide; the name lists only say how sure a word is a name at all.
"""

from __future__ import annotations

from functools import cache

from scanner.findings import Match
from scanner.identifiers import patient_names, staff_names
from scanner.identifiers.lexicon import phrases
from scanner.identifiers.namelists import name_key
from scanner.identifiers.shapes import NameRule, compiled
from scanner.identifiers.tokens import Token

RULES: tuple[NameRule, ...] = (*patient_names.RULES, *staff_names.RULES)


def find_names(text: str, tokens: list[Token]) -> list[Match]:
    """Every name that some rule sees; overlaps are settled by the caller."""
    row = "".join(token.symbol for token in tokens)
    if not any(symbol in row for symbol in "GFUWABCEXImD"):
        return []
    found = []
    for rule in RULES:
        hits = list(compiled(rule.shape).finditer(row))
        for hit in hits if len(hits) >= rule.hits else ():
            match = _match(rule, text, tokens, row, hit.span(1))
            if match:
                found.append(match)
    if any(symbol in row for symbol in "abc"):
        found.extend(_beside_circumstances(text, tokens, row))
    return found


def _match(rule: NameRule, text: str, tokens: list[Token], row: str, span: tuple[int, int]) -> Match | None:
    first, last = span
    symbols = row[first:last]
    if rule.sure and not any(s in "GFAB" for s in symbols):
        return None
    start, end = tokens[first].start, tokens[last - 1].end
    value = text[start:end]
    if rule.name == "first_name_in_sentence" and (_no_sentence(row) or name_key(value) in _places()):
        return None
    if rule.listed and name_key(value) not in phrases("name_clues")[rule.listed]:
        return None
    if not_a_person(value) or (symbols[0] == "D" and _not_a_doctor(value)):
        return None
    single = rule.single and symbols in ("G", "A", "m")
    if single:
        return Match(rule.single, start, end, rule.confidence, "a first name", rule.name)
    return Match(rule.kind, start, end, rule.confidence, rule.masked, rule.name)


def _no_sentence(row: str) -> bool:
    return row.count("o") + row.count("q") < 2


def _beside_circumstances(text: str, tokens: list[Token], row: str) -> list[Match]:
    """A first name in a line that also tells a bed, an age or an illness ("Maud in bed 4 turned 92")."""
    found = []
    for i, symbol in enumerate(row):
        near = set(row[max(0, i - 4) : i + 6])
        if symbol == "G" or (symbol == "m" and near & set("ab")):
            if row[i + 1 : i + 3].find("x") >= 0 or (i and row[i - 1] in "ykDT"):
                continue
            token = tokens[i]
            found.append(Match("patient_initials", token.start, token.end, 0.52, "a first name", "first_name_beside"))
    return found


@cache
def _not_people() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in phrases("not_people")["pairs"])


@cache
def _places() -> frozenset[str]:
    return frozenset(phrases("not_people")["places"])


def not_a_person(value: str) -> bool:
    """Names of legends, firms and places that hang on walls."""
    words = name_key(value).replace("&", " ").split()
    return tuple(words[:2]) in _not_people() or tuple(words[-2:]) in _not_people()


def _not_a_doctor(value: str) -> bool:
    words = name_key(value).replace(".", " ").split()
    return len(words) > 1 and words[1] in phrases("not_people")["doctors"]
