"""The jigsaw rule, domain table (c): small clues about place, time, person and condition, added up.

Rests on GMC Using social media (2024), para 19 (the sum of details; recognition by somebody close) and the
ICO's motivated intruder: place and time weigh the same, because either makes a local search feasible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scanner.clues import Clue, Piece
from scanner.findings import Jigsaw

DIMENSIONS = ("place", "time", "person", "condition")
EVENT, RURAL = "event", "rural"  # additions: a public figure or news event, a small population
BANDS = ("low", "medium", "high", "very_high")
_LEAST = (0, 4, 7, 9)  # the smallest sum of each band
DATE, CLOCK = "date", "clock"
_DATE_AND_CLOCK = 3


@dataclass(frozen=True)
class Tally:
    """Points per dimension, the additions, their sum and its band (after the gate)."""

    place: int
    time: int
    person: int
    condition: int
    additions: int

    @property
    def score(self) -> int:
        return self.place + self.time + self.person + self.condition + self.additions

    @property
    def band(self) -> str:
        """Without a person, and with no more than a specialty, there is no patient in it: low."""
        if self.person == 0 and self.condition <= 1:
            return BANDS[0]
        return [band for band, least in zip(BANDS, _LEAST, strict=True) if self.score >= least][-1]

    @property
    def rank(self) -> tuple[int, int]:
        """For comparing: the band decides, then the sum."""
        return BANDS.index(self.band), self.score


@dataclass(frozen=True)
class Fix:
    """The one piece whose removal helps most, and the sums before and after it."""

    piece: Piece
    before: Tally
    after: Tally

    @property
    def words(self) -> str:
        return f"{self.piece.removal}: {self.before.score} -> {self.after.score}"


def tally(clues: Iterable[Clue]) -> Tally:
    """The highest row reached in each dimension, and the additions. Never lower for more clues."""
    found = list(clues)
    points = {dimension: _points(found, dimension) for dimension in DIMENSIONS}
    kinds = {clue.dimension for clue in found}
    additions = 2 * (EVENT in kinds) + (RURAL in kinds) + _from_several_photos(found, points)
    return Tally(**points, additions=additions)


def cheapest(clues: Collection[Clue]) -> Fix | None:
    """The single piece whose removal lowers the band, then the sum, most; among equals the one of least effort.

    By trying every piece. None where no single removal lowers anything.
    """
    before = tally(clues)
    fixes = [
        Fix(piece, before, tally(clue for clue in clues if clue.piece.id != piece.id))
        for piece in {clue.piece.id: clue.piece for clue in clues}.values()
    ]
    best = min(fixes, key=lambda fix: (fix.after.rank, fix.piece.effort, fix.piece.id), default=None)
    return best if best and best.after.rank < before.rank else None


def jigsaw_of(clues: Collection[Clue]) -> Jigsaw:
    """The score of a photo as it is, and in `after` of its redacted copy."""
    return _jigsaw(clues, _jigsaw([clue for clue in clues if clue.remains]))


def _jigsaw(clues: Collection[Clue], after: Jigsaw | None = None) -> Jigsaw:
    found = tally(clues)
    fix = cheapest(clues) if found.band != BANDS[0] else None
    return Jigsaw(
        place=found.place,
        time=found.time,
        person=found.person,
        condition=found.condition,
        score=found.score,
        band=found.band,
        cheapest_fix=fix.words if fix else None,
        after=after,
    )


def _points(clues: Collection[Clue], dimension: str) -> int:
    highest = max((clue.points for clue in clues if clue.dimension == dimension), default=0)
    return max(highest, _DATE_AND_CLOCK) if dimension == "time" and _date_and_clock(clues) else highest


def _date_and_clock(clues: Collection[Clue]) -> bool:
    """A date and a time of day in one photo, or one of them in the words that go with it."""
    dates = {clue.photo for clue in clues if clue.sort == DATE}
    clocks = {clue.photo for clue in clues if clue.sort == CLOCK}
    return any(date == clock or date is None or clock is None for date in dates for clock in clocks)


def _from_several_photos(clues: Collection[Clue], points: dict[str, int]) -> bool:
    """Whether two photos supply what counts in two different dimensions.

    A photo supplies a dimension if it alone reaches the points that count there; one that only ties with
    another still counts, or a further clue could lower the sum.
    """
    by_photo: dict[int, list[Clue]] = {}
    for clue in clues:
        if clue.photo is not None:
            by_photo.setdefault(clue.photo, []).append(clue)
    supplied = [
        {dimension for dimension in DIMENSIONS if points[dimension] and _points(own, dimension) == points[dimension]}
        for own in by_photo.values()
    ]
    supplied = [dimensions for dimensions in supplied if dimensions]
    return len(supplied) > 1 and len(set().union(*supplied)) > 1
