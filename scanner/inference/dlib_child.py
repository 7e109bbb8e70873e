"""The child process that alone imports face_recognition (`python -m scanner.inference.dlib_child`).

The library ends the program with exit code 0 when pkg_resources is missing, prints to stdout, makes Pillow
accept truncated pictures everywhere and loads four networks: none of that may happen in the program itself.
Talks plain binary over its stdin and stdout (`scanner.inference.guarded` holds the other end) and ends when
stdin ends. Nothing but the standard library, numpy and face_recognition is imported, so that the file can
also be started by its path.

Wire format, little endian. Request: REQUEST (operation, height, width, parameter), then height*width*3 bytes
of RGB; for ENCODE, `parameter` boxes of four int32 (x, y, width, height) follow. Reply: REPLY (status, rows),
then for OK rows of four int32 (LOCATE) or 128 float64 (ENCODE), for FAILED `rows` bytes of UTF-8 text.
"""

from __future__ import annotations

import os
import struct
import warnings
from collections.abc import Callable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

REQUEST = struct.Struct("<BIII")
REPLY = struct.Struct("<BI")
LOCATE, ENCODE = 1, 2
OK, FAILED = 0, 1
ENCODING_LENGTH = 128  # numbers per face in dlib's metric (King 2017, "High quality face recognition")


def read_exactly(stream: IO[bytes], count: int) -> bytes:
    """Raises EOFError where the other side ended first."""
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _import_library() -> Any:
    """The library, or the reason why not as RuntimeError: its own way out is quit() with exit code 0."""
    warnings.simplefilter("ignore")
    try:
        import pkg_resources  # noqa: F401
    except Exception as error:
        raise RuntimeError("pkg_resources is missing (it comes with setuptools below version 82)") from error
    try:
        import face_recognition
    except (Exception, SystemExit) as error:
        kind = type(error).__name__
        raise RuntimeError(f"the package face-recognition could not be loaded ({kind})") from error
    return face_recognition


def _locate(library: Any, pixels: NDArray[np.uint8], upsample: int) -> bytes:
    found = library.face_locations(pixels, number_of_times_to_upsample=upsample, model="hog")
    boxes = [(left, top, right - left, bottom - top) for top, right, bottom, left in found]
    return REPLY.pack(OK, len(boxes)) + np.asarray(boxes, dtype="<i4").tobytes()


def _encode(library: Any, pixels: NDArray[np.uint8], boxes: NDArray[np.int32]) -> bytes:
    places = [(int(y), int(x + w), int(y + h), int(x)) for x, y, w, h in boxes]
    rows = library.face_encodings(pixels, known_face_locations=places, model="small")
    return REPLY.pack(OK, len(rows)) + np.asarray(rows, dtype="<f8").tobytes()


def _failure(reason: str) -> bytes:
    text = reason.encode("utf-8")[:500]
    return REPLY.pack(FAILED, len(text)) + text


def _answer(library: Any, stream: IO[bytes]) -> bytes:
    operation, height, width, parameter = REQUEST.unpack(read_exactly(stream, REQUEST.size))
    raw = read_exactly(stream, height * width * 3)
    pixels = np.frombuffer(raw, dtype=np.uint8).reshape(height, width, 3)
    boxes = b"" if operation == LOCATE else read_exactly(stream, parameter * 16)
    try:
        if operation == LOCATE:
            return _locate(library, pixels, parameter)
        return _encode(library, pixels, np.frombuffer(boxes, dtype="<i4").reshape(-1, 4))
    except Exception as error:  # the library raises RuntimeError for odd pictures; the type alone says enough
        return _failure(type(error).__name__)


def serve(requests: IO[bytes], replies: IO[bytes], load: Callable[[], Any] = _import_library) -> None:
    """Say once whether the library is usable, then answer until `requests` ends."""
    try:
        library = load()
    except RuntimeError as error:
        replies.write(_failure(str(error)))
        replies.flush()
        return
    replies.write(REPLY.pack(OK, 0))
    replies.flush()
    while True:
        try:
            reply = _answer(library, requests)
        except EOFError:
            return
        replies.write(reply)
        replies.flush()


def main() -> None:
    # Private copies of the pipes; whatever a library prints goes to stderr, and quit() may close sys.stdin.
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(requests, replies)


if __name__ == "__main__":
    main()
