"""Small clues that add up, and what only the user can answer: the vocabulary of the jigsaw rule."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Piece:
    """What one act takes away: a thing in the picture, the file's metadata, what the caption says about time.

    `removal` is that act in words, without values; `effort` orders pieces: metadata is easier than a crop.
    """

    id: str
    removal: str
    effort: int


@dataclass(frozen=True)
class Clue:
    """One small clue, domain table (c). `dimension`: place, time, person, condition; or event, rural (additions).

    `sort` is "date" or "clock" for a clue on time: together they weigh more. `photo` numbers the photos of a
    batch, None for words that go with all of them. `remains`: the redacted copy still shows it. `direct`: it
    stands on something with a name or number, which must go anyway. `value` tells days and hospitals apart
    when photos are put together; it is never shown.
    """

    dimension: str
    points: int
    what: str
    piece: Piece
    photo: int | None = 0
    sort: str = ""
    remains: bool = True
    direct: bool = False
    polygon: tuple[tuple[float, float], ...] | None = None
    frame: int = 0
    value: str = field(default="", repr=False)


@dataclass(frozen=True)
class Question:
    """What no detector can know, asked about one photo; `answer` is the user's own word, None where not given."""

    id: str
    text: str
    guidance: str
    answer: str | None = None
