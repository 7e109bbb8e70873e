"""Reads `jigsaw_words.toml`: the loose words that tell place, time, person and condition."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Words of a visit or a prize: whoever is named then is a guest, not a patient.
_CEREMONY = re.compile(
    r"\b(?:visit(?:ed|s|ing)?|open(?:ed|ing|s)|tour(?:ed|s|ing)?|welcom(?:ed|es|ing)|awards?|prize|presented|"
    r"donat(?:ed|ion)|fundrais\w+|charity|congratulat\w+|celebrat(?:ed|es|ing)|unveil\w+|anniversary|retir(?:es|ing|ement))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Words:
    """One row of the table, which says what the fields mean."""

    dimension: str
    points: int
    what: str
    pattern: re.Pattern[str]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    picture: bool
    lonely: bool
    guest: bool
    sort: str


@cache
def rows() -> tuple[Words, ...]:
    """The whole table; compiled when first used."""
    table = tomllib.loads((files("scanner.judgement") / "jigsaw_words.toml").read_text(encoding="utf-8"))
    lists = {name: f"(?:{'|'.join(parts)})" for name, parts in table["lists"].items()}
    return tuple(
        Words(
            dimension=row["dimension"],
            points=row["points"],
            what=row["what"],
            pattern=_pattern(row["any"], lists),
            yes=tuple(row["yes"]),
            no=tuple(row["no"]),
            picture=row.get("picture", False),
            lonely=row.get("lonely", False),
            guest=row.get("guest", False),
            sort=row.get("sort", ""),
        )
        for row in table["row"]
    )


def _pattern(parts: Sequence[str], lists: Mapping[str, str]) -> re.Pattern[str]:
    for name, alternatives in lists.items():
        parts = [part.replace(f"<{name}>", alternatives) for part in parts]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def spoken(text: str, *, picture: bool = False) -> tuple[Words, ...]:
    """The rows that speak in a text. `picture`: it is print in a picture, of which less is believed."""
    found = [row for row in rows() if (row.picture or not picture) and row.pattern.search(text)]
    if _CEREMONY.search(text) and not any(r.dimension == "condition" and r.points >= 2 and not r.guest for r in found):
        found = [row for row in found if not row.guest]
    told = any(row.dimension in ("person", "condition") and not row.lonely for row in found)
    return tuple(row for row in found if told or not row.lonely)
