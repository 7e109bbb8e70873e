"""Pixels -> clean files: built from a bare array, so that there is nothing in them but the picture."""

from __future__ import annotations

import io

from PIL import Image

from scanner.photo.photo import Photo, Pixels

_SUBSAMPLING = {"4:4:4": 0, "4:2:2": 1, "4:2:0": 2}
_LOSSLESS_SOURCES = frozenset({"PNG", "GIF", "BMP"})
_LEAST, _MOST = 90, 95  # less shows, more only costs
_USUAL_QUALITY = 92
_PHOTO_COLOURS = 4096  # more different colours than this in a sample: a photograph, not a drawing
_SAMPLE_SIDE = 256
_JPEG_SIDE = 65_500  # libjpeg's limit


def clean_jpeg(pixels: Pixels, quality: int = _USUAL_QUALITY, subsampling: str = "4:2:0") -> bytes:
    """A baseline JPEG of a height x width x 3 uint8 sRGB array: JFIF header without thumbnail, no metadata.

    `subsampling`: 4:4:4, 4:2:2 or 4:2:0. Raises ValueError for a side above 65,500 pixels.
    """
    if max(pixels.shape[:2]) > _JPEG_SIDE:
        raise ValueError(f"A JPEG side has at most {_JPEG_SIDE} pixels; use PNG.")
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=_SUBSAMPLING[subsampling])
    return out.getvalue()


def clean_png(pixels: Pixels) -> bytes:
    """A PNG of a height x width x 3 uint8 sRGB array, without loss and without metadata."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=4)
    return out.getvalue()


def clean_copy(pixels: Pixels, photo: Photo, format: str) -> bytes:
    """The copy of `photo` with these pixels, as "jpeg" (settings near the source's) or "png"."""
    if format == "png":
        return clean_png(pixels)
    quality, subsampling = jpeg_settings(photo)
    return clean_jpeg(pixels, quality, subsampling)


def choose_format(photo: Photo, wanted: str | None = None) -> str:
    """ "jpeg" or "png": what the user asked for, else what keeps the source's look.

    PNG for what was stored without loss and is drawn rather than photographed (screenshots, scans in black
    and white); a photograph becomes a JPEG, from whatever format, unless it came as PNG, GIF or BMP.
    """
    if max(photo.width, photo.height) > _JPEG_SIDE:
        return "png"
    if wanted in ("jpeg", "png"):
        return wanted
    if photo.format in _LOSSLESS_SOURCES:
        return "png"
    return "png" if photo.format == "TIFF" and not _photographic(photo.frames[0].pixels) else "jpeg"


def jpeg_settings(photo: Photo) -> tuple[int, str]:
    """Quality and chroma subsampling for a JPEG copy: near those of a JPEG source, else the usual ones."""
    if photo.jpeg_quality is None:
        return _USUAL_QUALITY, "4:2:0" if _photographic(photo.frames[0].pixels) else "4:4:4"
    return min(max(photo.jpeg_quality, _LEAST), _MOST), photo.jpeg_subsampling or "4:2:0"


def _photographic(pixels: Pixels) -> bool:
    """Whether an even sample of the picture has as many colours as photographs have."""
    step_y, step_x = (max(1, side // _SAMPLE_SIDE) for side in pixels.shape[:2])
    sample = Image.fromarray(pixels[::step_y, ::step_x].copy())
    return sample.getcolors(_PHOTO_COLOURS) is None
