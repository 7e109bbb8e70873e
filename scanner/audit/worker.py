"""What a worker process does with one photo: scan it, describe it, cover it; nothing raw leaves the process."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.audit.alike import picture_hash
from scanner.audit.discovery import State, is_url
from scanner.audit.guard import Guard
from scanner.audit.marks import Mark, marks_of
from scanner.audit.people import Vectors, strangers_in
from scanner.errors import CopyError, PhotoError, ScannerError
from scanner.findings import CopyReport, PhotoReport, Severity, Status
from scanner.inference.guarded import GuardedFaceRecognition
from scanner.leftovers import PAGES, sweep
from scanner.outputs.ranking import clinical_weight, priority
from scanner.scanning import PhotoScanner, not_scanned, unopened
from scanner.settings import Destination, Limits, Settings

if TYPE_CHECKING:
    from scanner.photo.photo import Photo, Pixels

PREVIEW_SIDE = 160  # px; enough to recognise a scene, and nothing that was covered
_PREVIEW_QUALITY = 55
_PICTURE_SIDE = 2400  # px; numbered pictures are for looking, not for printing
_PICTURE_QUALITY = 82
_DATE = re.compile(r"\b((?:19|20)\d\d)[:-]([01]\d)[:-]([0-3]\d)[ T]([0-2]\d:[0-5]\d:[0-5]\d)")
UNREADABLE = "The photo could not be examined: the program failed on it ({}). Treat it as not checked."
TOO_MUCH_MEMORY = "The photo needed more memory than allowed (--memory). Treat it as not checked."


MakeScanner = Callable[[Settings], PhotoScanner]


@dataclass(frozen=True)
class Recipe:
    """How every photo of a stage is looked at; travels with each task, so it holds no photo and stays small.

    `key`: secret for the counting of distinct identifiers, None to leave them uncounted. `copies`: folder for
    checked copies, None for none. `memory`: bytes that one photo may need, 0 for no limit.
    `people`: describe unknown faces.
    """

    settings: Settings
    make_scanner: MakeScanner
    key: bytes | None = field(default=None, repr=False)
    pictures: bool = True
    copies: str | None = None
    memory: int = 0
    people: bool = False


@dataclass(frozen=True)
class Task:
    """One photo. `number` is its place in the store; `path` and `root` are as the user gave them; `folders`: for each
    folder between them, the number of the first file in it."""

    number: int
    path: str
    root: str | None = None
    folders: tuple[int, ...] = ()


@dataclass(frozen=True)
class Look:
    """What came out: described values only. `photo` is the JSON of the contract with an empty path.

    `state`: the file's before it was read, None where there was none. `preview`, `picture`: JPEG files of the
    covered photo. `taken`: when the photo was taken, as the camera wrote it (ISO 8601 without zone).
    """

    status: Status
    photo: str
    state: State | None = None
    sha256: str | None = None
    verdict: str | None = None
    severity: int = -1
    clinical: float = 0.0
    priority: float = 0.0
    named_by: bool = False  # the name of the file or of a folder is a finding
    taken: str | None = None
    alike: int | None = None
    preview: bytes | None = None
    picture: bytes | None = None
    marks: tuple[Mark, ...] = ()
    strangers: Vectors | None = None
    outputs: tuple[str, ...] = ()
    copy_failed: bool = False
    errors: bool = False
    not_checked: tuple[str, ...] = ()


def look(recipe: Recipe, task: Task) -> Look:
    """Runs in a worker process. Never raises for a photo, whatever it does to the program."""
    return _worker(recipe).look(task)


def lost(status: Status, sentence: str) -> Look:
    """The result for a photo that cost its worker process."""
    return _described(not_scanned("", status, sentence), None)


@cache
def _worker(recipe: Recipe) -> _Worker:
    """One for each process and recipe: networks are loaded once."""
    return _Worker(recipe)


class _Worker:
    def __init__(self, recipe: Recipe) -> None:
        sweep(PAGES)  # what the worker left behind in whose place this one came
        self._recipe = recipe
        self._guard = Guard(recipe.memory)
        self._scanner: PhotoScanner | None = None

    def look(self, task: Task) -> Look:
        state = _state(task.path)
        with self._guard.watching():
            try:
                return replace(self._look(task), state=state)
            except MemoryError:
                sentence = TOO_MUCH_MEMORY
            except ScannerError as error:
                sentence = str(error)
            except Exception as error:
                if os.environ.get("SCANNER_DEBUG"):
                    raise
                sentence = UNREADABLE.format(type(error).__name__)
        return replace(lost(Status.CRASHED, sentence), state=state)

    def _look(self, task: Task) -> Look:
        if self._scanner is None:
            _one_thread()
            self._scanner = self._recipe.make_scanner(self._recipe.settings)
        report, photo = _scanned(self._scanner, task, self._recipe.settings.limits)
        copies: tuple[CopyReport, ...] = ()
        if self._recipe.copies is not None and report.status is Status.SCANNED:
            report, copies = self._copies(self._scanner, report, photo, task)
        made = _described(report, photo, copies)
        if photo is None or report.status is not Status.SCANNED:
            return made
        made = replace(made, alike=picture_hash(photo.frames[0].pixels), taken=_taken(report))
        if self._recipe.key is not None:
            made = replace(made, marks=marks_of(report, self._recipe.key))
        if self._recipe.people:
            made = replace(made, strangers=strangers_in(report, photo, self._faces))
        # A preview shows what was not found: only where every detector looked is there a covered photo.
        if self._recipe.pictures and report.verdict is not None:
            preview, picture = _pictures(report, photo, self._recipe.settings)
            made = replace(made, preview=preview, picture=picture)
        return made

    @cached_property
    def _faces(self) -> GuardedFaceRecognition:
        return GuardedFaceRecognition()

    def _copies(
        self, scanner: PhotoScanner, report: PhotoReport, photo: Photo | None, task: Task
    ) -> tuple[PhotoReport, tuple[CopyReport, ...]]:
        root = Path(task.root) if task.root and not is_url(task.root) else None
        to = Destination(Path(self._recipe.copies or ""), root, task.number, task.folders)
        try:
            return report, scanner.copies_of(report, photo, to)
        except (CopyError, OSError) as error:
            sentence = str(error) if isinstance(error, CopyError) else "The copy could not be written."
            report = replace(report, errors=(*report.errors, sentence))
            return report, (CopyReport(report, output=None, verified=False),)


def _scanned(scanner: PhotoScanner, task: Task, limits: Limits) -> tuple[PhotoReport, Photo | None]:
    path, root = task.path, None if task.root is None else Path(task.root)
    if not is_url(path):
        return scanner.scan_with_photo(path, shown_as=path, root=root)
    from scanner.audit.remote import fetched
    from scanner.photo.decode import photo_from_bytes
    from scanner.photo.file_name import folder_name_clues

    try:
        photo = photo_from_bytes(Path(path.rpartition("/")[2]), fetched(path, limits.bytes + 1), limits)
        photo = replace(photo, clues=(*photo.clues, *folder_name_clues(Path(path), root)))
    except PhotoError as error:
        return unopened(path, error), None
    return scanner.examine(photo, shown_as=path), photo


def _described(report: PhotoReport, photo: Photo | None, copies: tuple[CopyReport, ...] = ()) -> Look:
    from scanner.outputs.json_report import copy_json, dumps, photo_json

    entry = photo_json(replace(report, path=""))
    for copy in copies[:1]:
        entry |= copy_json(copy)
    worst = max((f.severity for f in report.findings), default=Severity.INFO)
    context = clinical_weight(report.findings, report.scene.ward_like if report.scene else 0.0)
    failed = [copy for copy in copies if not copy.verified or copy.output is None]
    return Look(
        status=report.status,
        photo=dumps(entry),
        sha256=report.sha256,
        verdict=report.verdict.value if report.verdict else None,
        severity=int(worst) if report.findings else -1,
        clinical=context,
        priority=priority(report.findings, context),
        named_by=any(f.kind == "file_name" for f in report.findings),
        outputs=tuple(copy.output for copy in copies if copy.output),
        copy_failed=any(copy.remaining or not report.errors for copy in failed),
        errors=bool(report.errors),
        not_checked=report.not_checked,
    )


def _pictures(report: PhotoReport, photo: Photo, settings: Settings) -> tuple[bytes, bytes | None]:
    from scanner.outputs.annotated import annotate
    from scanner.outputs.annotated_file import covered
    from scanner.photo.encode import clean_jpeg

    pixels = covered(photo, report, settings)
    preview = clean_jpeg(_smaller(pixels, PREVIEW_SIDE), _PREVIEW_QUALITY)
    if not any(f.severity >= Severity.MEDIUM for f in report.findings):
        return preview, None
    return preview, clean_jpeg(_smaller(annotate(pixels, report), _PICTURE_SIDE), _PICTURE_QUALITY)


def _smaller(pixels: Pixels, side: int) -> Pixels:
    import cv2
    import numpy as np

    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _taken(report: PhotoReport) -> str | None:
    """The earliest date and time in the file's metadata: edits and exports come later."""
    dates = [
        f"{year}-{month}-{day}T{time}"
        for clue in report.sightings.metadata
        for year, month, day, time in _DATE.findall(clue.text)
    ]
    return min(dates, default=None)


def _state(path: str) -> State | None:
    try:
        return State.of(Path(path).stat())
    except (OSError, ValueError):
        return None


def _one_thread() -> None:
    """Each worker keeps one core busy; libraries that would take all cores only get in each other's way."""
    import cv2

    cv2.setNumThreads(1)
