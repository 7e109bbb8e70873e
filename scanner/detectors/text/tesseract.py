"""Tesseract through pytesseract: a second engine, and an independent voice when a copy is checked.

pytesseract hands pictures over in files. They go into a private folder (0700) that is removed at the end, also
after an interruption; what a run that was killed outright left behind, the next one removes (see `leftovers`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from typing import Any

import pytesseract

from scanner.errors import DetectorMissingError
from scanner.findings import Box, TextLine
from scanner.geometry import rectangle
from scanner.leftovers import PAGES, private_folder, sweep
from scanner.photo.photo import Frame, Pixels

SPARSE = 11  # page segmentation: find as much text as possible, in no order
ONE_LINE = 7
LONG_SIDE = 3000  # px; more only costs time
SMALLEST = 8  # px; Tesseract refuses less
LEAST_CONFIDENCE = 30  # of 100; below it words are guesses
SECONDS = 60
ABSENT = (
    "Tesseract is not installed on this machine: the second opinion on text is missing. "
    "It can be installed as tesseract-ocr (Linux), tesseract (Homebrew) or with the Windows installer."
)


class TesseractReader:
    """Not shared between threads."""

    def available(self) -> str | None:
        """None where it can be used, else the reason as a sentence."""
        return ABSENT if self.version is None else None

    @cached_property
    def version(self) -> str | None:
        try:
            return str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, SystemExit, OSError):
            return None

    def read_frame(self, frame: Frame) -> list[TextLine]:
        """The lines of a whole frame, in pixels of the full-size frame."""
        pixels, scale = frame.scaled(min(LONG_SIDE, max(frame.width, frame.height)))
        lines = self.read_page(pixels)
        return [
            TextLine(
                tuple((x / scale, y / scale) for x, y in line.polygon),
                line.score,
                line.text,
                frame.index,
                line.engine,
            )
            for line in lines
        ]

    def read_page(self, pixels: Pixels, psm: int = SPARSE) -> list[TextLine]:
        """Lines in a picture, in its own pixels. Raises DetectorMissingError where Tesseract cannot run."""
        if min(pixels.shape[:2]) < SMALLEST:
            return []
        table = self._run(pixels, psm)
        words = [
            (_line_of(table, i), _box(table, i), str(table["text"][i]).strip(), float(table["conf"][i]))
            for i in range(len(table["text"]))
        ]
        words = [w for w in words if w[2] and w[3] >= LEAST_CONFIDENCE]
        return [_joined(list(group)) for _, group in groupby(words, key=lambda w: w[0])]

    def read_line(self, crop: Pixels) -> tuple[str, float]:
        """The text of one line and its confidence (0..1); ("", 0) where nothing is read."""
        lines = self.read_page(crop, ONE_LINE)
        return " ".join(line.text or "" for line in lines), min((line.score for line in lines), default=0.0)

    def _run(self, pixels: Pixels, psm: int) -> dict[str, list[Any]]:
        if self.version is None:
            raise DetectorMissingError(ABSENT)
        try:
            with _private_folder():
                return dict(
                    pytesseract.image_to_data(
                        pixels, config=f"--psm {psm}", output_type=pytesseract.Output.DICT, timeout=SECONDS
                    )
                )
        except (pytesseract.TesseractError, RuntimeError, OSError):
            raise DetectorMissingError("Tesseract failed or took too long on this picture.") from None


def _line_of(table: dict[str, list[Any]], i: int) -> tuple[int, int, int]:
    return int(table["block_num"][i]), int(table["par_num"][i]), int(table["line_num"][i])


def _box(table: dict[str, list[Any]], i: int) -> Box:
    left, top, width, height = (int(table[key][i]) for key in ("left", "top", "width", "height"))
    return left, top, width, height


def _joined(words: list[tuple[tuple[int, int, int], Box, str, float]]) -> TextLine:
    left, top = min(b[0] for _, b, _, _ in words), min(b[1] for _, b, _, _ in words)
    right, bottom = max(b[0] + b[2] for _, b, _, _ in words), max(b[1] + b[3] for _, b, _, _ in words)
    score = sum(conf for *_, conf in words) / len(words) / 100
    text = " ".join(word for _, _, word, _ in words)
    return TextLine(rectangle((left, top, right - left, bottom - top)), round(score, 3), text, engine="tesseract")


@contextmanager
def _private_folder() -> Iterator[None]:
    """pytesseract asks `tempfile` for its place; while it works that is a folder of our own."""
    before = tempfile.tempdir
    threads = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"  # its own threads fight each other: 5 times slower with them
    try:
        sweep(PAGES)
        with private_folder(PAGES) as folder:
            tempfile.tempdir = str(folder)
            yield
    finally:
        tempfile.tempdir = before
        if threads is None:
            os.environ.pop("OMP_THREAD_LIMIT", None)
        else:
            os.environ["OMP_THREAD_LIMIT"] = threads
