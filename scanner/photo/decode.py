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
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pillow_heif
from PIL import Image, ImageFile, JpegImagePlugin

from scanner.errors import PhotoError
from scanner.photo.carried import Embedded, as_ppm
from scanner.photo.chatter import captured_chatter
from scanner.photo.clues import clues_and_notices
from scanner.photo.colour import flatten
from scanner.photo.heic_check import heic_is_damaged
from scanner.photo.orientation import stored_orientation, upright
from scanner.photo.photo import Frame, Photo, Pixels
from scanner.photo.prepare import Prepared, prepare
from scanner.photo.reading import check_pixels, damaged, picture_kind, read_photo_file
from scanner.photo.sniff import HEAD_BYTES, HEIC, TIFF, FileKind
from scanner.settings import Limits

# What readers raise on damaged data (collected from fuzzed files).
DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    SyntaxError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    MemoryError,  # sizes that no header check saw
    struct.error,
    Image.DecompressionBombError,
)
_SUBSAMPLING = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
_PREVIEW_FORMATS = ("JPEG", "PNG", "PPM", "WEBP")
_PREVIEW_PIXELS = 64_000_000


def open_photo(path: Path, limits: Limits) -> Photo:
    """Read one photo file.

    Raises UnsupportedPhotoError for what is no picture, UnreadablePhotoError for what is damaged or over a
    limit; the message is a plain sentence with the file's name and what to do.
    """
    data, kind = read_photo_file(path, limits)
    return _decode(path, data, kind, limits)


def photo_from_bytes(path: Path, data: bytes, limits: Limits) -> Photo:
    """Like `open_photo`, for bytes that are already here (standard input); `path` is only a name."""
    return _decode(path, data, picture_kind(path, data[:HEAD_BYTES]), limits)


def open_small(data: bytes) -> Pixels | None:
    """An embedded preview as upright pixels; None where it is no picture, damaged, or itself very large."""
    try:
        with _strict_pillow(), Image.open(io.BytesIO(data), formats=_PREVIEW_FORMATS) as image:
            if image.width * image.height > _PREVIEW_PIXELS:
                return None
            image.draft("RGB", (512, 512))
            return upright(flatten(image).pixels, stored_orientation(image))
    except DAMAGE:
        return None


def _decode(path: Path, data: bytes, kind: FileKind, limits: Limits) -> Photo:
    try:
        prepared = prepare(path, data, kind, limits)
        with _strict_pillow(), _complaints(kind) as complaints:
            frames, total, subsampling = _all_frames(path, prepared, kind, limits)
        if complaints or (kind is HEIC and heic_is_damaged(data)):
            raise damaged(path, "part of the picture is missing or garbled")
        carried, own = prepared.contents()
        if kind is HEIC:
            carried.pictures += _heif_thumbnails(data)
        clues, notices = clues_and_notices(path, carried, own, frames, open_small)
    except PhotoError:
        raise
    except DAMAGE as error:
        raise damaged(path, f"it is {kind.words}, but could not be read whole") from error
    left_out = f"Only the first {len(frames)} of {total} frames or pages were examined."
    return Photo(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        format=kind.pillow[-1] if len(prepared.streams) > 1 else kind.pillow[0],
        frames=tuple(frames),
        total_frames=total,
        clues=clues,
        notices=(*prepared.notices, *([left_out] if total > len(frames) else []), *notices),
        jpeg_quality=prepared.jpeg_quality,
        jpeg_subsampling=subsampling,
    )


def _complaints(kind: FileKind) -> AbstractContextManager[list[str]]:
    """libtiff fills what it cannot decode and only prints that; the other readers print nothing."""
    return captured_chatter() if kind is TIFF else nullcontext([])


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """No half pictures, and our own limit on pixels: Pillow's only warns up to twice its value."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries switch it on for the whole process
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _all_frames(path: Path, prepared: Prepared, kind: FileKind, limits: Limits) -> tuple[list[Frame], int, str | None]:
    """The frames within the limits, how many the file has, and the chroma subsampling of a JPEG."""
    pillow_heif.register_heif_opener()
    frames: list[Frame] = []
    total, used, subsampling = prepared.total, 0, None
    for stream in prepared.streams[: limits.frames]:
        with Image.open(io.BytesIO(stream), formats=kind.pillow) as image:
            count = 1 if prepared.still else (prepared.total or max(1, int(getattr(image, "n_frames", 1))))
            total = max(total, count)
            for index in _order(image, min(count, limits.frames)):
                if count > 1:
                    image.seek(index)
                check_pixels(path, image.width, image.height, limits)
                used += image.width * image.height
                if frames and used > limits.total_pixels:
                    return frames, total, subsampling
                frames.append(_frame(image, len(frames)))
            if isinstance(image, JpegImagePlugin.JpegImageFile) and subsampling is None:
                subsampling = _SUBSAMPLING.get(JpegImagePlugin.get_sampling(image))
    return frames, total, subsampling


def _order(image: Image.Image, count: int) -> list[int]:
    """Frame numbers, the main picture first (HEIC may name any of its pictures as that)."""
    first = image.tell()
    return [first, *(i for i in range(count) if i != first)][:count]


def _frame(image: Image.Image, index: int) -> Frame:
    image.load()
    flat = flatten(image)
    turn = stored_orientation(image)
    under = flat.under_alpha
    return Frame(index, upright(flat.pixels, turn), None if under is None else upright(under, turn))


def _heif_thumbnails(data: bytes) -> list[Embedded]:
    """The thumbnail items of all pictures in a HEIC file."""
    found: list[Embedded] = []
    try:
        for picture in pillow_heif.open_heif(io.BytesIO(data)):
            sizes = picture.info.get("thumbnails")
            for index in range(len(sizes) if isinstance(sizes, list) else 0):
                found.append(Embedded("HEIC thumbnail", b""))
                with _strict_pillow():
                    found[-1] = Embedded(
                        "HEIC thumbnail", as_ppm(flatten(picture.get_thumbnail(index).to_pillow()).pixels)
                    )
    except DAMAGE:
        pass  # an entry without data says that there is one
    return found
