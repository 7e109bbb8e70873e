"""What is ours: the folders of audits, and in them the files that an audit wrote.

A name alone never makes a folder ours, because what is left out, nobody looks at; and nothing that somebody else
put there is ever deleted.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from scanner.photo.temporary import UNFINISHED, sweep_unfinished

STORE = "results.sqlite"
# All that an audit writes into its folder; whatever else lies there is somebody's file like any other.
CONTENTS = frozenset((STORE, f"{STORE}-journal", "report.html", "pictures", "copies", "key", "lock"))
# In every version of the program.
_TABLES = frozenset(("passes", "files", "results", "previews", "marks"))

# Checked copies (see `redaction.naming`) with the hidden files that become them, and numbered pictures.
COPY = re.compile(rf".+\.redacted(-\d+)?\.(jpg|png)|{UNFINISHED.pattern}", re.DOTALL)
PICTURE = re.compile(r"\.?[0-9a-f]{20}-[0-9a-f]{8}\.jpg")
Identity = tuple[int, int]  # device and number: the same for one file under every spelling of its path


def is_run_folder(folder: str) -> bool:
    """Whether the folder holds a store with our tables. Never raises, and changes nothing in the folder."""
    store = Path(folder) / STORE
    try:
        if store.is_symlink() or not store.is_file():
            return False
        # "immutable": without locks and without taking back what a killed audit left half done.
        connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        finally:
            connection.close()
    except (OSError, ValueError, sqlite3.Error):
        return False
    return {name for (name,) in found} >= _TABLES


def identity_of(path: Path) -> Identity | None:
    """None for what is no file, or not there."""
    try:
        state = path.lstat()
    except (OSError, ValueError):
        return None
    return (state.st_dev, state.st_ino) if stat.S_ISREG(state.st_mode) else None


def files_below(folder: Path) -> Iterator[tuple[Path, Identity]]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if (identity := identity_of(path)) is not None:
                yield path, identity


def remove_others(folder: Path, ours: re.Pattern[str], kept: Collection[Identity]) -> None:
    """Remove files that carry a name of ours and are not `kept`. Behind a link lies somebody else's folder."""
    if folder.is_symlink():
        return
    for path, identity in files_below(folder):
        if identity not in kept and ours.fullmatch(path.name):
            with contextlib.suppress(OSError):
                path.unlink()


def remove_unfinished(folder: Path) -> None:
    """Remove what workers that were stopped left of copies, with the sign that they were making them. Only while
    nobody else writes there."""
    if folder.is_symlink():
        return
    for parent in {path.parent for path, _ in files_below(folder) if UNFINISHED.fullmatch(path.name)}:
        sweep_unfinished(parent)
    remove_others(folder, UNFINISHED, ())


def is_gone(path: str) -> bool:
    """Surely: a place that cannot be looked at now is not gone."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass
    return False
