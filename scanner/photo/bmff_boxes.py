"""Walk over the boxes of HEIC, AVIF and JPEG 2000 files (ISO/IEC 14496-12 and 23008-12, 15444-1 annex I)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.photo.carried import Carried, Embedded
from scanner.photo.tiff_directories import unreferenced

_EXIF_UUID = bytes.fromhex("4a706754694666584966464578494631")  # "JpgTiffExif->JP2" as used in JPEG 2000
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_BLOCK_ITEMS = (b"Exif", b"mime", b"uri ", b"tmap")
_MAX_BOXES = 20_000
_MAX_EXTENTS = 100_000
_MAX_BLOCKS = 32
_UNREFERENCED = 64
_AUXILIARY = (
    ("alpha", ""),
    (":auxid:1", ""),  # alpha, in the wording of the video standards
    ("depth", "depth map"),
    (":auxid:2", "depth map"),
    ("disparity", "depth map"),
    ("gainmap", "gain map (a second version of the picture)"),
    ("matte", "cut-out mask of a person"),
)


@dataclass(frozen=True)
class Box:
    name: bytes
    body: int
    end: int


@dataclass
class Items:
    """The pictures and blocks of a HEIF file: item number -> type; references; byte ranges; auxiliary types.

    `properties`: item -> numbers of its properties, counted from 1; `hevc_setups`: property -> byte range
    of a decoder configuration.
    """

    types: dict[int, bytes] = field(default_factory=dict)
    mime: dict[int, bytes] = field(default_factory=dict)
    references: list[tuple[bytes, int, int]] = field(default_factory=list)
    places: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    in_meta: set[int] = field(default_factory=set)
    auxiliary: list[str] = field(default_factory=list)
    properties: dict[int, list[int]] = field(default_factory=dict)
    hevc_setups: dict[int, tuple[int, int]] = field(default_factory=dict)
    whole: bool = True


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets; stops where one does not fit."""
    for _ in range(_MAX_BOXES):
        if start + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            return
        yield Box(name, start + head, start + size)
        start += size


def read_items(data: bytes, meta: Box) -> Items:
    """The item tables of a `meta` box. Never raises: damage clears `whole`."""
    items, inner = Items(), 0
    for box in boxes(data, meta.body + 4, meta.end):
        try:
            inner = box.body if box.name == b"idat" else inner
            if box.name == b"iinf":
                _read_infos(data, box, items)
            elif box.name == b"iref":
                _read_references(data, box, items)
            elif box.name == b"iloc":
                _read_places(data, box, items)
            elif box.name == b"iprp":
                _read_properties(data, box, items)
        except (struct.error, IndexError):
            items.whole = False
    for number in items.in_meta:  # their offsets count from the meta box's own data
        items.places[number] = [(inner + start, inner + end) for start, end in items.places.get(number, [])]
    return items


def _read_infos(data: bytes, box: Box, items: Items) -> None:
    for info in boxes(data, box.body + (6 if data[box.body] == 0 else 8), box.end):
        version = data[info.body]
        if info.name != b"infe" or version < 2:
            continue
        wide = version > 2
        (number,) = struct.unpack_from(">I" if wide else ">H", data, info.body + 4)
        at = info.body + (10 if wide else 8)
        items.types[number] = data[at : at + 4]
        items.mime[number] = data[at + 4 : info.end]


def _read_references(data: bytes, box: Box, items: Items) -> None:
    code, width = (">H", 2) if data[box.body] == 0 else (">I", 4)
    for reference in boxes(data, box.body + 4, box.end):
        (source,) = struct.unpack_from(code, data, reference.body)
        (count,) = struct.unpack_from(">H", data, reference.body + width)
        for k in range(count):
            (target,) = struct.unpack_from(code, data, reference.body + width + 2 + k * width)
            items.references.append((reference.name, source, target))


def _read_places(data: bytes, box: Box, items: Items) -> None:
    """The item location box (ISO/IEC 14496-12 clause 8.11.3)."""
    version, at = data[box.body], box.body + 4
    sizes = (data[at] >> 4, data[at] & 15, data[at + 1] >> 4, data[at + 1] & 15)
    offset_size, length_size, base_size, index_size = sizes
    at += 2

    def take(width: int) -> int:
        nonlocal at
        if at + width > box.end:
            raise IndexError
        at += width
        return int.from_bytes(data[at - width : at], "big")

    extents = 0
    for _ in range(take(2 if version < 2 else 4)):
        number = take(2 if version < 2 else 4)
        if version and take(2) & 15 == 1:
            items.in_meta.add(number)
        take(2)
        base = take(base_size)
        count = take(2)
        extents += count
        if extents > _MAX_EXTENTS:  # extents of no size cost no bytes
            raise IndexError
        for _ in range(count):
            take(index_size if version else 0)
            start = base + take(offset_size)
            items.places.setdefault(number, []).append((start, start + take(length_size)))


def _read_properties(data: bytes, box: Box, items: Items) -> None:
    for container in boxes(data, box.body, box.end):
        if container.name == b"ipma":
            _read_associations(data, container, items)
        elif container.name == b"ipco":
            for number, found in enumerate(boxes(data, container.body, container.end), start=1):
                if found.name == b"auxC":
                    name = data[found.body + 4 : found.end].partition(b"\x00")[0]
                    items.auxiliary.append(name.decode("latin-1"))
                elif found.name == b"hvcC":
                    items.hevc_setups[number] = (found.body, found.end)


def _read_associations(data: bytes, box: Box, items: Items) -> None:
    """The item property association box (ISO/IEC 23008-12 clause 9.3)."""
    wide_item, wide_index = data[box.body] > 0, data[box.body + 3] & 1
    (count,) = struct.unpack_from(">I", data, box.body + 4)
    at = box.body + 8
    for _ in range(min(count, _MAX_BOXES)):
        (item,) = struct.unpack_from(">I" if wide_item else ">H", data, at)
        at += 4 if wide_item else 2
        numbers, at = data[at], at + 1
        for _ in range(numbers):
            raw = struct.unpack_from(">H" if wide_index else ">B", data, at)[0]
            items.properties.setdefault(item, []).append(raw & (0x7FFF if wide_index else 0x7F))
            at += 2 if wide_index else 1


def item_data(data: bytes, items: Items, number: int, limit: int = 64 * 1024 * 1024) -> bytes:
    """The bytes of an item, bounded."""
    pieces = []
    for start, end in items.places.get(number, []):
        pieces.append(data[start : min(end, start + limit)])
        limit -= len(pieces[-1])
    return b"".join(pieces)


def carried_by_boxes(data: bytes) -> Carried:
    """What a HEIC, AVIF or JPEG 2000 file holds besides its pictures. Never raises."""
    carried, media, reached = Carried(), list[Box](), 0
    items = Items()
    for box in boxes(data, 0, len(data)):
        reached = box.end
        body = data[box.body : box.end]
        if box.name == b"mdat":
            media.append(box)
        elif box.name == b"meta":
            items = read_items(data, box)
            _note_items(data, items, carried)
        elif box.name in (b"moov", b"mpvd"):
            carried.hidden.append("a video or picture sequence beside the picture")
        elif box.name in (b"free", b"skip", b"wide", b"sefd"):
            _note_bytes(body, carried)
        elif box.name in (b"uuid", b"jumb", b"xml "):
            _note_block(box.name, body, carried)
    if reached < len(data) and data[reached:].strip(b"\x00"):
        _note_bytes(data[reached:], carried)
    if items.types and not any("video" in words for words in carried.hidden):
        _note_unreferenced(data, media, items, carried)
    return carried


def _note_items(data: bytes, items: Items, carried: Carried) -> None:
    if not items.whole:
        carried.problems.append("list of the file's parts")
    blocks = [(n, kind) for n, kind in items.types.items() if kind in _BLOCK_ITEMS]
    for number, kind in blocks[:_MAX_BLOCKS]:
        if kind == b"Exif":
            block = item_data(data, items, number)
            start = int.from_bytes(block[:4], "big") + 4 if len(block) > 4 else 0
            if block[start:].strip(b"\x00"):
                carried.exif.append(block[start:])
        elif kind == b"mime" and b"rdf+xml" in items.mime[number]:
            carried.xmp.append(item_data(data, items, number))
        elif kind in (b"mime", b"uri "):
            block = item_data(data, items, number)
            if len(block) > 16:
                carried.hidden.append(f"{len(block):,} bytes of a maker's own data")
        elif kind == b"tmap":
            carried.hidden.append("gain map (a second version of the picture)")
    kinds = {words for name in items.auxiliary if (words := _auxiliary_words(name))}
    if any(name == b"auxl" for name, _, _ in items.references):
        carried.hidden += sorted(kinds)


def _auxiliary_words(name: str) -> str:
    return next((words for part, words in _AUXILIARY if part in name.lower()), "auxiliary picture")


def _note_block(name: bytes, body: bytes, carried: Carried) -> None:
    if name == b"xml " and body.strip():
        carried.xmp.append(body)
    elif name == b"uuid" and body[:16] == _XMP_UUID:
        carried.xmp.append(body[16:])
    elif name == b"uuid" and body[:16] == _EXIF_UUID:
        carried.exif.append(body[16:].removeprefix(b"Exif\x00\x00"))
    else:
        _note_bytes(body, carried)


def _note_bytes(body: bytes, carried: Carried) -> None:
    if len(body.strip(b"\x00")) <= 8:
        return
    carried.hidden.append(f"{len(body):,} bytes of a maker's own data")
    at = body.find(b"\xff\xd8\xff")
    if at >= 0:
        carried.pictures.append(
            Embedded("picture inside a maker's own data", body[at:], "meta_hidden_media", sure=False)
        )


def _note_unreferenced(data: bytes, media: list[Box], items: Items, carried: Carried) -> None:
    used = [place for places in items.places.values() for place in places]
    for box in media:
        inside = [(start - box.body, end - box.body) for start, end in used]
        gaps = unreferenced(data[box.body : box.end], inside)
        if sum(end - start for start, end in gaps) > _UNREFERENCED:
            carried.hidden.append("bytes that belong to no part of the picture")
