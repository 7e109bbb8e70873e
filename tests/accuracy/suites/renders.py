"""The pictures of a measuring suite: made anew, or taken from a folder where the same generator made them before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tests.render
from tests.accuracy.suites.items import Picture
from tests.render.cli import Task, run_all
from tests.render.suites import LENGTH, plan

# Seeds from 8000 on are for measuring: no rule, threshold or network may be tuned on what they draw.
MEASURING_SEED = 8117
SIZE = (2016, 1512)
SUITES = tuple(name for name in LENGTH if name != "smoke")


@dataclass(frozen=True)
class Wanted:
    """Which pictures: `counts` by suite, in the order in which they are to be made."""

    counts: Mapping[str, int]
    seed: int = MEASURING_SEED
    size: tuple[int, int] = SIZE
    workers: int = 1


def parse(text: str) -> dict[str, int]:
    """`core=24,negatives` -> counts by suite. Raises ValueError for an unknown suite."""
    counts = {}
    for part in text.split(","):
        name, _, count = part.strip().partition("=")
        if name not in LENGTH:
            raise ValueError(f"There is no suite {name!r}; there are {', '.join(LENGTH)}.")
        counts[name] = int(count) if count else LENGTH[name]
    return counts


def made(wanted: Wanted, folder: Path) -> list[Picture]:
    """The pictures, one folder for each suite; those that `folder` has from the same generator are kept."""
    pictures: list[Picture] = []
    for suite, count in wanted.counts.items():
        own = folder / suite
        own.mkdir(parents=True, exist_ok=True)
        record = own / "made.json"
        print_ = {"generator": fingerprint(), "seed": wanted.seed, "size": list(wanted.size)}
        known = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
        files: list[str] = known.get("files", []) if known.get("print") == print_ else []
        tasks = [
            Task(plan(suite, index, wanted.seed, wanted.size, None, None), own, overlay=False)
            for index in range(len(files), count)
        ]
        files += [str(line["file"]) for line in run_all(tasks, wanted.workers)]
        record.write_text(json.dumps({"print": print_, "files": files}), encoding="utf-8")
        pictures += [picture_of(own / name, f"{suite}/{name}") for name in files[:count]]
    return pictures


def picture_of(path: Path, name: str) -> Picture:
    truth: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Picture(path, name, truth)


def fingerprint() -> str:
    """Changes with every file of the generator: a picture of an older one is not the same picture."""
    home = Path(str(tests.render.__file__)).parent
    return _digest(path.read_bytes() for path in sorted(home.rglob("*.py")))


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:16]
