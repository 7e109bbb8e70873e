"""Which piece of a picture a clue stands on: what one cut or one cover would take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.clues import Clue, Piece
from scanner.findings import Artefact, Polygon
from scanner.geometry import area, share_inside
from scanner.judgement.context import Cluster

EFFORT = 2
NAMES = {
    "sign": "the sign",
    "board": "the board",
    "screen": "the screen",
    "paper": "the sheet of paper",
    "wristband": "the wristband",
    "id_badge": "the badge",
    "label": "the label",
    "sticky_note": "the sticky note",
    "medical_image": "the medical image",
    "patient_monitor": "the monitor",
}
_TELLS = {
    "place": "where",
    "time": "when",
    "person": "who",
    "condition": "what was wrong",
    "event": "which event",
    "rural": "how small the place is",
}
_WORDS = "the words"
_ON = 0.5  # share of a clue's place on a thing from which it stands on it
_TOO_LARGE = 0.4  # share of the picture from which lines that hang together are no single thing to cut away


@dataclass(frozen=True)
class Placed:
    """A clue with its place, before its piece is known, and the cluster of lines that it was found in."""

    clue: Clue
    polygon: Polygon
    cluster: Cluster
    number: int
    frame: int


def with_pieces(
    found: Sequence[Placed], things: Sequence[Artefact], size: tuple[int, int] | None = None
) -> Iterator[Clue]:
    """The clues on their pieces: the thing that was recognised around them, else the lines that hang together.

    Lines that fill most of a picture of `size` (width, height) cannot be cut away: there, all words that tell
    the same are one piece.
    """
    keys = [_key(placed, things, size) for placed in found]
    names = {key: _name(placed, things, key) for placed, key in zip(found, keys, strict=True)}
    tells: dict[str, dict[str, None]] = {}
    for placed, key in zip(found, keys, strict=True):
        tells.setdefault(key, {})[_TELLS[placed.clue.dimension]] = None
    for placed, key in zip(found, keys, strict=True):
        tell = "tell" if names[key] == _WORDS else "tells"
        piece = Piece(key, f"cover or crop {names[key]} that {tell} {_listed(tells[key])}", EFFORT)
        yield replace(placed.clue, piece=piece, polygon=placed.polygon, frame=placed.frame)


def _key(placed: Placed, things: Sequence[Artefact], size: tuple[int, int] | None) -> str:
    around = [
        number
        for number, thing in enumerate(things)
        if thing.frame == placed.frame
        and thing.cls.value in NAMES
        and share_inside(placed.polygon, thing.polygon) >= _ON
    ]
    if around:
        return f"artefact:{min(around, key=lambda number: area(things[number].polygon))}"
    key = f"lines:{placed.frame}:{placed.number}"
    large = size is not None and area(placed.cluster.outline) > _TOO_LARGE * size[0] * size[1]
    return f"{key}:{placed.clue.dimension}" if large else key


def _name(placed: Placed, things: Sequence[Artefact], key: str) -> str:
    kind, _, number = key.partition(":")
    if kind == "artefact":
        return NAMES[things[int(number)].cls.value]
    return NAMES.get(placed.cluster.on or "", "the text") if key.count(":") == 2 else _WORDS


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
