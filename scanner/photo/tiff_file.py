"""What a TIFF file carries besides its pages."""

from __future__ import annotations

from scanner.findings import MetadataClue
from scanner.photo.carried import Carried
from scanner.photo.exif_clues import clues_of_directories
from scanner.photo.tiff_directories import STRIPS, TILES, TiffContents, unreferenced
from scanner.photo.trailing import note_trailing

_UNREFERENCED = 64  # bytes: less is padding


def carried_by_tiff(data: bytes, contents: TiffContents) -> tuple[Carried, list[MetadataClue]]:
    """What the file holds besides the pages, and the clues of its own tags."""
    carried = Carried()
    clues = clues_of_directories(contents, carried, "TIFF")
    further = [d for d in contents.directories if d.role == "sub-picture" and d.tags.keys() & {STRIPS, TILES}]
    if further:
        carried.hidden.append(f"{len(further)} further picture(s) inside a page (TIFF)")
    gaps = unreferenced(data, contents.used)
    if contents.whole and sum(end - start for start, end in gaps) > _UNREFERENCED:
        for start, end in gaps:
            note_trailing(data[start:end], 0, [], carried, "that no page refers to")
    if not contents.whole:
        carried.problems.append("TIFF tags")
    return carried, clues
