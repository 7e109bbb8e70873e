"""Before decoding: a look at the file's structure says what to decode, what is cut, and what is too large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import UnsupportedPhotoError
from scanner.findings import MetadataClue
from scanner.photo.bmff_boxes import boxes, carried_by_boxes
from scanner.photo.carried import Carried, Embedded
from scanner.photo.gif_blocks import carried_by_gif, walk_gif
from scanner.photo.jpeg_check import estimated_quality, jpeg_is_damaged
from scanner.photo.jpeg_segments import (
    JpegParts,
    bare_jpeg,
    carried_by_jpeg,
    indexed_pictures,
    is_gain_or_depth_map,
    walk_jpeg,
)
from scanner.photo.png_chunks import animation_in_order, bare_png, carried_by_png, declared_frames, walk_png
from scanner.photo.reading import check_pixels, damaged, over_limit, shown
from scanner.photo.sniff import FileKind
from scanner.photo.tiff_directories import read_directories
from scanner.photo.tiff_file import carried_by_tiff
from scanner.photo.webp_chunks import carried_by_bmp, carried_by_webp, webp_is_whole
from scanner.settings import Limits

Contents = tuple[Carried, list[MetadataClue]]

_DECODABLE = (
    0xC0,
    0xC1,
    0xC2,
    0xC9,
    0xCA,
)  # baseline, extended, progressive; the same two with arithmetic coding
_PROGRESSIVE = (0xC2, 0xCA)
_MAX_SCANS = 100  # a progressive JPEG has about ten; each one costs a pass over all pixels
_NO_END = "The file lacks its end mark, but the picture could be read whole."


@dataclass(frozen=True)
class Prepared:
    """`streams`: one or more encoded pictures, the photo first; a stream may hold several frames.

    `still`: only the first frame of each stream is decoded. `total`: frames that the file declares, 0 where
    only the decoder knows. `contents` is called after decoding, when the size is known to be within the
    limits.
    """

    streams: tuple[bytes, ...]
    contents: Callable[[], Contents]
    notices: tuple[str, ...] = ()
    total: int = 0
    still: bool = False
    jpeg_quality: int | None = None


def prepare(path: Path, data: bytes, kind: FileKind, limits: Limits) -> Prepared:
    """Raises UnreadablePhotoError for a cut or too large file, UnsupportedPhotoError for odd variants."""
    by_kind: dict[str, Callable[[Path, bytes, Limits], Prepared]] = {
        "JPEG": _jpeg,
        "PNG": _png,
        "GIF": _gif,
        "WEBP": _webp,
        "TIFF": _tiff,
        "BMP": _bmp,
    }
    return by_kind.get(kind.pillow[0], _boxes)(path, data, limits)


@dataclass
class _Pictures:
    """The further pictures of one JPEG file, sorted by what they are."""

    frames: list[bytes] = field(default_factory=list)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    previews: list[Embedded] = field(default_factory=list)
    maps: int = 0


def _jpeg(path: Path, data: bytes, limits: Limits) -> Prepared:
    parts = _checked_jpeg(path, data, limits)
    others = _further_pictures(path, data, parts)
    further = [(stream, _checked_jpeg(path, stream, limits)) for stream in others.frames[: limits.frames]]

    def contents() -> Contents:
        carried = carried_by_jpeg(data, parts, others.ranges)
        carried.pictures += others.previews
        if others.maps:
            carried.hidden.append("gain or depth map (a second version of the picture)")
        return carried, []

    return Prepared(
        streams=tuple(bare_jpeg(d, p, described=True) for d, p in [(data, parts), *further]),
        contents=contents,
        notices=() if parts.end else (_NO_END,),
        total=1 + len(others.frames),
        still=True,
        jpeg_quality=estimated_quality(data, parts),
    )


def _checked_jpeg(path: Path, data: bytes, limits: Limits) -> JpegParts:
    parts = walk_jpeg(data)
    shape = parts.shape
    if shape is None or not parts.scans:
        raise damaged(path, "it starts like a JPEG picture, but holds no picture")
    if shape.precision != 8 or shape.marker not in _DECODABLE:
        kind = f"{shape.precision} bits, type {shape.marker - 0xC0}"
        raise UnsupportedPhotoError(
            f"{shown(path)} is a JPEG of a rare kind ({kind}) that is not read here. "
            "Save it as an ordinary JPEG or PNG and scan that."
        )
    check_pixels(path, shape.width, shape.height, limits)
    if len(parts.scans) > _MAX_SCANS:
        raise over_limit(path, f"{len(parts.scans)}", f"{_MAX_SCANS}", "passes of a progressive JPEG")
    cut_between_scans = parts.end is None and (shape.marker in _PROGRESSIVE or len(parts.scans) > 1)
    if cut_between_scans or jpeg_is_damaged(bare_jpeg(data, parts)):
        raise damaged(path, "part of the picture is missing or garbled")
    return parts


def _further_pictures(path: Path, data: bytes, parts: JpegParts) -> _Pictures:
    found, budget = _Pictures(), 2 * len(data)
    for entry in indexed_pictures(data, parts):
        budget -= entry.end - entry.start
        if budget < 0:
            raise damaged(path, "its list of pictures is wrong")
        stream = data[entry.start : entry.end]
        found.ranges.append((entry.start, entry.end))
        if is_gain_or_depth_map(stream):
            found.maps += 1
        elif entry.kind == 1:
            found.previews.append(Embedded("large preview (multi-picture file)", stream))
        else:
            found.frames.append(stream)
    return found


def _png(path: Path, data: bytes, limits: Limits) -> Prepared:
    parts = walk_png(data)
    if parts.picture_broken:
        raise damaged(path, "part of the picture is missing or garbled")
    animated = animation_in_order(data, parts)
    notices = [] if parts.end else [_NO_END]
    if not animated:
        notices.append("This is an animation whose order is damaged: only its still picture was examined.")
    return Prepared(
        streams=(bare_png(data, parts, animated=animated),),
        contents=lambda: (carried_by_png(data, parts), []),
        notices=tuple(notices),
        total=0 if animated else declared_frames(data, parts),
        still=not animated,
    )


def _gif(path: Path, data: bytes, limits: Limits) -> Prepared:
    parts = walk_gif(data)
    if not parts.whole or not parts.frames:
        raise damaged(path, "the end of the picture is missing")
    return Prepared(
        streams=(data,),
        contents=lambda: (carried_by_gif(data, parts), []),
        notices=() if parts.end else ("The file lacks its end mark: further frames may be missing.",),
        total=parts.frames,
    )


def _webp(path: Path, data: bytes, limits: Limits) -> Prepared:
    if not webp_is_whole(data):
        raise damaged(path, "the end of the picture is missing")
    return Prepared(streams=(data,), contents=lambda: (carried_by_webp(data), []))


def _tiff(path: Path, data: bytes, limits: Limits) -> Prepared:
    contents = read_directories(data)
    if not contents.pages:
        raise damaged(path, "it starts like a TIFF picture, but holds no picture")
    return Prepared(streams=(data,), contents=lambda: carried_by_tiff(data, contents), total=len(contents.pages))


def _bmp(path: Path, data: bytes, limits: Limits) -> Prepared:
    return Prepared(streams=(data,), contents=lambda: (carried_by_bmp(data), []))


def _boxes(path: Path, data: bytes, limits: Limits) -> Prepared:
    reached = max((box.end for box in boxes(data, 0, len(data))), default=0)
    whole = reached == len(data) or data[:4] == b"\xff\x4f\xff\x51"  # a bare JPEG 2000 stream has no boxes
    notices = () if whole else ("The file is cut short or has bytes after its end.",)
    return Prepared(streams=(data,), contents=lambda: (carried_by_boxes(data), []), notices=notices)
