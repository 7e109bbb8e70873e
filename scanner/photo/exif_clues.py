"""What EXIF gives away (Exif 2.32 / CIPA DC-008, tags of Windows and of the DNG family)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.findings import MetadataClue
from scanner.photo.carried import (
    MAX_TEXT,
    SOFTWARE,
    Carried,
    Embedded,
    as_text,
    is_boilerplate,
    joined,
    tells_something,
)
from scanner.photo.tiff_directories import (
    JPEG_SIZE,
    JPEG_START,
    STRIP_SIZES,
    STRIPS,
    Directory,
    Entry,
    TiffContents,
    read_directories,
)

_CAPTIONS = {
    0x010E: "description",
    0x9286: "user comment",
    0x9C9B: "Windows title",
    0x9C9C: "Windows comment",
    0x9C9D: "Windows author",
    0x9C9E: "Windows keywords",
    0x9C9F: "Windows subject",
    0x010D: "document name",
    0x011D: "page name",
    0xA436: "image title",
}
_OWNER = {
    0x010F: "maker of the device",
    0x0110: "device model",
    0x0131: SOFTWARE,
    0x0132: "date and time",
    0x9003: "date and time taken",
    0x9004: "date and time stored",
    0x9010: "time zone",
    0x9011: "time zone",
    0x9012: "time zone",
    0x013B: "artist",
    0x013C: "computer name",
    0x8298: "copyright holder",
    0xA420: "unique picture number",
    0xA430: "camera owner",
    0xA431: "serial number of the camera",
    0xA433: "maker of the lens",
    0xA434: "lens model",
    0xA435: "serial number of the lens",
    0xA437: "photographer",
    0xA438: "editor of the picture",
    0xC614: "camera model",
    0xC62F: "serial number of the camera",
}
_MAKER_NOTE = 0x927C
_UTF16_TAGS = range(0x9C9B, 0x9CA0)
_USER_COMMENT = 0x9286
_XMP_TAG, _IPTC_TAG, _PHOTOSHOP_TAG, _LAYERS_TAG = 700, 33723, 34377, 37724
_GPS_POSITION = {1, 2, 3, 4}


def clues_of_exif(block: bytes, carried: Carried, source: str = "EXIF") -> list[MetadataClue]:
    """Clues of one EXIF block (TIFF header first). Pictures, XMP and IPTC inside it go into `carried`."""
    contents = read_directories(block)
    if not contents.whole or not contents.directories:
        carried.problems.append(f"{source} data")
    carried.pictures += _thumbnails(block, contents, source)
    return clues_of_directories(contents, carried, source)


def clues_of_directories(contents: TiffContents, carried: Carried, source: str) -> list[MetadataClue]:
    captions: dict[str, str] = {}
    owner: dict[str, str] = {}
    other: list[str] = []
    clues: list[MetadataClue] = []
    for directory in contents.directories:
        if directory.role == "GPS":
            clues += _position(directory, source)
            continue
        for tag, entry in directory.tags.items():
            text = _text(tag, entry)
            if tag in _CAPTIONS and text:
                captions |= {} if is_boilerplate(text) else {_CAPTIONS[tag]: text}
            elif tag in _OWNER and text:
                owner[_OWNER[tag]] = text
            elif tag == _MAKER_NOTE and entry.raw.strip(b"\x00"):
                owner["the camera's own notes"] = ""
            elif entry.kind == 2 and directory.role != "interoperability" and tells_something(text):
                other.append(text)
            else:
                _nested(tag, entry, carried, source)
    if captions:
        clues.append(_clue("meta_people_caption", source, captions))
    if set(owner) - {SOFTWARE} or other:
        clues.append(_clue("meta_time_device_owner", source, owner, other))
    return clues


def _clue(kind: str, source: str, values: dict[str, str], other: Iterable[str] = ()) -> MetadataClue:
    return MetadataClue(kind, f"{source}: {', '.join(values) or 'further text'}", joined((*values.values(), *other)))


def _position(directory: Directory, source: str) -> Iterator[MetadataClue]:
    """A GPS directory that holds only its version number says nothing."""
    told = set(directory.tags) - {0}
    texts = [t for tag in (27, 28) if tag in directory.tags and (t := _text(_USER_COMMENT, directory.tags[tag]))]
    if told & _GPS_POSITION and any(directory.tags[t].raw.strip(b"\x00") for t in (2, 4) if t in directory.tags):
        yield MetadataClue("meta_gps", f"{source}: GPS position", "\n".join(texts))
    elif texts:
        yield MetadataClue("meta_gps", f"{source}: name of the GPS area", "\n".join(texts))
    elif told & {7, 29}:
        yield MetadataClue("meta_time_device_owner", f"{source}: GPS date and time")


def _nested(tag: int, entry: Entry, carried: Carried, source: str) -> None:
    if tag == _XMP_TAG:
        carried.xmp.append(entry.raw)
    elif tag == _IPTC_TAG:
        carried.iptc.append(entry.raw)
    elif tag == _PHOTOSHOP_TAG:
        carried.photoshop.append(entry.raw)
    elif tag == _LAYERS_TAG and entry.raw.strip(b"\x00"):
        carried.hidden.append(f"Photoshop layers ({source})")


def _text(tag: int, entry: Entry) -> str:
    raw = entry.raw[:MAX_TEXT]
    if tag in _UTF16_TAGS:
        return raw.decode("utf-16-le", "replace").strip("\x00 ")
    if tag == _USER_COMMENT:
        code, rest = raw[:8], raw[8:]
        if code == b"UNICODE\x00":
            text = rest.decode("utf-16-le" if entry.order == "<" else "utf-16-be", "replace").strip("\x00 ")
            return text if text.isprintable() or "\n" in text else as_text(rest)
        return as_text(rest if code in (b"ASCII\x00\x00\x00", b"\x00" * 8, b"JIS\x00\x00\x00\x00\x00") else raw)
    return as_text(raw) if entry.kind in (1, 2, 7) and entry.count > 1 else ""


def _thumbnails(block: bytes, contents: TiffContents, source: str) -> Iterator[Embedded]:
    """The thumbnail of directory 1, and any other JPEG in the block (makers keep previews in their notes)."""
    known: list[range] = []
    for directory in contents.directories:
        tags = directory.tags
        if JPEG_START in tags and JPEG_SIZE in tags:
            start, size = tags[JPEG_START].number(), tags[JPEG_SIZE].number()
            if size and start < len(block):
                known.append(range(start, start + size))
                yield Embedded(f"{source} thumbnail", block[start : start + size])
        elif directory.role == "page" and directory.index > 0 and STRIPS in tags and STRIP_SIZES in tags:
            yield Embedded(f"{source} thumbnail", _as_tiff(block, directory))
    at = block.find(b"\xff\xd8\xff")
    for _ in range(8):
        if at < 0:
            return
        if not any(at in span for span in known):
            yield Embedded(f"further preview inside the {source} data", block[at:], sure=False)
        at = block.find(b"\xff\xd8\xff", at + 3)


def _as_tiff(block: bytes, directory: Directory) -> bytes:
    """An uncompressed RGB thumbnail as a binary PPM; empty where it is of another kind."""
    tags = directory.tags
    width, height = (tags[t].number() if t in tags else 0 for t in (256, 257))
    start, size = tags[STRIPS].number(), tags[STRIP_SIZES].number()
    plain = tags[259].number(1) == 1 if 259 in tags else True
    if plain and 0 < width <= 4096 and 0 < height <= 4096 and size >= width * height * 3:
        return b"P6 %d %d 255\n" % (width, height) + block[start : start + width * height * 3]
    return b""
