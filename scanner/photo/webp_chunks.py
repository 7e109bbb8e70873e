"""Walk over WebP chunks (RFC 9649), and the little that a BMP file can hide."""

from __future__ import annotations

import struct

from scanner.photo.carried import Carried
from scanner.photo.trailing import note_trailing

_MAX_CHUNKS = 20_000
_PLAIN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))


def carried_by_webp(data: bytes) -> Carried:
    """What a WebP file holds besides its frames. Never raises."""
    carried = Carried()
    end = min(len(data), int.from_bytes(data[4:8], "little") + 8)
    at = 12
    for _ in range(_MAX_CHUNKS):
        if at + 8 > end:
            break
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if name == b"EXIF":
            carried.exif.append(body.removeprefix(b"Exif\x00\x00"))
        elif name == b"XMP ":
            carried.xmp.append(body)
        elif name.upper() == b"C2PA":
            carried.hidden.append("C2PA history of the picture (it can hold earlier versions)")
        elif name not in _PLAIN and body.strip(b"\x00"):
            carried.hidden.append(f"{size:,} bytes of unknown data in the WebP file")
        at += 8 + size + (size & 1)
    note_trailing(data, end, [], carried)
    return carried


def webp_is_whole(data: bytes) -> bool:
    """Whether the file is as long as its header says."""
    return len(data) >= int.from_bytes(data[4:8], "little") + 8


def carried_by_bmp(data: bytes) -> Carried:
    """Bytes after the pixels, and an ICC profile's file name (BITMAPV5HEADER). Never raises."""
    carried = Carried()
    try:
        start, header = struct.unpack_from("<I", data, 10)[0], struct.unpack_from("<I", data, 14)[0]
        if header < 40:
            return carried
        width, height, _, bits, packing, size = struct.unpack_from("<iiHHII", data, 18)
        plain = packing in (0, 3, 6)
        end = start + ((abs(width) * bits + 31) // 32 * 4 * abs(height) if plain else size)
        if header >= 124:
            profile, length = struct.unpack_from("<II", data, 14 + 112)
            end = max(end, 14 + profile + length if profile else 0)
        if size or plain:
            note_trailing(data, end, [], carried)
    except struct.error:
        carried.problems.append("BMP header")
    return carried
