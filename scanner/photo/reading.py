"""From a path to bytes: regular files only, within the limit, never waiting for a pipe or a device."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from scanner.errors import UnreadablePhotoError, UnsupportedPhotoError
from scanner.photo.sniff import HEAD_BYTES, Family, FileKind, identify
from scanner.settings import Limits

_SPECIAL = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_ADVICE = {
    Family.RAW: "Export it as JPEG or PNG and scan that",
    Family.DOCUMENT: "Export its pages as JPEG or PNG pictures and scan those",
    Family.DRAWING: "Export it as a PNG picture and scan that",
    Family.ARCHIVE: "Unpack it and scan the pictures inside",
    Family.VIDEO: "Watch it in full before you share it",
}


def shown(path: Path) -> str:
    """The file's name for a message, not its path; control characters and undecodable bytes escaped."""
    name = os.fspath(path.name) or os.fspath(path)
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name)


def read_photo_file(path: Path, limits: Limits) -> tuple[bytes, FileKind]:
    """All bytes of a picture file and its kind.

    Raises UnsupportedPhotoError for what is no picture that we examine (told from the first 64 KB, so that
    a large video is not read), UnreadablePhotoError for what cannot be read, is empty, or is over
    `limits.bytes`.
    """
    try:
        _refuse_special(path, path.stat())  # before opening: opening a pipe can wait for ever
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise _cannot_open(path, error) from error
    try:
        state = os.fstat(descriptor)
        _refuse_special(path, state)  # and after: the name may point elsewhere by now
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            head = stream.read(HEAD_BYTES)
            kind = picture_kind(path, head)
            if state.st_size > limits.bytes:
                raise over_limit(path, f"{state.st_size / 1e6:,.0f} MB", f"{limits.bytes / 1e6:,.0f} MB", "file size")
            data = head + stream.read(limits.bytes - len(head) + 1)
    except OSError as error:
        raise _cannot_open(path, error) from error
    finally:
        os.close(descriptor)
    if len(data) > limits.bytes:  # it grew while we read
        raise over_limit(path, "more", f"{limits.bytes / 1e6:,.0f} MB", "file size")
    return data, kind


def _refuse_special(path: Path, state: os.stat_result) -> None:
    for is_kind, words in _SPECIAL:
        if is_kind(state.st_mode):
            raise UnsupportedPhotoError(f"{shown(path)} is {words}, not a photo. Name a picture file instead.")


def picture_kind(path: Path, head: bytes) -> FileKind:
    """The kind of a file that we examine; raises for any other."""
    kind = identify(head)
    if kind.family is Family.PICTURE:
        return kind
    if kind.family is Family.EMPTY:
        raise UnreadablePhotoError(f"{shown(path)} is empty. Copy the photo again from where it came from.")
    if kind.family is Family.OTHER:
        raise UnsupportedPhotoError(
            f"{shown(path)} could not be examined: it is {kind.words}. "
            "If it should be a photo, it is damaged: copy it again."
        )
    advice = _ADVICE.get(kind.family, "Check it by eye before you share it")
    raise UnsupportedPhotoError(f"{shown(path)} is {kind.words}, not a photo, and was not examined. {advice}.")


def over_limit(path: Path, has: str, limit: str, what: str) -> UnreadablePhotoError:
    """The error for a file over a limit; names the limit."""
    return UnreadablePhotoError(
        f"{shown(path)} is too large to examine ({what}: {has}, limit {limit}). Save a smaller version and scan that."
    )


def check_pixels(path: Path, width: int, height: int, limits: Limits) -> None:
    """Raises UnreadablePhotoError where one frame of that size is over `limits.pixels`."""
    if width * height > limits.pixels:
        has, limit = width * height / 1e6, limits.pixels / 1e6
        raise over_limit(path, f"{has:,.0f} megapixels", f"{limit:,.0f} megapixels", "picture size")


def damaged(path: Path, what: str) -> UnreadablePhotoError:
    """The error for a file that cannot be read whole; `what` follows a colon."""
    return UnreadablePhotoError(f"{shown(path)} is damaged: {what}. Copy the photo again from where it came from.")


def _cannot_open(path: Path, error: OSError | ValueError) -> UnreadablePhotoError:
    if isinstance(error, FileNotFoundError):
        return UnreadablePhotoError(f"{shown(path)} was not found. Check the name and the folder.")
    if isinstance(error, PermissionError):
        return UnreadablePhotoError(
            f"{shown(path)} may not be read by you. Ask its owner, or copy it to your own folder."
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or "the name is not valid"
    return UnreadablePhotoError(f"{shown(path)} could not be opened ({reason}). Check the file and its disk.")
