"""The jigsaw score of a picture from the clues that were drawn into it (domain rule, calibration vectors in
tests)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

DIMENSIONS = ("PLACE", "TIME", "PERSON", "CONDITION")
Points = dict[str, int]
_WARD = re.compile(r"\b(ward|bay|bed|unit)\b", re.IGNORECASE)
_SPECIALTY = re.compile(r"\b(stroke|acute medical)\b", re.IGNORECASE)
_SENSITIVE = re.compile(r"dnacpr|c\.diff|isolate", re.IGNORECASE)  # of what the generator writes
_DAY = re.compile(r"\b\d{1,2}[/.-](\d{1,2}|[A-Za-z]{3})[/.-]\d{2,4}\b")


def score(points: dict[str, int], *, news: bool = False, rural: bool = False, batch: bool = False) -> tuple[int, str]:
    """Sum of the four dimensions with the extras, and its band after the gate."""
    total = sum(points.get(d, 0) for d in DIMENSIONS) + 2 * news + rural + batch
    if points.get("PERSON", 0) == 0 and points.get("CONDITION", 0) <= 1:
        return total, "low"
    return total, "very_high" if total >= 9 else "high" if total >= 7 else "medium" if total >= 4 else "low"


def points_of(things: Iterable[tuple[Points, Sequence[Mapping[str, Any]]]]) -> Points:
    """The highest row reached in each dimension. `things`: what each gives by its nature, and its strings.

    What nobody can read tells nobody anything: a thing whose strings are all too small gives no points.
    """
    points = dict.fromkeys(DIMENSIONS, 0)
    for own, strings in things:
        legible = [s for s in strings if s["human"] != "no"]
        if strings and not legible:
            continue
        for given in (own, *(_of_string(s["kind"], s["text"]) for s in legible)):
            points |= {d: max(points[d], n) for d, n in given.items()}
    return points


def _of_string(kind: str, text: str) -> Points:
    match kind:
        case "place_signal":
            place = {"PLACE": 3 if _WARD.search(text) else 2}
            return place | ({"CONDITION": 1} if _SPECIALTY.search(text) else {})
        case "time_signal":
            return {"TIME": 2} if _DAY.search(text) else {}
        case "age":
            years = re.search(r"\d+", text)
            return {"PERSON": 3 if years and int(years.group()) >= 90 else 2}
        case "patient_initials":
            return {"PERSON": 2}
        case "clinical_text" if _SENSITIVE.search(text):
            return {"CONDITION": 3}
    return {}
