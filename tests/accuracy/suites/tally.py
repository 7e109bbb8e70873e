"""Counts by cell, their table, and what changed between two runs beyond chance."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.accuracy.harness import wilson, wilson_interval

Counts = dict[str, tuple[int, int]]


class Tally:
    """Hits and totals of each cell; a cell is `(row group, row, column)`."""

    def __init__(self) -> None:
        self._hits: Counter[tuple[str, str, str]] = Counter()
        self._totals: Counter[tuple[str, str, str]] = Counter()

    def add(self, cells: Mapping[str, str], column: str, hit: bool) -> None:
        for group, row in cells.items():
            self._totals[group, row, column] += 1
            self._hits[group, row, column] += hit

    def count(self, group: str, row: str, column: str) -> tuple[int, int]:
        return self._hits[group, row, column], self._totals[group, row, column]

    def counts(self) -> Counts:
        return {" / ".join(cell): (self._hits[cell], self._totals[cell]) for cell in sorted(self._totals)}

    def table(self, groups: Iterable[tuple[str, str]], columns: Iterable[str]) -> Iterator[str]:
        """One block of rows for each `(group, heading)`; cells without a single item are left out."""
        columns = list(columns)
        for group, heading in groups:
            rows = sorted({row for g, row, c in self._totals if g == group and c in columns}, key=_order)
            if not rows:
                continue
            yield f"{heading:34}" + "".join(f"{column:>30}" for column in columns)
            for row in rows:
                cells = [wilson(*self.count(group, row, column)) for column in columns]
                yield f"  {row:32}" + "".join(f"{cell:>30}" for cell in cells)


def _order(row: str) -> tuple[int, str]:
    """Sizes by their number, everything else by name."""
    digits = re.match(r"\d+", row)
    return (int(digits[0]), row) if digits else (-1 if row.startswith(("under", "upright")) else 999, row)


def difference_interval(old: tuple[int, int], new: tuple[int, int]) -> tuple[float, float]:
    """The 95 % interval of `new` minus `old` (Newcombe 1998, method 10); neither total may be 0."""
    p, q = old[0] / old[1], new[0] / new[1]
    (low_p, high_p), (low_q, high_q) = wilson_interval(*old), wilson_interval(*new)
    difference = q - p
    return difference - math.hypot(q - low_q, high_p - p), difference + math.hypot(high_q - q, p - low_p)


def beyond_chance(old: tuple[int, int], new: tuple[int, int]) -> bool:
    """Whether that interval leaves out zero."""
    low, high = difference_interval(old, new)
    return low > 0 or high < 0


def changes(old: Mapping[str, tuple[int, int]], new: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Cells of both runs that differ by more than chance, then how many differ within it."""
    within = 0
    for cell, now in new.items():
        then = old.get(cell)
        if then is None or not then[1] or not now[1] or then[0] * now[1] == now[0] * then[1]:
            continue
        if beyond_chance(then, now):
            word = "better" if now[0] / now[1] > then[0] / then[1] else "worse"
            yield f"  {word:6} {cell:60} {wilson(*then)} -> {wilson(*now)}"
        else:
            within += 1
    yield f"  {within} other cells differ within chance"
