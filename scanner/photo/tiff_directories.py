"""Walk over TIFF directories (TIFF 6.0 section 2, BigTIFF, Exif 2.32), in TIFF files and in EXIF.

Every offset and count is checked against the data, loops are cut, nothing is read twice: hostile files cost
no more than their size.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_CHILDREN = {34665: "EXIF", 34853: "GPS", 40965: "interoperability", 330: "sub-picture"}
_MAX_DIRECTORIES = 1024
_MAX_ENTRIES = 1024
_MAX_RANGES = 1 << 19
MAX_NUMBERS = 1 << 17

STRIPS, STRIP_SIZES = 273, 279
TILES, TILE_SIZES = 324, 325
JPEG_START, JPEG_SIZE = 513, 514


@dataclass(frozen=True)
class Entry:
    """One tag: its TIFF type, count, and raw bytes (cut where the file ends)."""

    kind: int
    count: int
    raw: bytes
    order: str

    def numbers(self, most: int = MAX_NUMBERS) -> tuple[int, ...]:
        """The value as whole numbers; empty for other types."""
        code = _CODES.get(self.kind)
        if code is None:
            return ()
        n = min(self.count, most, len(self.raw) // _SIZES[self.kind])
        return struct.unpack_from(f"{self.order}{n}{code}", self.raw)

    def number(self, default: int = 0) -> int:
        return next(iter(self.numbers(1)), default)


@dataclass(frozen=True)
class Directory:
    """`role`: "page" (the main chain; 0 is the picture, in EXIF 1 is the thumbnail), or a name of
    `_CHILDREN`.
    """

    role: str
    index: int
    tags: dict[int, Entry]


@dataclass
class TiffContents:
    """`used`: byte ranges that some directory refers to. `whole`: no entry was damaged, cut or circular."""

    order: str = "<"
    directories: list[Directory] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)
    whole: bool = True
    budget: int = 0  # bytes of values that may still be copied: entries can share the same bytes

    @property
    def pages(self) -> list[Directory]:
        return [d for d in self.directories if d.role == "page"]


@dataclass(frozen=True)
class _Layout:
    order: str
    big: bool

    @property
    def word(self) -> int:
        return 8 if self.big else 4

    @property
    def entry(self) -> int:
        return 20 if self.big else 12

    def offset(self, data: bytes, at: int) -> int:
        return int(struct.unpack_from(self.order + ("Q" if self.big else "I"), data, at)[0])


def read_directories(data: bytes) -> TiffContents:
    """All directories of a TIFF file or EXIF block. Never raises: damage clears `whole`."""
    found = TiffContents()
    try:
        layout = _Layout("<" if data[:2] == b"II" else ">", data[2:4] in (b"+\x00", b"\x00+"))
        first = layout.offset(data, 8 if layout.big else 4)
    except struct.error:
        found.whole = False
        return found
    found.order, found.budget = layout.order, 2 * len(data) + 65536
    found.used.append((0, 16 if layout.big else 8))
    pending, seen, pages = [("page", first)], set[int](), 0
    while pending:
        role, offset = pending.pop(0)
        if offset in seen or len(seen) >= _MAX_DIRECTORIES:
            found.whole = False
            continue
        seen.add(offset)
        try:
            tags, following = _read_one(data, offset, layout, found)
        except struct.error:
            found.whole = False
            continue
        found.directories.append(Directory(role, pages if role == "page" else 0, tags))
        pages += role == "page"
        if following and role == "page":
            pending.insert(0, ("page", following))
        for tag, child in _CHILDREN.items():
            pending += [(child, start) for start in tags[tag].numbers(64)] if tag in tags else []
    return found


def _read_one(data: bytes, offset: int, layout: _Layout, found: TiffContents) -> tuple[dict[int, Entry], int]:
    """Tags of one directory and the offset of the next; struct.error where its frame is outside the data."""
    count_size = 8 if layout.big else 2
    (count,) = struct.unpack_from(layout.order + ("Q" if layout.big else "H"), data, offset)
    start = offset + count_size
    end = start + count * layout.entry
    if count > _MAX_ENTRIES or end > len(data):
        found.whole = False
        count = max(0, min(count, _MAX_ENTRIES, (len(data) - start) // layout.entry))
    found.used.append((offset, min(len(data), end + layout.word)))
    tags: dict[int, Entry] = {}
    for at in range(start, start + count * layout.entry, layout.entry):
        tag, kind = struct.unpack_from(layout.order + "HH", data, at)
        number = layout.offset(data, at + 4)
        size = _SIZES.get(kind, 1) * number
        place = at + 4 + layout.word
        if size > layout.word:
            place = layout.offset(data, place)
            found.budget -= size
            if place + size > len(data) or found.budget < 0:
                found.whole = False
                continue
            found.used.append((place, place + size))
        if kind in _SIZES and tag not in tags:
            tags[tag] = Entry(kind, number, data[place : place + size], layout.order)
    for starts, sizes in ((STRIPS, STRIP_SIZES), (TILES, TILE_SIZES), (JPEG_START, JPEG_SIZE)):
        if starts in tags and sizes in tags and len(found.used) < _MAX_RANGES:
            found.used += _ranges(tags[starts], tags[sizes])
    return tags, layout.offset(data, end) if end + layout.word <= len(data) else 0


def _ranges(starts: Entry, sizes: Entry) -> Iterator[tuple[int, int]]:
    for start, size in zip(starts.numbers(), sizes.numbers(), strict=False):
        yield start, start + size


def unreferenced(data: bytes, used: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of `data`, other than zeros, that no directory refers to."""
    gaps, reached = [], 0
    for start, end in sorted((max(0, a), min(len(data), b)) for a, b in used):
        if start > reached and data[reached:start].strip(b"\x00"):
            gaps.append((reached, start))
        reached = max(reached, end)
    if reached < len(data) and data[reached:].strip(b"\x00"):
        gaps.append((reached, len(data)))
    return gaps
