"""What Photoshop resource blocks and IPTC records give away (IPTC-IIM 4.2; Photoshop "8BIM")."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import chain

from scanner.findings import MetadataClue
from scanner.photo.carried import SOFTWARE, Carried, Embedded, as_text, joined

_CAPTIONS = {
    5: "title",
    7: "edit status",
    12: "subject",
    25: "keywords",
    40: "instructions",
    103: "job reference",
    105: "headline",
    120: "caption",
}
_PLACES = {
    26: "place code",
    27: "place",
    90: "city",
    92: "part of the city",
    95: "state",
    100: "country",
    101: "country",
}
_OWNER = {
    30: "date",
    37: "date",
    55: "date taken",
    60: "time taken",
    62: "date stored",
    63: "time stored",
    65: SOFTWARE,
    80: "author",
    85: "author's job",
    110: "credit",
    115: "source",
    116: "copyright holder",
    118: "contact",
    122: "writer of the caption",
}
_KINDS = (("meta_people_caption", _CAPTIONS), ("meta_gps", _PLACES), ("meta_time_device_owner", _OWNER))

_IPTC, _EXIF, _XMP = 0x0404, 0x0422, 0x0424
_THUMBNAILS = (0x0409, 0x040C)
_THUMBNAIL_HEADER = 28
_CAPTION_RESOURCE = 0x03F0
_MAX_RECORDS = 10_000


def unpack_photoshop(block: bytes, carried: Carried) -> None:
    """Sort the resources of one Photoshop block into `carried`."""
    block = block.removeprefix(b"Photoshop 3.0\x00")
    at = 0
    try:
        while block[at : at + 4] in (b"8BIM", b"8BPS", b"MeSa", b"AgHg", b"PHUT", b"DCSR"):
            (number,) = struct.unpack_from(">H", block, at + 4)
            name_size = (block[at + 6] + 2) & ~1  # length byte and name, padded to even
            (size,) = struct.unpack_from(">I", block, at + 6 + name_size)
            start = at + 10 + name_size
            data = block[start : start + size]
            if len(data) < size:
                carried.problems.append("Photoshop data")
            if number == _IPTC:
                carried.iptc.append(data)
            elif number == _XMP:
                carried.xmp.append(data)
            elif number == _EXIF:
                carried.exif.append(data)
            elif number in _THUMBNAILS:
                carried.pictures.append(Embedded("Photoshop thumbnail", data[_THUMBNAIL_HEADER:]))
            elif number == _CAPTION_RESOURCE and data[1:].strip(b"\x00"):
                carried.texts.append(("Photoshop caption", as_text(data[1:])))
            at = start + size + (size & 1)
    except (struct.error, IndexError):
        carried.problems.append("Photoshop data")


def clues_of_iptc(block: bytes, carried: Carried) -> list[MetadataClue]:
    """Clues of one IPTC-IIM block."""
    values: dict[str, dict[str, list[str]]] = {}
    for dataset, text in _records(block, carried):
        kind, words = next(((k, t[dataset]) for k, t in _KINDS if dataset in t), ("", ""))
        if kind and text:
            values.setdefault(kind, {}).setdefault(words, []).append(text)
    return [
        MetadataClue(kind, f"IPTC: {', '.join(found)}", joined(chain.from_iterable(found.values())))
        for kind, found in values.items()
        if set(found) != {SOFTWARE}
    ]


def _records(block: bytes, carried: Carried) -> Iterator[tuple[int, str]]:
    """(dataset number, text) of record 2, the one about the picture."""
    at = 0
    for _ in range(_MAX_RECORDS):
        at = block.find(b"\x1c", at)
        if at < 0 or at + 5 > len(block):
            return
        record, dataset = block[at + 1], block[at + 2]
        (size,) = struct.unpack_from(">H", block, at + 3)
        start = at + 5
        if size & 0x8000:  # the length itself takes that many bytes
            width = size & 0x7FFF
            size = int.from_bytes(block[start : start + width], "big") if width <= 4 else len(block)
            start += width
        if start + size > len(block):
            carried.problems.append("IPTC data")
            return
        if record == 2:
            yield dataset, as_text(block[start : start + size])
        at = start + size
