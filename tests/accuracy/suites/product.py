"""The product as the suites see it: its command line, or whatever a test puts in its place."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.accuracy.harness import children_cpu, product

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the product said about each photo, in the order given, and what it cost."""

    photos: list[Json]
    cpu_seconds: float
    wall_seconds: float


class Product(Protocol):
    def scan(self, photos: Sequence[Path], work: Path) -> Answer: ...

    def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer: ...


@dataclass(frozen=True)
class CommandLine:
    """`scanner scan` and `scanner blur` in a process of their own, as a user runs them."""

    threads: int = 0

    def scan(self, photos: Sequence[Path], work: Path) -> Answer:
        return self._ask(photos, work, "scan", "--json", "--reveal")

    def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer:
        return self._ask(photos, out, "blur", "--json", "--reveal", "-o", str(out), *options)

    def _ask(self, photos: Sequence[Path], work: Path, *arguments: str) -> Answer:
        work.mkdir(parents=True, exist_ok=True)
        listing = work / "list.txt"
        listing.write_text("".join(f"{path}\n" for path in photos), encoding="utf-8")
        threads = ("--threads", str(self.threads)) if self.threads else ()
        cpu, wall = children_cpu(), time.perf_counter()
        answer = product(*arguments, *threads, "--from-file", str(listing))
        if len(answer["photos"]) != len(photos):
            raise RuntimeError(f"{len(photos)} photos given, {len(answer['photos'])} entries came back")
        return Answer(answer["photos"], children_cpu() - cpu, time.perf_counter() - wall)
