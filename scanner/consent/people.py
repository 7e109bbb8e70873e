"""Who agreed to what, and whether that holds today. Nothing here reads a file, a photo or the clock."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

Vector = tuple[float, ...]  # 128 numbers (`inference.guarded.FaceLook.vector`)


class Scope(StrEnum):
    """What a person agreed to be shown in. One does not include another."""

    WEB = "web"
    SOCIAL = "social"
    PRINT = "print"
    TEACHING = "teaching"


class Standing(StrEnum):
    """Whether somebody's consent holds; only AGREED lets a face stay visible."""

    AGREED = "agreed"
    NOT_YET = "not yet"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNSURE = "looks like somebody who left"
    OTHER_SCOPE = "other scope"


@dataclass(frozen=True)
class Person:
    """One person in the register. `date`: from when on consent holds; `expires`: the last day on which it does.

    `withdrawn`: the day on which the person took it back, None if they did not; it counts at once, whatever day
    it names. `references`: one vector for each reference photo. `unsure`: cannot be told from somebody whose face was
    deleted (`leaving`); the entry stays as a rival of others, but shows nobody.
    """

    name: str
    scopes: frozenset[Scope]
    date: datetime.date
    expires: datetime.date
    withdrawn: datetime.date | None = None
    references: tuple[Vector, ...] = ()
    unsure: bool = False

    def standing(self, scope: Scope | None, today: datetime.date) -> Standing:
        """`scope` None: whether consent holds for anything at all."""
        if self.withdrawn is not None:
            return Standing.WITHDRAWN
        if self.unsure:
            return Standing.UNSURE
        if today > self.expires:
            return Standing.EXPIRED
        if today < self.date:
            return Standing.NOT_YET
        if scope is not None and scope not in self.scopes:
            return Standing.OTHER_SCOPE
        return Standing.AGREED


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, however they are written (capitals, spaces, composed letters)."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
