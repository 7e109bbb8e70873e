"""Who holds a file: a lock that the operating system lets go when its process ends, however it ends."""

from __future__ import annotations

import os


def taken(descriptor: int) -> bool:
    """Take the lock of an open file until it is closed; False while another process holds it."""
    if os.name == "nt":
        import msvcrt

        try:  # one byte far behind the text, which others may want to read
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
