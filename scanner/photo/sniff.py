"""What kind of file is that? Told from its first bytes, never from its name."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

HEAD_BYTES = 65536  # as much of a file as `identify` wants to see


class Family(StrEnum):
    PICTURE = "picture"
    RAW = "raw"
    VIDEO = "video"
    DOCUMENT = "document"
    DRAWING = "drawing"
    ARCHIVE = "archive"
    TEXT = "text"
    OTHER = "other"
    EMPTY = "empty"


@dataclass(frozen=True)
class FileKind:
    """`words` fits after "this is"; `pillow` names Pillow's readers for a picture that we examine."""

    words: str
    family: Family
    pillow: tuple[str, ...] = ()


JPEG = FileKind("a JPEG picture", Family.PICTURE, ("JPEG", "MPO"))
PNG = FileKind("a PNG picture", Family.PICTURE, ("PNG",))
GIF = FileKind("a GIF picture", Family.PICTURE, ("GIF",))
BMP = FileKind("a BMP picture", Family.PICTURE, ("BMP",))
WEBP = FileKind("a WebP picture", Family.PICTURE, ("WEBP",))
TIFF = FileKind("a TIFF picture", Family.PICTURE, ("TIFF",))
HEIC = FileKind("a HEIC picture", Family.PICTURE, ("HEIF",))
AVIF = FileKind("an AVIF picture", Family.PICTURE, ("AVIF",))
JPEG2000 = FileKind("a JPEG 2000 picture", Family.PICTURE, ("JPEG2000",))
RAW = FileKind("a camera RAW file", Family.RAW)
VIDEO = FileKind("a video", Family.VIDEO)
EMPTY = FileKind("an empty file", Family.EMPTY)
TEXT = FileKind("a text file", Family.TEXT)
UNKNOWN = FileKind("no picture format that is known here", Family.OTHER)

_PDF = FileKind("a PDF document", Family.DOCUMENT)
_DICOM = FileKind("a DICOM medical image", Family.OTHER)
_SVG = FileKind("an SVG drawing", Family.DRAWING)
_EPS = FileKind("a PostScript drawing", Family.DRAWING)

# (offset, bytes, kind): the first that fits wins. Signatures as in the formats' own specifications.
_MAGIC: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", JPEG2000),
    (0, b"\xff\x4f\xff\x51", JPEG2000),
    (0, b"FUJIFILMCCD-RAW", RAW),
    (0, b"FOVb", RAW),
    (0, b"IIRO", RAW),
    (0, b"IIRS", RAW),
    (0, b"MMOR", RAW),
    (0, b"IIU\x00", RAW),
    (0, b"%PDF-", _PDF),
    (128, b"DICM", _DICOM),
    (0, b"8BPS", FileKind("a Photoshop document", Family.DOCUMENT)),
    (0, b"gimp xcf", FileKind("a GIMP document", Family.DOCUMENT)),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind("an Office document", Family.DOCUMENT)),
    (0, b"%!PS", _EPS),
    (0, b"\xc5\xd0\xd3\xc6", _EPS),
    (0, b"\xd7\xcd\xc6\x9a", FileKind("a Windows metafile drawing", Family.DRAWING)),
    (0, b"PK\x03\x04", FileKind("a ZIP archive or Office document", Family.ARCHIVE)),
    (0, b"PK\x05\x06", FileKind("an empty ZIP archive", Family.ARCHIVE)),
    (0, b"Rar!\x1a\x07", FileKind("a RAR archive", Family.ARCHIVE)),
    (0, b"7z\xbc\xaf\x27\x1c", FileKind("a 7-Zip archive", Family.ARCHIVE)),
    (0, b"\x1f\x8b", FileKind("a gzip archive", Family.ARCHIVE)),
    (257, b"ustar", FileKind("a tar archive", Family.ARCHIVE)),
    (0, b"\x1a\x45\xdf\xa3", VIDEO),  # Matroska, WebM
    (0, b"FLV\x01", VIDEO),
    (0, b"\x00\x00\x01\xba", VIDEO),  # MPEG
    (0, b"\x00\x00\x01\xb3", VIDEO),
    (0, b"0&\xb2u\x8ef\xcf\x11", VIDEO),  # Windows Media
    (4, b"moov", VIDEO),  # QuickTime without a brand
    (4, b"mdat", VIDEO),
    (4, b"wide", VIDEO),
    (0, b"\x00\x00\x01\x00", FileKind("an icon", Family.OTHER)),
    (0, b"\x00\x00\x02\x00", FileKind("a mouse pointer", Family.OTHER)),
    (0, b"\xff\x0a", FileKind("a JPEG XL picture", Family.OTHER)),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", FileKind("a JPEG XL picture", Family.OTHER)),
    (0, b"SQLite format 3\x00", FileKind("a database", Family.OTHER)),
)

_HEIF_BRANDS = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"msf1",
    b"mif2",
}
_AVIF_BRANDS = {b"avif", b"avis"}
# TIFF compression and photometric codes that only camera RAW files use (DNG 1.7, and makers' own).
_RAW_COMPRESSION = {32767, 32769, 32770, 34713, 65535}
_RAW_PHOTOMETRIC = {32803, 34892}
_MAX_DIRECTORIES = 12


def sniff(data: bytes) -> str:
    """In words that fit after "this is": "a JPEG picture", "a PDF document". `data`: 64 KB or all."""
    return identify(data).words


def identify(head: bytes) -> FileKind:
    """The kind of a file by its first bytes (`HEAD_BYTES` are enough). Never raises."""
    if not head:
        return EMPTY
    for offset, magic, kind in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return kind
    if head[:4] == b"RIFF":
        return _riff(head[8:12])
    if head[4:8] == b"ftyp":
        return _media_brand(head)
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return RAW if _is_raw_tiff(head) else TIFF
    if head[:2] == b"BM" and len(head) >= 18 and head[14:18] in _BMP_HEADERS:
        return BMP
    return _words(head)


_BMP_HEADERS = {struct.pack("<I", size) for size in (12, 16, 40, 52, 56, 64, 108, 124)}


def _riff(form: bytes) -> FileKind:
    if form == b"WEBP":
        return WEBP
    return VIDEO if form == b"AVI " else FileKind("a sound recording" if form == b"WAVE" else "media", Family.OTHER)


def _media_brand(head: bytes) -> FileKind:
    """ISO base media file: still pictures and videos share the container (ISO/IEC 14496-12 clause 4.3)."""
    size = min(int.from_bytes(head[:4], "big"), len(head), 4096)
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, size - 3, 4))}
    if head[8:12] == b"crx ":
        return RAW
    if brands & _AVIF_BRANDS and not brands & _HEIF_BRANDS - {b"mif1", b"msf1", b"mif2"}:
        return AVIF
    return HEIC if brands & _HEIF_BRANDS else VIDEO


def _is_raw_tiff(head: bytes) -> bool:
    if head[8:10] == b"CR":  # Canon CR2
        return True
    if head[2:4] in (b"+\x00", b"\x00+"):  # BigTIFF: no camera writes it
        return False
    order = "<" if head[:2] == b"II" else ">"
    pending: list[int] = [struct.unpack_from(order + "I", head, 4)[0]] if len(head) >= 8 else []
    seen: set[int] = set()
    while pending and len(seen) < _MAX_DIRECTORIES:
        offset = pending.pop()
        if offset in seen or offset + 2 > len(head):
            continue
        seen.add(offset)
        (count,) = struct.unpack_from(order + "H", head, offset)
        for at in range(offset + 2, min(offset + 2 + 12 * min(count, 512), len(head) - 12), 12):
            tag, kind, number, value = struct.unpack_from(order + "HHII", head, at)
            short = struct.unpack_from(order + "H", head, at + 8)[0] if kind == 3 else value
            if tag == 50706 or (tag == 259 and short in _RAW_COMPRESSION) or (tag == 262 and short in _RAW_PHOTOMETRIC):
                return True
            if tag == 330:
                pending += [value] if number == 1 else _longs(head, value, number, order)
    return False


def _longs(head: bytes, offset: int, number: int, order: str) -> list[int]:
    number = max(0, min(number, 8, (len(head) - offset) // 4))
    return list(struct.unpack_from(f"{order}{number}I", head, offset)) if number else []


def _words(head: bytes) -> FileKind:
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<svg") or (
        start.startswith((b"<?xml", b"<!--", b"<!doctype")) and b"<svg" in head[:4096].lower()
    ):
        return _SVG
    if start.startswith((b"<!doctype html", b"<html")):
        return FileKind("a web page", Family.TEXT)
    if b"%PDF-" in head[:1024]:
        return _PDF
    if b"\x00" in head[:4096]:
        return UNKNOWN
    try:
        head[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < min(len(head), 4096) - 4:  # not merely cut inside a character
            return UNKNOWN
    return TEXT
