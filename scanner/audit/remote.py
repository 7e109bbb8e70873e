"""Photos in object stores: addresses such as s3://bucket/photos, through fsspec and the store's own package.

This is the one way in which the program uses a network: because the user named an address. Photos are read into
memory by the worker that looks at them, never into a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from scanner.audit.discovery import Filters, Met, State, family_of
from scanner.errors import UnreadablePhotoError, UsageError
from scanner.photo.sniff import HEAD_BYTES

_CHANGED = ("mtime", "LastModified", "last_modified", "updated", "created")  # as the stores' packages call it
_VERSION = ("ETag", "etag", "md5", "content_md5")


def remote_tree(url: str, filters: Filters) -> Iterator[Met]:
    """Every file below the address, by name. Raises UsageError where the store cannot be listed."""
    files, top = _opened(url)
    try:
        found: Mapping[str, Mapping[str, Any]] = files.find(top, detail=True)
    except Exception as error:  # each store has errors of its own
        raise UsageError(
            f"{url} could not be listed ({type(error).__name__}). Check the address and your rights."
        ) from error
    for name, about in sorted(found.items()):
        way = name.removeprefix(top).strip("/") or PurePosixPath(name).name
        if not filters.mine(way):
            continue
        state, path = _state(about), files.unstrip_protocol(name)
        if left_out := filters.reason(way, state):
            yield Met(path, url, "ignored", left_out, state)
        elif any(part.startswith(".") for part in PurePosixPath(way).parts):
            yield Met(path, url, "hidden", "a hidden file; name it to have it scanned", state)
        else:
            yield Met(path, url, *family_of(way, lambda name=name: files.cat_file(name, 0, HEAD_BYTES)), state)  # type: ignore[misc]


def fetched(url: str, most: int) -> bytes:
    """The file's bytes, at most `most` of them. Raises UnreadablePhotoError."""
    name = PurePosixPath(url).name
    try:
        files, path = _opened(url)
        with files.open(path, "rb") as stream:
            data: bytes = stream.read(most)
    except FileNotFoundError as error:
        raise UnreadablePhotoError(f"{name} was not found. Check the name and the folder.") from error
    except Exception as error:
        raise UnreadablePhotoError(
            f"{name} could not be fetched ({type(error).__name__}). Try it again later."
        ) from error
    return data


def _opened(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UsageError(f"{url} needs the extra `remote`: install the program with it.") from error
    try:
        files, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url}: {error}") from error
    return files, str(path)


def _state(about: Mapping[str, Any]) -> State:
    """Size, time of change and version, as far as the store tells them."""
    changed = next((about[key] for key in _CHANGED if about.get(key)), 0)
    if isinstance(changed, datetime):
        changed = changed.timestamp()
    elif isinstance(changed, str):
        changed = datetime.fromisoformat(changed).timestamp()
    version = next((str(about[key]) for key in _VERSION if about.get(key)), "")
    number = int.from_bytes(hashlib.sha256(version.encode()).digest()[:7], "big") if version else 0
    return State(int(about.get("size") or 0), int(float(changed) * 1e9), 0, number)
