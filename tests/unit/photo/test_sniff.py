"""Kinds of files by their first bytes."""

from __future__ import annotations

import struct

import pytest

from scanner.photo.sniff import Family, identify, sniff
from tests.unit.photo.samples import encoded, ifd, scene


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF", "AVIF", "JPEG2000"])
def test_pictures(format: str) -> None:
    kind = identify(encoded(scene(), format))
    assert kind.family is Family.PICTURE
    assert format in kind.pillow


def tiff(*entries: tuple[int, int, int, bytes]) -> bytes:
    return b"II*\x00\x08\x00\x00\x00" + ifd(list(entries), 8)


@pytest.mark.parametrize(
    ("head", "family"),
    [
        (b"", Family.EMPTY),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(20), Family.RAW),
        (tiff((50706, 1, 4, b"\x01\x04\x00\x00")), Family.RAW),
        (tiff((259, 3, 1, struct.pack("<H", 34713))), Family.RAW),
        (
            tiff((330, 4, 1, struct.pack("<I", 26))) + ifd([(262, 3, 1, struct.pack("<H", 32803))], 26),
            Family.RAW,
        ),
        (b"FUJIFILMCCD-RAW 0201", Family.RAW),
        (b"\x00\x00\x00\x14ftypqt  " + bytes(20), Family.VIDEO),
        (b"\x00\x00\x00\x14ftypisom" + bytes(20), Family.VIDEO),
        (b"RIFF\x00\x00\x00\x00AVI LIST", Family.VIDEO),
        (b"\x1a\x45\xdf\xa3", Family.VIDEO),
        (b"%PDF-1.4", Family.DOCUMENT),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg>", Family.DRAWING),
        (b"PK\x03\x04", Family.ARCHIVE),
        (b"<!DOCTYPE html>", Family.TEXT),
        ("Grüße".encode(), Family.TEXT),
        (("é" * 3000).encode()[:4096], Family.TEXT),
        (bytes(128) + b"DICM", Family.OTHER),
        (b"BM is how this letter starts", Family.TEXT),
        (b"\x00\x01\x02\x03", Family.OTHER),
    ],
)
def test_families(head: bytes, family: Family) -> None:
    assert identify(head).family is family


def test_words_fit_into_a_sentence() -> None:
    assert sniff(b"%PDF-1.4") == "a PDF document"


def test_directories_that_point_at_each_other_end() -> None:
    assert identify(tiff((330, 4, 1, struct.pack("<I", 8)))).family is Family.PICTURE
