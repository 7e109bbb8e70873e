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
from scanner.detectors.codes_strips import read_bars
from scanner.findings import Code, Detector, Sightings
from scanner.photo.photo import Frame, Photo, Pixels

LARGE = 2000  # px, long side: above this a half-size copy is read as well
WORTH_READING = -4.0  # log-odds: areas of bars below this are not even tried
SURE_BARS, SURE_SQUARE = 1.0, 0.9  # log-odds: what cannot be read is reported above this
UNREAD_BARS, UNREAD_SQUARE = "LinearCode", "MatrixCode"  # formats of codes that were seen, but not read
LONGEST_TURNED = 6  # length by width: a thin strip turned by 45 degrees would be mostly empty, and huge
LARGEST_SQUARE = 400  # px, enlarged: larger ones were read in the whole picture, or never will be
SQUARE_SIDE = 240  # px of a code that was turned into a square
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
        heard = list(self._in_whole(grey))
        whole = _merged(r for r in heard if not _contradicted(r, heard))
        pyramid = list(levels(grey))
        bars = _strongest(b for level, scale in pyramid for b in find_bars(level, scale))
        found = list(_with_bars(grey, whole, bars))
        return _merged([*found, *_with_squares(grey, found, _strongest(find_squares(pyramid)))])

    def _in_whole(self, grey: Grey) -> Iterator[Reading]:
        """Readings of the whole picture in several versions, with codes that were located but not read."""
        small = grey
        back = geometry.IDENTITY
        if max(grey.shape) > LARGE:
            # Light-on-dark codes are read at half size only: twice the time for what is rarely so fine.
            yield from read(grey, back, errors=True, thorough=self._full)
            small, back = half(grey), geometry.scaling(2.0)
        yield from read(small, back, errors=True)
        if max(grey.shape) < ENLARGED:
            yield from read(enlarged(grey, 2.0), geometry.scaling(0.5), errors=True)
        if self._full or small is grey:
            yield from read(sharpened(small), back, errors=True)
        if self._full and max(small.shape) < LONGEST_TURNED * min(small.shape):
            yield from read(*turned(small, back), errors=True)


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
        heard = read_bars(grey, area) if area.evidence > WORTH_READING else None
        if heard is not None:
            yield heard
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


def _contradicted(reading: Reading, heard: list[Reading]) -> bool:
    """With one check digit, blurred bars give different numbers in different copies: then none is believed."""
    return reading.format in ONE_DIGIT and any(
        other.format == reading.format
        and other.payload != reading.payload
        and geometry.overlap(other.points, reading.points) > 0.5
        for other in heard
    )


def _believable(reading: Reading, areas: list[Bars]) -> bool:
    """Symbologies without a check digit are read out of blinds and text: they need bars, and some length."""
    if reading.format not in UNCHECKED:
        return True
    bars = any(a.evidence > WORTH_READING and geometry.overlap(a.quad, reading.points) > 0.3 for a in areas)
    return bars and len(reading.payload or "") >= LEAST_UNCHECKED


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
