"""The leak test: what of the things that had to go can still be seen or read in the redacted copy.

Section 11 of the generator's specification: (a) pixels, (b) reading, (d) the file around the pixels. (c), that the
copy does not depend on the hidden pixels, is measured by itself in `hidden.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tests.accuracy.suites.attackers import Dlib, Word, zxing
from tests.accuracy.suites.items import Item, Points
from tests.accuracy.suites.pixels import Pair

Rgb = NDArray[np.uint8]
Json = dict[str, Any]
LETTERS, DIGITS = 4, 7  # a run of so many still points at a person


class Reader(Protocol):
    @property
    def name(self) -> str: ...

    def missing(self) -> str | None: ...

    def read(self, window: Rgb) -> list[Word]: ...


@dataclass(frozen=True)
class Attack:
    """The engines that are there; `faces` None where dlib cannot be used."""

    windows: Sequence[Reader]  # look at the surroundings of what had to go
    wholes: Sequence[Reader]  # look at the whole copy
    faces: Dlib | None = None


@dataclass
class Left:
    """What is left of one photo in its copy: items by pixels, and by the engine that read them."""

    by_pixels: list[Item] = field(default_factory=list)
    read: list[tuple[Item, str]] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        seen = {id(item): item for item in self.by_pixels} | {id(item): item for item, _ in self.read}
        return list(seen.values())


def attack(pair: Pair, items: Sequence[Item], engines: Attack) -> Left:
    """All attacks on one copy."""
    wanted = [item for item in items if item.must_go and item.group != "thing"]
    left = Left(by_pixels=[item for item in wanted if pair.left(item)])
    texts = [item for item in wanted if item.group == "text"]
    for reader in engines.wholes if texts else ():
        words = reader.read(pair.copy)
        left.read += [(item, reader.name) for item in texts if leaks(item, near(words, item.polygon))]
    for own in by_carrier(texts):
        window, corner = cut(pair.copy, np.concatenate([item.polygon for item in own]), 1.5 * _tallest(own) + 12)
        for reader in engines.windows:
            words = [_moved(word, corner) for word in reader.read(window)]
            left.read += [(item, reader.name) for item in own if leaks(item, near(words, item.polygon))]
    for item in wanted:
        if item.group == "code" and _payload_read(item, pair.copy):
            left.read.append((item, "zxing, enlarged"))
        elif item.group == "face" and engines.faces and _face_seen(item, pair.copy, engines.faces):
            left.read.append((item, engines.faces.name))
    return left


def leaks(item: Item, read: str) -> bool:
    """Whether what was read there still tells what was written: the whole, or an identifying run of it."""
    text = "".join(c for c in read.upper() if c.isalnum())
    norm = str(item.truth["norm"])
    if not norm or norm in text:
        return bool(norm)
    if item.kind == "date_of_birth":
        return any(norm[i : i + 6] in text for i in range(len(norm) - 5))
    if item.kind in ("nhs_number", "local_patient_number"):
        return any(norm[i : i + DIGITS] in text for i in range(len(norm) - DIGITS + 1))
    words = [w for w in re.split(r"[^A-Z]+", str(item.truth["text"]).upper()) if len(w) >= LETTERS]
    if item.kind == "patient_name":
        words = words[:1]  # the surname: a title or a common given name tells little
        return any(w[i : i + LETTERS] in text for w in words for i in range(len(w) - LETTERS + 1))
    return any(w in text for w in words) if item.kind == "address" else False


def near(words: Sequence[Word], polygon: Points) -> str:
    """What was read at a place, in one string."""
    low, high = polygon.min(axis=0), polygon.max(axis=0)
    room = 0.3 * float((high - low).min())
    texts = []
    for word in words:
        x, y, w, h = word.box
        if x < high[0] + room and x + w > low[0] - room and y < high[1] + room and y + h > low[1] - room:
            texts.append(word.text)
    return " ".join(texts)


def by_carrier(items: Sequence[Item]) -> list[list[Item]]:
    """Items that lie on the same drawn thing together."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(str(item.truth.get("artefact")), []).append(item)
    return list(groups.values())


def cut(picture: Rgb, polygon: Points, room: float) -> tuple[Rgb, tuple[int, int]]:
    """The surroundings of a polygon, and where they lie in the picture (x, y)."""
    low = np.maximum(np.floor(polygon.min(axis=0) - room), 0).astype(int)
    high = np.ceil(polygon.max(axis=0) + room).astype(int)
    return np.ascontiguousarray(picture[low[1] : high[1], low[0] : high[0]]), (int(low[0]), int(low[1]))


def _tallest(items: Sequence[Item]) -> float:
    return max(item.height for item in items)


def _moved(word: Word, corner: tuple[int, int]) -> Word:
    x, y, w, h = word.box
    return Word(word.text, (x + corner[0], y + corner[1], w, h))


def _payload_read(item: Item, copy: Rgb) -> bool:
    window, _ = cut(copy, item.polygon, 0.3 * item.height)
    ids = [str(item.truth["payload"]), *map(str, item.truth["ids"])]
    wanted = ["".join(c for c in text if c.isalnum()) for text in ids]
    read = ["".join(c for c in text if c.isalnum()) for text in (zxing(window) if min(window.shape[:2]) > 8 else ())]
    return any(w and (w in r or r in w) for w in wanted for r in read if len(r) >= 5)


def _face_seen(item: Item, copy: Rgb, engine: Dlib) -> bool:
    window, _ = cut(copy, item.polygon, 0.4 * float(np.ptp(item.polygon, axis=0).max()))
    return min(window.shape[:2]) > 8 and engine.sees_face(window)


TELLING = (b"Exif\0\0", b"http://ns.adobe.com/xap", b"Photoshop 3.0", b"MPF\0", b"ftyp", b"eXIf", b"tEXt", b"iTXt")


def traces_in_file(path: Path, original: Path) -> list[str]:
    """(d) What the file still carries beside its pixels, by looking at the bytes: container parts, a telling name."""
    data = path.read_bytes()
    around = _without_pixels(data)
    found = [mark.decode("ascii", "replace").strip("\0") for mark in TELLING if mark in around]
    if data[:2] == b"\xff\xd8":
        if data.count(b"\xff\xd8\xff") > 1:
            found.append("a second picture")
        if not data.endswith(b"\xff\xd9"):
            found.append("bytes after the end")
    elif data[:4] == b"\x89PNG" and data[-8:-4] != b"IEND":
        found.append("bytes after the end")
    telling = re.findall(r"\d{7,}|[A-Z]{4,}", original.stem)
    return found + ["the file name"] * any(word in path.name for word in telling)


def _without_pixels(data: bytes) -> bytes:
    """The file without the contents of a PNG's IDAT chunks: in megabytes of noise any four letters stand somewhere."""
    kept, at = data[:8], 8
    if kept != b"\x89PNG\r\n\x1a\n":
        return data
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kept += data[at : at + 8] if data[at + 4 : at + 8] == b"IDAT" else data[at:end]
        at = end
    return kept + data[at:]
