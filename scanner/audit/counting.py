"""How many different values: counted in batches, each under one secret, which two batches never share."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tally:
    """What one run knows of the identifiers in its photos.

    `batches`: different values by kind, of photos that were counted together. `whole`: the photos of each batch are
    all still there as they were counted; else its numbers are at most what is left. `marks`: kind and HMAC of what is
    not counted yet, under the secret `key`. `together`: different values of all shards, since they were merged.
    """

    batches: Sequence[Mapping[str, int]]
    whole: bool
    marks: frozenset[tuple[str, bytes]] = field(default_factory=frozenset)
    key: str = ""
    together: Mapping[str, int] | None = None

    @property
    def as_merged(self) -> bool:
        """Nothing was examined, and nothing went, since the shards were merged."""
        return self.together is not None and self.whole and len(self.batches) <= 1 and not self.marks


def count_marks(store: sqlite3.Connection) -> None:
    """Count what is marked as one batch, and delete the marks. Part of the caller's transaction."""
    batch = store.execute("SELECT coalesce(max(batch), 0) + 1 FROM counts").fetchone()[0]
    store.execute(
        "INSERT INTO counts SELECT ?, kind, count(DISTINCT mac), (SELECT count(DISTINCT result) FROM marks) "
        "FROM marks GROUP BY kind",
        (batch,),
    )
    store.execute("UPDATE results SET counted = ? WHERE id IN (SELECT result FROM marks)", (batch,))
    store.execute("DELETE FROM marks")


def different(tallies: Sequence[Tally]) -> tuple[dict[str, int], bool]:
    """Different values of each kind, and whether that is exact: batches of several secrets can only be added up,
    though they may share values."""
    if len(tallies) > 1 and all(tally.as_merged and tally.together == tallies[0].together for tally in tallies):
        return dict(tallies[0].together or {}), True
    parts = [batch for tally in tallies for batch in tally.batches]
    marks: dict[str, set[tuple[str, bytes]]] = {}
    for number, tally in enumerate(tallies):
        if tally.marks:
            marks.setdefault(tally.key or str(number), set()).update(tally.marks)
    parts += [Counter(kind for kind, _ in values) for values in marks.values()]
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total), len(parts) <= 1 and all(tally.whole for tally in tallies)
