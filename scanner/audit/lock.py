"""One writer per run folder: a lock that the operating system lets go when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from scanner.errors import UsageError
from scanner.locking import taken

NAME = "lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises UsageError while a living process holds it.

    The file stays behind; what counts is the system's lock on it, so one left by a dead process is taken over.
    """
    path = folder / NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not taken(descriptor):
            holder = path.read_text(encoding="utf-8", errors="replace").strip() or "another process"
            raise UsageError(f"Another audit is at work in {folder} ({holder}). Wait for it, or choose another --run.")
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        os.close(descriptor)
