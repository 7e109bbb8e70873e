"""Animations, pages and pictures behind the first; transparency; limits."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from scanner.errors import UnreadablePhotoError
from scanner.photo.photo import Pixels
from scanner.settings import Limits
from tests.unit.photo.samples import chunk, clues_of, encoded, opened, png_with, scene, segment

SECOND = scene()[:, ::-1].copy()
THIRD = 255 - scene()


def several(format: str) -> bytes:
    if format == "HEIF":
        heif = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]
        for pixels in (scene(), SECOND, THIRD):
            heif.add_from_pillow(Image.fromarray(pixels))
        out = io.BytesIO()
        heif.save(out, quality=95)
        return out.getvalue()
    options: dict[str, dict[str, Any]] = {
        "WEBP": {"lossless": True},
        "MPO": {"quality": 95, "subsampling": 0},
    }
    more = [Image.fromarray(SECOND), Image.fromarray(THIRD)]
    return encoded(scene(), format, save_all=True, append_images=more, **options.get(format, {}))


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF", "MPO", "HEIF", "AVIF"])
def test_every_frame_is_decoded(format: str) -> None:
    photo = opened(several(format))
    assert (len(photo.frames), photo.total_frames) == (3, 3)
    for index, (frame, wanted) in enumerate(zip(photo.frames, (scene(), SECOND, THIRD), strict=True)):
        assert frame.index == index
        assert np.abs(frame.pixels.astype(int) - wanted).mean() < 12
    assert photo.notices == ()


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF", "MPO", "HEIF"])
def test_limit_on_frames_cuts_the_work_and_says_so(format: str) -> None:
    photo = opened(several(format), limits=Limits(frames=2))
    assert (len(photo.frames), photo.total_frames) == (2, 3)
    assert any("2 of 3" in notice for notice in photo.notices)


def test_limit_on_all_pixels_together() -> None:
    photo = opened(several("GIF"), limits=Limits(total_pixels=scene().size // 3 * 2))
    assert (len(photo.frames), photo.total_frames) == (2, 3)


def test_main_picture_of_heic_comes_first() -> None:
    heif = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]
    for pixels in (SECOND, scene()):
        heif.add_from_pillow(Image.fromarray(pixels))
    out = io.BytesIO()
    heif.save(out, quality=95, primary_index=1)
    first, second = opened(out.getvalue()).frames
    assert np.abs(first.pixels.astype(int) - scene()).mean() < 6
    assert np.abs(second.pixels.astype(int) - SECOND).mean() < 6


def test_animation_out_of_order_keeps_its_still_picture() -> None:
    data = bytearray(several("PNG"))
    at = data.index(b"fdAT")
    size = struct.unpack(">I", data[at - 4 : at])[0]
    body = struct.pack(">I", 99) + data[at + 8 : at + 4 + size]
    data[at - 4 : at + 8 + size] = chunk(b"fdAT", bytes(body))
    photo = opened(bytes(data))
    assert (len(photo.frames), photo.total_frames) == (1, 3)
    assert np.array_equal(photo.frames[0].pixels, scene())
    assert any("animation" in notice for notice in photo.notices)


def text_like() -> Pixels:
    pixels = np.full((64, 96, 3), 250, np.uint8)
    pixels[20:40:4, 10:80] = 20
    return pixels


def with_alpha(pixels: Pixels, alpha: int | np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Image.Image:
    image = Image.fromarray(pixels).convert("RGBA")
    image.putalpha(alpha if isinstance(alpha, int) else Image.fromarray(alpha))
    return image


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_pixels_under_full_transparency_are_found(format: str) -> None:
    (frame,) = opened(encoded(with_alpha(text_like(), 0), format)).frames
    assert frame.pixels.min() == 255
    assert frame.under_alpha is not None
    assert np.array_equal(frame.under_alpha, text_like())


def test_white_letters_on_nothing_are_found() -> None:
    alpha = np.where(text_like()[..., 0] < 128, 255, 0).astype(np.uint8)
    (frame,) = opened(encoded(with_alpha(np.full((64, 96, 3), 255, np.uint8), alpha), "PNG")).frames
    assert frame.pixels.min() == 255
    assert frame.under_alpha is not None
    assert (frame.under_alpha[..., 0] > 128).sum() == (alpha > 0).sum()


def test_ordinary_transparency_hides_nothing() -> None:
    alpha = np.where(text_like()[..., 0] < 128, 255, 0).astype(np.uint8)
    (frame,) = opened(encoded(with_alpha(text_like(), alpha), "PNG")).frames
    assert frame.under_alpha is None
    assert np.array_equal(frame.pixels[..., 0] < 128, text_like()[..., 0] < 128)


def test_half_transparency_lies_on_white() -> None:
    (frame,) = opened(encoded(with_alpha(np.zeros((8, 8, 3), np.uint8), 128), "PNG")).frames
    assert frame.pixels[0, 0].tolist() == [127, 127, 127]


def test_hidden_pixels_turn_with_the_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = with_alpha(text_like(), 0).transpose(Image.Transpose.ROTATE_90)
    (frame,) = opened(encoded(stored, "PNG", exif=exif.tobytes())).frames
    assert frame.under_alpha is not None
    assert np.array_equal(frame.under_alpha, text_like())


def bomb_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x\x9c") + chunk(b"IEND", b"")


def bomb_jpeg(width: int, height: int) -> bytes:
    data = bytearray(encoded(scene(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def bomb_gif(width: int, height: int) -> bytes:
    data = bytearray(encoded(scene(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def bomb_bmp(width: int, height: int) -> bytes:
    data = bytearray(encoded(scene(), "BMP"))
    data[18:26] = struct.pack("<II", width, height)
    return bytes(data)


@pytest.mark.parametrize("make", [bomb_png, bomb_jpeg, bomb_gif, bomb_bmp])
def test_declared_size_is_checked_before_decoding(make: Callable[[int, int], bytes]) -> None:
    with pytest.raises(UnreadablePhotoError, match=r"900 megapixels, limit 120 megapixels"):
        opened(make(30_000, 30_000))


def test_limit_on_passes_of_a_progressive_jpeg() -> None:
    data = encoded(scene(), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    many = data[:start] + data[start:-2] * 200 + data[-2:]
    with pytest.raises(UnreadablePhotoError, match="passes"):
        opened(many)


def test_long_text_costs_nothing_and_is_reported() -> None:
    photo = opened(png_with(chunk(b"zTXt", b"k\x00\x00" + zlib.compress(b"A" * 30_000_000, 9))))
    assert np.array_equal(photo.frames[0].pixels, scene())
    assert any("long text" in clue.where for clue in clues_of(photo, "meta_hidden_media"))


def test_gain_map_is_no_frame() -> None:
    gain = encoded(np.asarray(Image.fromarray(scene()).convert("L")), "JPEG")
    marked = gain[:2] + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x hdrgm:Version='1.0'/>") + gain[2:]
    photo = opened(two_pictures(encoded(scene(), "JPEG"), marked, kind=0))
    assert (photo.format, len(photo.frames)) == ("JPEG", 1)
    assert any("gain" in clue.where for clue in clues_of(photo, "meta_hidden_media"))


def test_large_preview_is_no_frame() -> None:
    photo = opened(two_pictures(encoded(scene(), "JPEG"), encoded(scene(48, 32), "JPEG"), kind=1))
    assert len(photo.frames) == 1
    (clue,) = clues_of(photo, "meta_thumbnail")
    assert not clue.differs


def two_pictures(first: bytes, second: bytes, kind: int) -> bytes:
    """A multi-picture file (CIPA DC-007): `kind` is the middle byte of the second picture's attributes."""

    def index(size: int, offset: int) -> bytes:
        entries = struct.pack("<IIIHH", 0x030000, size, 0, 0, 0) + struct.pack(
            "<IIIHH", kind << 16 | (1 if kind == 1 else 0), len(second), offset, 0, 0
        )
        table = struct.pack("<HHI4s", 0xB000, 7, 4, b"0100") + struct.pack("<HHII", 0xB001, 4, 1, 2)
        table += struct.pack("<HHII", 0xB002, 7, len(entries), 8 + 2 + 36 + 4)
        return b"MPF\x00II*\x00\x08\x00\x00\x00" + struct.pack("<H", 3) + table + bytes(4) + entries

    length = len(segment(0xE2, index(0, 0)))
    size = len(first) + length
    base = 2 + 4 + 4  # start mark, segment header, "MPF" with its zero
    return first[:2] + segment(0xE2, index(size, size - base)) + first[2:] + second
