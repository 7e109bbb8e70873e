"""Which way up: each line is read in its likelier direction, doubtful lines again (also as in a mirror), short
ones as the page runs."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scanner.detectors.text.geometry import Region, rectangle
from scanner.detectors.text.lines import Line
from scanner.detectors.text.reader import LineReader, Reading, cut
from scanner.photo.photo import Pixels

_SURE = 0.9  # no need to try the other direction
_DOUBT = 0.93  # below, the crop is read again without its rims
_RIM = 0.1
# Reflected writing reads badly in both directions, and plainly better in a mirror.
_REFLECTED = 0.85
_CLEARER = 0.1
_MIRROR_LETTERS = 4
_NARROWEST = 0.3  # letter heights that a letter takes along a line
_SHORT = 3  # letters: "M" and "6" read as well upside down
_AGREED = 0.7  # of the long lines' letters must run one way


class TurningReader:
    def __init__(self, reader: LineReader) -> None:
        self._reader = reader

    def read(self, pixels: Pixels, region: Region) -> tuple[Region, Reading]:
        """The best of two opposite directions, and the region turned that way."""
        width, height, _ = rectangle(region.quad)
        turns = (0, 2) if height < 1.5 * width else (1, 3)
        crop = cut(pixels, region.turned(turns[0]))
        best, turn = self._reader.read(crop), turns[0]
        if best.score <= _SURE:
            upset = np.ascontiguousarray(crop[::-1, ::-1])
            other = self._reader.read(upset)
            if other.score > best.score:
                best, turn, crop = other, turns[1], upset
        if 0 < best.score < _DOUBT:
            rim = round(_RIM * crop.shape[0])
            best = max(best, self._reader.read(crop[rim : len(crop) - rim]), key=lambda reading: reading.score)
        room = crop.shape[1] >= _NARROWEST * _MIRROR_LETTERS * crop.shape[0]
        if 0 < best.score < _REFLECTED and room:  # where nothing at all was read is no writing in a mirror either
            best = self._in_a_mirror(crop, best)
        return region.turned(turn), best

    def _in_a_mirror(self, crop: Pixels, plain: Reading) -> Reading:
        """A board that is reflected in a window or a screen. `plain`: what the crop says as it is."""
        ways = [self._reader.read(np.ascontiguousarray(turned)) for turned in (crop[:, ::-1], crop[::-1])]
        best = max(ways, key=lambda reading: reading.score)
        clear = best.letters >= _MIRROR_LETTERS and best.score > max(_REFLECTED, plain.score + _CLEARER)
        return best if clear else plain

    def agree(self, pixels: Pixels, lines: Sequence[Line]) -> list[Line]:
        """Short lines, read again the way the page runs where its long lines agree on one."""
        votes = [
            cmath.rect(line.reading.letters, math.radians(rectangle(line.region.quad)[2]))
            for line in lines
            if line.reading.letters > _SHORT and line.reading.score > 0.8
        ]
        total = sum(votes)
        if abs(total) < _AGREED * sum(abs(vote) for vote in votes) or not votes:
            return list(lines)
        return [self._follow(pixels, line, math.degrees(cmath.phase(total))) for line in lines]

    def _follow(self, pixels: Pixels, line: Line, direction: float) -> Line:
        width, height, angle = rectangle(line.region.quad)
        turn = round((direction - angle) / 90) % 4
        if line.reading.letters > _SHORT or turn == 0 or (turn != 2 and max(width, height) > 2 * min(width, height)):
            return line
        region = line.region.turned(turn)
        reading = self._reader.read(cut(pixels, region))
        if reading.letters and reading.score >= max(0.5, line.reading.score - 0.25):
            return replace(line, region=region, reading=reading)
        return line
