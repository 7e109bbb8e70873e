"""Which lines lie on the same thing: near each other for their size, and running the same way."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.findings import TextLine
from scanner.identifiers.strips import Strip, gap_between, strip_of, turn_between

_TURN = 20.0  # degrees
_SIZES = 3.2  # a badge's name is three times as tall as its staff number
_ALIKE = 1.7  # sizes of one table or paragraph
_BESIDE, _BESIDE_ALIKE = 2.5, 7.0  # free space along the text, in heights
_BELOW, _BELOW_ALIKE = 1.2, 2.8  # free space across the text, in heights
_FLUSH, _BELOW_FLUSH = 0.8, 4.5  # left edges so well aligned, in heights, are a column or a list
_TABLE, _ROWS = 25.0, 3  # heights between columns of a table; rows that must be in step
_LEVEL_SIZES, _LEVEL_TURN, _LEVEL_DRIFT = 1.5, 8.0, 0.5


def cluster_lines(lines: Sequence[TextLine]) -> tuple[int, ...]:
    """The cluster number of every line (0, 1, ...), in order of first appearance.

    Lines of different frames never share a cluster. Unread lines count: their places are known.
    """
    strips = [strip_of(i, line) for i, line in enumerate(lines)]
    parent = list(range(len(strips)))
    aligned: list[tuple[int, int]] = []
    for i, a in enumerate(strips):
        for j in range(i):
            if lines[i].frame != lines[j].frame:
                continue
            if together(a, strips[j]):
                parent[_root(parent, i)] = _root(parent, j)
            elif in_one_row(a, strips[j]):
                aligned.append((i, j))
    _join_columns(parent, aligned)
    numbers: dict[int, int] = {}
    return tuple(numbers.setdefault(_root(parent, i), len(numbers)) for i in range(len(strips)))


def together(a: Strip, b: Strip) -> bool:
    """Whether two lines are neighbours on one thing."""
    tall, short = max(a.height, b.height), min(a.height, b.height)
    reach = _BESIDE_ALIKE * tall + a.width + b.width
    if abs(a.left[0] - b.left[0]) > reach or abs(a.left[1] - b.left[1]) > reach:
        return False
    if tall > _SIZES * short or turn_between(a, b) > _TURN:
        return False
    gap = gap_between(a, b)
    alike = tall <= _ALIKE * short
    beside = _BESIDE_ALIKE if alike else _BESIDE
    below = _BELOW_ALIKE if alike else _BELOW
    if gap.across <= 0:
        return gap.along <= beside * tall
    if gap.along <= 0:
        flush = alike and gap.left <= _FLUSH * tall
        return gap.across <= (_BELOW_FLUSH if flush else below) * tall
    return gap.across <= _BELOW * tall and gap.along <= _BESIDE * tall


def in_one_row(a: Strip, b: Strip) -> bool:
    """Whether two lines of one size stand level with each other, at any distance that a table could have."""
    tall, short = max(a.height, b.height), min(a.height, b.height)
    if tall > _LEVEL_SIZES * short or turn_between(a, b) > _LEVEL_TURN:
        return False
    gap = gap_between(a, b)
    # Two readings of the angle that differ by a degree drift apart with distance.
    return gap.along <= _TABLE * tall and gap.drift <= _LEVEL_DRIFT * short + 0.015 * gap.along


def _join_columns(parent: list[int], aligned: list[tuple[int, int]]) -> None:
    """Columns of one table stand too far apart to be neighbours; three rows in step give them away."""
    steps: dict[frozenset[int], set[tuple[int, int]]] = {}
    for i, j in aligned:
        pair = frozenset((_root(parent, i), _root(parent, j)))
        if len(pair) == 2:
            steps.setdefault(pair, set()).add((i, j))
    for pair, rows in steps.items():
        first, second = pair
        if len({i for i, _ in rows}) >= _ROWS and len({j for _, j in rows}) >= _ROWS:
            parent[_root(parent, first)] = _root(parent, second)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i
