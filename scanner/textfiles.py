"""Reading the small text files that a user names: settings, answers, lists of decisions."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

LARGEST = 1_000_000  # bytes


def read_small(path: Path, largest: int = LARGEST) -> str:
    """The text of a file of at most `largest` bytes, without a byte order mark; of an endless one no more is read.

    Raises OSError where it cannot be read or is larger, UnicodeDecodeError where it is not UTF-8.
    """
    with path.open("rb") as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data.decode("utf-8-sig")


def csv_lines(lines: Iterable[str]) -> tuple[Iterator[str], str]:
    """The lines of a CSV file, and what separates its cells: semicolons where spreadsheets write decimal commas."""
    rest = iter(lines)
    head = next(rest, "")
    return itertools.chain([head], rest), ";" if head.count(";") > head.count(",") else ","
