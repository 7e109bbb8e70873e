"""Barcodes and matrix codes: read where possible, located where not.

The whole picture is read at several scales. Areas of parallel bars are then found by their texture,
straightened and read one by one: that reads codes at any tilt (zxing-cpp alone reads none at 27 to 60
degrees) and finer or softer bars than the whole picture gives. What looks like a code and cannot be read is
reported without payload.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np

from scanner.detectors import codes_geometry as geometry
from scanner.detectors.codes_bars import Bars, find_bars
from scanner.detectors.codes_levels import ENLARGED, half, levels
from scanner.detectors.codes_read import UNCHECKED, Grey, Reading, enlarged, read, sharpened, turned
from scanner.detectors.codes_squares import Square, find_squares
from scanner.findings import Code, Detector, Sightings
from scanner.photo.photo import Frame, Photo, Pixels

LARGE = 2000  # px, long side: above this a half-size copy is read as well
WORTH_READING = -4.0  # log-odds: areas of bars below this are not even tried
SURE = 1.0  # log-odds: an area of bars that cannot be read is reported above this
UNREAD_BARS, UNREAD_SQUARE = "LinearCode", "MatrixCode"  # formats of codes that were seen, but not read
Area = TypeVar("Area", Bars, Square)
STRIP_ROWS = 64  # px, height of a straightened code
LONGEST_STRIP = 5000  # px
LEAST_UNCHECKED = 4  # characters: shorter readings without a check digit are noise


class CodeDetector:
    """Finds every code of a photo.

    `strength` "full" is the check of a finished copy: it reads more versions of the picture and takes longer.
    """

    name = Detector.CODES
    version = "zxing-cpp, own finders 1"

    def __init__(self, *, strength: str = "normal") -> None:
        self._full = strength == "full"

    def detect(self, photo: Photo) -> Sightings:
        """Never raises for odd pixels. Polygons are clipped to the picture."""
        return Sightings(codes=tuple(code for frame in photo.frames for code in self._in_frame(frame)))

    def _in_frame(self, frame: Frame) -> list[Code]:
        found = self._find(frame.pixels)
        if frame.under_alpha is not None:
            found = _merged([*found, *self._find(frame.under_alpha)])
        size = (frame.width, frame.height)
        return [
            Code(
                geometry.as_polygon(geometry.clipped(r.points, *size)),
                r.format,
                r.payload,
                frame.index,
                r.gs1,
            )
            for r in found
        ]

    def _find(self, pixels: Pixels) -> list[Reading]:
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        whole = _merged(r for copy, matrix in self._copies(grey) for r in read(copy, matrix))
        pyramid = list(levels(grey))
        bars = _strongest(b for level, scale in pyramid for b in find_bars(level, scale))
        found = list(_with_bars(grey, whole, bars))
        return _merged([*found, *_with_squares(grey, found, _strongest(find_squares(pyramid)))])

    def _copies(self, grey: Grey) -> Iterator[tuple[Grey, geometry.Affine]]:
        """Versions of the picture, each with the matrix that leads back to it."""
        yield grey, geometry.IDENTITY
        working, back = grey, geometry.IDENTITY
        if max(grey.shape) > LARGE:
            working, back = half(grey), geometry.scaling(2.0)
            yield working, back
        if max(grey.shape) < ENLARGED:
            yield enlarged(grey, 2.0), geometry.scaling(0.5)
        if self._full or working is grey:
            yield sharpened(working), back
        if self._full:
            yield turned(working, back)


def _with_bars(grey: Grey, whole: list[Reading], areas: list[Bars]) -> Iterator[Reading]:
    """Readings of the whole picture, outlined by their bars, and what only the areas of bars give."""
    believed = [r for r in whole if _believable(r, areas)]
    for reading in believed:
        mine = [a.quad for a in areas if geometry.overlap(a.quad, reading.points) > 0.3]
        alone = mine and sum(geometry.overlap(mine[0], r.points) > 0.3 for r in believed) == 1
        if reading.linear and alone:
            outline = geometry.min_rect(np.concatenate([reading.points, mine[0]]))
            yield replace(reading, points=outline)
        else:
            yield reading
    for area in areas:
        if geometry.inside_share(area.quad, [r.points for r in believed]) > 0.3:
            continue
        reading_here = _read_bars(grey, area)
        if reading_here is not None:
            yield replace(reading_here, points=area.quad)
        elif area.evidence > SURE:
            yield Reading(area.quad, UNREAD_BARS, None)


def _with_squares(grey: Grey, found: list[Reading], places: list[Square]) -> Iterator[Reading]:
    """What the places of matrix codes give that nothing else covers."""
    for place in places:
        if geometry.inside_share(place.quad, [r.points for r in found]) > 0.2:
            continue
        reading = _read_square(grey, place)
        if reading is not None:
            yield reading
        elif place.evidence > SURE:
            yield Reading(place.quad, UNREAD_SQUARE, None)


def _read_square(grey: Grey, place: Square) -> Reading | None:
    """Read the place by itself, enlarged: small modules, or what the whole picture did not give."""
    if place.evidence < WORTH_READING:
        return None
    side = math.sqrt(geometry.area(place.quad))
    left, top = np.maximum(place.quad.min(0) - 0.4 * side - 4, 0).astype(int)
    right, bottom = np.ceil(place.quad.max(0) + 0.4 * side + 4).astype(int)
    part = grey[top:bottom, left:right]
    for zoom in (1.0, 2.0, 3.0):
        if side * zoom < 24 or side * zoom > 600:
            continue
        copy = part if zoom == 1.0 else enlarged(part, zoom)
        matrix = geometry.shifted(geometry.scaling(1 / zoom), left, top)
        for version in (copy, sharpened(copy, 0.8 * zoom)):
            for reading in read(version, matrix):
                if not reading.linear and geometry.overlap(reading.points, place.quad) > 0.3:
                    return reading
    return None


def _believable(reading: Reading, areas: list[Bars]) -> bool:
    """Symbologies without a check digit are read out of blinds and text: they need bars, and some length."""
    if reading.format not in UNCHECKED:
        return True
    bars = any(a.evidence > WORTH_READING and geometry.overlap(a.quad, reading.points) > 0.3 for a in areas)
    return bars and len(reading.payload or "") >= LEAST_UNCHECKED


def _read_bars(grey: Grey, area: Bars) -> Reading | None:
    """Straighten the bars and read them at rising zoom; averaging along the bars removes noise and JPEG."""
    if area.evidence < WORTH_READING:
        return None
    for zoom in (1.0, 2.0, 3.0):
        strip = _straightened(grey, area, zoom)
        if strip is None:
            return None
        soft = np.asarray(cv2.blur(strip, (1, 9)), dtype=np.uint8)
        sigma = 0.4 + 0.8 * zoom
        for copy in (soft, sharpened(soft, sigma), sharpened(soft, sigma, 4.0)):
            for reading in read(copy, geometry.IDENTITY):
                if reading.linear and (reading.format not in UNCHECKED or area.evidence > 0):
                    return reading
    return None


def _straightened(grey: Grey, area: Bars, zoom: float) -> Grey | None:
    """The bars upright, with a tenth of room at both ends; None where it would be too long or too short."""
    corner, end, _, start = area.quad
    length = float(np.linalg.norm(end - corner)) * zoom
    room = 0.1 * length + 10
    width = round(length + 2 * room)
    if length < STRIP_ROWS / 4 or width > LONGEST_STRIP:
        return None
    target = np.array([(room, 0), (room + length, 0), (room, STRIP_ROWS)], dtype=np.float32)
    matrix = cv2.getAffineTransform(np.stack([corner, end, start]).astype(np.float32), target)
    strip = cv2.warpAffine(grey, matrix, (width, STRIP_ROWS), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, dtype=np.uint8)


def _strongest(areas: Iterable[Area]) -> list[Area]:
    """One area per place: the same code is seen on several levels."""
    kept: list[Area] = []
    for area in sorted(areas, key=lambda a: -a.evidence):
        if geometry.inside_share(area.quad, [other.quad for other in kept]) < 0.5:
            kept.append(area)
    return kept


def _merged(readings: Iterable[Reading]) -> list[Reading]:
    """One reading per place; a read code wins over a located one."""
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda r: r.payload is None):
        if geometry.inside_share(reading.points, [other.points for other in kept]) < 0.5:
            kept.append(reading)
    return kept
