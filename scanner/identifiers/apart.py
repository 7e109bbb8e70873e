"""A line in which digits that were written apart are closed up, as forms with a box for each digit make them.

"1 2 0 3 1 9 5 1" gives "12031951", "9 9 9 - 3 3 9 - 5 6 3 3" gives "999-339-5633", and the border of a cell that was
read as a letter or stroke ("999|339l5633") gives a space. Only numbers behind labels are looked for in it: in a
crossword or a table of results the same digits mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_GAP = r"[ .\-–/·_|¦lI!\[\]]{1,3}"
_RUN = re.compile(rf"(?<![^\W_])(?:[A-Z] )?\d{{1,4}}(?:{_GAP}(?:\d{{1,4}}|O)(?![^\W_lI])){{3,}}")
_BORDER = re.compile(r"(?<=\d)(?: [|¦!\[\]lI] | ?[|¦!\[\]lI] ?)(?=\d)")
_GROUP = re.compile(r"[^\W_lI]+")
_KEPT = re.compile(r"[\-–./]")  # they part the groups of a number, or day and month
_DIGITS, _SINGLES = 6, 2  # that a run must hold at least


@dataclass(frozen=True, slots=True)
class Closed:
    """`places`: where each character of `text` stands in the line as given."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


def closed(text: str) -> Closed | None:
    """None where nothing is written apart."""
    runs = [run for run in _RUN.finditer(text) if _is_apart(run)]
    gaps = [gap for run in runs for gap in _gaps_of(run)]
    for border in _BORDER.finditer(text):
        if not any(run.start() <= border.start() < run.end() for run in runs):
            gaps.append((*border.span(), " "))
    return _without(text, sorted(gaps)) if gaps else None


def _is_apart(run: re.Match[str]) -> bool:
    """Whether half the groups are single digits, and they do not just count ("0 1 2 3 4 5": a scale)."""
    groups = _GROUP.findall(run.group())
    figures = [group for group in groups if group.isdigit()]
    singles = sum(len(group) == 1 for group in figures)
    steps = {int(b) - int(a) for a, b in pairwise(figures)}
    enough = sum(map(len, figures)) >= _DIGITS and singles >= _SINGLES and 2 * singles >= len(figures)
    return enough and (len(steps) > 1 or len(figures) < len(groups))


def _gaps_of(run: re.Match[str]) -> list[tuple[int, int, str]]:
    """(start, end, what stands there instead) of each gap between two groups."""
    groups = [(run.start() + g.start(), run.start() + g.end()) for g in _GROUP.finditer(run.group())]
    found = []
    for (_, start), (end, _) in pairwise(groups):
        mark = _KEPT.search(run.string, start, end)
        found.append((start, end, mark.group() if mark else ""))
    return found


def _without(text: str, gaps: list[tuple[int, int, str]]) -> Closed:
    letters, places, position = "", list[int](), 0
    for start, end, instead in gaps:
        letters += text[position:start] + instead
        places += [*range(position, start), *([start] if instead else [])]
        position = end
    return Closed(letters + text[position:], (*places, *range(position, len(text))))
