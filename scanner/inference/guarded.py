"""The safe handle on face-recognition: a second voice for faces that lives in a child process of its own.

The child (`dlib_child`) is started when first needed, or early with `start`, ends with us, and is killed when
it hangs. Pixels travel through a pipe; nothing is written to a file.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import IO, TypeVar

import numpy as np
from numpy.typing import NDArray

from scanner.errors import DetectorMissingError
from scanner.findings import Box
from scanner.inference import dlib_child as child

T = TypeVar("T")
START_SECONDS = 60.0  # four networks from a slow disk
NOT_USABLE = "The package face-recognition, which compares faces and checks copies, cannot be used: "


Pipes = tuple[IO[bytes], IO[bytes]]  # to the child, from the child


@dataclass(frozen=True)
class FaceLook:
    """One face through dlib. `vector`: 128 numbers; how far two of them are apart says how alike two faces are.

    `frontal`: score of dlib's frontal detector (0: barely a face). `turn`: 0 for a face that looks at the camera,
    .5 for one that looks far aside. `lower`: how much the lower half of the face speaks; little behind a mask.
    """

    vector: NDArray[np.float64]
    frontal: float
    turn: float
    lower: float


@dataclass(frozen=True)
class _Child:
    """A running child; `ready` becomes None when it can be used, else the reason why not."""

    process: subprocess.Popen[bytes]
    pipes: Pipes
    ready: Future[str | None]

    def end(self) -> None:
        """Kill, which also frees a thread that waits on a pipe, and collect."""
        self.process.kill()
        self.process.wait()
        for pipe in self.pipes:
            with contextlib.suppress(OSError):  # a writer may hold bytes that nobody will read
                pipe.close()


def _in_background(work: Callable[[], T]) -> Future[T]:
    """A daemon thread, so that a child that hangs cannot keep the program from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="face-recognition", daemon=True).start()
    return future


class GuardedFaceRecognition:
    """Not shared between threads: one at a time may ask.

    `seconds` bounds one answer. `environment` replaces the child's environment (None: ours).
    """

    def __init__(self, *, seconds: float = 120.0, environment: Mapping[str, str] | None = None) -> None:
        self._seconds = seconds
        self._environment = dict(environment) if environment is not None else None
        self._child: _Child | None = None
        self._reason: str | None = None
        self._finalizer: weakref.finalize[[], GuardedFaceRecognition] | None = None

    def start(self) -> None:
        """Start the child without waiting for it: loading takes about a second that other work can use."""
        if self._child is not None or self._reason is not None:
            return
        process = subprocess.Popen(
            # -P: a numpy.py that lies in the folder of the photos must not be imported.
            [sys.executable, "-P", child.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        assert process.stdin is not None and process.stdout is not None
        pipes = (process.stdin, process.stdout)
        self._child = _Child(process, pipes, _in_background(lambda: _read_ready(pipes[1])))
        self._finalizer = weakref.finalize(self, self._child.end)

    def available(self) -> str | None:
        """None where it can be used, else the reason as a sentence. Waits until the child is ready."""
        self.start()
        if self._child is None:
            return self._reason
        try:
            reason = self._child.ready.result(START_SECONDS)
        except FutureTimeoutError:
            reason = "it did not start in time"
        except Exception:
            reason = "it ended while it was starting"
        if reason is not None:
            self._reason = f"{NOT_USABLE}{reason}. Everything else works."
            self.close()
        return self._reason

    def locate(self, pixels: NDArray[np.uint8], upsample: int = 0) -> list[Box]:
        """Upright frontal faces by HOG (Dalal and Triggs 2005), from 80 px high, 40 px with `upsample` 1.

        `pixels`: height x width x 3, RGB, uint8. Boxes are (x, y, width, height) in pixels of `pixels`.
        Raises DetectorMissingError where the child is not usable, hangs, or dies.
        """
        return self._ask(lambda pipes: _locate(pipes, pixels, upsample))

    def encode(self, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.float64]:
        """One row of 128 numbers per box (dlib's metric: under .6 apart is usually the same person).

        Raises DetectorMissingError as `locate` does.
        """
        return self._ask(lambda pipes: _encode(pipes, pixels, boxes))

    def embed(self, pixels: NDArray[np.uint8], box: Box, *, jitters: int = 1) -> FaceLook | None:
        """A close look at the upright face in `box`; None where the frontal detector sees none there.

        `pixels`: height x width x 3, RGB, uint8, the face about 160 px high with as much again around it.
        `jitters`: how often the face is looked at again, slightly moved (more is steadier and slower).
        Raises DetectorMissingError as `locate` does.
        """
        return self._ask(lambda pipes: _embed(pipes, pixels, box, jitters))

    def close(self) -> None:
        """End the child; a later call starts another, unless it was found unusable."""
        if self._finalizer is not None:
            self._finalizer()
        self._child = self._finalizer = None

    def _ask(self, exchange: Callable[[Pipes], T]) -> T:
        reason = self.available()
        if reason is not None or self._child is None:
            raise DetectorMissingError(reason or NOT_USABLE + "it ended.")
        pipes = self._child.pipes
        try:
            return _in_background(lambda: exchange(pipes)).result(self._seconds)
        except FutureTimeoutError:
            self.close()
            raise DetectorMissingError("The second check for faces took too long and was stopped.") from None
        except (EOFError, OSError, ValueError):
            self.close()
            raise DetectorMissingError("The second check for faces ended unexpectedly.") from None


def _read_ready(replies: IO[bytes]) -> str | None:
    status, rows = child.REPLY.unpack(child.read_exactly(replies, child.REPLY.size))
    return None if status == child.OK else child.read_exactly(replies, rows).decode("utf-8", "replace")


def _send(requests: IO[bytes], operation: int, pixels: NDArray[np.uint8], parameter: int, tail: bytes = b"") -> None:
    height, width = pixels.shape[:2]
    requests.write(child.REQUEST.pack(operation, height, width, parameter))
    requests.write(np.ascontiguousarray(pixels).data)
    requests.write(tail)
    requests.flush()


def _rows(replies: IO[bytes], dtype: str, columns: int) -> NDArray[np.generic]:
    status, rows = child.REPLY.unpack(child.read_exactly(replies, child.REPLY.size))
    if status != child.OK:
        child.read_exactly(replies, rows)
        raise ValueError("the library refused the picture")
    raw = child.read_exactly(replies, rows * columns * np.dtype(dtype).itemsize)
    return np.frombuffer(raw, dtype=dtype).reshape(rows, columns)


def _locate(pipes: Pipes, pixels: NDArray[np.uint8], upsample: int) -> list[Box]:
    requests, replies = pipes
    _send(requests, child.LOCATE, pixels, upsample)
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in _rows(replies, "<i4", 4).tolist()]


def _encode(pipes: Pipes, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.float64]:
    requests, replies = pipes
    places = np.asarray(boxes, dtype="<i4").reshape(-1, 4)
    _send(requests, child.ENCODE, pixels, len(places), places.tobytes())
    return np.asarray(_rows(replies, "<f8", child.ENCODING_LENGTH), dtype=np.float64)


def _embed(pipes: Pipes, pixels: NDArray[np.uint8], box: Box, jitters: int) -> FaceLook | None:
    requests, replies = pipes
    _send(requests, child.EMBED, pixels, jitters, np.asarray(box, dtype="<i4").tobytes())
    rows = np.asarray(_rows(replies, "<f8", child.ENCODING_LENGTH + child.QUALITIES), dtype=np.float64)
    if not len(rows):
        return None
    frontal, turn, lower = (float(v) for v in rows[0, child.ENCODING_LENGTH :])
    return FaceLook(rows[0, : child.ENCODING_LENGTH], frontal, turn, lower)
