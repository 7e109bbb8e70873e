"""Boards that say who works where: behind a bay on them stands a nurse, not a patient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scanner.findings import Match
from scanner.identifiers.rows import pure_label
from scanner.identifiers.strips import Strip

_DUTIES = frozenset({"staff", "extension"})
_FEWEST = 2  # different duties (nurse in charge, assistant, bleep) that make a duty board
# Names that only a title or a bay beside them gave away, and whatever may stand on such a board besides.
_BY_PLACE = frozenset({"title", "title_initial", "bed_name"})
_PUBLIC = frozenset({"staff_name", "staff_id", "phone", "place_signal"})
_AREA = re.compile(r"(bay|zone|area|pod|team|corridor|side rooms)\b", re.IGNORECASE)


def without_patients(matches: Sequence[Match], values: Sequence[str], strips: Sequence[Strip]) -> list[Match]:
    """The matches on one thing; on a duty board the names are colleagues'. `values`: the text of each match.

    A board with a bed, an age, a date, an illness, a number or a heading for patients is none: names stay patients'.
    """
    if _is_duty_board(matches, values, strips):
        return [
            replace(m, kind="staff_name", masked="a member of staff, on a duty board") if m.rule in _BY_PLACE else m
            for m in matches
        ]
    return list(matches)


def _is_duty_board(matches: Sequence[Match], values: Sequence[str], strips: Sequence[Strip]) -> bool:
    duties = set()
    for strip in strips:
        label = pure_label(strip.text)
        if label is not None and label.kind not in _DUTIES and not _AREA.match(strip.text.strip()):
            return False
        if label is not None and label.kind in _DUTIES:
            duties.add(strip.text.strip(" .:").lower())
    if len(duties) < _FEWEST:
        return False
    return all(
        (m.rule in _BY_PLACE and " " not in _bare(value))
        or (m.kind in _PUBLIC and (m.kind != "place_signal" or _AREA.match(value.strip())))
        for m, value in zip(matches, values, strict=True)
    )


def _bare(value: str) -> str:
    """A name without its title."""
    return re.sub(r"^(mr|mrs|ms|miss|dr|sr)\b[. ]*", "", value.strip(), flags=re.IGNORECASE)
