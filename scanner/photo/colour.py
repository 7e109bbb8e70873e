"""From whatever a file stores to 8-bit sRGB pixels: modes, bit depths, colour profiles, transparency.

Works on bands of rows, so that a 108-megapixel picture never needs more than one extra copy of itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from scanner.photo.photo import Pixels

_BAND_PIXELS = 2_000_000
_HIDDEN_STEP = 24  # grey levels between neighbours, or between stored and shown, that a person can see
_HIDDEN_PLACES = 16  # that many such places are more than noise
_LEVELS = (0, 32, 64, 128, 192, 255)
_SAME_COLOUR = 3  # levels
_PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB", "LAB ": "LAB"}

ToRgb = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True)
class Flat:
    """`pixels`: height x width x 3 uint8 sRGB, on white. `under_alpha`: what transparency hides, or None."""

    pixels: Pixels
    under_alpha: Pixels | None


def flatten(image: Image.Image) -> Flat:
    """All pixels of a loaded picture, not yet turned upright.

    16-bit, 32-bit and floating-point values are scaled over the range that the file uses (`convert("RGB")`
    would clip them to white). A colour profile that is broken or belongs to other channels is ignored.
    """
    to_rgb = _profile_transform(image)
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    if not _has_alpha(image):
        scale = _value_scale(image)
        for rows, band in _bands(image):
            pixels[rows] = _opaque(band, scale, to_rgb)
        return Flat(pixels, None)
    lost = dict.fromkeys(_Ground, 0)
    for rows, stored, alpha in _stored_and_alpha(image, to_rgb):
        pixels[rows] = _over(stored, alpha, 255)
        if alpha.min() < 255:
            for ground in _Ground:
                lost[ground] += _lost_structure(_seen_on(ground, stored, alpha), pixels[rows])
    telling = next((ground for ground in _Ground if lost[ground] >= _HIDDEN_PLACES), None)
    if telling is None:
        return Flat(pixels, None)
    under = np.empty_like(pixels)
    for rows, stored, alpha in _stored_and_alpha(image, to_rgb):
        under[rows] = _seen_on(telling, stored, alpha)
    return Flat(pixels, under)


def _stored_and_alpha(image: Image.Image, to_rgb: ToRgb) -> Iterator[tuple[slice, Pixels, NDArray[np.uint8]]]:
    for rows, band in _bands(image):
        straight = band.convert("LA") if band.mode == "La" else band
        rgba = straight.convert("RGBA")
        yield rows, np.asarray(to_rgb(rgba.convert("RGB"))), np.asarray(rgba.getchannel("A"))


def _bands(image: Image.Image) -> Iterator[tuple[slice, Image.Image]]:
    rows = max(1, _BAND_PIXELS // max(1, image.width))
    for top in range(0, image.height, rows):
        bottom = min(image.height, top + rows)
        whole = rows >= image.height
        yield slice(top, bottom), image if whole else image.crop((0, top, image.width, bottom))


def _has_alpha(image: Image.Image) -> bool:
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        return image.getchannel("A" if image.mode in ("RGBA", "LA", "PA") else image.mode[-1]).getextrema() != (
            255,
            255,
        )
    return "transparency" in image.info and image.mode in ("1", "L", "P", "RGB", "I;16")


def _value_scale(image: Image.Image) -> tuple[float, float]:
    """(offset, factor) that bring the values of a deep grey picture to 0..255."""
    if not (image.mode.startswith("I") or image.mode == "F"):
        return 0.0, 1.0
    low, high = np.inf, -np.inf
    for _, band in _bands(image):
        values = np.asarray(band)
        finite = values[np.isfinite(values)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    if low > high:
        return 0.0, 0.0
    if low >= 0 and image.mode != "F":
        # Cameras and scanners store 10, 12 or 14 bits in 16: take the smallest usual depth that holds them
        # all.
        ceiling = next((c for bits in (8, 10, 12, 14, 16, 24) if (c := 2**bits - 1) >= high), high)
        return 0.0, 255.0 / ceiling
    if image.mode == "F" and low >= 0:
        ceiling = next((c for c in (1.0, 255.0) if c >= high), high)
        return 0.0, 255.0 / ceiling
    return low, 255.0 / (high - low) if high > low else 0.0


def _opaque(band: Image.Image, scale: tuple[float, float], to_rgb: ToRgb) -> NDArray[np.uint8]:
    if band.mode.startswith("I") or band.mode == "F":
        values = (np.nan_to_num(np.asarray(band).astype(np.float32), posinf=0.0, neginf=0.0) - scale[0]) * scale[1]
        grey = np.clip(values + 0.5, 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    return np.asarray(to_rgb(band))


def _over(stored: NDArray[np.uint8], alpha: NDArray[np.uint8], ground: int) -> NDArray[np.uint8]:
    """`stored` seen through `alpha` on a plain ground."""
    a = alpha[:, :, None].astype(np.uint16)
    return ((stored * a + ground * (255 - a) + 127) // 255).astype(np.uint8)


class _Ground(Enum):
    """Other ways to look at a transparent picture: the colours as stored, without alpha; and on black.

    On black, a shape that lies in alpha alone (white letters on nothing) can be seen.
    """

    NONE = 0
    BLACK = 1


def _seen_on(ground: _Ground, stored: Pixels, alpha: NDArray[np.uint8]) -> Pixels:
    return stored if ground is _Ground.NONE else _over(stored, alpha, 0)


def _lost_structure(other: Pixels, pixels: Pixels) -> int:
    """At how many places neighbours that differ in `other` look alike in `pixels`."""
    a, b = (cv2.cvtColor(view, cv2.COLOR_RGB2GRAY).astype(np.int16) for view in (other, pixels))
    return sum(
        int(
            np.count_nonzero(
                (np.abs(np.diff(a, axis=axis)) > _HIDDEN_STEP) & (np.abs(np.diff(b, axis=axis)) <= _HIDDEN_STEP // 4)
            )
        )
        for axis in (0, 1)
    )


def _profile_transform(image: Image.Image) -> ToRgb:
    """A function from the picture's mode to RGB, through its colour profile where that can be used."""
    mode = "RGB" if image.mode in ("P", "PA", "RGBA", "RGBX", "RGBa") else image.mode
    if mode == "LAB":
        return _through(ImageCms.createProfile("LAB"), "LAB") or _plain
    data = image.info.get("icc_profile")
    if not isinstance(data, bytes) or len(data) < 128 or mode not in ("RGB", "L", "CMYK"):
        return _plain
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if _PROFILE_MODES.get(profile.profile.xcolor_space) != mode:
            return _plain
        transform = _through(profile, mode)
        return _plain if transform is None or _changes_nothing(transform, mode) else transform
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return _plain


def _changes_nothing(transform: ToRgb, mode: str) -> bool:
    """Whether a profile is sRGB in all but name: skipping these, the most, saves a pass over all pixels."""
    if mode != "RGB":
        return False
    values = np.array([(r, g, b) for r in _LEVELS for g in _LEVELS for b in _LEVELS], np.uint8)[None]
    changed = np.asarray(transform(Image.fromarray(values)))
    return int(np.abs(changed.astype(np.int16) - values).max()) <= _SAME_COLOUR


def _through(profile: ImageCms._CmsProfileCompatible, mode: str) -> ToRgb | None:
    try:
        transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None

    def apply(band: Image.Image) -> Image.Image:
        band = band if band.mode == mode else band.convert(mode)
        converted = ImageCms.applyTransform(band, transform)
        return converted if converted is not None else band.convert("RGB")

    return apply


def _plain(band: Image.Image) -> Image.Image:
    return band if band.mode == "RGB" else band.convert("RGB")
