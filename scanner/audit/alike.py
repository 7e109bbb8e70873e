"""Pictures that look alike: difference hashes (dHash, N. Krawetz 2013), grouped into bursts and copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from scanner.photo.photo import Pixels

_BITS = 64
_SAME = 3  # bits that a resized or recompressed copy may differ in
_BURST = 12  # bits between neighbours of a burst
_SECONDS = 30.0  # between neighbours of a burst
_FEATURELESS = 6  # fewer bits set (or unset): a blank wall or a black frame, alike to every other


def picture_hash(pixels: Pixels) -> int:
    """64 bits (as a signed number) that hardly change when a picture is resized or saved again.

    `pixels`: height x width x 3, RGB, uint8. Each bit says whether a cell of a 9 x 8 grey grid is darker than
    its right neighbour.
    """
    grid = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    bits = np.packbits((grid[:, 1:].astype(np.int16) - grid[:, :-1]) > 1)
    return int.from_bytes(bits.tobytes(), "big", signed=True)


@dataclass(frozen=True)
class Seen:
    """One photo to be grouped. `at`: seconds since 1970 when it was taken, None where nobody knows."""

    number: int
    alike: int
    folder: str = ""
    at: float | None = None


def groups_of(photos: Sequence[Seen]) -> dict[int, int]:
    """For each photo that looks like another, the number of its group's first photo."""
    leaders = _Leaders()
    for a, b in (*_copies(photos), *_bursts(photos)):
        leaders.join(a, b)
    return leaders.groups()


def _copies(photos: Sequence[Seen]) -> Iterable[tuple[int, int]]:
    """Pairs at most 3 bits apart: at least one of four 16-bit pieces is then the same in both."""
    for piece in range(4):
        buckets: dict[int, list[Seen]] = {}
        for photo in photos:
            if not _featureless(photo.alike):
                buckets.setdefault((photo.alike >> (16 * piece)) & 0xFFFF, []).append(photo)
        for bucket in buckets.values():
            firsts: list[Seen] = []  # one of each look: a bucket of a thousand equal photos stays cheap
            for photo in bucket:
                near = next((f for f in firsts if apart(f.alike, photo.alike) <= _SAME), None)
                if near is None:
                    firsts.append(photo)
                else:
                    yield near.number, photo.number


def _bursts(photos: Sequence[Seen]) -> Iterable[tuple[int, int]]:
    """Neighbours in time within one folder that look much the same."""
    timed = sorted((p.folder, p.at, p.number, p.alike) for p in photos if p.at is not None)
    for (folder, at, number, alike), (folder_2, at_2, number_2, alike_2) in pairwise(timed):
        if folder == folder_2 and at_2 - at <= _SECONDS and apart(alike, alike_2) <= _BURST:
            yield number, number_2


def apart(a: int, b: int) -> int:
    """Bits in which two hashes differ."""
    return ((a ^ b) & ((1 << _BITS) - 1)).bit_count()


def _featureless(alike: int) -> bool:
    ones = (alike & ((1 << _BITS) - 1)).bit_count()
    return ones < _FEATURELESS or ones > _BITS - _FEATURELESS


class _Leaders:
    """Sets that grow together (union-find)."""

    def __init__(self) -> None:
        self._up: dict[int, int] = {}

    def _top(self, number: int) -> int:
        while (up := self._up.setdefault(number, number)) != number:
            self._up[number] = self._up.setdefault(up, up)
            number = self._up[number]
        return number

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self._top(a), self._top(b)))
        self._up[second] = first

    def groups(self) -> dict[int, int]:
        return {number: self._top(number) for number in sorted(self._up)}
