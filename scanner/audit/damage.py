"""A run's store is a file like any other: a broken disk or cut-off copy is said in a sentence, never an inner error."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scanner.audit.own import STORE
from scanner.errors import CopyError, UsageError
from scanner.findings import Severity

# Troubles of the machine, not of the file.
_PASSING = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN,
    )
)  # fmt: skip


def damaged(folder: Path) -> UsageError:
    return UsageError(
        f"{folder / STORE} cannot be read; it may be damaged, or not ours. "
        "Scan the photos again into another run folder: choose another --run."
    )


@contextlib.contextmanager
def readable(folder: Path, *more: type[Exception]) -> Iterator[None]:
    """Raises UsageError where the store turns out to be damaged. `more`: errors that only damage explains here."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if primary in _PASSING or isinstance(error, sqlite3.ProgrammingError):
            raise
        raise damaged(folder) from error
    except more as error:
        raise damaged(folder) from error


@contextlib.contextmanager
def still_there(folder: Path) -> Iterator[None]:
    """Raises CopyError where what went wrong has one cause: the run folder was taken away during the work."""
    try:
        yield
    except (OSError, sqlite3.Error, UsageError) as error:
        if (folder / STORE).is_file():
            raise
        raise CopyError(
            f"The run folder {folder} is gone: while the audit was at work it was deleted or moved, or its drive was "
            "taken away. The audit is not finished. Start it again; if the folder was moved, name its place with --run."
        ) from error


def check_entry(entry: dict[str, Any]) -> None:
    """Raises KeyError or TypeError where a stored entry lacks what every report shows of it."""
    " ".join(entry["errors"])
    " ".join(entry["not_checked"])
    for finding in entry["findings"]:
        Severity.parse(finding["severity"])
        for key in ("id", "kind", "confidence", "polygon", "frame", "masked"):
            finding[key]
