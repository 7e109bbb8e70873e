"""What the text says: crops turned upright, brought to 48 px, read by the recogniser and decoded (CTC).

Source of the decoding: Graves et al., "Connectionist Temporal Classification", ICML 2006 (best path).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.text.curves import unrolled
from scanner.detectors.text.geometry import Region, rectangle
from scanner.inference.session import Session
from scanner.photo.photo import Pixels

Probabilities = NDArray[np.float32]  # time steps x classes

_HEIGHT = 48
_IDEOGRAPHS = "\u2e80"  # and all that follows: ideographs, kana, hangul
_SPACE = 0.05  # least probability of a space between two letters; within words it is about 0.000002
_STEP = 8  # input pixels for each output time step
# Few widths, because the engine prepares itself anew for every one.
_WIDTHS = (96, 144, 208, 304, 432, 608, 864, 1232, 1744, 2464)


@dataclass(frozen=True)
class Reading:
    """One reading of one crop. `score` is the mean probability of its characters (0 where there are none)."""

    text: str
    score: float
    columns: tuple[float, ...] = ()  # where each character stands, as a share of the crop's width

    @property
    def letters(self) -> int:
        """How many letters and digits were read; a lone ideograph is what the reader sees in bars and squares."""
        marks = [c for c in self.text if c.isalnum()]
        ideographs = sum(c >= _IDEOGRAPHS for c in marks)
        return len(marks) - (ideographs if ideographs < 3 else 0)


class LineReader:
    """Reads upright crops one by one; keeps the alphabet, no other state."""

    def __init__(self, session: Session, alphabet: str) -> None:
        self._session = session
        # Class 0 is the blank of CTC; the space is the last class and not in the file's list.
        self._characters = ["", *(_plain(c) for c in alphabet.split("\n")), " "]
        self._ideographs = np.array([c >= _IDEOGRAPHS for c in self._characters])

    def read(self, crop: Pixels) -> Reading:
        """`crop`: RGB, one upright line of text."""
        batch, used = line_input(crop)
        answer = next(iter(self._session.run(batch).values()))[0]
        return self.decode(answer[: max(1, -(-used // _STEP))])

    def decode(self, answer: Probabilities) -> Reading:
        """Best path through steps x classes. A line with only one or two ideographs has none: they are what the
        reader sees in bars, squares and torn letters, so the best other character takes their place."""
        best = answer.argmax(axis=1)
        strange = self._ideographs[best]
        if 0 < np.count_nonzero(strange[_starts(best)]) < 3:
            best[strange] = np.where(self._ideographs, 0.0, answer[strange]).argmax(axis=1)
        certain = answer[np.arange(len(best)), best]
        picked = np.flatnonzero(_starts(best) & (best != 0))
        if not len(picked):
            return Reading("", 0.0)
        text: list[str] = []
        columns: list[float] = []
        last = 0
        for i in picked.tolist():
            character = self._characters[best[i]]
            # Where words stand close the reader doubts the space between them; without it two names are one.
            if text and " " not in (text[-1], character) and answer[last : i + 1, -1].max() >= _SPACE:
                text.append(" ")
                columns.append((last + i + 1) / 2 / len(best))
            text.append(character)
            columns.append((i + 0.5) / len(best))
            last = i
        return Reading("".join(text), float(certain[picked].mean()), tuple(columns))


def _starts(best: NDArray[np.intp]) -> NDArray[np.bool_]:
    """True where a step differs from the one before."""
    return np.concatenate([[True], best[1:] != best[:-1]])


def _plain(character: str) -> str:
    """Full-width letters and punctuation as their ASCII twins."""
    return unicodedata.normalize("NFKC", character) if "\uff00" <= character <= "\uffee" else character


def line_input(crop: Pixels) -> tuple[NDArray[np.float32], int]:
    """1 x 3 x 48 x W, BGR, -1..1, and how many columns hold the line; the rest is zero."""
    height, width = crop.shape[:2]
    used = max(8, min(round(_HEIGHT * width / height), _WIDTHS[-1]))
    padded = next(w for w in _WIDTHS if w >= used)
    how = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_LINEAR
    line = cv2.resize(crop, (used, _HEIGHT), interpolation=how)
    batch = np.zeros((1, 3, _HEIGHT, padded), dtype=np.float32)
    batch[0, :, :, :used] = line[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return batch, used


def cut(pixels: Pixels, region: Region) -> Pixels:
    """The region as its text is read: straight and upright. Only its neighbourhood is touched."""
    if region.spine is not None:
        return unrolled(pixels, region.spine, region.thickness)
    quad = region.quad
    width, height, _ = rectangle(quad)
    size = (max(1, round(width)), max(1, round(height)))
    x0, y0 = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 2, 0)
    x1, y1 = np.ceil(quad.max(axis=0)).astype(int) + 3
    window = pixels[y0:y1, x0:x1]
    if window.size == 0:
        return np.zeros((size[1], size[0], 3), dtype=np.uint8)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform((quad - (x0, y0)).astype(np.float32), target)
    crop = cv2.warpPerspective(window, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, dtype=np.uint8)
