"""Which folders are those of audits. A name alone never makes a folder ours: what is left out, nobody looks at."""

from __future__ import annotations

import sqlite3
from pathlib import Path

STORE = "results.sqlite"
# All that an audit writes into its folder; whatever else lies there is somebody's file like any other.
CONTENTS = frozenset((STORE, f"{STORE}-journal", "report.html", "pictures", "copies", "key", "lock"))
# In every version of the program.
_TABLES = frozenset(("passes", "files", "results", "previews", "marks"))


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
