"""What phones and programs hide in files: EXIF, thumbnails, orientation."""

from __future__ import annotations

import io

import numpy as np
import piexif
from numpy.typing import NDArray
from PIL import Image


def to_orientation(upright: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """The pixels to store so that a reader who honours `orientation` shows `upright`."""
    a = upright
    turned = {
        1: a,
        2: a[:, ::-1],
        3: a[::-1, ::-1],
        4: a[::-1],
        5: a.transpose(1, 0, 2),
        6: np.rot90(a, 1),
        7: a[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(a, -1),
    }[orientation]
    return np.ascontiguousarray(turned)


def thumbnail_of(pixels: NDArray[np.uint8], side: int = 160) -> bytes:
    small = Image.fromarray(pixels)
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _degrees(value: float) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    value = abs(value)
    whole, minutes = int(value), int(value * 60) % 60
    return (whole, 1), (minutes, 1), (round((value * 3600 % 60) * 100), 100)


def add_exif(
    jpeg: bytes,
    *,
    orientation: int = 1,
    gps: tuple[float, float] | None = None,
    when: str | None = None,
    owner: str | None = None,
    serial: str | None = None,
    thumbnail: bytes | None = None,
) -> bytes:
    """The same JPEG with an EXIF block; `gps` = latitude, longitude in degrees."""
    zeroth: dict[int, object] = {
        piexif.ImageIFD.Orientation: orientation,
        piexif.ImageIFD.Make: b"Phonemaker",
        piexif.ImageIFD.Model: b"P1",
    }
    exif: dict[int, object] = {}
    if when:
        exif |= {piexif.ExifIFD.DateTimeOriginal: when.encode(), piexif.ExifIFD.OffsetTimeOriginal: b"+01:00"}
    if owner:
        exif[piexif.ExifIFD.CameraOwnerName] = owner.encode()
    if serial:
        exif[piexif.ExifIFD.BodySerialNumber] = serial.encode()
    blocks: dict[str, object] = {"0th": zeroth, "Exif": exif}
    if gps:
        blocks["GPS"] = {
            piexif.GPSIFD.GPSVersionID: (2, 3, 0, 0),
            piexif.GPSIFD.GPSLatitudeRef: b"N" if gps[0] >= 0 else b"S",
            piexif.GPSIFD.GPSLatitude: _degrees(gps[0]),
            piexif.GPSIFD.GPSLongitudeRef: b"E" if gps[1] >= 0 else b"W",
            piexif.GPSIFD.GPSLongitude: _degrees(gps[1]),
        }
    if thumbnail:
        blocks |= {"1st": {piexif.ImageIFD.Compression: 6}, "thumbnail": thumbnail}
    out = io.BytesIO()
    piexif.insert(piexif.dump(blocks), jpeg, out)
    return out.getvalue()
