"""The table of finding kinds, read from `kinds.toml`: one row a kind, nothing about kinds anywhere else."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scanner.findings import Action, Severity


@dataclass(frozen=True)
class Kind:
    """One kind of finding. `severity` is the one without context; all texts are whole sentences or phrases
    in words that a nurse understands; `misses` says what we know that we do not see."""

    slug: str
    severity: Severity
    title: str
    looks: str
    why: str
    actions: tuple[Action, ...]
    advice: str
    guidance: str
    misses: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by slug, in the order of the table."""
    table = tomllib.loads((files("scanner") / "kinds.toml").read_text(encoding="utf-8"))
    return {
        slug: Kind(
            slug=slug,
            severity=Severity.parse(row["severity"]),
            title=row["title"],
            looks=row["looks"],
            why=row["why"],
            actions=tuple(Action(action) for action in row["actions"]),
            advice=row["advice"],
            guidance=row["guidance"],
            misses=row["misses"],
        )
        for slug, row in table.items()
    }
