"""Is a copy that we made really clean? A strict look at the file's structure, independent of the encoder.

Only what our own encoder writes is allowed: anything else is a fault of ours and must never be shared.
"""

from __future__ import annotations

import struct

from scanner.photo.decode import open_small
from scanner.photo.jpeg_segments import APP0, DHT, DQT, DRI, EOI, SOF, SOS, walk_jpeg
from scanner.photo.photo import Pixels
from scanner.photo.png_chunks import carried_by_png, walk_png
from scanner.photo.sniff import JPEG, PNG, identify

_SEGMENTS = SOF | {APP0, DQT, DHT, DRI, SOS}
_CHUNKS = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"sRGB", b"pHYs"))
_JFIF = b"JFIF\x00\x01"
_JFIF_SIZE = 14


def check_clean(data: bytes, size: tuple[int, int] | None = None) -> list[str]:
    """What is wrong with a produced file, in words; empty where all is right.

    JPEG: one SOI, JFIF header without thumbnail and nothing else beside tables, frame and scans, EOI as the
    last bytes. PNG: chunks IHDR, PLTE, IDAT, IEND, sRGB, pHYs with right checksums, nothing behind. Both
    decode, and to `size` (width, height).
    """
    kind = identify(data)
    if kind is JPEG:
        faults = _jpeg_faults(data)
    elif kind is PNG:
        faults = _png_faults(data)
    else:
        return [f"the copy is {kind.words}, neither JPEG nor PNG"]
    pixels: Pixels | None = open_small(data)
    if pixels is None:
        faults.append("the copy does not decode")
    elif size is not None and _declared_size(data) != size:
        faults.append("the copy has another size than planned")
    return faults


def _declared_size(data: bytes) -> tuple[int, int]:
    if data[:2] == b"\xff\xd8":
        shape = walk_jpeg(data).shape
        return (shape.width, shape.height) if shape else (0, 0)
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg_faults(data: bytes) -> list[str]:
    parts, faults = walk_jpeg(data), []
    reached = 2
    scans = iter(parts.scans)
    for segment in parts.segments:
        if segment.start != reached:
            faults.append("bytes between the segments of the JPEG")
        if segment.marker not in _SEGMENTS:
            faults.append(f"a segment of type {segment.marker:02X} in the JPEG")
        if segment.marker == APP0:
            body = data[segment.body : segment.end]
            if not body.startswith(_JFIF) or len(body) != _JFIF_SIZE or body[12] or body[13]:
                faults.append("a header with a thumbnail or other extras in the JPEG")
        reached = segment.end
        if segment.marker == SOS:
            reached = next(scans)[1]
    headers = sum(segment.marker == APP0 for segment in parts.segments)
    if headers > 1 or sum(segment.marker in SOF for segment in parts.segments) != 1:
        faults.append("more than one picture or header in the JPEG")
    if parts.end != len(data) or reached != len(data) - 2 or data[-2:] != bytes([0xFF, EOI]):
        faults.append("the JPEG does not end with its end mark")
    return faults


def _png_faults(data: bytes) -> list[str]:
    parts = walk_png(data)
    faults = [f"a chunk {chunk.name!r} in the PNG" for chunk in parts.chunks if chunk.name not in _CHUNKS]
    if parts.broken:
        faults.append("a damaged chunk in the PNG")
    if parts.end != len(data):
        faults.append("bytes after the end of the PNG")
    if carried_by_png(data, parts).hidden:
        faults.append("hidden data in the PNG")
    return faults
