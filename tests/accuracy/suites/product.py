"""The product as the suites see it: its command line, or whatever a test puts in its place."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tests.accuracy.harness import children_cpu, product, run
from tests.render.people import source

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the product said about each photo, in the order given, and what it cost."""

    photos: list[Json]
    cpu_seconds: float
    wall_seconds: float


def crashed(path: Path) -> Json:
    """What counts as the answer where there was none."""
    nothing: Json = {"findings": [], "artefacts": [], "not_checked": [], "verdict": None, "scene": None}
    return {"path": str(path), "status": "crashed", "jigsaw": None, "timings_ms": {}} | nothing


class Product(Protocol):
    def scan(self, photos: Sequence[Path], work: Path) -> Answer: ...

    def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer: ...

    def knowing(self, person: str, work: Path) -> Product:
        """The same product, with this person of the generator's portraits in its consent register."""
        ...


@dataclass(frozen=True)
class CommandLine:
    """`scanner scan` and `scanner blur` in a process of their own, as a user runs them."""

    threads: int = 0
    register: Path | None = None  # of people who agreed to be shown

    def scan(self, photos: Sequence[Path], work: Path) -> Answer:
        return self._ask(photos, work, "scan", "--json", "--reveal")

    def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer:
        consent = ("--consent-scope", "web") if self.register else ()
        return self._ask(photos, out, "blur", "--json", "--reveal", "-o", str(out), *consent, *options)

    def knowing(self, person: str, work: Path) -> CommandLine:
        """Raises RuntimeError where the register cannot be used here."""
        register = work / f"{person}.register"
        known = replace(self, register=register)
        if not register.is_file():
            work.mkdir(parents=True, exist_ok=True)
            terms = ("--scope", "web", "--expires", str(datetime.date.today() + datetime.timedelta(days=30)))
            run("consent", "add", person, str(source(person)), *terms, environment=known._environment())
        return known

    def _environment(self) -> dict[str, str]:
        own = {"SCANNER_CONSENT_REGISTER": str(self.register), "SCANNER_CONSENT_PASSPHRASE": "for these tests only"}
        return own if self.register else {}

    def _ask(self, photos: Sequence[Path], work: Path, *arguments: str) -> Answer:
        work.mkdir(parents=True, exist_ok=True)
        listing = work / "list.txt"
        listing.write_text("".join(f"{path}\n" for path in photos), encoding="utf-8")
        threads = ("--threads", str(self.threads)) if self.threads else ()
        cpu, wall = children_cpu(), time.perf_counter()
        answer = product(*arguments, *threads, "--from-file", str(listing), environment=self._environment())
        if len(answer["photos"]) != len(photos):
            raise RuntimeError(f"{len(photos)} photos given, {len(answer['photos'])} entries came back")
        return Answer(answer["photos"], children_cpu() - cpu, time.perf_counter() - wall)
