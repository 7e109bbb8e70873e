"""What a group of lines is printed or written on, guessed from its words and layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from scanner.findings import Match, TextLine
from scanner.identifiers.lexicon import phrases
from scanner.identifiers.line import words_of
from scanner.identifiers.lookalikes import skeleton
from scanner.identifiers.strips import strip_of

_ENOUGH = 2.0
_WEIGHT = {"paper": 0.5, "board": 0.7}  # words that stand on many things
_LONGEST = 5  # words of a phrase
# A day, a time of day and initials: when a sample was taken, and by whom. A band may say when it was printed.
_TAKEN = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4} {1,3}[012]\d[:.]?[0-5]\d {1,3}[A-Z]{2,3}\b")
_PEOPLE = frozenset(
    {"patient_name", "patient_initials", "nhs_number", "chi", "hcn", "date_of_birth", "local_patient_number"}
)


def carrier(lines: Sequence[TextLine], matches: Sequence[Match]) -> str | None:
    """The artefact class (wristband, board, screen, paper, label, id_badge, sticky_note, sign, medical_image).

    None where neither the words nor the layout say. `lines` and `matches` are those of one cluster.
    """
    read = [line for line in lines if line.text]
    scores = _word_scores(read)
    _add_layout(scores, read, [m.kind for m in matches])
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best and scores[best] >= _ENOUGH else None


def _word_scores(lines: Sequence[TextLine]) -> dict[str, float]:
    """One point for every listed phrase that stands on the thing, two for a telling one (section "... strong")."""
    spoken = {key for line in lines for key in _runs(line.text or "")}
    scores: dict[str, float] = {}
    for section, listed in _phrase_keys().items():
        name, _, strong = section.partition(" ")
        scores[name] = scores.get(name, 0.0) + (2.0 if strong else _WEIGHT.get(name, 1.0)) * len(listed & spoken)
    return scores


def _add_layout(scores: dict[str, float], lines: Sequence[TextLine], kinds: Sequence[str]) -> None:
    few, people = len(lines) <= 9, _PEOPLE & set(kinds)
    rows = min(kinds.count("patient_name") + kinds.count("patient_initials"), kinds.count("place_signal"))
    if "credential" in kinds and len(lines) <= 8:
        scores["sticky_note"] += 2.5
    if kinds.count("nhs_number") >= 2:
        scores["board"] *= 0.4  # nobody writes these on a wall
    if rows >= 2 and len(lines) >= 3:
        scores["board"] += 1.5
    if 2 <= len(lines) <= 10 and len(people) >= 2:
        scores["wristband"] += 1.0 + (len(people) >= 3) + _long_and_thin(lines)
    else:
        scores["wristband"] = 0.0
    if few and "staff_name" in kinds and not people:
        scores["id_badge"] += 1.0
    if few and "credential" not in kinds and {"address", "postcode"} & set(kinds) and len(people) >= 2:
        scores["label"] += 5.0  # an addressograph label
    if few and len(people) >= 2 and any(_TAKEN.search(line.text or "") for line in lines):
        scores["label"] += 2.0
        scores["wristband"] *= 0.5
    if len(lines) > 15:
        scores["paper"] += 0.5
    if not people and few and {"place_signal"} & set(kinds) and "staff_name" not in kinds:
        scores["sign"] += 1.0
    if people:
        scores["sign"] -= 2.0


def _long_and_thin(lines: Sequence[TextLine]) -> bool:
    strips = [strip_of(i, line) for i, line in enumerate(lines)]
    longest = max(strips, key=lambda s: s.width)
    corners = [longest.seen_from(*end) for s in strips for end in (s.left, s.right)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return max(xs) - min(xs) > 3.5 * (max(ys) - min(ys) + longest.height)


def _runs(text: str) -> set[str]:
    """Skeletons of every run of up to five words, spaces taken out."""
    keys = [skeleton(word.text) for word in words_of(text)]
    return {"".join(keys[i : i + n]) for i in range(len(keys)) for n in range(1, _LONGEST + 1)}


@cache
def _phrase_keys() -> dict[str, frozenset[str]]:
    return {
        section: frozenset("".join(skeleton(word.text) for word in words_of(phrase)) for phrase in listed)
        for section, listed in phrases("carriers").items()
    }
