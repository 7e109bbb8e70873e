"""File names: is there more in one than what a camera or a program gave it?"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

from scanner.findings import MetadataClue

FOLDER_NAME = "folder name"  # the place of such a clue, in plain words
_CODED = 3  # a name that was uploaded several times is coded several times

_DATE = r"(?:199|20\d)\d[-_.]?[01]\d[-_.]?[0-3]\d"
_TIME = r"[0-2]\d[-_.:h]?[0-5]\d(?:[-_.:m]?[0-5]\d\d{0,3})?"
_COUNT = r"\d{1,6}"
_CAMERAS = (
    r"img|dsc|dscn?|dscf|_dsc|_mg|_img|pict|pic|cimg|sam|hpim|imgp|imag|image|mvimg|pano|pxl|gopr|gh|dji|fb_img|"
    r"photo|picture|scan|screenshot|screen shot|screen_shot|snapchat|received|signal|telegram|whatsapp image|"
    r"burst|"
    r"p\d|untitled|unnamed|download|frame|page|copy|original|edited|bildschirmfoto|foto|bild|capture|wa|mp|hdr|"
    r"portrait|cover|night|raw|at|of|redacted"
)
_PIECES = re.compile(
    rf"(?:{_DATE}|{_TIME}|(?<![a-z])(?:{_CAMERAS})(?![a-z])|wa\d{{4}}|{_COUNT}|[\W_]+)",
    re.IGNORECASE,
)
# Time in milliseconds, as chat programs use it, random names (UUID), and checksums: sixteen kinds of characters, mixed.
_MACHINE_MADE = re.compile(
    r"(?<!\d)\d{13,}(?!\d)|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|"
    r"(?<![0-9a-z])(?=(?:[0-9a-f]*?\d[a-f]){2})[0-9a-f]{12,}(?![0-9a-z])",
    re.IGNORECASE,
)


def file_name_clue(path: Path) -> MetadataClue | None:
    """A clue that carries the name's stem, unless it is nothing but a camera's or a program's own pattern.

    "IMG_1234", "PXL_20250914_081502123", "WhatsApp Image 2025-09-14 at 08.15.02" say nothing more than the
    file's metadata; whether another name identifies anybody is for judgement to say.
    """
    text = name_text(path.stem if path.suffix else path.name)
    return None if text is None else MetadataClue("file_name", "file name", text)


def folder_name_clues(path: Path, root: Path | None) -> tuple[MetadataClue, ...]:
    """The same for each folder between `root`, which the user named, and the photo: a copy's place shows them."""
    texts = (name_text(folder) for folder in folders_below(path, root))
    return tuple(MetadataClue("file_name", FOLDER_NAME, text) for text in texts if text is not None)


def folders_below(path: Path, root: Path | None) -> tuple[str, ...]:
    """The folders on the way from `root` to the file; none where there is no root, or the file lies elsewhere."""
    if root is None:
        return ()
    parent, base = (Path(os.path.normpath(p.absolute())) for p in (path.parent, root))
    return parent.relative_to(base).parts if parent.is_relative_to(base) else ()


def name_text(name: str) -> str | None:
    """The name as it is to be read; None where it is nothing but a camera's or a program's own pattern.

    What a web address or a Far Eastern keyboard makes of letters and digits is undone: %20, full-width forms.
    """
    for _ in range(_CODED):
        name = unquote(name)
    name = unicodedata.normalize("NFKC", name)
    name = "".join(c if c.isprintable() else " " for c in name)
    human = _MACHINE_MADE.sub("", name)
    if _has_identifier_length(human) or any(c.isalnum() for c in _PIECES.sub("", human)):
        return name
    return None


def _has_identifier_length(stem: str) -> bool:
    """Runs of 7 to 12 digits, spaces allowed, that are no date: a number of a person perhaps."""
    for run in re.findall(r"\d[\d \-_.]{5,}\d", stem):
        digits = re.sub(r"\D", "", run)
        if 7 <= len(digits) <= 12 and not re.search(_DATE, run):
            return True
    return False
