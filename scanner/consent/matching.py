"""Is this somebody who agreed? Only a sure yes counts; everything else is a stranger, and strangers are covered."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scanner.consent.looking import PROBE, Embedder, look_at
from scanner.consent.people import Person, Scope, Standing, Vector
from scanner.errors import DetectorMissingError
from scanner.findings import Face
from scanner.photo.photo import Photo, Pixels

BAR = 0.42  # largest distance to somebody's references at which a face is theirs
RIVAL = 0.52  # nobody else in the register may be as near as this
SAME = 0.6  # references farther apart than this are hardly one person (dlib's own bar)


def distance(vector: Vector | Sequence[float], person: Person) -> float:
    """Median of the Euclidean distances to the person's references: more references make it steadier, not laxer."""
    if not person.references:
        return float("inf")
    apart = np.linalg.norm(np.asarray(person.references) - np.asarray(vector), axis=1)
    return float(np.median(apart))


def match(vector: Vector | Sequence[float], people: Sequence[Person]) -> Person | None:
    """The only person that this face can be, else None. Everybody in the register is a rival, whatever their consent:
    a face that could be of two people may be the one who did not agree."""
    ranked = sorted(people, key=lambda person: distance(vector, person))
    if not ranked or distance(vector, ranked[0]) > BAR:
        return None
    return ranked[0] if len(ranked) == 1 or distance(vector, ranked[1]) > RIVAL else None


@dataclass(frozen=True)
class Agreement:
    """The register's people, what the pictures are for, and the day on which they are looked at."""

    people: tuple[Person, ...]
    scope: Scope
    today: datetime.date
    embedder: Embedder

    def marked(self, photo: Photo, faces: Sequence[Face]) -> tuple[tuple[Face, ...], tuple[str, ...]]:
        """The same faces, those of people who agreed marked so; and sentences about what could not be done."""
        try:
            return tuple(self._marked(photo, faces)), ()
        except DetectorMissingError as error:
            return tuple(faces), (f"{error} Nobody was compared with the consent register.",)

    def _marked(self, photo: Photo, faces: Sequence[Face]) -> Iterator[Face]:
        frames = {frame.index: frame.pixels for frame in photo.frames}
        matched = [(face, self._person(frames[face.frame], face)) for face in faces]
        # One person has one face: where two fit (a stranger beside, or a mirror), neither is sure.
        count = Counter((face.frame, person.name) for face, person in matched if person is not None)
        for face, person in matched:
            sure = person is not None and count[face.frame, person.name] == 1
            if sure and person is not None and person.standing(self.scope, self.today) is Standing.AGREED:
                yield replace(face, consented=True, person=person.name)
            else:
                yield face

    def _person(self, pixels: Pixels, face: Face) -> Person | None:
        if not self.people or PROBE.too_faint(face) is not None:
            return None
        look = look_at(pixels, face, self.embedder)
        if look is None or PROBE.refusal(look) is not None:
            return None
        return match(look.vector.tolist(), self.people)
