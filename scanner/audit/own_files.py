"""Files that an audit wrote into its run folder, told from everybody else's: nothing else is ever deleted there."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

# Checked copies (see `redaction.naming`) with the hidden files that become them, and numbered pictures.
COPY = re.compile(r".+\.redacted(-\d+)?\.(jpg|png)|\.scanner-[0-9a-f]{16}", re.DOTALL)
PICTURE = re.compile(r"\.?[0-9a-f]{20}-[0-9a-f]{8}\.jpg")
Identity = tuple[int, int]  # device and number: the same for one file under every spelling of its path


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


def is_gone(path: str) -> bool:
    """Surely: a place that cannot be looked at now is not gone."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass
    return False
