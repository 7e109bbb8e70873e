"""Places to destroy, how far they reach beyond what was detected, and the same as a mask of pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import Polygon
from scanner.geometry import area, as_array, as_polygon, grown, hull, text_height
from scanner.redaction.choice import Family

Mask = NDArray[np.bool_]  # height x width, True where the pixel is destroyed

GROWTHS = 3  # 0: as usual, 1: larger, 2: largest, with whole clusters of text and whole things
# Margins for growth 0, 1, 2. Text: share of the text height.
_TEXT = (1 / 3, 2 / 3, 1.0)
# Things: share of the short side, because their outlines are drawn loosely.
_THING = (0.04, 0.1, 0.18)
_NEARLY = 0.75  # share of the rectangle around a thing that its outline fills, from which it is taken for one
# Codes: share of the short side, for the quiet zone and for a locator that cut a corner.
_CODE = (0.18, 0.3, 0.45)
# Bars, as shares of their length. A reader may report only a few of their rows, and every row holds all:
# the place is never lower than such codes usually are.
_BARS_FROM = 1.5  # length : height from which a code is taken for bars
_BARS_ALONG = 0.1  # the quiet zone is ten modules wide (ISO/IEC 15417)
_BARS_ACROSS = (0.12, 0.3, 0.6)
_BARS_HEIGHT = 0.4
# Faces: scale about the middle, then a stretch towards the hair, as a share of the face's size.
_FACE_SCALE = (1.4, 1.55, 1.8)
_FACE_HAIR = (0.15, 0.2, 0.3)


class Style(StrEnum):
    FACE = "face"
    OPAQUE = "opaque"


@dataclass(frozen=True)
class Region:
    """A convex place to destroy: polygon in pixels of the upright picture; `kind` says why.

    `kind` is the kind of a finding, the class of a thing, "text_near_identifier" or "box".
    """

    polygon: Polygon
    style: Style
    kind: str


def outline(
    polygon: Polygon, family: Family, growth: int, *, roll: float = 0.0, least: float = 0.0
) -> Polygon:
    """What has to be destroyed for a detection with this polygon: a larger, convex one.

    `growth` 0..2; `roll` is the clockwise turn of a face in degrees; `least` is the smallest margin in px.
    """
    match family:
        case Family.FACES:
            return _head(polygon, roll, growth, least)
        case Family.CODES:
            return _code(polygon, growth, least)
        case Family.ARTEFACTS:
            return grown(_tidy(polygon), max(_THING[growth] * text_height(polygon), least))
        case Family.TEXT:
            return grown(polygon, max(_TEXT[growth] * text_height(polygon), least))


def _head(polygon: Polygon, roll: float, growth: int, least: float) -> Polygon:
    """From forehead and chin to hair, ears and throat, whichever way the head is turned."""
    points = as_array(polygon)
    centre = (points.min(0) + points.max(0)) / 2
    size = float(np.ptp(points, axis=0).max())
    scale = max(_FACE_SCALE[growth], 1 + 2 * least / max(size, 1.0))
    larger = as_polygon((centre + (points - centre) * scale).astype(np.float32))
    stretch = size * _FACE_HAIR[growth]
    dx, dy = stretch * math.sin(math.radians(roll)), -stretch * math.cos(math.radians(roll))
    return hull([larger, tuple((x + dx, y + dy) for x, y in larger)])


def _tidy(polygon: Polygon) -> Polygon:
    """The rectangle around it, where it nearly is one: outlines made from lines of text are ragged."""
    box = as_polygon(np.asarray(cv2.boxPoints(cv2.minAreaRect(as_array(polygon))), dtype=np.float32))
    return box if area(hull([polygon])) >= _NEARLY * area(box) else polygon


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
