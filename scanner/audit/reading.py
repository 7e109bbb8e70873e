"""Finished or interrupted runs, read back: rows and a summary, without any model and without writing."""

from __future__ import annotations

import heapq
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from scanner import __version__
from scanner.audit.alike import Seen, groups_of
from scanner.audit.baseline import Baseline
from scanner.audit.belonging import LIST
from scanner.audit.counting import Tally, different
from scanner.audit.damage import check_entry, readable
from scanner.audit.discovery import PHOTO, folder_of
from scanner.audit.opening import connect
from scanner.audit.repeats import HELD, Held, Repeated, distinct, held_of, repeated, whole
from scanner.audit.store import FULL
from scanner.errors import UsageError
from scanner.findings import Severity, Status
from scanner.outputs.json_report import dumps, photo_json
from scanner.outputs.ranking import Group, group_of
from scanner.outputs.rows import Decision, PhotoRow, Skipped, Summary
from scanner.scanning import names, not_scanned
from scanner.settings import SELECTABLE

_WORST_FOLDERS = 20
_MOST_PEOPLE = 100_000  # numbers of people of several runs are told apart by their run's number in front


class Runs:
    """One or several run folders as one. Photos of the latest pass of each; one that several hold counts once.

    Where runs were made in different working folders, relative paths are shown whole: `photos/1.jpg` of two places
    is two photos, and a person must be able to find each.
    """

    def __init__(self, folders: Sequence[Path], baseline: Baseline | None = None) -> None:
        self._runs = [_Run(folder, number) for number, folder in enumerate(distinct(folders))]
        self._baseline = baseline
        self._repeated = Repeated()
        if len(self._runs) > 1:
            apart = len({run.place for run in self._runs}) > 1
            for run in self._runs:
                run.shown_whole = apart
            self._repeated = repeated(lambda: (photo for run in self._runs for photo in run.held()))
        self._alike = groups_of([seen for run in self._runs for seen in run.seen()])
        self._summary: Summary | None = None

    def close(self) -> None:
        for run in self._runs:
            run.close()

    def rows(self, *, by_path: bool = False) -> Iterator[PhotoRow]:
        """Worst first, or in the order of the folders; one at a time."""
        streams = [run.rows(self._alike, self._baseline, by_path=by_path) for run in self._runs]

        def order(row: PhotoRow) -> tuple[bool, float, bytes]:
            return (False, 0.0, os.fsencode(row.path)) if by_path else (row.depth == 0, -row.priority, b"")

        for row in heapq.merge(*streams, key=order):
            if row.number not in self._repeated.surplus:
                yield replace(row, incomplete=True) if row.number in self._repeated.failed else row

    def preview(self, row: PhotoRow) -> bytes | None:
        """A small JPEG of the covered photo."""
        run, number = divmod(row.number, _Run.MOST)
        return self._runs[run].preview(number)

    def skipped(self) -> Iterator[Skipped]:
        for run in self._runs:
            yield from run.skipped()

    def summary(self) -> Summary:
        """Everything counted, once, in one go over the rows."""
        self._summary = self._summary or self._counted()
        return self._summary

    def _counted(self) -> Summary:
        first = [run.latest for run in self._runs]
        made = Summary(tool=__version__)
        made.folders = list(dict.fromkeys(line for run in self._runs for line in run.folders()))
        made.started = min(row["started"] for row in first)
        unfinished = any(row["finished"] is None for row in first)
        made.finished = None if unfinished else max(row["finished"] for row in first)
        made.shards = sorted(row["shard"] for row in first if row["shard"])
        for row in self.rows():
            _count(made, row)
        made.alike_groups = len(set(self._alike.values()))
        made.worst_folders = Counter(dict(made.worst_folders.most_common(_WORST_FOLDERS)))
        for skipped in self.skipped():
            made.skipped[skipped.family] += 1
        made.copies_failed = sum(run.copies_failed() for run in self._runs)
        made.different, made.exact = different([run.tally() for run in self._runs])
        if self._baseline is not None:
            made.fresh = made.fresh or 0
        return made


def _count(made: Summary, row: PhotoRow) -> None:
    made.photos += 1
    made.depths[row.depth] += 1
    if row.depth == 0:
        return
    made.statuses[row.status] += 1
    if row.misnamed:
        made.misnamed += 1
    else:
        made.groups[row.group.value] += 1
    made.severities[row.severity] += 1
    if row.depth == FULL and row.partial:
        made.not_checked.update(row.not_checked)
    if row.verdict:
        made.verdicts[row.verdict] += 1
    made.kinds.update(set(row.kinds))
    made.same_content += bool(row.same_content)
    if row.severity >= Severity.HIGH:
        made.worst_folders[row.folder] += 1
    if row.decision:
        made.decisions[row.decision.decision] += 1
    if row.fresh is None:
        made.worst = max(made.worst, row.severity)
    elif row.fresh:
        made.fresh = (made.fresh or 0) + len(row.fresh)
        made.worst = max(made.worst, *(severity for severity, _ in row.news()))
    made.failures += row.failed
    if row.taken:
        made.oldest = min(filter(None, (made.oldest, row.taken)))
        made.newest = max(filter(None, (made.newest, row.taken)))
        made.by_camera &= row.by_camera


class _Run:
    MOST = 1 << 40  # photo numbers of several runs are told apart by their run's number in front

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        self._db = connect(folder)
        self.shown_whole = False
        with readable(folder, ValueError):
            self._begin()

    def _begin(self) -> None:
        latest = self._db.execute("SELECT * FROM passes ORDER BY id DESC LIMIT 1").fetchone()
        if latest is None:
            raise UsageError(f"The run in {self.folder} was stopped before it had listed its photos.")
        self.latest: sqlite3.Row = latest
        about = dict(self._db.execute("SELECT key, value FROM about").fetchall())
        self._key: str = about.get("key", "")
        self._together: dict[str, int] | None = json.loads(about.get("together", "null"))
        self.place: str | None = json.loads(about.get("place", "null"))
        self._decisions = {
            row["path"]: (row["sha256"], Decision(row["decision"], row["who"], row["decided"], row["note"]))
            for row in self._db.execute("SELECT * FROM decisions")
        }

    def close(self) -> None:
        self._db.close()

    def _all(self, query: str, values: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
        """Every reading goes through here, so that damage is told as damage."""
        with readable(self.folder):
            yield from self._db.execute(query, values)

    def _photos(self, columns: str, tail: str = "", *, joined: str = "") -> Iterator[sqlite3.Row]:
        query = f"""SELECT {columns} FROM files LEFT JOIN results ON results.id = files.result
            AND results.settings = ? {joined} WHERE files.pass = ? AND files.family = ? {tail}"""
        return self._all(query, (self.latest["settings"], self.latest["id"], PHOTO))

    def folders(self) -> list[str]:
        """As they were given, or whole where runs of several places are shown together."""
        names = json.loads(self.latest["folders"])
        return [name if name == LIST else self._shown(name) for name in names]

    def held(self) -> Iterator[Held]:
        """What tells the photos of several runs apart."""
        for row in self._photos(HELD):
            path = os.path.normpath(whole(os.fsdecode(row["path"]), self.place))
            yield held_of(row, self._numbered(row["file"]), path)

    def _shown(self, path: str) -> str:
        return whole(path, self.place) if self.shown_whole else path

    def seen(self) -> Iterator[Seen]:
        """For grouping: one of each content, so that exact copies are no burst."""
        with readable(self.folder, ValueError, TypeError):
            for row in self._photos("files.id, path, taken, alike", "AND alike IS NOT NULL GROUP BY results.id"):
                at = datetime.fromisoformat(row["taken"]).replace(tzinfo=UTC).timestamp() if row["taken"] else None
                folder = folder_of(self._shown(os.fsdecode(row["path"])))
                yield Seen(self._numbered(row["id"]), row["alike"], folder, at)

    def rows(self, alike: dict[int, int], baseline: Baseline | None, *, by_path: bool) -> Iterator[PhotoRow]:
        order = "path" if by_path else "results.id IS NULL, priority DESC, files.id"
        people: dict[int, list[int]] = {}
        for row in self._all("SELECT result, person FROM people ORDER BY person"):
            people.setdefault(row["result"], []).append(self.number * _MOST_PEOPLE + row["person"])
        firsts = {
            row["result"]: (self._numbered(row["first"]), row["files"])
            for row in self._photos("files.result, min(files.id) AS first, count(*) AS files", "GROUP BY result")
        }
        columns = "results.*, files.id AS file, files.path, files.named, files.mtime, files.size AS bytes"
        for row in self._photos(columns, f"ORDER BY {order}"):
            if row["photo"] is None:
                yield self._unseen(row)
            else:
                with readable(self.folder, KeyError, TypeError, ValueError, AttributeError):
                    first, files = firsts[row["id"]]
                    made = self._row(row, alike.get(first), files - 1, baseline)
                yield replace(made, people=tuple(people.get(row["id"], ())))

    def _unseen(self, row: sqlite3.Row) -> PhotoRow:
        path = self._shown(os.fsdecode(row["path"]))
        return PhotoRow(
            number=self._numbered(row["file"]), path=path, folder=folder_of(path), photo=_not_yet(), status="",
            depth=0, verdict=None, severity=-1, clinical=0.0, priority=-1.0, group=Group.NOT_CHECKED, kinds={},
            size=row["bytes"], taken=_changed(row["mtime"]), not_checked=names(SELECTABLE),
        )  # fmt: skip

    def _row(self, row: sqlite3.Row, alike: int | None, others: int, baseline: Baseline | None) -> PhotoRow:
        path = self._shown(os.fsdecode(row["path"]))
        entry = json.loads(row["photo"])
        check_entry(entry)
        findings = entry["findings"]
        decided = self._decisions.get(row["path"])
        slugs = Counter(finding["kind"] for finding in findings)
        scanned = row["status"] == Status.SCANNED.value
        not_checked = tuple(entry["not_checked"])
        return PhotoRow(
            number=self._numbered(row["file"]),
            path=path,
            folder=folder_of(path),
            photo=row["photo"],
            status=row["status"],
            depth=row["depth"],
            verdict=row["verdict"],
            severity=row["severity"],
            clinical=row["clinical"],
            priority=row["priority"],
            group=group_of(slugs, row["severity"], row["clinical"], scanned=scanned, partial=bool(not_checked)),
            kinds=slugs,
            named=bool(row["named"]),
            incomplete=bool(row["incomplete"]),
            sha256=row["sha256"],
            size=row["bytes"],
            taken=row["taken"] or _changed(row["mtime"]),
            by_camera=row["taken"] is not None,
            alike=alike,
            same_content=others,
            picture=str((self.folder / row["picture"]).absolute()) if row["picture"] else None,
            decision=decided[1] if decided and decided[0] == row["sha256"] else None,
            fresh=None if baseline is None else baseline.fresh(row["sha256"] or "", findings),
            not_checked=not_checked,
        )

    def preview(self, number: int) -> bytes | None:
        query = "SELECT jpeg FROM previews JOIN files ON files.result = previews.result WHERE files.id = ?"
        row = next(self._all(query, (number,)), None)
        return bytes(row["jpeg"]) if row else None

    def skipped(self) -> Iterator[Skipped]:
        query = "SELECT path, family, reason FROM files WHERE pass = ? AND family <> ? ORDER BY family, path"
        for row in self._all(query, (self.latest["id"], PHOTO)):
            yield Skipped(self._shown(os.fsdecode(row["path"])), row["family"], row["reason"])

    def copies_failed(self) -> int:
        return sum(1 for _ in self._photos("1", "AND copy_failed"))

    def tally(self) -> Tally:
        """The identifiers of what is shown: photos that were examined anew left the batch that they were counted in."""
        left = {row["counted"]: row["photos"] for row in self._photos(
            "counted, count(DISTINCT results.id) AS photos", "AND counted IS NOT NULL GROUP BY counted"
        )}  # fmt: skip
        batches: dict[int, dict[str, int]] = {}
        whole = True
        for row in self._all("SELECT batch, kind, number, photos FROM counts"):
            if row["batch"] in left:
                batches.setdefault(row["batch"], {})[row["kind"]] = row["number"]
                whole = whole and left[row["batch"]] == row["photos"]
        return Tally(list(batches.values()), whole, self._marks(), self._key, self._together)

    def _marks(self) -> frozenset[tuple[str, bytes]]:
        marked = self._photos("DISTINCT marks.kind, marks.mac", joined="JOIN marks ON marks.result = results.id")
        return frozenset((row["kind"], bytes(row["mac"])) for row in marked)

    def _numbered(self, number: int) -> int:
        return self.number * self.MOST + number


@cache
def _not_yet() -> str:
    """The entry of a photo that the audit has not come to, so that no list of photos leaves it out."""
    sentence = "Not looked at yet: the audit is not finished. Run the same audit again to go on."
    return dumps(photo_json(not_scanned("", Status.NOT_YET, sentence)))


def _changed(mtime: int | None) -> str | None:
    """When a file was last changed (UTC, ISO 8601 without zone), from nanoseconds since 1970."""
    if mtime is None:
        return None
    try:
        return datetime.fromtimestamp(mtime / 1e9, UTC).isoformat(timespec="seconds")[:19]
    except (OverflowError, ValueError, OSError):  # a clock gone wild
        return None
