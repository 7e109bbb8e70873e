"""Engines that try to read a redacted copy. None of them is the product, and none is asked the way it asks them.

The product reads with its own pipeline of text detector and recogniser, checks with Tesseract on the whole copy
and with dlib on a small one. Here Tesseract sees enlarged, mirrored and contrast-stretched windows, RapidOCR runs
its own pipeline as it comes, zxing sees an enlarged copy and dlib an enlarged window.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from scanner.errors import DetectorMissingError
from scanner.inference.guarded import GuardedFaceRecognition

Rgb = NDArray[np.uint8]
LARGEST = 2600  # px, long side of an enlarged window
SECONDS = 60
LEAST_CONFIDENCE = 10  # of 100: a guess is a leak too


@dataclass(frozen=True)
class Word:
    """Something that was read; `box`: x, y, width, height in pixels of what was looked at."""

    text: str
    box: tuple[float, float, float, float]


class Tesseract:
    """Tesseract 5 by its command, through pipes; four looks at a window."""

    name = "Tesseract (1x, 2x, mirrored, stretched)"

    def missing(self) -> str | None:
        return None if shutil.which("tesseract") else "Tesseract is not installed"

    def read(self, window: Rgb) -> list[Word]:
        grey = np.asarray(cv2.cvtColor(window, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        if float(grey.std()) < 1.0:
            return []  # one colour
        looks: list[tuple[Callable[[], NDArray[np.uint8]], float, bool]] = [
            (lambda: grey, 1.0, False),
            (lambda: _enlarged(grey, 2.0), _zoom(grey, 2.0), False),
            (lambda: np.ascontiguousarray(grey[:, ::-1]), 1.0, True),
            (lambda: _stretched(grey), 1.0, False),
        ]
        return [
            _placed(word, zoom, grey.shape[1] if mirrored else None)
            for look, zoom, mirrored in looks
            for word in _tesseract(look())
        ]


class RapidOcr:
    """RapidOCR's own pipeline with its own settings (it shrinks to 2000 pixels by itself)."""

    name = "RapidOCR as it comes"

    def missing(self) -> str | None:
        return None

    @cached_property
    def _engine(self) -> Any:
        from rapidocr import EngineType, RapidOCR

        openvino = {f"{part}.engine_type": EngineType.OPENVINO for part in ("Det", "Cls", "Rec")}
        return RapidOCR(params={**openvino, "Global.log_level": "critical"})

    def read(self, window: Rgb) -> list[Word]:
        if min(window.shape[:2]) < 8:
            return []
        result = self._engine(np.ascontiguousarray(window[..., ::-1]))
        if result.txts is None:
            return []
        words = []
        for text, quad in zip(result.txts, result.boxes, strict=True):
            low, size = quad.min(axis=0), np.ptp(quad, axis=0)
            words.append(Word(str(text), (float(low[0]), float(low[1]), float(size[0]), float(size[1]))))
        return words


def zxing(window: Rgb) -> list[str]:
    """Payloads of all codes in a window, read at its size and enlarged."""
    looks = [window, _enlarged(window, 3.0)]
    return [found.text for look in looks for found in zxingcpp.read_barcodes(look) if found.text]


class Dlib:
    """dlib's HOG face detector through the guarded child, on a window enlarged to what it likes."""

    name = "dlib HOG"

    def __init__(self) -> None:
        self._child = GuardedFaceRecognition()

    def missing(self) -> str | None:
        return self._child.available()

    def sees_face(self, window: Rgb) -> bool:
        try:
            return bool(self._child.locate(np.ascontiguousarray(_enlarged(window, 320 / max(window.shape[:2])))))
        except DetectorMissingError:
            return False

    def close(self) -> None:
        self._child.close()


def _zoom(picture: NDArray[np.uint8], wanted: float) -> float:
    return float(max(1e-3, min(wanted, LARGEST / max(picture.shape[:2]))))


def _enlarged(picture: NDArray[np.uint8], wanted: float) -> NDArray[np.uint8]:
    zoom = _zoom(picture, wanted)
    return np.asarray(cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _stretched(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.createCLAHE(6.0, (4, 4)).apply(grey), dtype=np.uint8)


def _placed(word: Word, zoom: float, mirrored_in: int | None) -> Word:
    x, y, w, h = (v / zoom for v in word.box)
    return Word(word.text, (mirrored_in - x - w if mirrored_in else x, y, w, h))


def _tesseract(grey: NDArray[np.uint8]) -> list[Word]:
    if min(grey.shape[:2]) < 8:
        return []
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "--psm", "11", "tsv"],
        input=cv2.imencode(".png", grey)[1].tobytes(),
        capture_output=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        timeout=SECONDS,
        check=False,
    )
    rows = csv.DictReader(io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        if (row.get("text") or "").strip() and float(row["conf"]) >= LEAST_CONFIDENCE:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    return [_line(words) for words in lines.values()]


def _line(rows: list[dict[str, str]]) -> Word:
    boxes = [tuple(float(row[key]) for key in ("left", "top", "width", "height")) for row in rows]
    x, y = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, foot = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return Word(" ".join(row["text"] for row in rows), (x, y, right - x, foot - y))
