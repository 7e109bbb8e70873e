"""Walk over a JPEG's marker segments (ISO/IEC 10918-1 annex B; JFIF 1.02; CIPA DC-007)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from scanner.photo.carried import Carried, Embedded, as_text
from scanner.photo.iptc_clues import unpack_photoshop
from scanner.photo.tiff_directories import read_directories
from scanner.photo.trailing import note_trailing

SOI, EOI, SOS, DQT, DHT, DAC, DRI, DNL, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xCC, 0xDD, 0xDC, 0xFE
APP0, APP1, APP2, APP11, APP13, APP14 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE
SOF = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, DAC}
_ALONE = frozenset({0x01, SOI, *range(0xD0, 0xD8)})
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_MAX_SEGMENTS = 20_000
_SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_NEEDED = SOF | {DQT, DHT, DAC, DRI, DNL, SOS, APP14}

_EXIF, _XMP, _XMP_MORE = (
    b"Exif\x00",
    b"http://ns.adobe.com/xap/1.0/\x00",
    b"http://ns.adobe.com/xmp/extension/\x00",
)
_DESCRIBING = (b"JFIF\x00", _EXIF, _XMP, b"ICC_PROFILE\x00")
_GAIN_MAP = b"urn:iso:std:iso:ts:21496"


@dataclass(frozen=True)
class Segment:
    """`start` is at the marker's FF, `body` after the length field, `end` after the payload."""

    marker: int
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class Shape:
    """The start of frame: sample precision, size as stored, channels, marker (0xC0 baseline ...)."""

    precision: int
    width: int
    height: int
    channels: int
    marker: int


@dataclass
class JpegParts:
    """`end`: after the EOI, None where it is missing. `scans`: (start, end) of the entropy-coded data."""

    segments: list[Segment] = field(default_factory=list)
    scans: list[tuple[int, int]] = field(default_factory=list)
    shape: Shape | None = None
    end: int | None = None


def walk_jpeg(data: bytes, start: int = 0) -> JpegParts:
    """The segments of the JPEG that begins at `start`, up to its end marker. Never raises."""
    parts, at = JpegParts(), start + 2
    while len(parts.segments) < _MAX_SEGMENTS:
        found = _MARKER.search(data, at)  # steps over fill bytes and over stray ones
        if found is None:
            return parts
        at = found.start()
        marker = data[at + 1]
        if marker == EOI:
            parts.end = at + 2
            return parts
        if marker in _ALONE:
            at += 2
            continue
        if at + 4 > len(data):
            return parts
        end = at + 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
        parts.segments.append(Segment(marker, at, at + 4, min(end, len(data))))
        if marker in SOF and parts.shape is None and end <= len(data) and end - at >= 10:
            precision, height, width, channels = struct.unpack_from(">BHHB", data, at + 4)
            parts.shape = Shape(precision, width, height, channels, marker)
        at = end
        if marker == SOS:
            found = _SCAN_END.search(data, at)
            parts.scans.append((at, found.start() if found else len(data)))
            at = parts.scans[-1][1]
    return parts


def bare_jpeg(data: bytes, parts: JpegParts, *, described: bool = False) -> bytes:
    """Only what a decoder needs, with an end marker: no stray, fill or foreign bytes between the segments.

    `described` keeps the few segments that say how to show the pixels (orientation, colour profile).
    """
    pieces, scans = [b"\xff\xd8"], iter(parts.scans)
    for segment in parts.segments:
        describes = segment.marker in (APP0, APP1, APP2) and data.startswith(_DESCRIBING, segment.body)
        if segment.marker in _NEEDED or (described and describes):
            pieces.append(data[segment.start : segment.end])
        if segment.marker == SOS:
            start, end = next(scans)
            pieces.append(data[start:end])
    return b"".join([*pieces, b"\xff\xd9"])


def carried_by_jpeg(data: bytes, parts: JpegParts, others: list[tuple[int, int]]) -> Carried:
    """What the file holds besides the picture. `others`: ranges of pictures already accounted for."""
    carried = Carried()
    extended: dict[bytes, list[tuple[int, bytes]]] = {}
    c2pa = False
    for segment in parts.segments:
        body = data[segment.body : segment.end]
        if segment.marker == APP0:
            _app0(body, carried)
        elif segment.marker == APP1 and body.startswith(_EXIF):
            carried.exif.append(body[6:])
        elif segment.marker == APP1 and body.startswith(_XMP):
            carried.xmp.append(body[len(_XMP) :])
        elif segment.marker == APP1 and body.startswith(_XMP_MORE) and len(body) >= 75:
            guid, offset = body[35:67], int.from_bytes(body[71:75], "big")
            extended.setdefault(guid, []).append((offset, body[75:]))
        elif segment.marker == APP2 and body.startswith((b"ICC_PROFILE\x00", b"MPF\x00")):
            pass  # the profile is used, the index of pictures is followed elsewhere
        elif segment.marker == APP2 and body.startswith(_GAIN_MAP):
            carried.hidden.append("gain map (a second version of the picture)")
        elif segment.marker == APP11:
            c2pa = True
        elif segment.marker == APP13 and body.startswith(b"Photoshop 3.0"):
            unpack_photoshop(body, carried)
        elif segment.marker == COM and body.strip(b"\x00 "):
            carried.texts.append(("JPEG comment", as_text(body)))
        elif 0xE1 <= segment.marker <= 0xEF and not (segment.marker == APP14 and body.startswith(b"Adobe")):
            _unknown(segment.marker, body, carried)
    for pieces in extended.values():
        carried.xmp.append(b"".join(piece for _, piece in sorted(pieces, key=lambda p: p[0])))
    if c2pa:
        carried.hidden.append("C2PA history of the picture (it can hold earlier versions)")
        _note_nested(b"".join(data[s.body : s.end] for s in parts.segments if s.marker == APP11), carried)
    if parts.end is not None:
        note_trailing(data, parts.end, others, carried)
    return carried


def _app0(body: bytes, carried: Carried) -> None:
    if body.startswith(b"JFIF\x00") and len(body) >= 14:
        width, height = body[12], body[13]
        if width and height:
            carried.pictures.append(Embedded("JFIF thumbnail", b"P6 %d %d 255\n" % (width, height) + body[14:]))
        elif body[14:].strip(b"\x00"):
            carried.hidden.append("extra bytes in the JFIF header")
    elif body.startswith(b"JFXX\x00") and len(body) > 6:
        carried.pictures.append(Embedded("JFXX thumbnail", _jfxx(body)))
    elif body.strip(b"\x00"):
        _unknown(APP0, body, carried)


def _jfxx(body: bytes) -> bytes:
    """JFIF 1.02: 10 = JPEG, 11 = one byte a pixel with a palette, 13 = three bytes a pixel."""
    if body[5] == 0x10 or len(body) < 8:
        return body[6:]
    width, height = body[6], body[7]
    pixels = body[8:]
    if body[5] == 0x11:
        palette = pixels[:768]
        pixels = b"".join(palette[3 * i : 3 * i + 3] for i in pixels[768:])
    return b"P6 %d %d 255\n" % (width, height) + pixels


def _unknown(marker: int, body: bytes, carried: Carried) -> None:
    if body.strip(b"\x00 "):
        carried.hidden.append(f"{len(body)} bytes of a maker's own data (APP{marker - APP0})")
        _note_nested(body, carried)


def _note_nested(body: bytes, carried: Carried) -> None:
    at = body.find(b"\xff\xd8\xff")
    if at >= 0:
        carried.pictures.append(
            Embedded("picture inside a maker's own data", body[at:], "meta_hidden_media", sure=False)
        )


@dataclass(frozen=True)
class IndexedPicture:
    """A further picture that the multi-picture index names. `kind`: 1 preview, 2 picture, 0 not said."""

    start: int
    end: int
    kind: int


def indexed_pictures(data: bytes, parts: JpegParts) -> list[IndexedPicture]:
    """The entries of the MPF index behind the first (CIPA DC-007 clause 5.2.3)."""
    for segment in parts.segments:
        if segment.marker == APP2 and data[segment.body : segment.body + 4] == b"MPF\x00":
            base = segment.body + 4
            contents = read_directories(data[base : segment.end])
            entry = next((d.tags[0xB002] for d in contents.pages if 0xB002 in d.tags), None)
            if entry is None:
                return []
            found = []
            for at in range(16, min(len(entry.raw), 64 * 16) - 15, 16):
                attributes, size, offset = struct.unpack_from(contents.order + "III", entry.raw, at)
                start = base + offset
                if offset and data[start : start + 3] == b"\xff\xd8\xff":
                    kind = (attributes >> 16) & 0xFF
                    found.append(IndexedPicture(start, min(start + size, len(data)), kind))
            return found
    return []


def is_gain_or_depth_map(data: bytes) -> bool:
    """Whether a further picture is no picture for people: its own XMP or ISO segment says so."""
    head = data[:131072]
    return any(
        mark in head for mark in (b"hdrgm:", b"HDRGainMap", _GAIN_MAP, b"hdrgainmap", b":disparity", b"depthmap")
    )
