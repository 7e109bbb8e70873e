"""stdout for the result and nothing else; stderr for everything else."""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from scanner.errors import ExitCode, ScannerError

_INSTEAD = str.maketrans(
    {"—": "-", "–": "-", "’": "'", "“": '"', "”": '"', "…": "...", "×": "x", "▲": "!", "◆": "*", "●": "o"}
)


class OutputError(ScannerError):
    """The result could not be written: a full disk, or the reader went away."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.exit_code = code


@contextlib.contextmanager
def result_stream() -> Iterator[TextIO]:
    """The stream for the result. While it is open, whatever any library prints goes to stderr.

    Python's and C's stdout are both turned away: descriptor 1 itself points to stderr meanwhile. Raises
    OutputError where the result cannot be written.
    """
    printed = sys.stdout
    with _complaints():
        if printed is not None:
            printed.flush()
        descriptor = os.dup(1)
    os.dup2(_elsewhere(), 1)
    sys.stdout = sys.stderr
    encoding = getattr(printed, "encoding", None) or "utf-8"
    codecs.register_error("scanner", _plainer)
    stream = open(descriptor, "w", encoding=encoding, errors="scanner", closefd=False)  # noqa: SIM115
    try:
        with _complaints():
            yield stream
            stream.flush()
    finally:
        sys.stdout = printed
        with contextlib.suppress(OSError, ValueError):
            stream.close()
        _flush_c()
        os.dup2(descriptor, 1)
        os.close(descriptor)


@contextlib.contextmanager
def _complaints() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise OutputError("", ExitCode.INTERRUPTED) from error
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise OutputError(f"The result could not be written: {reason}.", ExitCode.INTERNAL) from error


def _elsewhere() -> int:
    """Where stray output goes: stderr, or nowhere if that is closed."""
    try:
        os.fstat(2)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)
    return 2


def _flush_c() -> None:
    """C libraries buffer their own prints: out with them before descriptor 1 is the result again."""
    with contextlib.suppress(OSError, AttributeError):
        (ctypes.cdll.ucrtbase if os.name == "nt" else ctypes.CDLL(None)).fflush(None)


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """For terminals that cannot show our few symbols: simpler ones, escapes for the rest."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    piece = error.object[error.start : error.end].translate(_INSTEAD)
    return piece.encode("ascii", "backslashreplace").decode("ascii"), error.end


def say(sentence: str) -> None:
    """One line on stderr, free of control characters. Never fails: there may be no stderr."""
    from scanner.outputs.escape import plain

    with contextlib.suppress(OSError, ValueError, AttributeError):
        text = plain(sentence) + "\n"
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        codecs.register_error("scanner", _plainer)
        sys.stderr.write(text.encode(encoding, "scanner").decode(encoding))
        sys.stderr.flush()
