"""Photos that several runs hold: which of them are one and the same, so that a merged report counts each once."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.audit.discovery import is_url
from scanner.audit.store import FAILED, FULL
from scanner.findings import Status

HELD = """files.id AS file, files.path, files.size AS bytes, files.mtime, sha256, depth, status, priority, verdict,
    incomplete"""


@dataclass(frozen=True)
class Held:
    """One photo of one run. `path` is whole; `rank`: what is known of it, the most is the largest.
    `full`: everything was looked for. `failed`: something could not be examined."""

    number: int
    path: str
    sha256: str | None
    state: tuple[int | None, int | None]
    rank: tuple[bool, bool, int, float]
    full: bool
    failed: bool

    def same(self, other: Held) -> bool:
        """At one place, and with one content. A place alone says little: every machine has its C:/photos/1.jpg."""
        if self.sha256 and other.sha256:
            return self.sha256 == other.sha256
        return self.state == other.state


def held_of(row: sqlite3.Row, number: int, path: str) -> Held:
    """From the columns of HELD. What was looked at for everything is known best, then what was looked at in part."""
    scanned = row["status"] == Status.SCANNED.value
    full = scanned and row["depth"] == FULL and row["verdict"] is not None
    failed = bool(row["incomplete"]) or row["status"] in FAILED
    rank = (full, scanned, row["depth"] or 0, row["priority"] or 0.0)
    return Held(number, path, row["sha256"], (row["bytes"], row["mtime"]), rank, full, failed)


def distinct(folders: Sequence[Path]) -> list[Path]:
    """Each run folder once, however often and in whatever spelling it was named."""
    return list({os.path.realpath(folder): folder for folder in folders}.values())


def whole(path: str, place: str | None) -> str:
    """`path` as seen from anywhere, if the folder in which it was given is known."""
    return path if place is None or is_url(path) else str(Path(place, path))


@dataclass(frozen=True)
class Repeated:
    """Numbers of photos. `surplus`: there a second time; the one of which most is known is not among them.
    `failed`: what is told of these is only a part, and another run failed on them when it looked for more."""

    surplus: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()


def repeated(held: Callable[[], Iterable[Held]]) -> Repeated:
    """Which photos are there more than once.

    `held` is gone through twice, so that only photos whose place is met twice are kept in memory.
    """
    met: set[int] = set()
    twice: set[int] = set()
    for photo in held():
        place = hash(photo.path)
        (twice if place in met else met).add(place)
    at: dict[str, list[Held]] = {}
    for photo in held():
        if hash(photo.path) in twice:
            at.setdefault(photo.path, []).append(photo)
    surplus: set[int] = set()
    failed: set[int] = set()
    for photos in at.values():
        kept: list[Held] = []
        for photo in sorted(photos, key=lambda photo: photo.rank, reverse=True):
            known = next((other for other in kept if photo.same(other)), None)
            if known is None:
                kept.append(photo)
                continue
            surplus.add(photo.number)
            if photo.failed and not known.full:
                failed.add(known.number)
    return Repeated(frozenset(surplus), frozenset(failed))
