"""Our own errors: each knows its exit code and says in one sentence what, which file, and what to do."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line (design: precedence 130, 5, 2, 4, 3, 1, 0)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    COPY_FAILED = 4
    INTERNAL = 5
    INTERRUPTED = 130


PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.INTERNAL,
    ExitCode.USAGE,
    ExitCode.COPY_FAILED,
    ExitCode.INCOMPLETE,
    ExitCode.FINDINGS,
    ExitCode.OK,
)


def worst(*codes: ExitCode) -> ExitCode:
    """The code that wins when several apply; OK for none."""
    return next(code for code in PRECEDENCE if code in codes or code is ExitCode.OK)


class ScannerError(Exception):
    """Base of all errors that a user may see. The message is a whole sentence, without any photo content.

    Further arguments are lines below it: they are told one by one, so that a line break inside a hostile name stays
    an escape.
    """

    exit_code: ExitCode = ExitCode.INTERNAL

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


class UsageError(ScannerError):
    """Wrong options, configuration, or nothing to scan."""

    exit_code = ExitCode.USAGE


class PhotoError(ScannerError):
    """One photo could not be examined; the others go on."""

    exit_code = ExitCode.INCOMPLETE


class UnreadablePhotoError(PhotoError):
    """Damaged, truncated, empty, locked, or over a limit."""


class UnsupportedPhotoError(PhotoError):
    """Not a picture format that we examine (RAW, PDF, video, drawing, other data)."""


class DetectorMissingError(ScannerError):
    """A required or requested engine or its weights are missing or damaged."""

    exit_code = ExitCode.INCOMPLETE


class CopyError(ScannerError):
    """The copy could not be written (disk full, no permission, output in the way)."""

    exit_code = ExitCode.INCOMPLETE


class CopyCheckError(ScannerError):
    """The copy still showed something after every attempt; no copy was left behind."""

    exit_code = ExitCode.COPY_FAILED
