"""Whatever the bytes: a photo, or an error of ours with a plain sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.errors import PhotoError
from scanner.photo.clean_check import check_clean
from scanner.photo.encode import clean_jpeg, clean_png
from scanner.photo.orientation import upright
from scanner.photo.sniff import identify
from scanner.settings import Limits
from tests.unit.photo.samples import (
    app1,
    encoded,
    exif_block,
    jpeg_with,
    opened,
    scene,
    turned_away,
    xmp_segment,
)
from tests.unit.photo.test_clues import XMP, full_exif

SMALL = Limits(pixels=2_000_000, total_pixels=4_000_000, frames=8)
SEEDS = {
    "jpeg": jpeg_with(app1(full_exif(encoded(scene(24, 16), "JPEG"))), xmp_segment(XMP)),
    "progressive": encoded(scene(), "JPEG", progressive=True),
    "mpo": encoded(scene(), "MPO", save_all=True, append_images=[turned_away(scene(), 4)]),
    "png": encoded(scene(), "PNG", save_all=True, append_images=[turned_away(scene(), 4)]),
    "gif": encoded(scene(), "GIF", save_all=True, append_images=[turned_away(scene(), 4)]),
    "webp": encoded(scene(), "WEBP", exif=exif_block()),
    "tiff": encoded(scene(), "TIFF", compression="tiff_lzw"),
    "bmp": encoded(scene(), "BMP"),
    "heif": encoded(scene(), "HEIF", exif=b"Exif\x00\x00" + full_exif()),
    "avif": encoded(scene(), "AVIF"),
    "jp2": encoded(scene(), "JPEG2000"),
}
EDIT = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["set", "cut", "insert"]),
    st.binary(min_size=1, max_size=8),
)


@pytest.mark.parametrize("seed", SEEDS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(EDIT, min_size=1, max_size=4))
def test_damaged_files_end_in_a_photo_or_in_our_own_error(seed: str, edits: list[tuple[float, str, bytes]]) -> None:
    data = bytearray(SEEDS[seed])
    for where, what, content in edits:
        at = int(where * len(data))
        end = at + (0 if what == "insert" else len(content))
        data[at:end] = b"" if what == "cut" else content
    try:
        photo = opened(bytes(data), limits=SMALL)
    except PhotoError as error:
        assert str(error).startswith("IMG_0001.jpg ")
        assert str(error).endswith(".")
        return
    assert 1 <= len(photo.frames) <= max(photo.total_frames, 1)
    for frame in photo.frames:
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.shape == (frame.height, frame.width, 3)
        assert frame.under_alpha is None or frame.under_alpha.shape == frame.pixels.shape


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    assert identify(data).words


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_every_picture_has_a_clean_copy(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    assert check_clean(clean_jpeg(pixels), (width, height)) == []
    assert check_clean(clean_png(pixels), (width, height)) == []
    assert np.array_equal(opened(clean_png(pixels)).frames[0].pixels, pixels)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 8))
def test_turning_upright_undoes_the_camera(width: int, height: int, orientation: int) -> None:
    pixels = np.arange(width * height * 3, dtype=np.uint8).reshape(height, width, 3)
    stored = np.asarray(turned_away(pixels, orientation))
    assert np.array_equal(upright(stored, orientation), pixels)
