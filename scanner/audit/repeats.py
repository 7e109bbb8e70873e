"""Photos that several runs hold: which of them are one and the same, so that a merged report counts each once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.audit.discovery import is_url


@dataclass(frozen=True)
class Held:
    """One photo of one run. `path` is whole; `rank`: what is known of it, the most is the largest."""

    number: int
    path: str
    sha256: str | None
    state: tuple[int | None, int | None]
    rank: tuple[bool, int, float]

    def same(self, other: Held) -> bool:
        """At one place, and with one content. A place alone says little: every machine has its C:/photos/1.jpg."""
        if self.sha256 and other.sha256:
            return self.sha256 == other.sha256
        return self.state == other.state


def distinct(folders: Sequence[Path]) -> list[Path]:
    """Each run folder once, however often and in whatever spelling it was named."""
    return list({os.path.realpath(folder): folder for folder in folders}.values())


def whole(path: str, place: str | None) -> str:
    """`path` as seen from anywhere, if the folder in which it was given is known."""
    return path if place is None or is_url(path) else str(Path(place, path))


def repeated(held: Callable[[], Iterable[Held]]) -> frozenset[int]:
    """Numbers of photos that are there a second time; the one of which most is known is left out of them.

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
    return frozenset(number for photos in at.values() for number in _surplus(photos))


def _surplus(photos: list[Held]) -> Iterable[int]:
    kept: list[Held] = []
    for photo in sorted(photos, key=lambda photo: photo.rank, reverse=True):
        if any(photo.same(other) for other in kept):
            yield photo.number
        else:
            kept.append(photo)
