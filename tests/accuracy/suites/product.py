"""The product as the suites see it: its command line, or whatever a test puts in its place."""

from __future__ import annotations

import datetime
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tests.accuracy.harness import children_cpu, product, run
from tests.render.portraits import source

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the product said about each photo, in the order given, and what it cost."""

    photos: list[Json]
    cpu_seconds: float
    wall_seconds: float


def without_answer(path: Path, status: str) -> Json:
    """What counts as the entry where there was none."""
    nothing: Json = {"findings": [], "artefacts": [], "not_checked": [], "verdict": None, "scene": None}
    return {"path": str(path), "status": status, "jigsaw": None, "timings_ms": {}} | nothing


class Product(Protocol):
    def scan(self, photos: Sequence[Path], work: Path) -> Answer: ...

    def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer: ...

    def knowing(self, person: str, work: Path) -> Product:
        """The same product, with this person of the generator's portraits in its consent register."""
        ...


def _alone(photo: Path, folder: Path) -> Path:
    """The photo in a folder of its own: the product adds up the small clues of photos that come together."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / photo.name
    if not target.exists():
        shutil.copyfile(photo, target)
    return target


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
        alone = [_alone(photo, work / "in" / f"{number:04}") for number, photo in enumerate(photos)]
        threads = ("--threads", str(self.threads)) if self.threads else ()
        cpu, wall = children_cpu(), time.perf_counter()
        folders = [str(photo.parent) for photo in alone]
        answer = product(*arguments, *threads, *folders, environment=self._environment())
        entries = {Path(entry["path"]): entry for entry in answer["photos"]}
        # What is no picture is only listed on stderr when it was met in a folder.
        answers = [entries.get(path) or without_answer(path, "unsupported") for path in alone]
        return Answer(answers, children_cpu() - cpu, time.perf_counter() - wall)
