"""Photos that are shared together: their clues add up where place and day do not contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from scanner.clues import Clue
from scanner.judgement.jigsaw_clues import IN_FILE, METADATA

# Photos that are put together: as many as one post takes. More are an album, whose photos need not belong together.
MOST = 10
_SAME = 0.6  # likeness of two readings of one hospital's name


@dataclass(frozen=True)
class Member:
    """One photo of a run. `group` tells folders apart, and is one for all photos that were named on the command
    line; `sha256` shows a photo that is there twice."""

    group: str
    sha256: str | None
    clues: tuple[Clue, ...]

    @cached_property
    def own(self) -> tuple[Clue, ...]:
        return tuple(clue for clue in self.clues if clue.photo is not None)

    @property
    def tells(self) -> bool:
        """It adds more than the position and time in its file, which nearly every photo has."""
        return any(clue.piece.id not in IN_FILE or clue.dimension in ("person", "condition") for clue in self.own)

    @cached_property
    def _days(self) -> frozenset[str]:
        return frozenset(clue.value for clue in self.own if clue.value and clue.dimension == "time")

    @cached_property
    def _hospitals(self) -> frozenset[str]:
        return frozenset(clue.value for clue in self.own if clue.value and clue.dimension == "place")

    def fits(self, other: Member) -> bool:
        """Whether both may be of one post: nothing says another folder, another day or another hospital."""
        if self.group != other.group or (self._days and other._days and not self._days & other._days):
            return False
        pairs = [(a, b) for a in self._hospitals for b in other._hospitals]
        return not pairs or any(SequenceMatcher(None, a, b).ratio() >= _SAME for a, b in pairs)


def together(members: Sequence[Member]) -> list[tuple[int, tuple[Clue, ...]] | None]:
    """For each photo, how many photos it is put together with (itself included) and all their clues.

    None for a photo that stands alone: nothing else fits, or it tells nothing by itself.
    """
    telling = [number for number, member in enumerate(members) if member.tells]
    joined: dict[tuple[int, ...], tuple[Clue, ...]] = {}
    found: list[tuple[int, tuple[Clue, ...]] | None] = [None] * len(members)
    for number in telling:
        member = members[number]
        seen: set[str | None] = set()
        batch = []
        for other in telling:
            if (other == number or member.fits(members[other])) and members[other].sha256 not in seen:
                batch.append(other)
                seen.add(members[other].sha256 or f"photo {other}")
        if len(batch) > 1:
            key = tuple(batch)
            if key not in joined:
                joined[key] = _joined(members, key, member)
            found[number] = (len(batch), joined[key])
    return found


def _joined(members: Sequence[Member], batch: Sequence[int], member: Member) -> tuple[Clue, ...]:
    """All clues of a batch, each with the number of its photo and a piece of its own, and the caption's once.

    The files' hidden information is one piece: one command removes it from all of them.
    """
    clues = [clue for clue in member.clues if clue.photo is None]
    for number in batch:
        for clue in members[number].own:
            piece = clue.piece
            if piece != METADATA:
                piece = replace(piece, id=f"{number}:{piece.id}", removal=f"{piece.removal} (photo {number + 1})")
            clues.append(replace(clue, photo=number, piece=piece))
    return tuple(clues)
