"""The run folder: one SQLite file that one process writes, photo by photo, and that a kill leaves whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.audit.belonging import check_same, check_same_share, homes
from scanner.audit.counting import count_marks
from scanner.audit.discovery import PHOTO, Met, State
from scanner.audit.opening import connect
from scanner.audit.own import COPY, PICTURE, Identity, files_below, identity_of, is_gone, remove_others
from scanner.audit.worker import Look
from scanner.findings import Status

TRIAGE, FULL = 1, 2
_PAGE = 500
_SEVERAL = b"\0"  # between the paths of several copies
# What an earlier pass says of these holds for that pass only: other options, other rights, another version.
_PASSING = ("ignored", "gone", "unreadable", "own")
FAILED = (Status.UNREADABLE, Status.CRASHED, Status.TIMED_OUT)


@dataclass(frozen=True)
class Pending:
    """A photo of the current pass that still has to be looked at."""

    number: int
    path: str
    root: str | None
    size: int | None
    identity: tuple[int, int] | None
    twins: bool  # another file or result of the same size: worth a look at the content first


class Store:
    """Writes one run. Use it under the folder's lock; all changes are whole transactions."""

    def __init__(self, folder: Path, settings: str, copies: str | None = None) -> None:
        """`settings`: the fingerprint under which results count as up to date; `copies`: that of checked copies, None
        where none are asked for."""
        self.folder = folder
        self.settings = settings
        self.copies = copies
        self._db = connect(folder, write=True)
        self.pass_number = 0

    def close(self) -> None:
        self._db.close()

    def check_belongs(self, folders: Sequence[str], shard: str | None) -> None:
        """Raises UsageError where this run folder holds an audit of photos that would be dropped now."""
        last = self._db.execute("SELECT shard FROM passes ORDER BY id DESC LIMIT 1").fetchone()
        if last is not None:
            check_same(self.folder, json.loads(self.about("folders") or "[]"), homes(folders))
            check_same_share(self.folder, last["shard"], shard)

    def begin_pass(
        self, listing: Iterable[Met], *, started: str, folders: Sequence[str], shard: str | None, strict: bool
    ) -> None:
        """List everything in one transaction. A kill in between lists nothing."""
        with self._db:
            # Paths are kept as they were given; from where, so that they can be told from those of other places.
            self._set_about("place", json.dumps(str(Path.cwd())))
            self._set_about("folders", json.dumps(homes(folders)))
            cursor = self._db.execute(
                "INSERT INTO passes (started, folders, settings, shard, strict) VALUES (?, ?, ?, ?, ?)",
                (started, json.dumps(folders), self.settings, shard, strict),
            )
            self.pass_number = int(cursor.lastrowid or 0)
            for met in listing:
                self._list(met)

    def _list(self, met: Met) -> None:
        state = met.state
        values = (state.size, state.mtime_ns, state.device, state.inode) if state else (None,) * 4
        self._db.execute(
            """INSERT INTO files (path, root, named, family, reason, pass, size, mtime, device, inode)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (path) DO UPDATE SET root = excluded.root, named = excluded.named, family = excluded.family,
            reason = excluded.reason, pass = excluded.pass, size = excluded.size, mtime = excluded.mtime,
            device = excluded.device, inode = excluded.inode,
            result = CASE WHEN excluded.size IS size AND excluded.mtime IS mtime AND excluded.device IS device
                AND excluded.inode IS inode THEN result END""",
            (os.fsencode(met.path), met.root and os.fsencode(met.root), met.named, met.family, met.reason,
             self.pass_number, *values),
        )  # fmt: skip

    def known(self, path: str, state: State) -> tuple[str, str] | None:
        """Family and reason of an unchanged file, as an earlier pass saw them."""
        row = self._db.execute(
            "SELECT family, reason FROM files WHERE path = ? AND size = ? AND mtime = ? AND device = ? AND inode = ?",
            (os.fsencode(path), state.size, state.mtime_ns, state.device, state.inode),
        ).fetchone()
        return (row["family"], row["reason"]) if row and row["family"] not in _PASSING else None

    def forget(self, *, states: bool = False, failed: bool = False, everything: bool = False) -> None:
        """Have photos looked at again: by content (`states`), those that `failed`, or `everything` anew."""
        with self._db:
            if everything:
                self._db.execute("UPDATE results SET settings = ''")
            if states or everything:
                self._db.execute("UPDATE files SET result = NULL, mtime = NULL")  # nor is a family `known` any more
            elif failed:
                marks = ", ".join("?" * len(FAILED))
                self._db.execute(
                    f"UPDATE files SET result = NULL WHERE result IN "
                    f"(SELECT id FROM results WHERE status IN ({marks}) OR incomplete OR copy_failed)",
                    [status.value for status in FAILED],
                )

    def forget_photos(self, numbers: Iterable[int]) -> None:
        """Have these photos looked at again."""
        with self._db:
            self._db.executemany("UPDATE files SET result = NULL WHERE id = ?", [(number,) for number in numbers])

    _OPEN = """FROM files LEFT JOIN results ON results.id = files.result
        WHERE files.pass = :pass AND files.family = :photo
        AND (results.id IS NULL OR results.settings <> :settings OR results.depth < :depth OR (:depth = :full AND CASE
            WHEN :copies IS NULL THEN copied IS NOT NULL AND (copy_failed OR incomplete)
            ELSE copied IS NOT :copies END))"""

    def _asked(self, depth: int) -> dict[str, object]:
        """A photo whose copy failed is looked at again without one; a good copy is no reason to look again."""
        return {
            "pass": self.pass_number, "photo": PHOTO, "settings": self.settings, "depth": depth, "full": FULL,
            "copies": self.copies,
        }  # fmt: skip

    def count_pending(self, depth: int = FULL) -> int:
        return int(self._db.execute(f"SELECT count(*) {self._OPEN}", self._asked(depth)).fetchone()[0])

    def looked_at_before(self) -> dict[str, int]:
        """Photos that were examined in full, and will be again, by the reason: other `settings`, no `copy` made like
        this, or a `failed_copy` that is not asked for any more."""
        reason = """CASE WHEN results.settings <> :settings THEN 'settings'
            WHEN :copies IS NULL THEN 'failed_copy' ELSE 'copy' END"""
        query = (
            f"SELECT {reason}, count(*) {self._OPEN} AND results.settings <> '' AND results.depth = :full GROUP BY 1"
        )
        return dict(self._db.execute(query, self._asked(FULL)).fetchall())

    def count_photos(self) -> int:
        query = "SELECT count(*) FROM files WHERE pass = ? AND family = ?"
        return int(self._db.execute(query, (self.pass_number, PHOTO)).fetchone()[0])

    def pending(self, depth: int = FULL) -> Iterator[Pending]:
        """Photos to look at, a page at a time: in the order of listing, the worst of a first look first."""
        order = [int(row[0]) for row in self._db.execute(
            f"SELECT files.id {self._OPEN} ORDER BY coalesce(results.priority, 0) DESC, files.id", self._asked(depth)
        )]  # fmt: skip
        for start in range(0, len(order), _PAGE):
            numbers = order[start : start + _PAGE]
            rows = self._db.execute(
                f"""SELECT *, EXISTS (SELECT 1 FROM files o WHERE o.size = files.size AND o.id <> files.id)
                OR EXISTS (SELECT 1 FROM results r WHERE r.size = files.size) AS twins
                FROM files WHERE id IN ({", ".join("?" * len(numbers))})""",
                numbers,
            ).fetchall()
            by_number = {row["id"]: row for row in rows}
            for number in numbers:
                row = by_number[number]
                identity = (row["device"], row["inode"]) if row["inode"] else None
                root = None if row["root"] is None else os.fsdecode(row["root"])
                yield Pending(number, os.fsdecode(row["path"]), root, row["size"], identity, bool(row["twins"]))

    def first_in(self, folder: str) -> int:
        """The number of the first file that was ever met in and below a folder: it stays the same for all of them."""
        below = os.fsencode(folder + os.sep)
        row = self._db.execute(
            "SELECT min(id) FROM files WHERE path >= ? AND path < ?", (below, below[:-1] + bytes([below[-1] + 1]))
        ).fetchone()
        return int(row[0] or 0)

    def result_of(self, sha256: str, depth: int = FULL) -> Iterator[tuple[int, str]]:
        """Results for this content that still hold: their numbers, and the name that they hold for ("" for any).
        One that tells of a copy is that photo's alone."""
        rows = self._db.execute(
            "SELECT id, name FROM results WHERE sha256 = ? AND settings = ? AND depth >= ? AND status = ? "
            "AND NOT EXISTS (SELECT 1 FROM files WHERE files.result = results.id AND copied IS NOT NULL)",
            (sha256, self.settings, depth, Status.SCANNED.value),
        ).fetchall()
        return ((row["id"], os.fsdecode(row["name"])) for row in rows)

    def link(self, number: int, result: int) -> None:
        """This file has the content of that result."""
        with self._db:
            self._db.execute("UPDATE files SET result = ?, copied = NULL WHERE id = ?", (result, number))

    def remove_copies(self, number: int) -> None:
        """Make room for new copies of this photo."""
        row = self._db.execute("SELECT output FROM files WHERE id = ?", (number,)).fetchone()
        for path in _copies(row["output"] or b""):
            if COPY.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def add(self, number: int, look: Look, *, depth: int, name: bytes, picture: str | None, incomplete: bool) -> None:
        """One photo's result, in one transaction."""
        state = look.state
        with self._db:
            cursor = self._db.execute(
                "INSERT INTO results (settings, depth, sha256, size, name, status, verdict, severity, clinical,"
                " priority, taken, alike, incomplete, copy_failed, picture, photo) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self.settings, depth, look.sha256, state.size if state else None, name, look.status.value,
                 look.verdict, look.severity, look.clinical, look.priority, look.taken, look.alike, incomplete,
                 look.copy_failed, picture, look.photo),
            )  # fmt: skip
            result = cursor.lastrowid
            self._db.execute(
                "UPDATE files SET result = ?, output = ?, copied = ? WHERE id = ?",
                (
                    result,
                    _SEVERAL.join(map(os.fsencode, look.outputs)) or None,
                    self.copies if depth == FULL else None,
                    number,
                ),
            )
            if state:  # as it was before it was read: a file that changes meanwhile differs at the next pass
                self._db.execute(
                    "UPDATE files SET size = ?, mtime = ?, device = ?, inode = ? WHERE id = ?",
                    (state.size, state.mtime_ns, state.device, state.inode, number),
                )
            if look.preview:
                self._db.execute("INSERT INTO previews VALUES (?, ?)", (result, look.preview))
            rows = [(result, mark.kind, mark.mac) for mark in look.marks]
            self._db.executemany("INSERT INTO marks VALUES (?, ?, ?)", rows)

    def finish(self, when: str, *, looked: bool, keep_marks: bool) -> None:
        """The pass is done: drop what no listed photo uses, count different identifiers, forget the marks. One that
        `looked` at nothing shows the results of the pass before it, and so takes over its times."""
        with self._db:
            self._db.execute("UPDATE passes SET finished = ? WHERE id = ?", (when, self.pass_number))
            query = "SELECT finished, started FROM passes WHERE id < ? ORDER BY id DESC LIMIT 1"
            before = self._db.execute(query, (self.pass_number,)).fetchone()
            if before is not None and not looked:
                query = "UPDATE passes SET finished = coalesce(?, finished), started = ? WHERE id = ?"
                self._db.execute(query, (*before, self.pass_number))
            self._db.execute("DELETE FROM results WHERE id NOT IN (SELECT result FROM files WHERE result IS NOT NULL)")
            for table in ("previews", "marks", "people"):
                self._db.execute(f"DELETE FROM {table} WHERE result NOT IN (SELECT id FROM results)")
            if not keep_marks:
                count_marks(self._db)
            self._db.execute(
                "DELETE FROM counts WHERE batch NOT IN (SELECT counted FROM results WHERE counted IS NOT NULL)"
            )
        used = self._db.execute("SELECT DISTINCT picture FROM results WHERE picture IS NOT NULL")
        kept = {identity for row in used if (identity := identity_of(self.folder / row["picture"]))}
        remove_others(self.folder / "pictures", PICTURE, kept)

    def set_people(self, people: Mapping[int, Sequence[int]]) -> None:
        """Which strangers are in which photos; numbered after those that an earlier go found."""
        with self._db:
            last = self._db.execute("SELECT coalesce(max(person), 0) FROM people").fetchone()[0]
            self._db.executemany(
                "INSERT INTO people SELECT result, ? FROM files WHERE id = ? AND result IS NOT NULL",
                [(last + person, photo) for photo, persons in people.items() for person in persons],
            )

    def settle_copies(self, folder: Path) -> None:
        """Have a photo whose copy is not there any more looked at again. Remove copies that a killed run left behind,
        and those of photos that changed or are gone; one of a photo that was only not listed this time stays."""
        there = {identity for _, identity in files_below(folder)}
        kept: set[Identity] = set()
        lost = []
        rows = self._db.execute(
            """SELECT files.id, path, output, files.pass = :pass AS listed,
            results.settings IS :settings AND copied IS :copies AS current,
            files.pass <> :pass AND EXISTS (SELECT 1 FROM files o WHERE o.pass = :pass AND o.size = files.size
                AND o.device = files.device AND o.inode = files.inode) AS listed_anew
            FROM files LEFT JOIN results ON results.id = files.result WHERE output IS NOT NULL""",
            {"pass": self.pass_number, "settings": self.settings, "copies": self.copies},
        )
        for row in rows:
            copies = {identity for path in _copies(row["output"]) if (identity := identity_of(path)) in there}
            if len(copies) < row["output"].count(_SEVERAL) + 1:
                lost.append((row["id"],))
            elif row["current"] if row["listed"] else not row["listed_anew"] and not is_gone(os.fsdecode(row["path"])):
                kept |= copies
        with self._db:
            self._db.executemany("UPDATE files SET result = NULL, output = NULL WHERE id = ?", lost)
        remove_others(folder, COPY, kept)

    def use_key(self, name: str, file: Path) -> None:
        """From now on, marks are made under this secret. Those of another one cannot be compared with them, nor can the
        count of merged shards stand for what is examined now."""
        with self._db:
            if self.about("key") != name:
                count_marks(self._db)
            self._db.execute("DELETE FROM about WHERE key = 'together'")
            self._set_about("key", name)
            self._set_about("key_file", str(file))

    def set_about(self, key: str, value: str) -> None:
        with self._db:
            self._set_about(key, value)

    def _set_about(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def about(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])


def _copies(output: bytes) -> list[Path]:
    """A photo has several copies where each of its frames has one."""
    return [Path(os.fsdecode(name)) for name in output.split(_SEVERAL) if name]
