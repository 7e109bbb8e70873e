"""Where a report is written to: nothing of the user's is replaced that is no earlier report."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from scanner.errors import CopyError, UsageError

_STDOUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
_DESCRIPTOR = re.compile(r"/dev/(std(out|err)|fd/\d+)|/proc/(self|\d+)/fd/\d+")
_ENOUGH = 32 * 1024  # bytes; the path in front of a line can be long
_TOOL = rb'"image-confidentiality-scanner"'
# How our own files begin: what may be replaced by another of its kind.
_BEGINNINGS = {
    "html": re.compile(rb"<!doctype html>.{,4000}<title>Photo audit ", re.DOTALL),
    "csv": re.compile(rb"(\xef\xbb\xbf)?path,sha256,group,verdict,"),
    "json": re.compile(rb'\{"schema": \d+, "tool": ' + _TOOL),
    "jsonl": re.compile(rb'\{"path": "[^\n]*?", "sha256": [^\n]*?"not_checked": '),
    "sarif": re.compile(rb'\{"\$schema": "[^\n]*?"driver": \{"name": ' + _TOOL),
    "baseline": re.compile(rb'\{\s*"baseline": \d+,\s*"accepted": '),
}


def expect_replaceable(path: Path | None, kind: str) -> None:
    """Raises UsageError where a file is in the way that is no earlier report of this kind (html, csv, json, jsonl,
    sarif, baseline)."""
    if path is None:
        return
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name a file instead.")
    try:
        if _straight(path) or not path.exists():
            return
        with path.open("rb") as file:
            beginning = file.read(_ENOUGH)
    except OSError as error:
        raise UsageError(f"{path} cannot be used: {error.strerror}. Name another file.") from error
    if beginning and not _BEGINNINGS[kind].match(beginning):
        what = "baseline" if kind == "baseline" else f"{kind} report"
        raise UsageError(f"{path} exists and is no earlier {what} of this program. Name another file, or remove it.")


@contextlib.contextmanager
def target(path: Path | None, stream: TextIO) -> Iterator[TextIO]:
    """The file, or `stream` for none and for a name of stdout: descriptor 1 itself points elsewhere meanwhile."""
    if path is None or os.path.abspath(path) in _STDOUT:  # noqa: PTH100 - resolve() would follow the link
        yield stream
        return
    with written(path) as file:
        yield file


@contextlib.contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file for its owner alone, in place only when it is whole; a link is followed. What is no file, such as a pipe,
    is written to as it is."""
    try:
        if _straight(path):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "w", encoding="utf-8", newline="") as stream:
                yield stream
            return
        final = Path(os.path.realpath(path))
        temporary = final.with_name(f".{final.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                yield stream
            temporary.replace(final)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise CopyError(f"{path} could not be written: {error.strerror or 'unknown reason'}.") from error


def _straight(path: Path) -> bool:
    """Whether the name stands for something open or for a device, not for a file of its own."""
    if _DESCRIPTOR.fullmatch(os.path.abspath(path)):  # noqa: PTH100 - as above
        return True
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
