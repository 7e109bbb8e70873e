"""What a run that was killed leaves behind, and how another one can tell it from what is still in use.

Whoever makes something that must not stay holds a private folder while it exists. In that folder lies a file that the
system keeps locked for as long as the process lives, however it ends.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scanner.locking import taken

PAGES = "scanner-page-"  # folders with pictures on their way to Tesseract
STALE = 600  # s; a folder without a lock that is older belongs to a run that was killed
_LOCK = "lock"
_TRIES = 10


@contextmanager
def private_folder(prefix: str) -> Iterator[Path]:
    """A new folder in the system's place for temporary files, for its owner alone, held and then removed.

    Raises OSError where none can be made.
    """
    folder, descriptor = _held(prefix)
    try:
        yield folder
    finally:
        os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)


def _held(prefix: str) -> tuple[Path, int]:
    """Another run may sweep between the making and the locking: then it is done again. Where the file system has no
    locks, the last try does without."""
    for last in range(1, _TRIES + 1):
        folder = Path(tempfile.gettempdir()) / (prefix + secrets.token_hex(8))
        with suppress(FileExistsError, FileNotFoundError):
            folder.mkdir(mode=0o700)
            descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            if (taken(descriptor) or last == _TRIES) and (folder / _LOCK).exists():
                return folder, descriptor
            os.close(descriptor)
            shutil.rmtree(folder, ignore_errors=True)
    raise FileNotFoundError(f"No private folder could be made in {tempfile.gettempdir()}.")


def sweep(prefix: str) -> None:
    """Remove the private folders of runs that were killed; those of other users cannot be removed and stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        remove_if_over(folder)


def remove_if_over(folder: Path) -> bool:
    """Remove a private folder that nobody holds. Whether it was there, and nobody did."""
    with suppress(OSError):
        if folder.is_symlink() or not folder.is_dir():
            return False
        try:
            descriptor = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return is_older(folder, STALE) and _removed(folder)
        try:
            return taken(descriptor) and _removed(folder)
        finally:
            os.close(descriptor)
    return False


def is_older(path: Path, seconds: float) -> bool:
    return time.time() - path.lstat().st_mtime > seconds


def _removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return True
