"""Writing a file so that nothing half-made, unchecked or overwritten ever stands under a final name."""

from __future__ import annotations

import errno
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from scanner.errors import CopyError
from scanner.leftovers import is_older, private_folder, remove_if_over
from scanner.photo.reading import shown

_MODE_HIDDEN = 0o600
_MODE_FINAL = 0o644
_TRIES = 1000
UNFINISHED = re.compile(r"\.scanner-([0-9a-f]{16})")
_HELD = "scanner-copy-"  # private folders that say which unfinished copies are being made on this machine
_HOUR = 3600  # s; no check of one copy takes that long, on whatever machine


def _umask() -> int:
    """Reading it means setting it: done once, while there is one thread."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


_UMASK = _umask()


class TemporaryCopy:
    """A hidden file in the target folder; it vanishes unless it is committed.

        with TemporaryCopy(folder) as copy:
            copy.write(data)
            ... look at copy.path ...
            final = copy.commit(folder / "photo.redacted.jpg")

    The file is made with O_EXCL and mode 0600. `commit` never overwrites: where the name is taken it raises
    FileExistsError, and the caller chooses another. All other failures are CopyError with a plain sentence.
    """

    def __init__(self, folder: Path, suffix: str = "") -> None:
        self._folder = folder
        self._suffix = suffix
        self.path = folder
        self._descriptor = -1
        self._holding = ExitStack()

    def __enter__(self) -> Self:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        _sweep_once(self._folder)
        for _ in range(_TRIES):
            self.path = self._folder / f".scanner-{self._held_number()}{self._suffix}"
            try:
                self._descriptor = os.open(self.path, flags, _MODE_HIDDEN)
                return self
            except FileExistsError:
                self._holding.close()
            except OSError as error:
                self._holding.close()
                raise _cannot_write(self._folder, error) from error
        raise CopyError(f"No free name for a temporary file in {shown(self._folder)}. Choose another output folder.")

    def _held_number(self) -> str:
        """A number that others on this machine can see to be in use; without that, age alone tells."""
        with suppress(OSError):
            held = self._holding.enter_context(private_folder(_HELD))
            return held.name.removeprefix(_HELD)
        return secrets.token_hex(8)

    def write(self, data: bytes) -> None:
        """Put `data` in place of what was there, and on the disk. Raises CopyError (disk full, disk gone)."""
        try:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        except OSError as error:
            raise _cannot_write(self._folder, error) from error

    def commit(self, final: Path) -> Path:
        """Give the file its final name, in the same folder. FileExistsError where it is taken."""
        try:
            _open_to_group(self._descriptor)
            self._close()
            _name_without_overwriting(self.path, final)
            _sync_folder(final.parent)
        except FileExistsError:
            raise
        except OSError as error:
            raise _cannot_write(final.parent, error) from error
        self.path = final
        return final

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self.path.name.startswith(".scanner-"):
            self.path.unlink(missing_ok=True)
        self._holding.close()

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def write_new(final: Path, data: bytes) -> Path:
    """Write a new file in one step. FileExistsError where the name is taken, CopyError for the rest."""
    with TemporaryCopy(final.parent) as copy:
        copy.write(data)
        return copy.commit(final)


def sweep_unfinished(folder: Path) -> None:
    """Remove unfinished copies of runs that were killed: nobody checked them, and nobody would look for them.

    What another run is making stays. Over a shared drive that can be on another machine, where only age tells.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            if (name := UNFINISHED.fullmatch(path.name)) is not None and _is_left(path, name[1]):
                path.unlink(missing_ok=True)


def _is_left(path: Path, number: str) -> bool:
    with suppress(OSError):
        held = Path(tempfile.gettempdir()) / (_HELD + number)
        return remove_if_over(held) or (not held.exists() and is_older(path, _HOUR))
    return False


# Once for each folder: listing a large one again for each photo would cost more than the copies.
_sweep_once = cache(sweep_unfinished)


def _open_to_group(descriptor: int) -> None:
    """The mode that a file made in the ordinary way would have."""
    change: Callable[[int, int], None] | None = getattr(os, "fchmod", None)
    if change is not None and descriptor >= 0:
        change(descriptor, _MODE_FINAL & ~_UMASK)


def _name_without_overwriting(source: Path, final: Path) -> None:
    """A hard link fails where the name exists, in one step.

    Where the file system has no links (FAT, some network drives), the name is first taken by an empty file of
    our own, which the rename then replaces.
    """
    if os.name == "nt":  # there, a rename onto an existing name fails by itself
        source.rename(final)
        return
    try:
        os.link(source, final)
    except OSError as error:
        if error.errno not in (
            errno.EPERM,
            errno.ENOTSUP,
            errno.ENOSYS,
            errno.EOPNOTSUPP,
            errno.EMLINK,
            errno.EXDEV,
        ):
            raise
        os.close(os.open(final, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE_HIDDEN))
        source.replace(final)
        return
    source.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system lets a folder be synchronised."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _cannot_write(folder: Path, error: OSError) -> CopyError:
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your share of the disk is full",
        errno.EFBIG: "the file is too large for this disk",
        errno.EROFS: "the disk is read-only",
        errno.EACCES: "you may not write there",
        errno.EPERM: "you may not write there",
        errno.ENOENT: "the folder does not exist",
        errno.ENOTDIR: "it is not a folder",
        errno.ENAMETOOLONG: "the file name is too long",
    }
    reason = reasons.get(error.errno or 0, error.strerror or "unknown reason")
    return CopyError(f"The copy could not be written in {shown(folder)}: {reason}. Choose another output folder.")
