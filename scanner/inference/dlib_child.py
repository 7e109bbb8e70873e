"""The child process that alone imports face_recognition (`python -m scanner.inference.dlib_child`).

The library ends the program with exit code 0 when pkg_resources is missing, prints to stdout, makes Pillow
accept truncated pictures everywhere and loads four networks: none of that may happen in the program itself.
Talks plain binary over its stdin and stdout (`scanner.inference.guarded` holds the other end) and ends when
stdin ends. Nothing but the standard library, numpy and face_recognition is imported, so that the file can
also be started by its path.

Wire format, little endian. Request: REQUEST (operation, height, width, parameter), then height*width*3 bytes
of RGB; for ENCODE, `parameter` boxes of four int32 (x, y, width, height) follow; for EMBED one such box follows
and `parameter` is the number of jitters. Reply: REPLY (status, rows), then for OK rows of four int32 (LOCATE),
128 float64 (ENCODE) or 131 float64 (EMBED: no row, or one), for FAILED `rows` bytes of UTF-8 text.
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
LOCATE, ENCODE, EMBED = 1, 2, 3
OK, FAILED = 0, 1
ENCODING_LENGTH = 128  # numbers per face in dlib's metric (King 2017, "High quality face recognition")
QUALITIES = 3  # numbers that follow them in an EMBED row: frontal, turn, lower
NEAR = 0.3  # of the expected face's width: how far the frontal detector's answer may lie from it


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


def _embed(library: Any, pixels: NDArray[np.uint8], box: NDArray[np.int32], jitters: int) -> bytes:
    """One face looked at closely, or no row where the frontal detector does not see it.

    The encoding is the mean of the face and its mirror image. `frontal`: score of the HOG detector. `turn`: how far
    the tip of the nose lies from the middle between the eyes, in distances between the eyes. `lower`: how far the
    encoding moves when everything below the bridge of the nose is painted over in one colour; behind a surgical
    mask there is little to lose.
    """
    api = library.api
    x, y, w, h = (int(v) for v in box)
    seen = [
        (score, place)
        for place, score in zip(*api.face_detector.run(pixels, 0, 0.0)[:2], strict=True)
        if max(abs(place.center().x - x - w / 2), abs(place.center().y - y - h / 2)) < NEAR * max(w, h)
    ]
    if not seen:
        return REPLY.pack(OK, 0)
    score, place = max(seen, key=lambda one: one[0])
    css = (place.top(), place.right(), place.bottom(), place.left())
    marks = np.array([(p.x, p.y) for p in api.pose_predictor_68_point(pixels, place).parts()], dtype=np.float64)
    eyes = marks[42:48].mean(axis=0) - marks[36:42].mean(axis=0)
    off = marks[30] - (marks[42:48].mean(axis=0) + marks[36:42].mean(axis=0)) / 2
    turn = abs(float(off @ eyes)) / max(1.0, float(eyes @ eyes))
    small = api.pose_predictor_5_point(pixels, place)

    def encoded(picture: NDArray[np.uint8], count: int) -> NDArray[np.float64]:
        return np.array(api.face_encoder.compute_face_descriptor(picture, small, count))

    mirrored = (css[0], pixels.shape[1] - css[3], css[2], pixels.shape[1] - css[1])
    plain = encoded(pixels, 1)
    own = plain if jitters <= 1 else encoded(pixels, jitters)
    (other,) = library.face_encodings(np.ascontiguousarray(pixels[:, ::-1]), [mirrored], jitters, "small")
    lower = float(np.linalg.norm(encoded(_without_lower_half(pixels, marks), 1) - plain))
    row = np.concatenate([(own + other) / 2, [score, turn, lower]])
    return REPLY.pack(OK, 1) + row.astype("<f8").tobytes()


def _without_lower_half(pixels: NDArray[np.uint8], marks: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A copy in which the part that a surgical mask hides has its own median colour.

    `marks`: the 68 landmarks of Sagonas et al. 2013 (0 to 16 along the jaw, 29 on the bridge of the nose).
    """
    corners = marks[[2, 29, *range(14, 2, -1)]]
    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    inside = np.zeros(pixels.shape[:2], bool)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):  # even-odd rule
        if ay != by:
            inside ^= ((rows < ay) != (rows < by)) & (columns < ax + (rows - ay) * (bx - ax) / (by - ay))
    covered = pixels.copy()
    if inside.any():
        covered[inside] = np.median(pixels[inside], axis=0).astype(np.uint8)
    return covered


def _failure(reason: str) -> bytes:
    text = reason.encode("utf-8")[:500]
    return REPLY.pack(FAILED, len(text)) + text


def _answer(library: Any, stream: IO[bytes]) -> bytes:
    operation, height, width, parameter = REQUEST.unpack(read_exactly(stream, REQUEST.size))
    raw = read_exactly(stream, height * width * 3)
    pixels = np.frombuffer(raw, dtype=np.uint8).reshape(height, width, 3)
    count = {LOCATE: 0, ENCODE: parameter, EMBED: 1}[operation]
    boxes = read_exactly(stream, count * 16)
    try:
        if operation == LOCATE:
            return _locate(library, pixels, parameter)
        if operation == EMBED:
            return _embed(library, pixels, np.frombuffer(boxes, dtype="<i4"), parameter)
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
