"""Every format and mode becomes the same upright 8-bit sRGB picture."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile

from scanner.errors import UnreadablePhotoError, UnsupportedPhotoError
from scanner.photo.decode import open_photo
from scanner.photo.photo import Pixels
from scanner.settings import Limits
from tests.unit.photo.samples import (
    encoded,
    exif_orientation,
    jpeg_with,
    opened,
    scene,
    segment,
    swapped_profile,
    turned_away,
)

GREY = np.asarray(Image.fromarray(scene()).convert("L"))


def apart(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Mean difference in grey levels."""
    return float(np.abs(a.astype(np.float64) - b.astype(np.float64)).mean())


def as_grey(pixels: Pixels) -> NDArray[np.uint8]:
    assert np.array_equal(pixels[..., 0], pixels[..., 1])
    return pixels[..., 0]


@pytest.mark.parametrize(
    ("format", "options", "name", "tolerance"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}, "JPEG", 3),
        ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}, "JPEG", 3),
        ("PNG", {}, "PNG", 0),
        ("WEBP", {"lossless": True}, "WEBP", 0),
        ("WEBP", {"quality": 95}, "WEBP", 4),
        ("TIFF", {}, "TIFF", 0),
        ("TIFF", {"compression": "tiff_lzw"}, "TIFF", 0),
        ("TIFF", {"compression": "tiff_adobe_deflate", "big_tiff": True}, "TIFF", 0),
        ("BMP", {}, "BMP", 0),
        ("JPEG2000", {}, "JPEG2000", 1),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}, "AVIF", 4),
        ("HEIF", {"quality": 95, "chroma": 444}, "HEIF", 4),
    ],
)
def test_colour_formats(format: str, options: dict[str, Any], name: str, tolerance: float) -> None:
    photo = opened(encoded(scene(), format, **options))
    assert (photo.format, photo.total_frames, len(photo.frames)) == (name, 1, 1)
    assert (photo.width, photo.height) == (96, 64)
    assert photo.frames[0].pixels.dtype == np.uint8
    assert apart(photo.frames[0].pixels, scene()) <= tolerance
    assert photo.notices == ()


def test_gif_keeps_its_colours() -> None:
    assert apart(opened(encoded(scene(), "GIF")).frames[0].pixels, scene()) < 12


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_not_clipped(format: str) -> None:
    deep = Image.fromarray(GREY.astype(np.uint16) * 257)
    assert np.abs(as_grey(opened(encoded(deep, format)).frames[0].pixels).astype(int) - GREY).max() <= 1


def test_twelve_bits_in_sixteen_are_not_black() -> None:
    deep = Image.fromarray((GREY.astype(np.uint32) * 4095 // 255).astype(np.uint16))
    assert np.abs(as_grey(opened(encoded(deep, "TIFF")).frames[0].pixels).astype(int) - GREY).max() <= 1


@pytest.mark.parametrize("top", [1.0, 255.0, 1234.5])
def test_floating_point_grey(top: float) -> None:
    picture = Image.fromarray(GREY.astype(np.float32) / GREY.max() * top)
    seen = as_grey(opened(encoded(picture, "TIFF")).frames[0].pixels)
    assert np.corrcoef(seen.ravel(), GREY.ravel())[0, 1] > 0.999
    assert int(seen.max()) - int(seen.min()) > 100


def test_floating_point_without_numbers_is_black() -> None:
    holes = np.full((8, 8), np.nan, np.float32)
    assert opened(encoded(Image.fromarray(holes), "TIFF")).frames[0].pixels.max() == 0


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "P", "LA", "RGBA")),
        *(("TIFF", mode) for mode in ("1", "L", "P", "CMYK", "LAB")),
        *(("JPEG", mode) for mode in ("L", "CMYK")),
    ],
)
def test_modes(format: str, mode: str) -> None:
    source = Image.fromarray(scene())
    if mode == "LAB":
        picture = ImageCms.profileToProfile(
            source, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
        assert picture is not None
    else:
        picture = source.convert(mode)
    seen = opened(encoded(picture, format)).frames[0].pixels
    if mode == "1":
        assert set(np.unique(seen)) == {0, 255}
    elif mode in ("L", "LA"):
        assert apart(as_grey(seen), GREY) < 2
    else:
        assert apart(seen, scene()) < (25 if mode == "P" else 6)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_every_orientation_comes_out_upright(format: str, orientation: int) -> None:
    lossless: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 95, "subsampling": 0},
        "WEBP": {"lossless": True},
        "AVIF": {"quality": 95},
        "HEIF": {"quality": 95},
    }
    stored = turned_away(scene(), orientation)
    data = encoded(stored, format, exif=exif_orientation(orientation), **lossless.get(format, {}))
    photo = opened(data)
    assert (photo.width, photo.height) == (96, 64)
    assert apart(photo.frames[0].pixels, scene()) < 6


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_orientation_outside_its_range_means_upright(value: int) -> None:
    photo = opened(encoded(scene(), "JPEG", exif=exif_orientation(value)))
    assert (photo.width, photo.height) == (96, 64)


def test_colour_profile_is_applied() -> None:
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 200
    seen = opened(encoded(red, "PNG", icc_profile=swapped_profile())).frames[0].pixels
    assert seen[0, 0, 2] > 150
    assert seen[0, 0, 0] < 60


@pytest.mark.parametrize("profile", [b"", b"noise" * 100, b"\x00" * 128])
def test_broken_colour_profile_is_ignored(profile: bytes) -> None:
    data = jpeg_with(segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + profile))
    assert apart(opened(data).frames[0].pixels, opened(jpeg_with()).frames[0].pixels) == 0


def test_profile_of_other_channels_is_ignored() -> None:
    grey = encoded(Image.fromarray(GREY), "PNG", icc_profile=swapped_profile())
    assert np.array_equal(as_grey(opened(grey).frames[0].pixels), GREY)


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "really_a_jpeg.png"
    path.write_bytes(jpeg_with())
    assert open_photo(path, Limits()).format == "JPEG"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"8BPS\x00\x01" + bytes(20), "Photoshop"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "video"),
        (b"\x00\x00\x00\x18ftypcrx " + bytes(40), "RAW"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (b"dear diary", "text"),
        (bytes(200), "no picture format"),
    ],
)
def test_other_files_are_refused_by_name_of_kind(data: bytes, words: str) -> None:
    with pytest.raises(UnsupportedPhotoError, match=words):
        opened(data, "holiday.jpg")


@pytest.mark.parametrize(("quality", "subsampling"), [(95, "4:4:4"), (88, "4:2:2"), (75, "4:2:0")])
def test_settings_of_the_source_jpeg_are_known(quality: int, subsampling: str) -> None:
    photo = opened(encoded(scene(), "JPEG", quality=quality, subsampling=subsampling))
    assert (photo.jpeg_quality, photo.jpeg_subsampling) == (quality, subsampling)


def test_hash_is_that_of_the_file() -> None:
    data = jpeg_with()
    assert opened(data).sha256 == hashlib.sha256(data).hexdigest()


def test_other_libraries_cannot_switch_strictness_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(UnreadablePhotoError):
        opened(encoded(scene(), "BMP")[:-2000])
