"""Pixels -> clean files: nothing in them but the picture."""

from __future__ import annotations

import io

from PIL import Image

from scanner.photo.photo import Photo, Pixels

_SUBSAMPLING = {"4:4:4": 0, "4:2:2": 1, "4:2:0": 2}
_LOSSLESS_SOURCES = ("PNG", "GIF", "BMP", "DIB")


def clean_jpeg(pixels: Pixels, quality: int = 92, subsampling: str = "4:2:0") -> bytes:
    """A baseline JPEG of a height x width x 3 uint8 sRGB array; `subsampling` 4:4:4, 4:2:2 or 4:2:0."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(
        out, "JPEG", quality=quality, subsampling=_SUBSAMPLING[subsampling], optimize=False, progressive=False
    )
    return out.getvalue()


def clean_png(pixels: Pixels) -> bytes:
    """A PNG of a height x width x 3 uint8 sRGB array, without loss."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def choose_format(photo: Photo, wanted: str | None = None) -> str:
    """"jpeg" or "png": what the user asked for, else what keeps the source's look."""
    if wanted:
        return wanted
    return "png" if photo.format in _LOSSLESS_SOURCES else "jpeg"
