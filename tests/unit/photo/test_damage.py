"""A damaged picture is an error or is read whole: never half of it as if it were all."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest

from scanner.errors import PhotoError, UnreadablePhotoError, UnsupportedPhotoError
from tests.unit.photo.samples import chunk, encoded, jpeg_with, opened, png_with, scene, segment

BIG = scene(400, 300)
NOISE = np.random.default_rng(3).integers(0, 255, (160, 200, 3), dtype=np.uint8)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("GIF", {}),
        ("WEBP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg"}),
        ("BMP", {}),
        ("HEIF", {}),
        ("AVIF", {}),
        ("JPEG2000", {}),
    ],
)
def test_cut_files_are_refused(format: str, options: dict[str, Any], share: float) -> None:
    data = encoded(NOISE, format, **options)
    with pytest.raises(UnreadablePhotoError, match=r"IMG_0001\.jpg is damaged"):
        opened(data[: int(len(data) * share)])


def test_jpeg_that_lacks_only_its_end_mark_is_read() -> None:
    whole = encoded(BIG, "JPEG")
    photo = opened(whole[:-2])
    assert np.array_equal(photo.frames[0].pixels, opened(whole).frames[0].pixels)
    assert any("end mark" in notice for notice in photo.notices)


def test_progressive_jpeg_cut_between_two_passes_is_refused() -> None:
    whole = encoded(BIG, "JPEG", progressive=True)
    with pytest.raises(UnreadablePhotoError):
        opened(whole[: whole.rindex(b"\xff\xda")])


def test_garbled_jpeg_is_refused() -> None:
    data = bytearray(encoded(NOISE, "JPEG"))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    with pytest.raises(UnreadablePhotoError):
        opened(bytes(data))


def test_few_stray_bytes_before_the_end_are_no_damage() -> None:
    data = encoded(BIG, "JPEG")
    assert np.array_equal(opened(data[:-2] + b"\x00\x00" + data[-2:]).frames[0].pixels, opened(data).frames[0].pixels)


def test_stray_bytes_between_segments_are_no_damage() -> None:
    data = jpeg_with(segment(0xFE, b"hello"), b"\x00\x01\x02\xff\xff")
    assert np.array_equal(opened(data).frames[0].pixels, opened(jpeg_with()).frames[0].pixels)


@pytest.mark.parametrize("where", [0.2, 0.5, 0.8])
def test_garbled_heic_is_refused(where: float) -> None:
    data = bytearray(encoded(NOISE, "HEIF", quality=80))
    at = data.index(b"mdat") + 8
    at += int((len(data) - at) * where)
    data[at : at + 30] = bytes(b ^ 0x55 for b in data[at : at + 30])
    with pytest.raises(UnreadablePhotoError):
        opened(bytes(data))


def test_flipped_bit_in_png_is_refused() -> None:
    data = bytearray(encoded(BIG, "PNG"))
    data[data.index(b"IDAT") + 40] ^= 4
    with pytest.raises(UnreadablePhotoError, match="garbled"):
        opened(bytes(data))


def test_damaged_text_in_png_does_not_cost_the_picture() -> None:
    text = bytearray(chunk(b"tEXt", b"Title\x00something"))
    text[-1] ^= 1
    photo = opened(png_with(bytes(text)))
    assert np.array_equal(photo.frames[0].pixels, scene())
    assert any("PNG text" in notice for notice in photo.notices)


def test_png_without_its_end_chunk_is_read() -> None:
    photo = opened(encoded(BIG, "PNG")[:-12])
    assert np.array_equal(photo.frames[0].pixels, BIG)
    assert any("end mark" in notice for notice in photo.notices)


def test_garbled_fax_is_refused() -> None:
    lines = (NOISE[..., 0] > 128).repeat(4, 0).repeat(4, 1)
    data = bytearray(encoded(lines, "TIFF", compression="group4"))
    data[2000:2060] = b"\xff" * 60
    with pytest.raises(UnreadablePhotoError):
        opened(bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff" + bytes(100),
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x04\x00\x00\x00WEBP",
        b"II*\x00\x08\x00\x00\x00",
        b"II*\x00\xff\xff\xff\xff",
        b"II+\x00\x08\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff",
        b"BM" + bytes(12) + b"\x28\x00\x00\x00",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        b"\x00\x00\x00\x0cjP  \r\n\x87\n",
        b"\xff\x4f\xff\x51" + bytes(30),
    ],
)
def test_headers_without_a_picture_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePhotoError, match="damaged"):
        opened(data)


def test_twelve_bit_jpeg_is_named_as_such() -> None:
    data = bytearray(encoded(scene(), "JPEG"))
    data[data.index(b"\xff\xc0") + 4] = 12
    with pytest.raises(UnsupportedPhotoError, match="12 bits"):
        opened(bytes(data))


def test_tiff_that_points_at_itself_ends() -> None:
    data = bytearray(encoded(scene(), "TIFF"))
    start = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[start : start + 2])[0]
    end = start + 2 + 12 * count
    data[end : end + 4] = struct.pack("<I", start)
    photo = opened(bytes(data))
    assert len(photo.frames) == 1
    assert any("TIFF tags" in notice for notice in photo.notices)


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II*\x00",
        b"II*\x00\x08\x00\x00\x00\xff\xff",
        b"II*\x00\x08\x00\x00\x00\x01\x00\x0f\x01\x02\x00\xff\xff\xff\x7f\x1a\x00\x00\x00" + bytes(4),
        b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",  # the next directory is this one
        b"MM\x00*\x00\x00\x00\x08" + b"\xff" * 40,
    ],
)
def test_damaged_exif_does_not_cost_the_picture(exif: bytes) -> None:
    photo = opened(jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif)))
    assert np.array_equal(photo.frames[0].pixels, opened(jpeg_with()).frames[0].pixels)
    assert any("EXIF" in notice for notice in photo.notices)
    assert any(clue.where == "EXIF data that could not be read" for clue in photo.clues)


def test_nothing_is_printed_by_decoders(capfd: pytest.CaptureFixture[str]) -> None:
    for format, options in (("TIFF", {"compression": "tiff_lzw"}), ("JPEG", {}), ("PNG", {})):
        data = bytearray(encoded(NOISE, format, **options))
        data[len(data) // 2 : len(data) // 2 + 30] = b"\xff" * 30
        with pytest.raises(PhotoError):
            opened(bytes(data))
    assert capfd.readouterr() == ("", "")
