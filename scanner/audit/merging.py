"""Shards counted together: once all are there, the secret that made them comparable is deleted with its marks."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scanner.audit.lock import locked
from scanner.audit.store import connect


def settle(runs: Sequence[Path]) -> bool:
    """Whether these runs are all shards of one audit, finished, under one secret; then their different values are
    counted together, the count is kept in each, and marks and secret are deleted."""
    if not _all_there(runs):
        return False
    together: set[tuple[str, bytes]] = set()
    with contextlib.ExitStack() as stack:
        stores = []
        for folder in runs:
            stack.enter_context(locked(folder))
            stores.append(stack.enter_context(contextlib.closing(connect(folder, write=True))))
        for store in stores:
            together |= {(r["kind"], bytes(r["mac"])) for r in store.execute("SELECT DISTINCT kind, mac FROM marks")}
        counts = json.dumps(Counter(kind for kind, _ in together))
        for store in stores:
            row = store.execute("SELECT value FROM about WHERE key = 'key_file'").fetchone()
            with store:
                latest = store.execute("SELECT max(id) FROM passes").fetchone()[0]
                store.execute(
                    "INSERT INTO counts SELECT ?, kind, count(DISTINCT mac) FROM marks GROUP BY kind", (latest,)
                )
                store.execute("DELETE FROM marks")
                store.execute("INSERT OR REPLACE INTO about VALUES ('together', ?)", (counts,))
            if row:
                with contextlib.suppress(OSError):
                    Path(row["value"]).unlink()
    return True


def _all_there(runs: Sequence[Path]) -> bool:
    shards, keys, marked = set(), set(), False
    for folder in runs:
        with contextlib.closing(connect(folder)) as store:
            last = store.execute("SELECT * FROM passes ORDER BY id DESC LIMIT 1").fetchone()
            key = store.execute("SELECT value FROM about WHERE key = 'key'").fetchone()
            marked = marked or store.execute("SELECT 1 FROM marks LIMIT 1").fetchone() is not None
        if last is None or last["finished"] is None or not last["shard"]:
            return False
        shards.add(last["shard"])
        if key:  # a shard without photos never needed one
            keys.add(key["value"])
    total = {shard.split("/")[1] for shard in shards}
    return marked and len(keys) == 1 and len(total) == 1 and len(shards) == int(total.pop())
