"""Numbered marks on a picture: outlines that stay visible on any ground, and number plates that keep apart.

Severity shows three times, so that nobody needs to tell colours apart: colour, symbol and line
(triangle and heavy line: critical; diamond, solid: high; disc, dashed: medium; bar, dotted: the rest).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from scanner.findings import Polygon, Severity
from scanner.geometry import as_array, bounds, grown
from scanner.outputs.lettering import Colour, Style, width, write

WHITE: Colour = (255, 255, 255)
_GREEN: Colour = (30, 122, 70)
_COLOURS: dict[Severity, Colour] = {
    Severity.CRITICAL: (184, 0, 32),
    Severity.HIGH: (196, 82, 0),
    Severity.MEDIUM: (24, 92, 178),
    Severity.LOW: (84, 94, 108),
    Severity.INFO: (84, 94, 108),
}
# Dash and gap in line widths; None: solid.
_DASHES: dict[Severity, tuple[float, float] | None] = {
    Severity.CRITICAL: None,
    Severity.HIGH: None,
    Severity.MEDIUM: (4.0, 2.6),
    Severity.LOW: (1.2, 2.2),
    Severity.INFO: (1.2, 2.2),
}
_SHARPER = 4  # plates are drawn larger and reduced, for smooth edges
Rect = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Mark:
    """Outlines that share one number plate; `label` is what the plate says, None for no plate.

    `stays`: nothing needs to be done (a person who agreed): green, with a tick.
    """

    polygons: tuple[Polygon, ...]
    severity: Severity
    label: str | None
    stays: bool = False

    @property
    def box(self) -> Rect:
        """Around all outlines."""
        return around(*(bounds(polygon) for polygon in self.polygons))

    @property
    def colour(self) -> Colour:
        return _GREEN if self.stays else _COLOURS[self.severity]


def around(*boxes: Rect) -> Rect:
    """The smallest rectangle around all."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def draw_marks(pixels: NDArray[np.uint8], marks: Sequence[Mark], size: int) -> NDArray[np.uint8]:
    """A copy of `pixels` (height x width x 3, RGB) with all marks; `size`: letter size on plates, in px."""
    canvas = np.ascontiguousarray(pixels).copy()
    line = max(2, round(size / 9))
    for mark in reversed(marks):  # the worst last, on top
        for polygon in mark.polygons:
            _outline(canvas, mark, polygon, line)
    height, across = canvas.shape[:2]
    spots = place_plates(marks, size, line, (across, height))
    for mark, spot in spots:
        _leader(canvas, mark, spot, line)
    picture = Image.fromarray(canvas)
    for mark, spot in reversed(spots):
        tile = plate(mark, size)
        picture.paste(tile, (round(spot[0]), round(spot[1])), tile)
    return np.asarray(picture)


def _outline(canvas: NDArray[np.uint8], mark: Mark, polygon: Polygon, line: int) -> None:
    thick = line * 2 if mark.severity is Severity.CRITICAL and not mark.stays else line
    halo = thick + max(2, line)
    points = as_array(grown(polygon, halo / 2 + 2))  # outside of what it marks
    cv2.polylines(canvas, [np.round(points).astype(np.int32)], True, WHITE, halo, cv2.LINE_AA)
    dashes = None if mark.stays else _DASHES[mark.severity]
    for start, end in _strokes(points, dashes, thick):
        cv2.line(canvas, start, end, mark.colour, thick, cv2.LINE_AA)


def _strokes(
    points: NDArray[np.float32], dashes: tuple[float, float] | None, line: int
) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    for a, b in zip(points, np.roll(points, -1, axis=0), strict=True):
        if dashes is None:
            yield _pixel(a), _pixel(b)
            continue
        length = max(1.0, float(np.hypot(*(b - a))))
        dash, gap = dashes[0] * line, dashes[1] * line
        for start in np.arange(0, length, dash + gap):
            end = min(length, start + dash)
            yield _pixel(a + (b - a) * (start / length)), _pixel(a + (b - a) * (end / length))


def _pixel(point: NDArray[np.float32]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def plate(mark: Mark, size: int) -> Image.Image:
    """The number plate of a mark: symbol and number in white on its colour (RGBA)."""
    big = size * _SHARPER
    style = Style(big, WHITE, bold=True)
    tile = Image.new("RGBA", plate_size(mark, big))
    draw = ImageDraw.Draw(tile)
    edge = big // 9
    draw.rounded_rectangle((0, 0, tile.width - 1, tile.height - 1), radius=big // 3, fill=WHITE)
    draw.rounded_rectangle(
        (edge, edge, tile.width - 1 - edge, tile.height - 1 - edge), radius=big // 3 - edge, fill=mark.colour
    )
    left, right = big * 0.32, big * 0.32 + tile.height * 0.52
    symbol(draw, mark, (left, tile.height * 0.24, right, tile.height * 0.76))
    if mark.label:
        write(tile, (right + big * 0.2, tile.height / 2 - big * 0.575), mark.label, style)
    return tile.resize(plate_size(mark, size), Image.Resampling.LANCZOS)


def plate_size(mark: Mark, size: int) -> tuple[int, int]:
    height = size * 1.36
    text = width(mark.label, Style(size, WHITE, bold=True)) + size * 0.2 if mark.label else 0.0
    return math.ceil(size * 0.64 + height * 0.52 + text), math.ceil(height)


def symbol(draw: ImageDraw.ImageDraw, mark: Mark, box: Rect) -> None:
    """The severity's sign in white."""
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    if mark.stays:
        stroke = max(1, round((right - left) / 6))
        tick = [(left, y), (left + (right - left) * 0.38, bottom), (right, top)]
        draw.line(tick, fill=WHITE, width=stroke, joint="curve")
    elif mark.severity is Severity.CRITICAL:
        draw.polygon([(x, top), (right, bottom), (left, bottom)], fill=WHITE)
    elif mark.severity is Severity.HIGH:
        draw.polygon([(x, top), (right, y), (x, bottom), (left, y)], fill=WHITE)
    elif mark.severity is Severity.MEDIUM:
        draw.ellipse((left, top, right, bottom), fill=WHITE)
    else:
        draw.rectangle((left, y - (bottom - top) / 6, right, y + (bottom - top) / 6), fill=WHITE)


def place_plates(marks: Sequence[Mark], size: int, line: int, room: tuple[int, int]) -> list[tuple[Mark, Rect]]:
    """A place for each plate: at its outline where that is free, else further out."""
    boxes = [mark.box for mark in marks]
    placed: list[tuple[Mark, Rect]] = []
    for mark, box in zip(marks, boxes, strict=True):
        if mark.label is None:
            continue
        taken = [rect for _, rect in placed]
        options = list(_options(box, plate_size(mark, size), line * 2, room))
        best = min(options, key=lambda option: _cost(option, taken, boxes, size))
        placed.append((mark, best[0]))
    return placed


def _options(
    box: Rect, own_size: tuple[int, int], margin: float, room: tuple[int, int]
) -> Iterable[tuple[Rect, float]]:
    """Candidate places and how far they are from the outline, in plate heights."""
    left, top, right, bottom = box
    w, h = own_size
    near = [
        (left, top - h - margin),
        (right - w, top - h - margin),
        (left, bottom + margin),
        (right - w, bottom + margin),
        (left - w - margin, top),
        (right + margin, top),
        (left - w - margin, bottom - h),
        (right + margin, bottom - h),
    ]
    for rank, (x, y) in enumerate(near):
        yield _kept_in(x, y, w, h, room), rank * 0.02
    yield _kept_in(left + margin, top + margin, w, h, room), 0.5
    cx, cy = (left + right) / 2, (top + bottom) / 2
    for ring in range(1, 7):
        for step in range(12):
            angle = 2 * math.pi * step / 12
            x = cx + math.cos(angle) * ((right - left) / 2 + w * 0.5 + ring * h * 1.2) - w / 2
            y = cy + math.sin(angle) * ((bottom - top) / 2 + h * 0.5 + ring * h * 1.2) - h / 2
            yield _kept_in(x, y, w, h, room), 0.4 + ring * 0.35


def _kept_in(x: float, y: float, w: float, h: float, room: tuple[int, int]) -> Rect:
    x, y = min(max(0.0, x), max(0.0, room[0] - w)), min(max(0.0, y), max(0.0, room[1] - h))
    return x, y, x + w, y + h


def _cost(option: tuple[Rect, float], taken: Sequence[Rect], boxes: Sequence[Rect], size: int) -> float:
    """Plates on plates are worst, plates on what another mark outlines are bad, distance is a nuisance."""
    rect, distance = option
    own = (rect[2] - rect[0]) * (rect[3] - rect[1])
    on_plates = sum(_common(_wider(other, size / 6), rect) for other in taken) / own
    on_boxes = sum(_common(box, rect) for box in boxes) / own
    return 12 * on_plates + min(on_boxes, 2.0) + distance


def _wider(rect: Rect, by: float) -> Rect:
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def _common(a: Rect, b: Rect) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, across) * max(0.0, down)


def _leader(canvas: NDArray[np.uint8], mark: Mark, spot: Rect, line: int) -> None:
    """A line from a plate that stands away from its outline."""
    box = mark.box
    if _common(_wider(box, line * 4), spot) > 0:
        return
    centre = ((spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2)
    target = (min(max(centre[0], box[0]), box[2]), min(max(centre[1], box[1]), box[3]))
    start, end = (round(centre[0]), round(centre[1])), (round(target[0]), round(target[1]))
    cv2.line(canvas, start, end, WHITE, line + max(2, line), cv2.LINE_AA)
    cv2.line(canvas, start, end, mark.colour, line, cv2.LINE_AA)
