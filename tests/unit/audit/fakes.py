"""A scanner for audits without networks: what it finds, and how it misbehaves, is written in the photo's name."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import numpy as np

from scanner.audit.audit import Plan, audit
from scanner.audit.engine import Engine, Pull
from scanner.audit.worker import Look, MakeScanner, Recipe, Task, look
from scanner.findings import (
    CopyReport,
    Face,
    Finding,
    MetadataClue,
    PhotoReport,
    Polygon,
    Severity,
    Sightings,
    Status,
    TextLine,
)
from scanner.judgement.verdict import verdict_of
from scanner.kinds import kinds
from scanner.leftovers import PAGES, private_folder
from scanner.photo.photo import Frame, Photo
from scanner.photo.temporary import TemporaryCopy
from scanner.settings import BESIDE, Destination, Settings

BOX: Polygon = ((20.0, 30.0), (120.0, 30.0), (120.0, 60.0), (20.0, 60.0))
NUMBER = "999 339 5633"
BYTES = b"\xff\xd8\xff\xe0"


def write(path: Path, content: str = "") -> Path:
    """A file that starts like a JPEG; equal contents make equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BYTES + (content or path.name).encode())
    return path


def finding(number: int, kind: str) -> Finding:
    row = kinds()[kind]
    redact = row.severity >= Severity.MEDIUM
    place = None if kind.startswith(("meta_", "file")) else BOX
    return Finding(
        number, kind, row.severity, 0.9, place, "described", row.why, row.actions, row.guidance, "text", redact
    )


@dataclass
class FakeScanner:
    """In a name: "number" is an NHS number, "face" a face, "bad" is damaged, "other" a text; "abort", "hang", "greedy"
    and "slow" misbehave. The picture is noise that depends on the content."""

    settings: Settings

    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]:
        path, shown = Path(path), shown_as or str(path)
        if "abort" in path.name:
            os.abort()
        if "hang" in path.name:
            time.sleep(600)
        if "greedy" in path.name:
            _eat()
        if "slow" in path.name:
            time.sleep(0.15)
        if not path.is_file() or "bad" in path.name:
            return PhotoReport(shown, Status.UNREADABLE, errors=("It is damaged.",)), None
        if "other" in path.name:
            return PhotoReport(shown, Status.UNSUPPORTED, errors=("It is a text.",)), None
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        pixels = np.random.default_rng(list(data)).integers(0, 255, (90, 160, 3), np.uint8)
        photo = Photo(path, sha256, "JPEG", (Frame(0, pixels),), 1)
        return self.examine(photo, shown_as=shown), photo

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport:
        found: list[Finding] = []
        text: tuple[TextLine, ...] = ()
        faces: tuple[Face, ...] = ()
        if "number" in photo.path.name:
            found.append(finding(1, "nhs_number"))
            text = (TextLine(BOX, 0.9, f"NHS No. {NUMBER}"),)
        if "face" in photo.path.name:
            found.append(finding(len(found) + 1, "face_unknown"))
            faces = (Face(BOX, 0.9),)
        if "NHS" in photo.path.name:
            found.append(finding(len(found) + 1, "file_name"))
        clues = (MetadataClue("meta_time_device_owner", "EXIF: date", "Canon 2025:09:14 08:15:02"),)
        return PhotoReport(
            shown_as, Status.SCANNED, photo.sha256, photo.width, photo.height, 1, (), verdict_of(found), tuple(found),
            Sightings(text, faces, metadata=clues),
        )  # fmt: skip

    def copies_of(self, report: PhotoReport, photo: Photo | None, to: Destination = BESIDE) -> tuple[CopyReport, ...]:
        assert photo is not None and to.out is not None
        way = photo.path.parent.relative_to(to.root) if to.root else Path()
        final = to.out / way / f"{photo.path.stem}.redacted.jpg"
        final.parent.mkdir(parents=True, exist_ok=True)
        assert not final.exists()
        final.write_bytes(b"copy of " + (report.sha256 or "").encode())
        return (CopyReport(report, str(final), True, ("voice",), 1, 1),)


def make_fake(settings: Settings) -> FakeScanner:
    return FakeScanner(settings)


class UntidyScanner(FakeScanner):
    """Hangs while it has an unfinished copy and a page for Tesseract on the disk."""

    def copies_of(self, report: PhotoReport, photo: Photo | None, to: Destination = BESIDE) -> tuple[CopyReport, ...]:
        assert to.out is not None
        to.out.mkdir()
        with TemporaryCopy(to.out) as copy, private_folder(PAGES) as page:
            copy.write(b"unchecked")
            (page / "tess_input.PNG").write_bytes(b"photo")
            (to.out.parents[1] / "made").write_text("page and copy", encoding="utf-8")
            time.sleep(600)
        raise AssertionError("it is stopped before")

    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]:
        photo = Photo(Path(path), "0" * 64, "JPEG", (Frame(0, np.zeros((9, 16, 3), np.uint8)),), 1)
        return self.examine(photo, shown_as=shown_as or str(path)), photo


def make_untidy(settings: Settings) -> UntidyScanner:
    return UntidyScanner(settings)


def _eat() -> None:
    held = []
    while True:
        held.append(np.ones(4_000_000, np.float64))


class InlineEngine:
    """In this process, one after the other: for tests that are not about processes."""

    def __enter__(self) -> InlineEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def results(self, pull: Pull, recipe: Recipe) -> Iterator[tuple[Task, Look] | None]:
        yield None
        while (task := pull()) is not None:
            yield task, look(recipe, task)


class Watch:
    """Keeps what it is told, pictures apart."""

    def __init__(self) -> None:
        self.looked: list[Look] = []
        self.known = 0
        self.stages: list[tuple[str, int, int]] = []
        self.why: list[str] = []

    def listing(self, number: int) -> None:
        pass

    def stage(self, words: str, total: int, done: int) -> None:
        self.stages.append((words, total, done))

    def again(self, sentence: str) -> None:
        self.why.append(sentence)

    def photo(self, look: Look | None) -> None:
        if look is None:
            self.known += 1
        else:
            self.looked.append(replace(look, preview=None, picture=None))

    def tick(self) -> None:
        pass


def run(
    folder: Path,
    to: Path,
    engine: Engine | None = None,
    *,
    watch: Watch | None = None,
    make: MakeScanner | None = None,
    **changes: object,
) -> Watch:
    """One audit with the fake scanner."""
    watch = watch or Watch()
    plan = Plan((str(folder),), to, Settings(), **changes)  # type: ignore[arg-type]
    audit(plan, lambda: engine or InlineEngine(), make or make_fake, watch)
    return watch
