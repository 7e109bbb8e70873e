"""Produced files hold the picture and nothing else."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest

from scanner.photo.clean_check import check_clean
from scanner.photo.encode import choose_format, clean_copy, clean_jpeg, clean_png, jpeg_settings
from scanner.photo.photo import Frame, Photo
from tests.unit.photo.samples import (
    app1,
    chunk,
    encoded,
    exif_block,
    jpeg_with,
    opened,
    png_with,
    portrait,
    scene,
    segment,
)

PORTRAIT = np.ascontiguousarray(portrait()[:256, :256])


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_jpeg_is_clean_and_close(subsampling: str) -> None:
    data = clean_jpeg(PORTRAIT, 92, subsampling)
    assert check_clean(data, (256, 256)) == []
    photo = opened(data)
    assert (photo.jpeg_quality, photo.jpeg_subsampling) == (92, subsampling)
    assert np.abs(photo.frames[0].pixels.astype(int) - PORTRAIT).mean() < 4
    assert photo.clues == ()


def test_png_is_clean_and_exact() -> None:
    data = clean_png(scene())
    assert check_clean(data, (96, 64)) == []
    assert np.array_equal(opened(data).frames[0].pixels, scene())


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 3000, 3), (3000, 2, 3)])
def test_thin_pictures(shape: tuple[int, int, int]) -> None:
    pixels = np.full(shape, 77, np.uint8)
    for data in (clean_jpeg(pixels), clean_png(pixels)):
        assert check_clean(data, (shape[1], shape[0])) == []


def test_views_of_larger_arrays_are_encoded_alike() -> None:
    assert clean_png(PORTRAIT[::2, ::2]) == clean_png(PORTRAIT[::2, ::2].copy())


@pytest.mark.parametrize(
    "data",
    [
        jpeg_with(app1(exif_block())),
        jpeg_with(segment(0xFE, b"hello")),
        jpeg_with(segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + bytes(200))),
        jpeg_with(segment(0xEE, b"Adobe\x00\x64" + bytes(5))),
        jpeg_with(segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01abc")),
        jpeg_with(b"stray"),
        jpeg_with(after=b"\x00"),
        jpeg_with(after=jpeg_with()),
        jpeg_with()[:-2],
        png_with(chunk(b"tEXt", b"a\x00b")),
        png_with(chunk(b"eXIf", exif_block())),
        png_with(after=b"x"),
        encoded(scene(), "PNG")[:-12],
        encoded(scene(), "WEBP"),
        b"",
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_anything_more_is_a_fault(data: bytes) -> None:
    assert check_clean(data) != []


def test_wrong_size_is_a_fault() -> None:
    assert check_clean(clean_png(scene()), (96, 65)) == ["the copy has another size than planned"]


def test_broken_pixels_are_a_fault() -> None:
    data = bytearray(clean_png(PORTRAIT))
    at = data.index(b"IDAT")
    size = struct.unpack(">I", data[at - 4 : at])[0]
    data[at - 4 : at + 8 + size] = chunk(b"IDAT", bytes(data[at + 4 : at + 4 + size // 2]))
    assert "the copy does not decode" in check_clean(bytes(data))


def photo(format: str, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Photo:
    return replace(opened(jpeg_with()), format=format, frames=(Frame(0, pixels),), jpeg_quality=None)


@pytest.mark.parametrize(
    ("format", "pixels", "chosen"),
    [
        ("JPEG", PORTRAIT, "jpeg"),
        ("HEIF", PORTRAIT, "jpeg"),
        ("WEBP", PORTRAIT, "jpeg"),
        ("TIFF", PORTRAIT, "jpeg"),
        ("TIFF", scene() // 128 * 255, "png"),
        ("PNG", PORTRAIT, "png"),
        ("GIF", scene(), "png"),
        ("BMP", scene(), "png"),
    ],
)
def test_format_of_the_copy(format: str, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], chosen: str) -> None:
    assert choose_format(photo(format, pixels)) == chosen
    assert choose_format(photo(format, pixels), "png") == "png"


def test_sides_too_long_for_jpeg_become_png() -> None:
    long = np.zeros((1, 65_501, 3), np.uint8)
    assert choose_format(photo("JPEG", long), "jpeg") == "png"
    with pytest.raises(ValueError, match="65500"):
        clean_jpeg(long)


@pytest.mark.parametrize(("source", "wanted"), [(100, 95), (93, 93), (60, 90)])
def test_quality_follows_the_source_within_reason(source: int, wanted: int) -> None:
    original = opened(encoded(scene(), "JPEG", quality=source, subsampling="4:2:2"))
    assert jpeg_settings(original) == (wanted, "4:2:2")
    assert opened(clean_copy(scene(), original, "jpeg")).jpeg_quality == wanted


def test_drawings_keep_their_colour_edges() -> None:
    assert jpeg_settings(photo("WEBP", scene() // 128 * 255))[1] == "4:4:4"
    assert jpeg_settings(photo("HEIF", PORTRAIT))[1] == "4:2:0"
