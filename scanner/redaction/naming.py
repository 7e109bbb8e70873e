"""Names of copies: never an existing file, never a name that gives a patient away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scanner.findings import Action, PhotoReport

MARK = ".redacted"
EXTENSIONS = {"jpeg": ".jpg", "png": ".png"}
# Most file systems allow 255 bytes; room is kept for the mark, frame and collision numbers and the extension.
_LONGEST = 255
_ROOM = 40


def stem_of_copy(
    source: Path,
    report: PhotoReport,
    *,
    out: Path | None = None,
    root: Path | None = None,
    number: int = 1,
    frame: int | None = None,
) -> Path:
    """Folder and name of a copy, without its extension: `NAME.redacted`.

    Without `out` beside the original; with it, inside `out`, in the same subfolder as `source` has under
    `root` (in `out` itself without root, or where `source` lies elsewhere). A name that identifies becomes
    `photo-0001`, after `number`, the photo's place in the run. `frame` (from 0): one copy of each frame.
    """
    name = f"photo-{number:04d}" if names_somebody(report) else _plain(source.stem)
    if frame is not None:
        name += f".frame-{frame + 1:03d}"
    return _folder(source, out, root) / (name + MARK)


def names_somebody(report: PhotoReport) -> bool:
    """Whether the scan says that the file name itself must go."""
    return any(f.kind == "file_name" or (f.redact and Action.RENAME in f.actions) for f in report.findings)


def candidates(stem: Path, format: str) -> Iterator[Path]:
    """Final names to try, in order: `X.jpg`, `X-2.jpg`, `X-3.jpg` ..."""
    extension = EXTENSIONS[format]
    yield stem.with_name(stem.name + extension)
    number = 2
    while True:
        yield stem.with_name(f"{stem.name}-{number}{extension}")
        number += 1


def _folder(source: Path, out: Path | None, root: Path | None) -> Path:
    if out is None:
        return source.parent
    if root is None:
        return out
    parent, base = (Path(os.path.normpath(p.absolute())) for p in (source.parent, root))
    return out / parent.relative_to(base) if parent.is_relative_to(base) else out


def _plain(stem: str) -> str:
    """The name as it was, without control characters, and short enough to take our endings."""
    name = "".join("_" if ord(c) < 32 or ord(c) == 127 else c for c in stem)
    if not name.strip("-"):  # "-" is a photo from the standard input
        return "photo"
    while len(os.fsencode(name)) > _LONGEST - _ROOM:
        name = name[:-1]
    return name
