"""The run store: nothing twice, nothing lost, nothing raw; without processes."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scanner.audit.discovery import Filters
from scanner.audit.lock import locked
from scanner.audit.reading import Runs
from scanner.audit.worker import Look
from scanner.errors import ScannerError, UsageError
from scanner.findings import PhotoReport
from scanner.photo.photo import Photo
from scanner.settings import Settings
from tests.unit.audit.fakes import BYTES, NUMBER, FakeScanner, Watch, run, write


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for name in ("a number.jpg", "b face.jpg", "ward/c.jpg", "ward/d number face.jpg", "ward/bad.jpg"):
        write(folder / name)
    return folder


def entries(*runs: Path) -> dict[str, Any]:
    """Every photo's entry by name, without what two runs may differ in."""
    with closing(Runs(runs)) as read:
        found = {Path(row.path).name: row.entry() for row in read.rows(by_path=True) if row.depth}
    for entry in found.values():
        entry.pop("annotated", None)
    return found


def test_a_run_holds_the_contract_and_nothing_raw(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run")
    found = entries(tmp_path / "run")
    assert found["a number.jpg"]["findings"][0]["kind"] == "nhs_number"
    assert found["a number.jpg"]["text_regions"][0]["read"] is True
    assert found["bad.jpg"]["status"] == "unreadable"
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "run" / "results.sqlite").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "run" / "key").exists()
    digits = NUMBER.replace(" ", "").encode()
    for path in (tmp_path / "run").rglob("*"):
        if path.is_file():
            assert NUMBER.encode() not in path.read_bytes() and digits not in path.read_bytes()
    with closing(Runs([tmp_path / "run"])) as read:
        assert read.summary().different == {"nhs_number": 1}  # the same number in two photos
    with closing(sqlite3.connect(tmp_path / "run" / "results.sqlite")) as store:
        assert store.execute("SELECT count(*) FROM marks").fetchone() == (0,)


def test_the_second_run_looks_only_at_what_changed(photos: Path, tmp_path: Path) -> None:
    assert len(run(photos, tmp_path / "run").looked) == 5
    assert not run(photos, tmp_path / "run").looked
    write(photos / "a number.jpg", "other content")
    write(photos / "new.jpg")
    (photos / "ward" / "c.jpg").unlink()
    assert len(run(photos, tmp_path / "run").looked) == 2
    assert set(entries(tmp_path / "run")) == {
        "a number.jpg", "b face.jpg", "d number face.jpg", "bad.jpg", "new.jpg"
    }  # fmt: skip
    assert entries(tmp_path / "run") == entries_of_a_fresh_run(photos, tmp_path)


def entries_of_a_fresh_run(photos: Path, tmp_path: Path) -> dict[str, Any]:
    run(photos, tmp_path / "fresh")
    return entries(tmp_path / "fresh")


def test_a_touched_or_moved_file_is_known_by_its_content(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run")
    os.utime(photos / "a number.jpg", (5, 5))
    (photos / "b face.jpg").rename(photos / "ward" / "b face.jpg")
    again = run(photos, tmp_path / "run")
    assert (len(again.looked), again.known) == (0, 2)
    again = run(photos, tmp_path / "run", rehash=True)
    assert [look.status.value for look in again.looked] == ["unreadable"]  # only whole results are taken over
    assert len(run(photos, tmp_path / "run", force=True).looked) == 5
    assert len(run(photos, tmp_path / "run", retry_failed=True).looked) == 1


def test_equal_contents_are_scanned_once(tmp_path: Path) -> None:
    for name in ("a.jpg", "sub/b.jpg", "sub/c.jpg"):
        write(tmp_path / "photos" / name, "the same")
    # A name that says who it is makes another result of the same content.
    write(tmp_path / "photos" / f"NHS No {NUMBER}.jpg", "the same")
    watch = run(tmp_path / "photos", tmp_path / "run")
    assert (len(watch.looked), watch.known) == (2, 2)
    assert {e["sha256"] for e in entries(tmp_path / "run").values()} == {watch.looked[0].sha256}


def test_settings_and_a_crash_in_the_listing(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(photos, tmp_path / "run")
    before = entries(tmp_path / "run")

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("scanner.audit.audit.discover", broken)
        run(photos, tmp_path / "run")
    assert entries(tmp_path / "run") == before
    monkeypatch.setattr("scanner.audit.fingerprint.__version__", "9")
    assert len(run(photos, tmp_path / "run").looked) == 5


def test_a_file_that_could_not_be_opened_is_tried_again(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(photos / "no ending")  # looked into to see what it is

    def locked_up(_path: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("scanner.audit.discovery._head", locked_up)
        run(photos, tmp_path / "run")
        assert "no ending" not in entries(tmp_path / "run")
    run(photos, tmp_path / "run")
    assert entries(tmp_path / "run")["no ending"]["status"] == "scanned"


def test_rehash_looks_anew_at_what_was_no_photo(photos: Path, tmp_path: Path) -> None:
    file = photos / "no ending"
    file.write_bytes(b"text")
    state = file.stat()
    run(photos, tmp_path / "run")
    file.write_bytes(BYTES)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    run(photos, tmp_path / "run")
    assert "no ending" not in entries(tmp_path / "run")
    run(photos, tmp_path / "run", rehash=True)
    assert "no ending" in entries(tmp_path / "run")


def test_what_an_earlier_version_took_for_ours_by_its_name_is_looked_at(photos: Path, tmp_path: Path) -> None:
    write(photos / "IMG.annotated.jpg")
    run(photos, tmp_path / "run")
    with closing(sqlite3.connect(tmp_path / "run" / "results.sqlite")) as store, store:
        store.execute("UPDATE files SET family = 'own', result = NULL WHERE CAST(path AS TEXT) LIKE '%annotated%'")
    assert "IMG.annotated.jpg" not in entries(tmp_path / "run")
    run(photos, tmp_path / "run")
    assert "IMG.annotated.jpg" in entries(tmp_path / "run")


def test_where_no_photo_is_the_earlier_results_stay(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run", copies=True)
    before, copies = entries(tmp_path / "run"), set((tmp_path / "run" / "copies").rglob("*.jpg"))
    photos.rename(tmp_path / "away")
    photos.mkdir()
    with pytest.raises(UsageError, match=r"No photo found in .*nothing is there"):
        run(photos, tmp_path / "run", copies=True)
    assert entries(tmp_path / "run") == before
    assert set((tmp_path / "run" / "copies").rglob("*.jpg")) == copies != set()


def test_a_folder_that_is_no_run_folder_is_refused(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="other files"):
        run(photos, photos)
    with pytest.raises(UsageError, match="no run folder"):
        Runs([photos])


def test_one_writer_at_a_time(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run")
    with locked(tmp_path / "run"), pytest.raises(UsageError, match="Another audit"):
        run(photos, tmp_path / "run")
    assert not run(photos, tmp_path / "run").looked


def test_a_first_look_comes_before_the_full_one(photos: Path, tmp_path: Path) -> None:
    watch = run(photos, tmp_path / "run", staged=True)
    assert watch.stages == [("First look", 5, 0), ("Scanning", 5, 1)]  # the damaged one needs no second look
    full = watch.looked[5:]
    assert [look.priority for look in full] == sorted((look.priority for look in full), reverse=True)
    assert {entry["depth"] for entry in entries(tmp_path / "run").values()} == {"full"}


def test_copies_mirror_the_tree_and_follow_it(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run" / "copies"
    run(photos, tmp_path / "run", copies=True)
    copy = to / "ward" / "c.redacted.jpg"
    first = copy.read_bytes()
    stray = to / "stray.redacted.jpg"  # as a killed run leaves one behind
    stray.write_bytes(b"")
    write(photos / "ward" / "c.jpg", "changed")
    (photos / "b face.jpg").unlink()
    run(photos, tmp_path / "run", copies=True)
    assert copy.read_bytes() != first
    assert sorted(p.name for p in to.rglob("*.jpg")) == [
        "a number.redacted.jpg", "c.redacted.jpg", "d number face.redacted.jpg"
    ]  # fmt: skip
    assert entries(tmp_path / "run")["c.jpg"]["output"] == str(copy)


def test_shards_under_one_key_count_a_person_once(photos: Path, tmp_path: Path) -> None:
    write(photos / "e number.jpg")
    write(photos / "f number.jpg")
    runs = [tmp_path / "one", tmp_path / "two"]
    for number, to in enumerate(runs, start=1):
        run(photos, to, filters=Filters(shard=(number, 2)), run_key=tmp_path / "secret")
    assert entries(*runs) == entries_of_a_fresh_run(photos, tmp_path)
    with closing(Runs(runs)) as read:
        summary = read.summary()
    assert (summary.different, summary.exact, summary.photos) == ({"nhs_number": 1}, True, 7)


def test_photos_are_shown_covered(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run")
    with closing(Runs([tmp_path / "run"])) as read:
        rows = {Path(row.path).name: row for row in read.rows()}
        assert (read.preview(rows["a number.jpg"]) or b"").startswith(b"\xff\xd8")
        assert read.preview(rows["bad.jpg"]) is None
    assert Path(rows["a number.jpg"].picture or "").is_file()
    assert rows["ward/c.jpg".rpartition("/")[2]].picture is None
    assert json.loads(rows["a number.jpg"].photo)["path"] == ""
    assert rows["a number.jpg"].taken == "2025-09-14T08:15:02"
    assert next(iter(rows)) in ("a number.jpg", "d number face.jpg")


def test_a_run_in_which_everything_crashes_stops_and_can_go_on(tmp_path: Path) -> None:
    for number in range(12):
        write(tmp_path / "photos" / f"broken {number}.jpg")
    with pytest.raises(ScannerError, match=r"something else is wrong.*ZeroDivisionError"):
        run(tmp_path / "photos", tmp_path / "run", make=broken)
    assert len(run(tmp_path / "photos", tmp_path / "run").looked) == 12
    for number in range(30):
        write(tmp_path / "photos" / f"z{number}.jpg")
    run(tmp_path / "photos", tmp_path / "run", make=broken_but_one)  # not the first ones: the photos' own fault


def broken(settings: Settings) -> FakeScanner:
    raise ZeroDivisionError


class _BrokenButOne(FakeScanner):
    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]:
        if Path(path).name != "z0.jpg":
            raise ZeroDivisionError
        return super().scan_with_photo(path, shown_as=shown_as, root=root)


def broken_but_one(settings: Settings) -> FakeScanner:
    return _BrokenButOne(settings)


def test_a_photo_removed_and_one_replaced_meanwhile(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for name in ("a.jpg", "b number.jpg", "c.jpg", "d.jpg"):
        write(photos / name)

    class Meanwhile(Watch):
        def photo(self, look: Look | None) -> None:
            if not self.looked:
                (photos / "c.jpg").unlink()
                write(photos / "b number.jpg", "another content, and longer")
            super().photo(look)

    run(photos, tmp_path / "run", watch=Meanwhile())
    found = entries(tmp_path / "run")
    assert {name: entry["status"] for name, entry in found.items()} == {
        "a.jpg": "scanned", "b number.jpg": "scanned", "c.jpg": "unreadable", "d.jpg": "scanned"
    }  # fmt: skip
    content = (photos / "b number.jpg").read_bytes()
    assert found["b number.jpg"]["sha256"] == hashlib.sha256(content).hexdigest()
    again = run(photos, tmp_path / "run")
    assert not again.looked and "c.jpg" not in entries(tmp_path / "run")


KILLED = """
import os, sqlite3, sys
store = sqlite3.connect(sys.argv[1])
store.execute("PRAGMA cache_size = 1")
store.execute("BEGIN")
store.execute("UPDATE results SET photo = ''")
for number in range(200):
    store.execute("INSERT INTO previews VALUES (?, zeroblob(9000))", (1000 + number,))
os._exit(9)
"""


def test_a_kill_in_the_middle_of_a_change_takes_it_back(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run")
    before = entries(tmp_path / "run")
    store = tmp_path / "run" / "results.sqlite"
    subprocess.run([sys.executable, "-c", KILLED, str(store)], check=False)
    assert store.with_name("results.sqlite-journal").stat().st_size > 0
    assert entries(tmp_path / "run") == before
    assert not run(photos, tmp_path / "run").looked
