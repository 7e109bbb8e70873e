"""Text lines placed in an invented photo."""

from __future__ import annotations

import math

from scanner.findings import Point, TextLine


def box(text: str | None, x: float, y: float, height: float = 20.0, *, width: float | None = None) -> TextLine:
    """An upright line with its top left corner at (x, y); letters are half as wide as the line is high."""
    w = width if width is not None else max(1.0, 0.5 * height * len(text or "unread"))
    return TextLine(((x, y), (x + w, y), (x + w, y + height), (x, y + height)), 0.95, text)


def turned(lines: list[TextLine], degrees: float, centre: Point = (500.0, 500.0)) -> list[TextLine]:
    """The same lines on a thing that is turned clockwise about `centre`."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = centre

    def turn(point: Point) -> Point:
        dx, dy = point[0] - cx, point[1] - cy
        return cx + c * dx - s * dy, cy + s * dx + c * dy

    return [TextLine(tuple(turn(p) for p in line.polygon), line.score, line.text, line.frame) for line in lines]
