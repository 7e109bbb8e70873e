"""Places to destroy, how far they reach beyond what was detected, and the same as a mask of pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import Face, Polygon
from scanner.geometry import area, as_array, as_polygon, bounds, grown, hull, rounded, text_height
from scanner.redaction.choice import Family

Mask = NDArray[np.bool_]  # height x width, True where the pixel is destroyed

GROWTHS = 3  # 0: as usual, 1: larger, 2: largest, with whole clusters of text and whole things
# Margins for growth 0, 1, 2. Text: share of the text height.
_TEXT = (1 / 3, 2 / 3, 1.0)
# Things: share of the short side, because their outlines are drawn loosely.
_THING = (0.04, 0.1, 0.18)
_NEARLY = 0.96  # share of the quadrangle around a thing that its outline fills, from which it is taken for one
# Codes: share of the short side, for the quiet zone and for a locator that cut a corner.
_CODE = (0.18, 0.3, 0.45)
# Bars, as shares of their length. A reader may report only a few of their rows, and every row holds all:
# the place is never lower than such codes usually are.
_BARS_FROM = 1.5  # length : height from which a code is taken for bars
_BARS_ALONG = 0.1  # the quiet zone is ten modules wide (ISO/IEC 15417)
_BARS_ACROSS = (0.12, 0.3, 0.6)
_BARS_HEIGHT = 0.4
# Faces, from the detected box (forehead to chin) to the whole head, as shares of its width and height: ears at the
# sides, the back of the head where the face looks aside, hair or a cap above, throat below. All grow together.
_FACE_GROWTH = (1.0, 1.4, 2.0)
_FACE_SIDE, _FACE_BACK, _FACE_ABOVE, _FACE_BELOW = 0.25, 0.45, 0.45, 0.2
_PROFILE = 0.5  # the nose this far from the middle of the box, in half widths: a face from the side
_FACE_CORE = 0.08  # share of its size by which a face's own place reaches beyond its outline


class Style(StrEnum):
    FACE = "face"
    OPAQUE = "opaque"


@dataclass(frozen=True)
class Region:
    """A convex place to destroy: polygon in pixels of the upright picture; `kind` says why.

    `kind` is the kind of a finding, the class of a thing, "text_near_identifier" or "box". `core`: the part that goes
    even where the face of somebody who agreed is in the way; None: all of it, (): nothing. `spared`: it is such a
    face, nothing to destroy but to leave out of the others.
    """

    polygon: Polygon
    style: Style
    kind: str
    core: Polygon | None = None
    spared: bool = False


def outline(
    polygon: Polygon,
    family: Family,
    growth: int,
    *,
    face: Face | None = None,
    least: float = 0.0,
) -> Polygon:
    """What has to be destroyed for a detection with this polygon: a larger, convex one.

    `growth` 0..2; `face`: the face that it belongs to, for its turn and landmarks; `least`: the smallest margin in px.
    """
    match family:
        case Family.FACES:
            return _head(polygon, face, growth, least)
        case Family.CODES:
            return _code(polygon, growth, least)
        case Family.ARTEFACTS:
            return rounded(_tidy(polygon), max(_THING[growth] * text_height(polygon), least))
        case Family.TEXT:
            return grown(polygon, max(_TEXT[growth] * text_height(polygon), least))


def _head(polygon: Polygon, face: Face | None, growth: int, least: float) -> Polygon:
    """From forehead and chin to hair, ears and throat, whichever way the head is turned: a rectangle along the head,
    and never less than the upright box around what was detected."""
    points = as_array(polygon).astype(np.float64)
    angle = math.radians(face.roll if face else 0.0)
    right, down = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    centre, half = (points.min(0) + points.max(0)) / 2, np.ptp(points, axis=0) / 2
    # The box is upright even if the head is not; its halves, seen along the head's own axes.
    share = 1 / (abs(right[0]) + abs(right[1]))
    across, along = float(np.abs(right) @ half * share), float(np.abs(down) @ half * share)
    aside = _nose_aside(face, centre, right, across)  # positive: towards the head's `right`, so the back is left
    more = _FACE_GROWTH[growth]
    side, back = 2 * across * _FACE_SIDE * more, 2 * across * _FACE_BACK * more
    left_by = max(side + (back - side) * max(0.0, aside), least)
    right_by = max(side + (back - side) * max(0.0, -aside), least)
    above = max(2 * along * _FACE_ABOVE * more, least)
    below = max(2 * along * _FACE_BELOW * more, least)
    corners = [
        centre + x * right + y * down
        for x, y in (
            (-across - left_by, -along - above),
            (across + right_by, -along - above),
            (across + right_by, along + below),
            (-across - left_by, along + below),
        )
    ]
    rim = max(_FACE_CORE * 2 * float(half.max()) * more, least)
    return hull([as_polygon(np.array(corners)), grown_box(points, rim)])


def _nose_aside(face: Face | None, centre: NDArray[np.float64], right: NDArray[np.float64], across: float) -> float:
    """-1 to 1: how far a face looks to a side, from where its nose lies in its box; 0 without landmarks."""
    if face is None or len(face.landmarks) != 5 or across <= 0:
        return 0.0
    offset = (np.asarray(face.landmarks[2]) - centre) @ right
    return float(np.clip(offset / (across * _PROFILE), -1, 1))


def grown_box(points: NDArray[np.floating], margin: float) -> Polygon:
    """The upright box around N x 2 points, `margin` px larger on every side."""
    (left, top), (right, bottom) = points.min(0) - margin, points.max(0) + margin
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def face_core(polygon: Polygon, least: float) -> Polygon:
    """The part of a stranger's mask that nobody's consent can take away: the face itself and a rim."""
    points = as_array(polygon)
    return grown_box(points, max(_FACE_CORE * float(np.ptp(points, axis=0).max()), least))


def _tidy(polygon: Polygon) -> Polygon:
    """The quadrangle around it, where it nearly is one: outlines made from lines of text are ragged.

    Boards and screens seen from aside are no rectangles. Smallest one: Aggarwal, Chang and Yap 1985.
    """
    convex = as_array(hull([polygon]))
    if len(convex) <= 4:
        return polygon
    _, corners = cv2.minEnclosingConvexPolygon(convex, 4)
    sides = as_polygon(np.asarray(corners, dtype=np.float32))
    return hull([sides, polygon]) if area(as_polygon(convex)) >= _NEARLY * area(sides) else polygon


def _code(polygon: Polygon, growth: int, least: float) -> Polygon:
    (cx, cy), (width, height), angle = cv2.minAreaRect(as_array(polygon))
    long, short = max(width, height), min(width, height)
    margin = max(_CODE[growth] * short, least)
    if long < _BARS_FROM * short:
        return grown(polygon, margin)
    along = max(margin, _BARS_ALONG * long)
    across = max(margin, _BARS_ACROSS[growth] * long, (_BARS_HEIGHT * long - short) / 2)
    x, y = (along, across) if width > height else (across, along)
    corners = cv2.boxPoints(((cx, cy), (width + 2 * x, height + 2 * y), angle))
    return as_polygon(np.asarray(corners, dtype=np.float32))


def hidden_pixels(regions: Sequence[Region], height: int, width: int) -> Mask:
    """height x width, True where a region is destroyed: all of them, without the spared faces but for the cores."""
    goes = [region for region in regions if not region.spared]
    hidden = rasterise([region.polygon for region in goes], height, width)
    spared = [region.polygon for region in regions if region.spared]
    if spared:
        cores = (region.polygon if region.core is None else region.core for region in goes)
        hidden &= ~rasterise(spared, height, width) | rasterise((core for core in cores if core), height, width)
    return hidden


def spared_face(polygon: Polygon, least: float) -> Polygon:
    """The face of somebody who agreed without the corners around it: what is certainly face, at least `least` px
    inside of its outline."""
    left, top, right, bottom = bounds(polygon)
    axes = (max(1.0, (right - left) / 2 - least), max(1.0, (bottom - top) / 2 - least))
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    centre = ((left + right) / 2, (top + bottom) / 2)
    return as_polygon(np.stack([centre[0] + axes[0] * np.cos(angles), centre[1] + axes[1] * np.sin(angles)], axis=1))


def rasterise(polygons: Iterable[Polygon], height: int, width: int, left: int = 0, top: int = 0) -> Mask:
    """height x width, True in every pixel that a polygon's convex hull touches, also at an edge or corner.

    Pixel (column i, row j) is the square from (left + i, top + j) to (left + i + 1, top + j + 1).
    Raises ValueError for a polygon that is empty or not finite: a place that cannot be drawn must not be
    skipped in silence.
    """
    canvas = np.zeros((height + 2, width + 2), dtype=np.uint8)  # a rim of one pixel, for edges just outside
    reach = 4 * max(canvas.shape)
    for polygon in polygons:
        points = as_array(polygon)
        if len(points) == 0 or not np.isfinite(points).all():
            raise ValueError("a place to cover has no usable outline")
        touched = np.floor(np.clip(points - (left - 1, top - 1), -reach, reach)).astype(np.int32)
        cv2.fillConvexPoly(canvas, cv2.convexHull(touched), 255)
    # OpenCV rounds edges to the nearest pixel: one pixel more covers those that an edge only grazes.
    return np.asarray(cv2.dilate(canvas, np.ones((3, 3), np.uint8))[1:-1, 1:-1], dtype=bool)
