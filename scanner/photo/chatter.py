"""What native decoders print to standard error: kept from the user's terminal, and read.

They tell of damage there that they tell nobody else.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO

_STDERR = 2
_lock = threading.RLock()  # the descriptor belongs to the whole process


def _sink() -> IO[bytes]:
    """A file in memory, or a nameless one on disk where the system has no such thing."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("chatter"), "w+b")
    return tempfile.TemporaryFile()


@contextmanager
def captured_chatter() -> Iterator[list[str]]:
    """Collect what is written to the process's standard error inside; the list is filled on leaving.

    Keep it short: other threads' messages go the same way. Where standard error is closed
    nothing is collected.
    """
    lines: list[str] = []
    with _lock, ExitStack() as stack:
        try:
            sink = stack.enter_context(_sink())
            saved = os.dup(_STDERR)
        except OSError:
            yield lines
            return
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        try:
            os.dup2(sink.fileno(), _STDERR)
            yield lines
        finally:
            os.dup2(saved, _STDERR)
            os.close(saved)
            sink.seek(0)
            lines += sink.read(65536).decode("utf-8", "replace").splitlines()
