"""Walk over GIF blocks (GIF89a specification)."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.photo.carried import Carried, as_text
from scanner.photo.trailing import note_trailing

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_PLAIN_TEXT, _COMMENT, _APPLICATION = 0x01, 0xFE, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_XMP = b"XMP DataXMP"
_XMP_TRAILER = 258  # the "magic" bytes that make the packet look like sub-blocks
_MAX_BLOCKS = 200_000


@dataclass
class GifParts:
    """`frames`: image blocks that are there to their last byte. `whole`: no image block was cut.
    `end`: after the trailer, None where it is missing. `blocks`: (label, first sub-block, start, end)."""

    frames: int = 0
    whole: bool = True
    end: int | None = None
    blocks: list[tuple[int, bytes, int, int]] = field(default_factory=list)


def walk_gif(data: bytes) -> GifParts:
    """All blocks up to the trailer. Never raises."""
    parts, at = GifParts(), 13
    if len(data) < 13:
        parts.whole = False
        return parts
    at += _palette(data[10])
    for _ in range(_MAX_BLOCKS):
        mark = data[at : at + 1]
        if mark == bytes([_TRAILER]):
            parts.end = at + 1
            break
        if mark == bytes([_EXTENSION]) and at + 2 < len(data):
            first = data[at + 3 : at + 3 + data[at + 2]] if at + 2 < len(data) else b""
            end = _sub_blocks(data, at + 2)
            parts.blocks.append((data[at + 1], first, at + 2, min(end or len(data), len(data))))
        elif mark == bytes([_IMAGE]) and at + 10 < len(data):
            end = _sub_blocks(data, at + 11 + _palette(data[at + 9]))
            parts.frames += end is not None
            parts.whole = parts.whole and end is not None
        else:
            break
        if end is None:
            break
        at = end
    return parts


def _palette(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def _sub_blocks(data: bytes, at: int) -> int | None:
    """The offset after a chain of sub-blocks; None where the data ends before it does."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1 if at < len(data) else None


def carried_by_gif(data: bytes, parts: GifParts) -> Carried:
    """What the file holds besides its frames."""
    carried = Carried()
    for label, first, start, end in parts.blocks:
        if label == _COMMENT:
            text = _joined(data, start, end)
            if text.strip():
                carried.texts.append(("GIF comment", as_text(text)))
        elif label == _PLAIN_TEXT:
            carried.texts.append(("GIF text block", as_text(_joined(data, start + 1 + len(first), end))))
        elif label == _APPLICATION and first == _XMP:
            carried.xmp.append(data[start + 12 : max(start + 12, end - _XMP_TRAILER)])
        elif label == _APPLICATION and first not in _LOOPS and first != b"ICCRGBG1012":
            carried.hidden.append(f"{end - start:,} bytes of a program's own data (GIF)")
    if parts.end is not None:
        note_trailing(data, parts.end, [], carried)
    return carried


def _joined(data: bytes, at: int, end: int) -> bytes:
    pieces = []
    while at < end and data[at]:
        pieces.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(pieces)
