"""Names of copies: never an existing file, never a name that gives a patient away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scanner.findings import Action, Finding, PhotoReport
from scanner.judgement.file_names import names_somebody as folder_identifies
from scanner.photo.file_name import FOLDER_NAME, folders_below
from scanner.settings import BESIDE, Destination

MARK = ".redacted"
EXTENSIONS = {"jpeg": ".jpg", "png": ".png"}
# Most file systems allow 255 bytes; room is kept for the mark, frame and collision numbers and the extension.
_LONGEST = 255
_ROOM = 40


def stem_of_copy(source: Path, report: PhotoReport, to: Destination = BESIDE, *, frame: int | None = None) -> Path:
    """Folder and name of a copy, without its extension: `NAME.redacted`.

    Without `to.out` beside the original; with it, inside `out`, in the same subfolder as `source` has under
    `root` (in `out` itself without root, or where `source` lies elsewhere). A name that identifies becomes
    `photo-0001`, after `number`; that of a folder below `root` becomes `folder-0001`, after the first photo of the run
    in it (where `folders` does not tell, after this photo). `frame` (from 0): one copy of each frame.
    """
    name = f"photo-{to.number:04d}" if names_somebody(report) else _plain(source.stem)
    if frame is not None:
        name += f".frame-{frame + 1:03d}"
    if to.out is None:
        return source.parent / (name + MARK)
    way = folders_below(source, to.root)
    if folder_names_somebody(report):
        first = (*to.folders, *[to.number] * len(way))
        way = tuple(f"folder-{first[i]:04d}" if folder_identifies(folder) else folder for i, folder in enumerate(way))
    return to.out.joinpath(*way, name + MARK)


def names_somebody(report: PhotoReport) -> bool:
    """Whether the scan says that the file name itself must go."""
    renamed = (f for f in report.findings if f.kind == "file_name" or (f.redact and Action.RENAME in f.actions))
    return any(not _of_folder(f) for f in renamed)


def folder_names_somebody(report: PhotoReport) -> bool:
    """Whether the scan says that the name of a folder on the way to the photo must go."""
    return any(_of_folder(f) for f in report.findings)


def about_folder(report: PhotoReport, to: Destination) -> tuple[str, ...]:
    """What to say about such a folder, whose name a copy beside the original still shows."""
    if not folder_names_somebody(report):
        return ()
    if to.out is None:
        return (
            "The folder's name identifies somebody and stays as it is: write the copies elsewhere with -o, or rename "
            "the folder before you share it.",
        )
    return ("The folder's name identified somebody: the copy lies in a folder with a neutral name.",)


def _of_folder(finding: Finding) -> bool:
    return finding.kind == "file_name" and finding.masked.startswith(FOLDER_NAME)


def candidates(stem: Path, format: str) -> Iterator[Path]:
    """Final names to try, in order: `X.jpg`, `X-2.jpg`, `X-3.jpg` ..."""
    extension = EXTENSIONS[format]
    yield stem.with_name(stem.name + extension)
    number = 2
    while True:
        yield stem.with_name(f"{stem.name}-{number}{extension}")
        number += 1


def _plain(stem: str) -> str:
    """The name as it was, without control characters, and short enough to take our endings."""
    name = "".join("_" if ord(c) < 32 or ord(c) == 127 else c for c in stem)
    if not name.strip("-"):  # "-" is a photo from the standard input
        return "photo"
    while len(os.fsencode(name)) > _LONGEST - _ROOM:
        name = name[:-1]
    return name
