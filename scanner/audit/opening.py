"""A run folder and its store, opened: for its owner alone, of this program, of this version."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from scanner.audit.damage import damaged
from scanner.audit.own import STORE
from scanner.audit.schema import TABLES, VERSION
from scanner.errors import UsageError

_PATIENCE = 600.0  # seconds


def prepared_folder(folder: Path) -> Path:
    """The run folder, made for its owner alone. Raises UsageError where it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / STORE).exists() and any(folder.iterdir()):
            raise UsageError(f"The folder {folder} holds other files. Choose an empty or new one with --run.")
        folder.chmod(0o700)
    except OSError as error:
        raise UsageError(f"The run folder {folder} cannot be used: {error.strerror}. Choose another --run.") from error
    return folder


def connect(folder: Path, *, write: bool = False) -> sqlite3.Connection:
    """An open store. Raises UsageError where there is none, or one of another version of the program."""
    path = folder / STORE
    if write and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if not path.is_file():
        raise UsageError(f"{folder} is no run folder of `scanner audit`: it has no {STORE}.")
    try:
        connection, version = _opened(path, "rw" if write else "ro")
        if write:
            # Not WAL, which network drives do not support; what is deleted is overwritten.
            connection.executescript("PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON")
            if version == 0:
                if connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
                    connection.close()
                    raise UsageError(f"{path} belongs to another program. Choose another --run.")
                connection.executescript(f"BEGIN; {TABLES}; PRAGMA user_version={VERSION}; COMMIT")
                version = VERSION
    except sqlite3.Error as error:
        raise damaged(folder) from error
    if version != VERSION:
        connection.close()
        raise UsageError(f"{path} was written by another version of this program. Choose another --run.")
    connection.row_factory = sqlite3.Row
    return connection


def _opened(path: Path, mode: str) -> tuple[sqlite3.Connection, int]:
    """A connection and the version of the file. A process that was killed while it wrote leaves a change to be taken
    back: then reading needs the right to write, once."""
    # A report of a large run reads for minutes; the audit that writes meanwhile waits for it.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE)
    try:
        return connection, int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.OperationalError:
        connection.close()
        if mode == "rw":
            raise
        return _opened(path, "rw")
