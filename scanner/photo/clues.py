"""From what a file carries to clues and notices: the one place where the walks over all formats meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scanner.findings import MetadataClue
from scanner.photo.carried import Carried, Embedded, is_boilerplate
from scanner.photo.exif_clues import clues_of_exif
from scanner.photo.file_name import file_name_clue
from scanner.photo.iptc_clues import clues_of_iptc, unpack_photoshop
from scanner.photo.photo import Frame, Pixels
from scanner.photo.previews import OpenSmall, shows_something_else
from scanner.photo.xmp_clues import clues_of_xmp

_SIDE_FILES = (".xmp", ".XMP", ".aae", ".AAE", ".thm", ".THM", ".mov", ".MOV")
_MOST_PICTURES = 16  # that are opened and compared
_MOST = 200  # clues of one photo; a hostile file could bring thousands


def clues_and_notices(
    path: Path,
    carried: Carried,
    own: Iterable[MetadataClue],
    frames: Sequence[Frame],
    open_small: OpenSmall,
) -> tuple[tuple[MetadataClue, ...], tuple[str, ...]]:
    """All clues of a file: `own` (already known), those of the carried blocks, and the file name."""
    clues = [*own]
    clues += _of_blocks(carried)
    clues += [
        MetadataClue("meta_people_caption", where, text) for where, text in carried.texts if not is_boilerplate(text)
    ]
    clues += [MetadataClue("meta_time_device_owner", where) for where in carried.times]
    clues += [c for picture in carried.pictures[:_MOST_PICTURES] if (c := _of_picture(picture, frames, open_small))]
    clues += [MetadataClue(picture.kind, picture.where) for picture in carried.pictures[_MOST_PICTURES:]]
    clues += [MetadataClue("meta_hidden_media", words) for words in carried.hidden]
    problems = list(dict.fromkeys(carried.problems))
    clues += [MetadataClue("meta_hidden_media", f"{what} that could not be read") for what in problems]
    name = file_name_clue(path)
    notices = [
        f"{what[0].upper()}{what[1:]} could not be read in full; a copy carries none of it." for what in problems
    ]
    return tuple(dict.fromkeys([*clues, *([name] if name else [])]))[:_MOST], (*notices, *_side_files(path))


def _of_blocks(carried: Carried) -> list[MetadataClue]:
    """EXIF, XMP, IPTC and Photoshop blocks hold each other: unpack until nothing new comes out."""
    clues: list[MetadataClue] = []
    for _ in range(4):
        exif, xmp, iptc, photoshop = carried.exif, carried.xmp, carried.iptc, carried.photoshop
        carried.exif, carried.xmp, carried.iptc, carried.photoshop = [], [], [], []
        if not (exif or xmp or iptc or photoshop):
            break
        for block in photoshop:
            unpack_photoshop(block, carried)
        clues += _each(exif, carried, clues_of_exif)
        clues += _each(xmp, carried, clues_of_xmp)
        clues += _each(iptc, carried, clues_of_iptc)
    return clues


def _each(
    blocks: list[bytes], carried: Carried, reader: Callable[[bytes, Carried], list[MetadataClue]]
) -> list[MetadataClue]:
    return [clue for block in blocks[:16] for clue in reader(block, carried)]


def _of_picture(picture: Embedded, frames: Sequence[Frame], open_small: OpenSmall) -> MetadataClue | None:
    """None for what only looked like a picture. One that looks like no frame shows something else."""
    pixels: Pixels | None = open_small(picture.data)
    if pixels is None:
        return MetadataClue(picture.kind, f"{picture.where} (could not be opened)") if picture.sure else None
    differs = all(shows_something_else(pixels, frame.pixels) for frame in frames)
    return MetadataClue(picture.kind, picture.where, differs=differs)


def _side_files(path: Path) -> tuple[str, ...]:
    """Files beside the photo that belong to it: edits, captions, the video of a live photo."""
    try:
        beside = sorted({s.lower() for s in _SIDE_FILES if path.with_suffix(s).is_file()})
    except (OSError, ValueError):
        return ()
    return tuple(
        f"A {suffix} file lies beside this photo and was not examined: do not share it along." for suffix in beside
    )
