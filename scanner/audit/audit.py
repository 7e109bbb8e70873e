"""An audit: list the folders, look at every photo once, keep each result, and be able to go on at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from scanner.audit.again import why_again
from scanner.audit.belonging import LIST, each_once, folders_once
from scanner.audit.damage import readable, still_there
from scanner.audit.discovery import PHOTO, UNREADABLE, UNSEEN, Filters, Met, discover
from scanner.audit.engine import Engine
from scanner.audit.fingerprint import fingerprint
from scanner.audit.lock import locked
from scanner.audit.marks import KEY_BYTES, name_of_key
from scanner.audit.naming import FolderNumbers, telling
from scanner.audit.opening import prepared_folder
from scanner.audit.own import remove_unfinished
from scanner.audit.people import Strangers
from scanner.audit.store import FULL, TRIAGE, Pending, Store
from scanner.audit.worker import Look, MakeScanner, Recipe, Task
from scanner.errors import ScannerError, UsageError
from scanner.findings import Detector, Status
from scanner.settings import Settings

KEY = "key"  # file of the run's secret
COPIES = "copies"
PICTURES = "pictures"
HOPELESS = 10  # photos that crash one after the other, before any has been examined
MANY = 2000  # photos from which on a first look comes first
# A first look, quick and cheap: what the file says by itself, faces, things and the scene; no reading of text.
FIRST_LOOK = frozenset((Detector.METADATA, Detector.FACES, Detector.SCENE, Detector.ARTEFACTS))


@dataclass(frozen=True)
class Plan:
    """All that an audit needs to know. `run` is the run folder; `folders` and `listed` are as the user gave them.

    `staged`: a first look at every photo before any is examined in full; None: for many photos.
    `run_key`: file of a secret that several shards share. `wanted`: detectors that the user named,
    each of which must have run.
    """

    folders: Sequence[str]
    run: Path
    settings: Settings
    listed: Sequence[str] = ()
    filters: Filters = field(default_factory=Filters)
    force: bool = False
    retry_failed: bool = False
    rehash: bool = False
    pictures: bool = True
    copies: bool = False
    people: bool = False
    staged: bool | None = None
    strict: bool = False
    memory: int = 0
    run_key: Path | None = None
    wanted: frozenset[str] = frozenset()


class Watcher(Protocol):
    """Told how far the audit is."""

    def listing(self, number: int) -> None: ...

    def stage(self, words: str, total: int, done: int) -> None: ...

    def again(self, sentence: str) -> None:
        """Why photos that were examined before are examined again."""

    def photo(self, look: Look | None) -> None:
        """One photo is done; None: its content was known already."""

    def tick(self) -> None: ...


def audit(plan: Plan, engine: Callable[[], Engine], make_scanner: MakeScanner, watcher: Watcher) -> None:
    """Bring the run folder up to date with the folders. Raises UsageError for a folder that cannot be used.

    Interrupted at any point, the same call goes on where it stopped: what is in the store is whole.
    """
    folder = prepared_folder(plan.run)
    plan = replace(plan, folders=folders_once(plan.folders))
    with locked(folder), readable(folder):
        copies = fingerprint(plan.settings, copies=True) if plan.copies else None
        store = Store(folder, fingerprint(plan.settings), copies)
        try:
            with still_there(folder):
                _Audit(plan, store, make_scanner, watcher).run(engine)
        finally:
            store.close()
            remove_unfinished(plan.run / COPIES)  # nobody else writes there while the folder is locked


class _Audit:
    def __init__(self, plan: Plan, store: Store, make_scanner: MakeScanner, watcher: Watcher) -> None:
        self._plan = plan
        self._store = store
        self._make_scanner = make_scanner
        self._watcher = watcher
        self._strangers = Strangers()

    def run(self, engine: Callable[[], Engine]) -> None:
        plan, store = self._plan, self._store
        folders = [*plan.folders, *([LIST] if plan.listed else [])]
        shard = "/".join(map(str, plan.filters.shard)) if plan.filters.shard else None
        store.check_belongs(folders, shard)
        store.forget(states=plan.rehash, failed=plan.retry_failed, everything=plan.force)
        store.begin_pass(
            self._listing(),
            started=_now(),
            folders=folders,
            shard=shard,
            strict=plan.strict,
        )
        if plan.copies:
            store.settle_copies(plan.run / COPIES)
        for sentence in why_again(store, plan.settings):
            self._watcher.again(sentence)
        looked = store.count_pending() > 0
        if looked:
            key, many = self._key(), store.count_pending() >= MANY
            with engine() as pool:
                if many if plan.staged is None else plan.staged:
                    detect = plan.settings.detect & FIRST_LOOK
                    first = Recipe(
                        replace(plan.settings, detect=detect), self._make_scanner, pictures=False, memory=plan.memory
                    )
                    self._stage(pool, first, TRIAGE, "First look")
                copies = str((plan.run / COPIES).absolute()) if plan.copies else None
                recipe = Recipe(plan.settings, self._make_scanner, key, plan.pictures, copies, plan.memory, plan.people)
                self._stage(pool, recipe, FULL, "Scanning")
            if plan.people:
                store.set_people(self._strangers.in_several())
        store.finish(_now(), looked=looked, keep_marks=plan.run_key is not None)
        if plan.run_key is None:
            (plan.run / KEY).unlink(missing_ok=True)

    def _listing(self) -> Iterator[Met]:
        """Raises UsageError, and the pass is then none, where nothing can be looked at: a drive that is not there
        must not pass as clean, nor take the earlier results with it."""
        plan, families = self._plan, Counter[str]()
        found = discover(
            plan.folders,
            each_once(plan.listed, plan.folders),
            filters=plan.filters,
            leave_out=(plan.run,),
            known=self._store.known,
        )
        for number, met in enumerate(found, start=1):
            if number % 1000 == 0:
                self._watcher.listing(number)
            families[met.family] += 1
            yield met
        if not families.keys() & {PHOTO, UNSEEN, UNREADABLE}:
            raise UsageError(_no_photo(plan, families))

    def _key(self) -> bytes:
        """The secret of this run: kept in the run folder until it is finished, or in a file that shards share."""
        path = self._plan.run_key or self._plan.run / KEY
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(secrets.token_bytes(KEY_BYTES))
            key = path.read_bytes()
        except OSError as error:
            raise UsageError(f"The key file {path} cannot be used: {error.strerror}.") from error
        if len(key) != KEY_BYTES:
            raise UsageError(f"{path} is no key file of this program. Name a new file with --run-key.")
        self._store.use_key(name_of_key(key), path.absolute())
        return key

    def _stage(self, pool: Engine, recipe: Recipe, depth: int, words: str) -> None:
        store = self._store
        while pending := store.count_pending(depth):
            total = store.count_photos()
            self._watcher.stage(words, total, total - pending)
            stage = _Stage(store, recipe, depth, self._plan, self._watcher)
            for result in pool.results(stage.pull, recipe):
                if result is None:
                    self._watcher.tick()
                else:
                    stage.keep(*result)
                    if result[1].strangers is not None:
                        self._strangers.add(result[0].number, result[1].strangers)


class _Stage:
    """One go over what is pending: hands out tasks, keeps results, and scans equal contents once."""

    def __init__(self, store: Store, recipe: Recipe, depth: int, plan: Plan, watcher: Watcher) -> None:
        self._store = store
        self._depth = depth
        self._plan = plan
        self._watcher = watcher
        self._pending = store.pending(depth)
        self._hashes: dict[tuple[int, int], str] = {}  # of files with several names (hard links)
        self._at_work: dict[str, int] = {}  # content to the photo that is looked at for all
        self._content: dict[int, str] = {}
        self._folders = FolderNumbers(store)
        self._crashed: list[int] | None = []  # None as soon as a photo was examined
        self._share = not plan.copies  # every file needs a copy of its own

    def pull(self) -> Task | None:
        """The next photo whose content is neither known nor being looked at."""
        for photo in self._pending:
            if photo.twins and self._share:
                sha256 = self._hash(photo)
                if sha256 is not None:
                    if self._known(photo, sha256):
                        self._watcher.photo(None)
                        continue
                    if sha256 in self._at_work:
                        continue  # stays pending: the next go finds its content known, or looks at it
                    self._at_work[sha256] = photo.number
                    self._content[photo.number] = sha256
            if not self._share:
                self._store.remove_copies(photo.number)
            return Task(photo.number, photo.path, photo.root, () if self._share else self._folders.on_the_way(photo))
        return None

    def keep(self, task: Task, look: Look) -> None:
        self._at_work.pop(self._content.pop(task.number, ""), None)
        picture = self._write_picture(look.sha256, look.picture) if look.sha256 and look.picture else None
        not_whole = look.errors or bool(self._plan.wanted.intersection(look.not_checked))
        self._store.add(
            task.number,
            look,
            depth=self._depth if look.status is Status.SCANNED else FULL,
            name=os.fsencode(telling(task.path, task.root)) if look.named_by else b"",
            picture=picture,
            incomplete=look.status is Status.SCANNED and not_whole,
        )
        self._watcher.photo(look)
        self._check_hope(task, look)

    def _check_hope(self, task: Task, look: Look) -> None:
        """Raises ScannerError where it is not the photos that are at fault; they are then looked at again next time."""
        if look.status is not Status.CRASHED:
            self._crashed = None
        elif self._crashed is not None:
            self._crashed.append(task.number)
            if len(self._crashed) == HOPELESS:
                self._store.forget_photos(self._crashed)
                error = json.loads(look.photo)["errors"][0]
                raise ScannerError(
                    f"The first {HOPELESS} photos all crashed, so something else is wrong: see `scanner doctor`, or "
                    f"give each more memory with --memory. Nothing is lost. The last one said: {error}"
                )

    def _hash(self, photo: Pending) -> str | None:
        if photo.identity in self._hashes:
            return self._hashes[photo.identity]
        if photo.size is None or photo.size > self._plan.settings.limits.bytes:
            return None
        try:
            with Path(photo.path).open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except (OSError, ValueError):
            return None
        if photo.identity is not None:
            self._hashes[photo.identity] = sha256
        return sha256

    def _known(self, photo: Pending, sha256: str) -> bool:
        for result, holds_for in self._store.result_of(sha256, self._depth):
            if holds_for == telling(photo.path, photo.root):
                self._store.link(photo.number, result)
                return True
        return False

    def _write_picture(self, sha256: str, data: bytes) -> str:
        """Written before the result that names it; named after the content, put in its place in one step."""
        folder = self._plan.run / PICTURES
        folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{sha256[:20]}-{self._store.settings[:8]}.jpg"
        temporary = folder / f".{name}"
        descriptor = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        temporary.replace(folder / name)
        return f"{PICTURES}/{name}"


def _no_photo(plan: Plan, families: Counter[str]) -> str:
    from scanner.outputs.terminal_audit import FAMILY

    places = ", ".join(plan.folders)
    share = " in share {}/{} of".format(*plan.filters.shard) if plan.filters.shard else " in"
    met = ", ".join(f"{number} {FAMILY[family]}" for family, number in families.most_common())
    return (
        f"No photo found{share} {places} ({f'only {met}' if met else 'nothing is there'}). Name a folder with photos."
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
