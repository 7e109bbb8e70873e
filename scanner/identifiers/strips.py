"""A line of text as a strip in the picture: where it starts and ends, how tall it is, which way it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scanner.findings import Point, Polygon, TextLine

_NARROW, _WIDE = frozenset("iljtfrI1.,:;'|!()[] "), frozenset("mwMW@%")
_PAD = 0.35  # characters of margin on each side of a part


@dataclass(frozen=True, slots=True)
class Strip:
    """`left` and `right` are the middles of the line's ends in reading order; `angle` in degrees, clockwise.

    `text` is "" where nothing was read. `index` is the line's place in the list that was handed in.
    """

    index: int
    left: Point
    right: Point
    height: float
    text: str

    @property
    def width(self) -> float:
        return math.dist(self.left, self.right)

    @property
    def angle(self) -> float:
        return math.degrees(math.atan2(self.right[1] - self.left[1], self.right[0] - self.left[0]))

    @property
    def centre(self) -> Point:
        return (self.left[0] + self.right[0]) / 2, (self.left[1] + self.right[1]) / 2

    @property
    def long(self) -> bool:
        """Whether the strip is long enough for its own angle to be trusted."""
        return self.width >= 2 * self.height

    def seen_from(self, x: float, y: float) -> Point:
        """A point in the strip's own frame: x along the text from its left end, y down across it; in pixels."""
        dx, dy = x - self.left[0], y - self.left[1]
        ux, uy = self._direction()
        return dx * ux + dy * uy, dy * ux - dx * uy

    def _direction(self) -> Point:
        width = self.width or 1.0
        return (self.right[0] - self.left[0]) / width, (self.right[1] - self.left[1]) / width


def strip_of(index: int, line: TextLine) -> Strip:
    top, bottom = edges(line.polygon)
    left, right = _middle(top[0], bottom[0]), _middle(top[-1], bottom[-1])
    height = max(1.0, (math.dist(top[0], bottom[0]) + math.dist(top[-1], bottom[-1])) / 2)
    return Strip(index, left, right, height, line.text or "")


def edges(polygon: Polygon) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Upper and lower edge of a line's polygon, both in reading direction."""
    _, top_right, bottom_right, bottom_left = _corners(polygon)
    return polygon[: top_right + 1], tuple(reversed(polygon[bottom_right : bottom_left + 1]))


def _corners(polygon: Polygon) -> tuple[int, int, int, int]:
    """Indices of the four corners: the points where the outline turns most, the first point among them."""
    count = len(polygon)
    if count <= 4:
        return 0, min(1, count - 1), min(2, count - 1), count - 1
    turns = [_turn(polygon[i - 1], polygon[i], polygon[(i + 1) % count]) for i in range(count)]
    others = sorted(range(1, count), key=lambda i: -turns[i])[:3]
    first, second, third = sorted(others)
    return 0, first, second, third


def _turn(before: Point, here: Point, after: Point) -> float:
    a = math.atan2(here[1] - before[1], here[0] - before[0])
    b = math.atan2(after[1] - here[1], after[0] - here[0])
    return abs((b - a + math.pi) % (2 * math.pi) - math.pi)


def part_of(polygon: Polygon, text: str, start: int, end: int) -> Polygon:
    """The part of a line's polygon under text[start:end], guessed from how wide letters usually are."""
    weights = [_weight(c) for c in text]
    total = sum(weights) or 1.0
    pad = _PAD * total / max(1, len(text))
    first = max(0.0, (sum(weights[:start]) - pad) / total)
    last = min(1.0, (sum(weights[:end]) + pad) / total)
    if last - first > 0.9 or len(polygon) < 4:
        return polygon
    top, bottom = edges(polygon)
    return (*_cut(top, first, last), *reversed(_cut(bottom, first, last)))


def _weight(c: str) -> float:
    if c in _NARROW:
        return 0.55
    if c in _WIDE:
        return 1.4
    return 1.2 if c.isupper() else 1.0


def _cut(edge: Sequence[Point], first: float, last: float) -> list[Point]:
    """The stretch of an edge between two shares of its length, with the corners between them."""
    lengths = [math.dist(a, b) for a, b in pairwise(edge)]
    total = sum(lengths) or 1.0
    found, passed = [_at(edge, lengths, first * total)], 0.0
    for corner, length in zip(edge[1:], lengths, strict=False):
        passed += length
        if first * total < passed < last * total:
            found.append(corner)
    return [*found, _at(edge, lengths, last * total)]


def _at(edge: Sequence[Point], lengths: Sequence[float], distance: float) -> Point:
    for a, b, length in zip(edge, edge[1:], lengths, strict=False):
        if distance <= length and length > 0:
            share = distance / length
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        distance -= length
    return edge[-1]


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


@dataclass(frozen=True, slots=True)
class Gap:
    """Free space between two strips, along and across the text, in pixels; 0 where they overlap that way.

    `drift`: how far the other strip's near end lies off the axis. `overlap`: shared length along the text.
    `left`: how far apart the left ends are, along the text.
    """

    along: float
    across: float
    drift: float
    overlap: float
    left: float


def gap_between(a: Strip, b: Strip) -> Gap:
    """Seen from the longer of the two, whose direction is the surer one."""
    base, other = (a, b) if a.width >= b.width else (b, a)
    (x0, y0), (x1, y1) = base.seen_from(*other.left), base.seen_from(*other.right)
    low, high = min(x0, x1), max(x0, x1)
    along = max(0.0, low - base.width, -high)
    drift = y1 if high < base.width / 2 else y0
    across = max(0.0, abs((y0 + y1) / 2) - (base.height + other.height) / 2)
    return Gap(along, across, abs(drift), max(0.0, min(high, base.width) - max(low, 0.0)), abs(x0))


def turn_between(a: Strip, b: Strip) -> float:
    """Difference of direction in degrees; 0 where one strip is too short to tell."""
    if not (a.long and b.long):
        return 0.0
    return abs((a.angle - b.angle + 180) % 360 - 180)
