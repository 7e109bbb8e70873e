"""Shards counted together: once all are there, the secret that made them comparable is deleted with its marks."""

from __future__ import annotations

import contextlib
import json
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.audit.counting import count_marks
from scanner.audit.damage import readable
from scanner.audit.lock import locked
from scanner.audit.marks import KEY_BYTES, name_of_key
from scanner.audit.opening import connect
from scanner.audit.repeats import distinct


@dataclass(frozen=True)
class Settled:
    """`left`: files named as the runs' secret that are something else now, and so were left alone."""

    left: tuple[str, ...] = ()


def settle(folders: Sequence[Path]) -> Settled | None:
    """If these runs are all shards of one audit, finished, under one secret: their different values are counted
    together, the count is kept in each, and marks and secret are deleted. None for other runs."""
    runs = distinct(folders)
    if not _all_there(runs):
        return None
    left: dict[str, None] = {}
    together: set[tuple[str, bytes]] = set()
    with contextlib.ExitStack() as stack:
        stores = []
        for folder in runs:
            stack.enter_context(locked(folder))
            stores.append((folder, stack.enter_context(contextlib.closing(connect(folder, write=True)))))
        for folder, store in stores:
            with readable(folder):
                found = store.execute("SELECT DISTINCT kind, mac FROM marks").fetchall()
                together |= {(row["kind"], bytes(row["mac"])) for row in found}
        counts = json.dumps(Counter(kind for kind, _ in together))
        for folder, store in stores:
            with readable(folder), store:
                about = dict(store.execute("SELECT key, value FROM about").fetchall())
                count_marks(store)
                store.execute("INSERT OR REPLACE INTO about VALUES ('together', ?)", (counts,))
            if "key_file" in about and not _deleted(Path(str(about["key_file"])), about.get("key")):
                left[str(about["key_file"])] = None
    return Settled(tuple(left))


def _deleted(path: Path, name: str | None) -> bool:
    """Whether no secret is there any more. Only the very key is deleted, whatever file a run folder, which may come
    from elsewhere, names as its key."""
    try:
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_size != KEY_BYTES or name_of_key(path.read_bytes()) != name:
            return False
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return True


def _all_there(runs: Sequence[Path]) -> bool:
    shards, keys, marked = set(), set(), False
    for folder in runs:
        with readable(folder), contextlib.closing(connect(folder)) as store:
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
