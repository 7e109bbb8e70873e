"""Unknown people who turn up in several photos of a run, so that a reviewer decides once for each.

That is biometric: it happens only when asked for. Numbers that describe faces stay in memory and end with the
process; what is kept is which photos show the same stranger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scanner.consent.looking import PROBE, Embedder, look_at
from scanner.consent.matching import BAR
from scanner.errors import DetectorMissingError
from scanner.findings import PhotoReport
from scanner.photo.photo import Photo

_LENGTH = 128
Vectors = NDArray[np.float32]  # faces x 128
NOBODY: Vectors = np.zeros((0, _LENGTH), np.float32)


def strangers_in(report: PhotoReport, photo: Photo, embedder: Embedder) -> Vectors:
    """One row for each face without consent that is large and clear enough to be told from others; none where the
    engine fails."""
    frames = {frame.index: frame.pixels for frame in photo.frames}
    rows = []
    for face in report.sightings.faces:
        if face.consented or PROBE.too_faint(face) or face.frame not in frames:
            continue
        try:
            look = look_at(frames[face.frame], face, embedder)
        except DetectorMissingError:
            return NOBODY
        if look is not None and PROBE.refusal(look) is None:
            rows.append(look.vector.astype(np.float32))
    return np.stack(rows) if rows else NOBODY


class Strangers:
    """Faces of a run, put together as they come: each joins the nearest person whose middle is near enough."""

    def __init__(self, bar: float = BAR) -> None:
        self._bar = bar
        self._sums: Vectors = NOBODY
        self._numbers: NDArray[np.int64] = np.zeros(0, np.int64)
        self._seen: dict[int, frozenset[int]] = {}

    def add(self, photo: int, vectors: Vectors) -> None:
        """`photo`: its number. Two faces of one photo are never one person."""
        taken: set[int] = set()
        for vector in vectors:
            person = self._nearest(vector, taken)
            if person is None:
                person = len(self._sums)
                self._sums = np.vstack([self._sums, vector[None]])
                self._numbers = np.append(self._numbers, 1)
            else:
                self._sums[person] += vector
                self._numbers[person] += 1
            taken.add(person)
        if taken:
            self._seen[photo] = frozenset(taken)

    def _nearest(self, vector: Vectors, taken: Iterable[int]) -> int | None:
        if not len(self._sums):
            return None
        apart = np.linalg.norm(self._sums / self._numbers[:, None] - vector, axis=1)
        apart[list(taken)] = np.inf
        best = int(np.argmin(apart))
        return best if apart[best] <= self._bar else None

    def in_several(self) -> dict[int, tuple[int, ...]]:
        """For each photo, the people who are also in another one; numbered from 1, the most frequent first."""
        photos = Counter(person for people in self._seen.values() for person in people)
        ranked = [person for person, number in photos.most_common() if number > 1]
        names = {person: name for name, person in enumerate(ranked, start=1)}
        found = {photo: tuple(sorted(names[p] for p in people if p in names)) for photo, people in self._seen.items()}
        return {photo: people for photo, people in found.items() if people}
