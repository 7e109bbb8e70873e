"""A worker's own watch over itself: too much memory, or a parent that is gone, ends the process at once."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

OUT_OF_MEMORY = 91  # exit code of a worker that needed too much
_ORPHANED = 92
_EVERY = 0.1  # seconds
_ROOM = 2  # address space over memory: engines reserve more than they use


class Guard:
    """`memory`: bytes that one photo may need on top of what the worker holds before it; 0 for no limit.

    Two nets: a limit on the address space makes the allocation itself fail, so that the worker lives on; a
    thread that measures what is really used ends the process where the first net has holes.
    """

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._most: int | None = None
        self._parent = os.getppid()
        threading.Thread(target=self._watch, name="guard", daemon=True).start()

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        if not self._memory:
            yield
            return
        used, reserved = _memory()
        self._most = used + self._memory if used else None
        with _address_space(reserved + _ROOM * self._memory if reserved else None):
            try:
                yield
            finally:
                self._most = None

    def _watch(self) -> None:
        while True:
            time.sleep(_EVERY)
            most = self._most
            if most is not None and _memory()[0] > most:
                os._exit(OUT_OF_MEMORY)
            if os.getppid() != self._parent:
                os._exit(_ORPHANED)


@contextlib.contextmanager
def _address_space(most: int | None) -> Iterator[None]:
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    if most is not None and (before[1] == resource.RLIM_INFINITY or most <= before[1]):
        resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _memory() -> tuple[int, int]:
    """Bytes in use and bytes of address space of this process; zeros where the system does not say."""
    try:
        reserved, used = Path("/proc/self/statm").read_text().split()[:2]
    except (OSError, ValueError):
        return 0, 0
    page = os.sysconf("SC_PAGE_SIZE")
    return int(used) * page, int(reserved) * page
