"""Walk over PNG chunks (W3C PNG third edition, clauses 5, 10 and 11)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from scanner.photo.carried import MAX_TEXT, Carried, as_text
from scanner.photo.trailing import note_trailing

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ANIMATION = (b"acTL", b"fcTL", b"fdAT")
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_PLAIN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs cICP hIST iCCP mDCV cLLI oFFs sPLT acTL fcTL fdAT".split()
)
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_MAX_CHUNKS = 200_000
_MAX_TEXTS = 100
_KEYWORDS = {
    name: name for name in ("title", "author", "description", "copyright", "disclaimer", "warning", "source", "comment")
}
MAX_INFLATED_TEXT = 1 << 20  # Pillow refuses the whole picture above this


@dataclass(frozen=True)
class Chunk:
    """`start` is at the length field, `body` at the data, `end` after the checksum."""

    name: bytes
    start: int
    body: int
    size: int

    @property
    def end(self) -> int:
        return self.body + self.size + 4

    def data(self, file: bytes) -> bytes:
        return file[self.body : self.body + self.size]


@dataclass
class PngParts:
    """`end`: after IEND, None where it is missing. `broken`: names of damaged chunks."""

    chunks: list[Chunk] = field(default_factory=list)
    broken: list[bytes] = field(default_factory=list)
    end: int | None = None

    @property
    def picture_broken(self) -> bool:
        """Whether the pixels depend on a broken chunk (critical ones have a capital first letter)."""
        return any(name[:1].isupper() or name in (b"tRNS", b"fdAT") for name in self.broken)


def walk_png(data: bytes) -> PngParts:
    """All chunks up to IEND. Never raises."""
    parts, at = PngParts(), len(SIGNATURE)
    while at + 8 <= len(data) and len(parts.chunks) < _MAX_CHUNKS:
        size, name = struct.unpack_from(">I4s", data, at)
        chunk = Chunk(name, at, at + 8, size)
        if chunk.end > len(data):
            parts.broken.append(name)
            return parts
        check = zlib.crc32(memoryview(data)[at + 4 : chunk.end - 4])
        if check != int.from_bytes(data[chunk.end - 4 : chunk.end], "big"):
            parts.broken.append(name)
        parts.chunks.append(chunk)
        at = chunk.end
        if name == b"IEND":
            parts.end = at
            break
    return parts


def bare_png(data: bytes, parts: PngParts, *, animated: bool = True) -> bytes:
    """The picture without chunks that only cost: damaged or over-long texts, and the animation if not wanted.

    An end mark is added where it is missing."""
    pieces, extras = [SIGNATURE], 0
    for chunk in parts.chunks:
        if chunk.name in _ANIMATION and not animated:
            continue
        if chunk.name in (*_TEXTS, b"iCCP", b"eXIf"):
            extras += 1
            if extras > _MAX_TEXTS or chunk.name in parts.broken:
                continue
            if len(_text_of(chunk.name, chunk.data(data))[1]) >= MAX_INFLATED_TEXT:
                continue
        pieces.append(data[chunk.start : chunk.end])
    if parts.end is None:
        pieces.append(b"\x00\x00\x00\x00IEND\xaeB`\x82")
    return b"".join(pieces)


def declared_frames(data: bytes, parts: PngParts) -> int:
    """The number of frames that the animation header names; 1 without one."""
    header = next((c.data(data) for c in parts.chunks if c.name == b"acTL" and c.size == 8), b"\x00\x00\x00\x01")
    return max(1, int.from_bytes(header[:4], "big"))


def animation_in_order(data: bytes, parts: PngParts) -> bool:
    """Whether the sequence numbers of an animation, if any, count up from 0 (clause 11.3.6.1)."""
    numbered = [c.data(data)[:4] for c in parts.chunks if c.name in (b"fcTL", b"fdAT")]
    return all(int.from_bytes(number, "big") == i for i, number in enumerate(numbered))


def carried_by_png(data: bytes, parts: PngParts) -> Carried:
    """What the file holds besides the picture."""
    carried = Carried()
    texts = [chunk for chunk in parts.chunks if chunk.name in _TEXTS]
    for chunk in texts[:_MAX_TEXTS]:
        _note_text(chunk.name, chunk.data(data), carried)
    if len(texts) > _MAX_TEXTS:
        carried.hidden.append("more texts than can be looked at (PNG)")
    for chunk in parts.chunks:
        if chunk.name in _TEXTS:
            continue
        if chunk.name == b"eXIf":
            carried.exif.append(chunk.data(data).removeprefix(b"Exif\x00\x00"))
        elif chunk.name == b"tIME":
            carried.times.append("PNG: date and time of the last change")
        elif chunk.name == b"caBX":
            carried.hidden.append("C2PA history of the picture (it can hold earlier versions)")
        elif chunk.name not in _PLAIN and chunk.data(data).strip(b"\x00"):
            carried.hidden.append(f"{chunk.size:,} bytes of unknown data in the PNG file")
    extra = _beyond_last_row(data, parts)
    if extra:
        carried.hidden.append("image data beyond the last row (PNG)")
    if parts.end is not None:
        note_trailing(data, parts.end, [], carried)
    carried.problems += ["PNG text"] if any(n in (*_TEXTS, b"eXIf") for n in parts.broken) else []
    return carried


def _text_of(name: bytes, body: bytes) -> tuple[bytes, bytes]:
    """(keyword, text) of a text chunk, unpacked up to just over the limit; for other chunks (b"", b"")."""
    keyword, _, rest = body.partition(b"\x00")
    if name == b"tEXt":
        return keyword, rest
    if name == b"zTXt":
        return keyword, _inflate(rest[1:])
    if name == b"iTXt":
        packed = rest[:1] == b"\x01"
        text = rest[2:].split(b"\x00", 2)[-1]
        return keyword, _inflate(text) if packed else text
    return b"", b""


def _inflate(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MAX_INFLATED_TEXT)
    except zlib.error:
        return b""


def _note_text(name: bytes, body: bytes, carried: Carried) -> None:
    keyword, text = _text_of(name, body)
    if keyword == b"XML:com.adobe.xmp":
        carried.xmp.append(text)
    elif keyword.startswith(b"Raw profile type "):
        _raw_profile(keyword[len(b"Raw profile type ") :], text, carried)
    elif text.strip():
        _note_keyword(as_text(keyword), as_text(text), carried)
    elif body.partition(b"\x00")[2]:
        carried.problems.append("PNG text")
    if len(text) >= MAX_INFLATED_TEXT:
        carried.hidden.append("a very long text (PNG)")


def _note_keyword(keyword: str, text: str, carried: Carried) -> None:
    """Keywords as in clause 11.3.3.1, and those that ImageMagick adds."""
    name = keyword.lower()
    if name.startswith(("date:", "exif:datetime")) or name in ("creation time", "create-date", "modify-date"):
        carried.times.append("PNG: date and time")
    elif name != "software" and not name.startswith(("png:", "jpeg:", "icc:", "signature")):
        carried.texts.append((f"PNG text ({_KEYWORDS.get(name, 'other')})", text))


def _raw_profile(kind: bytes, text: bytes, carried: Carried) -> None:
    """ImageMagick's way to store other metadata: name, length, and lines of hexadecimal digits."""
    try:
        block = bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    except ValueError:
        carried.problems.append("PNG text")
        return
    if kind in (b"exif", b"APP1"):
        target = carried.xmp if block.startswith(b"http://ns.adobe.com/xap") else carried.exif
        target.append(block.removeprefix(b"Exif\x00\x00").removeprefix(b"http://ns.adobe.com/xap/1.0/\x00"))
    elif kind == b"xmp":
        carried.xmp.append(block)
    elif kind in (b"iptc", b"8bim"):
        (carried.photoshop if block.startswith(b"8BIM") else carried.iptc).append(block)


def _beyond_last_row(data: bytes, parts: PngParts) -> bool:
    """Whether compressed image data goes on after the last row (aCropalypse leaves such bytes)."""
    header = next((c.data(data) for c in parts.chunks if c.name == b"IHDR" and c.size == 13), None)
    if header is None:
        return False
    expected = _raw_size(header)
    unpack, produced = zlib.decompressobj(), 0
    try:
        for chunk in parts.chunks:
            if chunk.name != b"IDAT":
                continue
            packed = chunk.data(data)
            if unpack.eof and packed.strip(b"\x00"):
                return True
            while packed and not unpack.eof:
                produced += len(unpack.decompress(packed, MAX_TEXT * 16))
                packed = unpack.unconsumed_tail
                if produced > expected:
                    return True
            if unpack.unused_data.strip(b"\x00"):
                return True
    except zlib.error:
        return False
    return False


def _raw_size(header: bytes) -> int:
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * _CHANNELS.get(colour, 4)

    def rows(w: int, h: int) -> int:
        return h * (1 + (w * bits + 7) // 8) if w and h else 0

    if not interlaced:
        return rows(width, height)
    return sum(
        rows(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in _ADAM7 if width > x and height > y
    )
