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
from scanner.detectors.codes_read import ONE_DIGIT, UNCHECKED, Grey, Reading, enlarged, read, sharpened, turned
from scanner.detectors.codes_squares import Square, find_squares
from scanner.findings import Code, Detector, Sightings
from scanner.photo.photo import Frame, Photo, Pixels

LARGE = 2000  # px, long side: above this a half-size copy is read as well
WORTH_READING = -4.0  # log-odds: areas of bars below this are not even tried
SURE_BARS, SURE_SQUARE = 1.0, 0.9  # log-odds: what cannot be read is reported above this
UNREAD_BARS, UNREAD_SQUARE = "LinearCode", "MatrixCode"  # formats of codes that were seen, but not read
LARGEST_SQUARE = 400  # px, enlarged: larger ones were read in the whole picture, or never will be
SQUARE_SIDE = 240  # px of a code that was turned into a square
STRIP_ROWS = 64  # px, height of a straightened code
LONGEST_STRIP = 5000  # px
LEAST_UNCHECKED = 4  # characters: shorter readings without a check digit are noise
Area = TypeVar("Area", Bars, Square)


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
        whole = _merged(r for copy, matrix in self._copies(grey) for r in read(copy, matrix, errors=True))
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
        elif area.evidence > SURE_BARS:
            yield Reading(area.quad, UNREAD_BARS, None)


def _with_squares(grey: Grey, found: list[Reading], places: list[Square]) -> Iterator[Reading]:
    """What the places of matrix codes give that nothing else covers, and a second try at what was only located."""
    for reading in found:
        if reading.payload is None and not reading.linear:
            second = _read_square(grey, reading.points)
            if second is not None:
                yield second
    for place in places:
        if place.evidence < WORTH_READING:
            continue
        if geometry.inside_share(place.quad, [r.points for r in found]) > 0.2:
            continue
        first = _read_square(grey, place.quad)
        if first is not None:
            yield first
        elif place.evidence > SURE_SQUARE:
            yield Reading(place.quad, UNREAD_SQUARE, None)


def _read_square(grey: Grey, quad: geometry.Points) -> Reading | None:
    """Read a place by itself, enlarged and straightened: small modules, slant, what the whole picture missed."""
    for copy, matrix in _square_copies(grey, quad):
        for version in (copy, sharpened(copy, 2.0)):
            for reading in read(version, geometry.IDENTITY):
                points = cv2.perspectiveTransform(reading.points[None], matrix)[0]
                if not reading.linear and geometry.overlap(points, quad) > 0.3:
                    return replace(reading, points=points)
    return None


def _square_copies(grey: Grey, quad: geometry.Points) -> Iterator[tuple[Grey, geometry.Homography]]:
    """The place at double and triple size as it lies, and turned into a square; each with the matrix back."""
    side = math.sqrt(geometry.area(quad))
    room = 0.4 * side + 4
    left, top = np.maximum(quad.min(0) - room, 0).astype(int)
    right, bottom = np.ceil(quad.max(0) + room).astype(int)
    for zoom in (2.0, 3.0):
        if side * zoom <= LARGEST_SQUARE:
            back = geometry.shifted(geometry.scaling(1 / zoom), left, top)
            yield enlarged(grey[top:bottom, left:right], zoom), np.vstack([back, [0, 0, 1]])
    size, edge = SQUARE_SIDE, SQUARE_SIDE // 5
    target = np.array([(0, 0), (size, 0), (size, size), (0, size)], dtype=np.float32) + edge
    there = cv2.getPerspectiveTransform(quad, target)
    copy = cv2.warpPerspective(grey, there, (size + 2 * edge,) * 2, flags=cv2.INTER_CUBIC, borderValue=255)
    yield np.asarray(copy, dtype=np.uint8), np.asarray(np.linalg.inv(there), dtype=np.float64)


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
    heard: set[tuple[str, str | None]] = set()
    for reading in _strip_readings(grey, area):
        certain = reading.format not in ONE_DIGIT | UNCHECKED or (reading.format, reading.payload) in heard
        if reading.linear and certain and (reading.format not in UNCHECKED or area.evidence > 0):
            return reading
        heard.add((reading.format, reading.payload))
    return None


def _strip_readings(grey: Grey, area: Bars) -> Iterator[Reading]:
    for zoom in (1.0, 2.0, 3.0):
        strip = _straightened(grey, area, zoom)
        if strip is None:
            return
        soft = np.asarray(cv2.blur(strip, (1, 9)), dtype=np.uint8)
        sigma = 0.4 + 0.8 * zoom
        for copy in (soft, sharpened(soft, sigma), sharpened(soft, sigma, 4.0)):
            yield from read(copy, geometry.IDENTITY)


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
