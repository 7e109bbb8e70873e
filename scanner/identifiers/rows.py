"""Rows and columns of one cluster, and the strings that layout makes of them.

OCR cuts a row into boxes; a label and its value stand in two of them, or one above the other, or under a column
heading. Each such arrangement becomes a string in which `find_in_line` sees what a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scanner.findings import Point
from scanner.identifiers.line import find_labels, words_of
from scanner.identifiers.rules import Label
from scanner.identifiers.strips import Strip, gap_between, turn_between

_WORD_GAP = 1.3  # heights; wider gaps separate cells
_CELL_GAP = 6.0  # heights; beyond this a label no longer speaks for what stands beside it ...
_LABEL_GAP = 25.0  # ... unless the box is a label and nothing else
_DRIFT = 0.65  # heights that a neighbour may be off the row's axis
_COLUMN_STEP = 3.2  # heights of free space down to the next cell of a column
_STACK, _STACK_WORDS = 3, 4  # rows and words of a stack
ADDRESS_GLUE = ", "
_NEAR, _CELL, _FAR = " ", " | ", " ¦ "


@dataclass(frozen=True, slots=True)
class Piece:
    """One strip's text inside a joined string: the strip's characters from `start` on."""

    strip: Strip
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.strip.text)


@dataclass(frozen=True, slots=True)
class Joined:
    """A string made of boxes. Only matches that touch a piece count; a prefix (a heading) belongs to none."""

    text: str
    pieces: tuple[Piece, ...]


def rows_of(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Boxes of one row, left to right; rows from top to bottom as the text runs."""
    follower: dict[int, Strip] = {}
    leader: set[int] = set()
    pairs = sorted(
        ((distance, i, j) for i, a in enumerate(strips) for j, b in enumerate(strips)
         if i != j and (distance := _step_right(a, b)) is not None)
    )  # fmt: skip
    for _, i, j in pairs:
        if i not in follower and j not in leader:
            follower[i] = strips[j]
            leader.add(j)
    places = {id(strip): i for i, strip in enumerate(strips)}
    rows = []
    for i, strip in enumerate(strips):
        if i not in leader:
            row = [strip]
            while places[id(row[-1])] in follower and len(row) <= len(strips):
                row.append(follower[places[id(row[-1])]])
            rows.append(row)
    base = max(strips, key=lambda s: s.width, default=None)
    return sorted(rows, key=lambda row: base.seen_from(*row[0].left)[1]) if base else rows


def _step_right(a: Strip, b: Strip) -> float | None:
    """Distance to a box that continues the row, or None."""
    short = min(a.height, b.height)
    if max(a.height, b.height) > 2.2 * short or turn_between(a, b) > 20:
        return None
    base = a if a.width >= b.width else b
    (ax, _), (bx, _) = base.seen_from(*a.right), base.seen_from(*b.left)
    distance = bx - ax
    if not -0.7 * short < distance <= _LABEL_GAP * short:
        return None
    return distance if gap_between(a, b).drift <= _DRIFT * max(a.height, b.height) else None


def joined_row(row: Sequence[Strip]) -> Joined:
    """The row as one string, with marks for the borders of cells."""
    text, pieces = "", []
    for i, strip in enumerate(row):
        if i:
            text += _separator(row[i - 1], strip)
        pieces.append(Piece(strip, len(text)))
        text += strip.text
    return Joined(text, tuple(pieces))


def beside(a: Strip, b: Strip) -> bool:
    """Whether two boxes of a row are words of one cell."""
    return _separator(a, b) == _NEAR


def _separator(a: Strip, b: Strip) -> str:
    gap = (_step_right(a, b) or 0.0) / min(a.height, b.height)
    if gap <= _WORD_GAP:
        return _NEAR
    return _CELL if gap <= _CELL_GAP or pure_label(a.text) else _FAR


def pure_label(text: str) -> Label | None:
    """The last label of a text that consists of labels and nothing else."""
    labels = labels_of(text)
    if not labels or any(c.isdigit() for c in text):
        return None
    for word in words_of(text):
        if not any(label.start <= word.start and word.end <= label.end for label in labels):
            return None
    return labels[-1]


@lru_cache(maxsize=512)
def labels_of(text: str) -> tuple[Label, ...]:
    return find_labels(text)


def columns_of(rows: Sequence[Sequence[Strip]]) -> Iterator[tuple[Strip, list[Strip]]]:
    """Every label that stands above something, with the boxes below it down to the next label."""
    for i, row in enumerate(rows):
        for heading in _headings(row):
            cells = _below(heading, rows[i + 1 :])
            if cells:
                yield heading, cells


def _headings(row: Sequence[Strip]) -> Iterator[Strip]:
    """Labels of a row that have no value beside them, each as a strip of its own."""
    if len(row) == 1 and len(words_of(row[0].text)) > 1:
        yield from _split_heading(row[0])
        return
    for i, strip in enumerate(row):
        follows = row[i + 1] if i + 1 < len(row) else None
        if pure_label(strip.text) and (follows is None or _heading_like(follows.text)):
            yield strip


def _heading_like(text: str) -> bool:
    return pure_label(text) is not None or text.strip(" .:").lower() in HEADINGS


HEADINGS = frozenset(
    "bed name age cons plan edd dob diagnosis dx pmh pc jobs hx obs news diet mobility side procedure op operation "
    "allergies "
    "comments notes status los doa eta time date type result unit range flag weight".split()
)


def _split_heading(strip: Strip) -> Iterator[Strip]:
    """ "Bed Name Age Cons Plan EDD" read as one box: a strip for each label, placed by its letters."""
    labels = labels_of(strip.text)
    words = words_of(strip.text)
    known = sum(
        any(label.start <= w.start and w.end <= label.end for label in labels) or w.text.lower() in HEADINGS
        for w in words
    )
    if known < len(words):
        return
    size = max(1, len(strip.text))
    for label in labels:
        yield replace(
            strip,
            left=_between(strip, label.start / size),
            right=_between(strip, label.end / size),
            text=strip.text[label.start : label.end],
        )


def _between(strip: Strip, share: float) -> Point:
    (x0, y0), (x1, y1) = strip.left, strip.right
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _below(heading: Strip, rows: Sequence[Sequence[Strip]]) -> list[Strip]:
    cells: list[Strip] = []
    last = heading
    for row in rows:
        under = [strip for strip in row if _under(last, heading, strip)]
        if not under:
            continue
        cell = max(under, key=lambda strip: gap_between(heading, strip).overlap)
        if pure_label(cell.text):
            break
        cells.append(cell)
        last = cell
    return cells


def _under(last: Strip, heading: Strip, strip: Strip) -> bool:
    """Whether a box stands below the last cell of a heading's column, near enough."""
    gap = gap_between(last, strip)
    near = gap.across <= _COLUMN_STEP * max(last.height, strip.height)
    overlap = gap_between(heading, strip).overlap
    return near and gap.drift > 0.5 * strip.height and overlap >= 0.4 * min(heading.width, strip.width)


def headed(heading: Strip, cell: Strip) -> Joined:
    """The cell's text with its heading in front."""
    prefix = heading.text.strip(" .:") + ": "
    return Joined(prefix + cell.text, (Piece(cell, len(prefix)),))


def stacked(rows: Sequence[Sequence[Strip]]) -> Iterator[Joined]:
    """Two or three short rows below one another as one string: a name, a name and a role, an address."""
    for i in range(len(rows) - 1):
        run: list[Strip] = []
        for row in rows[i : i + _STACK]:
            if len(row) != 1 or len(words_of(row[0].text)) > _STACK_WORDS or pure_label(row[0].text):
                break
            if run and not stands_on(run[-1], row[0]):
                break
            run.append(row[0])
            if len(run) > 1:
                yield _in_turn(run, " ")
                yield _in_turn(run, ADDRESS_GLUE)


def stands_on(upper: Strip, lower: Strip) -> bool:
    """Whether one box stands right below another."""
    gap = gap_between(upper, lower)
    return gap.overlap > 0 and gap.across <= 1.5 * max(upper.height, lower.height)


def _in_turn(strips: Sequence[Strip], glue: str) -> Joined:
    text, pieces = "", []
    for strip in strips:
        text += glue if text else ""
        pieces.append(Piece(strip, len(text)))
        text += strip.text
    return Joined(text, tuple(pieces))
