"""The only module that opens pictures: bytes -> Photo, every frame, upright, sRGB.

`Image.open` is given the readers of the one format that the content shows: nothing else is ever started on
untrusted data.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pillow_heif
from PIL import Image, ImageFile, JpegImagePlugin

from scanner.errors import PhotoError, UnreadablePhotoError
from scanner.photo.colour import flatten
from scanner.photo.orientation import stored_orientation, upright
from scanner.photo.photo import Frame, Photo
from scanner.photo.reading import over_limit, picture_kind, read_photo_file, shown
from scanner.photo.sniff import HEAD_BYTES, FileKind
from scanner.settings import Limits

# What readers raise on damaged data, besides OSError (collected from fuzzed files).
DAMAGE = (
    OSError, ValueError, TypeError, IndexError, KeyError, EOFError, SyntaxError, AttributeError, AssertionError,
    ZeroDivisionError, OverflowError, RuntimeError, NotImplementedError, struct.error, Image.DecompressionBombError,
)  # fmt: skip
_SUBSAMPLING = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}


def open_photo(path: Path, limits: Limits) -> Photo:
    """Read one photo file.

    Raises UnsupportedPhotoError for what is no picture, UnreadablePhotoError for what is damaged or over a limit;
    the message is one sentence with the file's name and what to do.
    """
    data, kind = read_photo_file(path, limits)
    return decode_photo(path, data, kind, limits)


def photo_from_bytes(path: Path, data: bytes, limits: Limits) -> Photo:
    """Like `open_photo`, for bytes that are already here (standard input); `path` is only a name."""
    return decode_photo(path, data, picture_kind(path, data[:HEAD_BYTES]), limits)


def decode_photo(path: Path, data: bytes, kind: FileKind, limits: Limits) -> Photo:
    try:
        with _strict_pillow(), _opened(data, kind) as image:
            frames, total = _frames(path, image, limits)
            quality, subsampling = _jpeg_settings(image)
            name = image.format or kind.pillow[0]
    except PhotoError:
        raise
    except (*DAMAGE, MemoryError) as error:
        raise UnreadablePhotoError(
            f"{shown(path)} is damaged: it is {kind.words}, but its pixels could not be read whole. "
            "Copy the photo again from where it came from."
        ) from error
    notices: tuple[str, ...] = ()
    if total > len(frames):
        notices = (f"Only the first {len(frames)} of {total} frames or pages were examined.",)
    return Photo(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        format=name,
        frames=tuple(frames),
        total_frames=total,
        notices=notices,
        jpeg_quality=quality,
        jpeg_subsampling=subsampling,
    )


def _opened(data: bytes, kind: FileKind) -> Image.Image:
    pillow_heif.register_heif_opener()
    return Image.open(io.BytesIO(data), formats=kind.pillow)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """No half pictures, and our own limit on pixels instead of Pillow's, which only warns up to twice its value."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries switch it on for the whole process
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _frames(path: Path, image: Image.Image, limits: Limits) -> tuple[list[Frame], int]:
    """The frames within the limits, and how many the file has."""
    _check_pixels(path, image, limits)
    total = max(1, int(getattr(image, "n_frames", 1)))
    frames: list[Frame] = []
    used = 0
    for index in range(min(total, limits.frames)):
        if total > 1:
            image.seek(index)
        _check_pixels(path, image, limits)
        used += image.width * image.height
        if frames and used > limits.total_pixels:
            break
        image.load()
        flat = flatten(image)
        turn = stored_orientation(image)
        under = flat.under_alpha
        frames.append(Frame(index, upright(flat.pixels, turn), None if under is None else upright(under, turn)))
    return frames, total


def _check_pixels(path: Path, image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.pixels:
        has, limit = image.width * image.height / 1e6, limits.pixels / 1e6
        raise over_limit(path, f"{has:,.0f} megapixels", f"{limit:,.0f} megapixels", "picture size")


def _jpeg_settings(image: Image.Image) -> tuple[int | None, str | None]:
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return None, None
    return None, _SUBSAMPLING.get(JpegImagePlugin.get_sampling(image))
