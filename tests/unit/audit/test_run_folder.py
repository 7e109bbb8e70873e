"""The run folder and what lies in it: whose it is, and which files in it are ours."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.audit.belonging import each_once, folders_once
from scanner.audit.discovery import Filters
from scanner.audit.reading import Runs
from scanner.errors import UsageError
from scanner.findings import CopyReport, PhotoReport
from scanner.photo.photo import Photo
from scanner.settings import BESIDE, Destination, Settings
from tests.unit.audit.fakes import FakeScanner, run, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("m/a number.jpg", "m/sub/b.jpg", "other/c number.jpg"):
        write(tmp_path / name)
    return tmp_path


def copies(to: str = "run") -> list[str]:
    return sorted(path.relative_to(to, "copies").as_posix() for path in Path(to, "copies").rglob("*.redacted*"))


ALL = ["a number.redacted.jpg", "sub/b.redacted.jpg"]


def test_copies_of_a_relative_run_folder_stay(here: Path) -> None:
    photos, to = Path("m"), Path("run")
    run(photos, to, copies=True)
    before = {path: path.stat().st_mtime_ns for path in Path("run/copies").rglob("*.jpg")}
    for again in (to, to.absolute(), Path("other/../run")):
        assert not run(photos, again, copies=True).looked
        assert copies() == ALL
    assert {path: path.stat().st_mtime_ns for path in Path("run/copies").rglob("*.jpg")} == before


def test_a_copy_that_is_missing_is_made_again(here: Path) -> None:
    run(Path("m"), Path("run"), copies=True)
    Path("run/copies/sub/b.redacted.jpg").unlink()
    assert len(run(Path("m"), Path("run"), copies=True).looked) == 1
    assert copies() == ALL
    Path("run").rename("moved")  # the copies that results name are then not there
    run(Path("m"), Path("moved"), copies=True)
    assert copies("moved") == ALL
    with closing(Runs([Path("moved")])) as runs:
        assert all(Path(row.entry()["output"]).is_file() for row in runs.rows())


def test_equal_photos_have_a_copy_each_after_a_first_look(here: Path) -> None:
    run(Path("m"), Path("run"), copies=True, staged=True)
    write(here / "m" / "z.jpg", "b.jpg")  # the content of b.jpg
    run(Path("m"), Path("run"), copies=True, staged=True)
    assert copies() == [*ALL, "z.redacted.jpg"]


class _EveryFrame(FakeScanner):
    def copies_of(self, report: PhotoReport, photo: Photo | None, to: Destination = BESIDE) -> tuple[CopyReport, ...]:
        (first,) = super().copies_of(report, photo, to)
        second = Path(str(first.output).replace(".redacted", ".frame-002.redacted"))
        second.write_bytes(b"")
        return first, replace(first, output=str(second))


def every_frame(settings: Settings) -> FakeScanner:
    return _EveryFrame(settings)


def test_the_copies_of_all_frames_stay(here: Path) -> None:
    run(Path("m/sub"), Path("run"), copies=True, make=every_frame)
    assert not run(Path("m/sub"), Path("run"), copies=True, make=every_frame).looked
    assert copies() == ["b.frame-002.redacted.jpg", "b.redacted.jpg"]
    Path("run/copies/b.frame-002.redacted.jpg").unlink()
    run(Path("m/sub"), Path("run"), copies=True, make=every_frame)
    assert copies() == ["b.frame-002.redacted.jpg", "b.redacted.jpg"]


def test_foreign_files_in_the_run_folder_stay(here: Path) -> None:
    run(Path("m"), Path("run"), copies=True)
    foreign = [
        write(Path(name)) for name in ("run/pictures/holiday.jpg", "run/pictures/in/notes.txt", "run/copies/x.jpg")
    ]
    strays = [
        write(Path(name))
        for name in (
            f"run/pictures/{'0' * 20}-{'1' * 8}.jpg",
            f"run/pictures/.{'0' * 20}-{'1' * 8}.jpg",
            f"run/copies/.scanner-{'0' * 16}",
            "run/copies/stray.redacted-2.png",
        )
    ]
    run(Path("m"), Path("run"), copies=True)
    assert all(path.exists() for path in foreign)
    assert not any(path.exists() for path in strays)
    assert len(list(Path("run/pictures").glob("*-*.jpg"))) == 1


@pytest.mark.parametrize("name", ["pictures", "copies"])
def test_nothing_behind_a_link_is_deleted(here: Path, name: str) -> None:
    run(Path("m"), Path("run"), copies=True)
    Path("run", name).rename("elsewhere")
    Path("run", name).symlink_to(here / "elsewhere")
    foreign = [write(Path("elsewhere", n)) for n in (f"{'0' * 20}-{'1' * 8}.jpg", "theirs.redacted.jpg")]
    run(Path("m"), Path("run"), copies=True)
    assert all(path.exists() for path in foreign)


def test_a_named_copy_elsewhere_is_not_deleted(here: Path) -> None:
    run(Path("m"), Path("run"), copies=True)
    theirs = write(here / "theirs.redacted.jpg")
    with closing(sqlite3.connect("run/results.sqlite")) as store, store:
        store.execute("UPDATE files SET output = ?", (os.fsencode(theirs),))
    run(Path("m"), Path("run"), copies=True, force=True)
    assert theirs.exists()


def test_another_audit_is_refused(here: Path) -> None:
    run(Path("m"), Path("run"), copies=True)
    before = Path("run/results.sqlite").read_bytes()
    for force in (False, True):
        with pytest.raises(UsageError, match=r"belongs to an audit of other folders \(.*/m\)\. Choose another --run"):
            run(Path("other"), Path("run"), copies=True, force=force)
    with pytest.raises(UsageError, match="holds an audit of all photos"):
        run(Path("m"), Path("run"), copies=True, filters=Filters(shard=(1, 2)))
    with pytest.raises(UsageError, match="other folders"):
        run(Path("m/sub"), Path("run"), copies=True)
    assert (copies(), Path("run/results.sqlite").read_bytes()) == (ALL, before)


def test_the_same_folder_from_elsewhere_and_a_larger_one_are_taken(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(Path("m"), Path("run"), copies=True)
    monkeypatch.chdir(here / "m")
    run(here / "m", here / "run", copies=True)
    monkeypatch.chdir(here)
    assert copies() == ALL
    run(Path(), Path("run"), copies=True)
    with closing(Runs([Path("run")])) as runs:
        assert runs.summary().photos == 3


def test_one_share_does_not_take_the_place_of_another(here: Path) -> None:
    run(Path("m"), Path("run"), filters=Filters(shard=(1, 2)))
    run(Path("m"), Path("run"), filters=Filters(shard=(1, 2)))
    with pytest.raises(UsageError, match=r"holds share 1/2 of the photos.*for share 2/2"):
        run(Path("m"), Path("run"), filters=Filters(shard=(2, 2)))


def test_copies_of_photos_left_out_this_time_stay(here: Path) -> None:
    run(Path("m"), Path("run"), copies=True)
    run(Path("m"), Path("run"), copies=True, filters=Filters(ignore=("sub",)))
    assert copies() == ALL
    assert not run(Path("m"), Path("run"), copies=True).looked


def test_a_listed_file_is_one_photo_in_every_spelling(here: Path) -> None:
    listed = [
        "m/a number.jpg",
        "./m/a number.jpg",
        str(here / "m" / "a number.jpg"),
        "m//sub/b.jpg",
        "s3://b/c",
        "s3://b/c",
    ]
    assert each_once(listed, []) == ["m/a number.jpg", "m//sub/b.jpg", "s3://b/c"]
    assert each_once(["m/sub/b.jpg", "other/c.jpg"], ["./m"]) == ["./m/sub/b.jpg", "other/c.jpg"]
    assert each_once(["m/../m/sub/b.jpg"], []) == ["m/../m/sub/b.jpg"]
    run(Path(), Path("run"), listed=["m/a number.jpg", "./other/c number.jpg", "other/c number.jpg"])
    with closing(Runs([Path("run")])) as runs:
        assert sorted(row.path for row in runs.rows()) == ["./m/a number.jpg", "./m/sub/b.jpg", "./other/c number.jpg"]


def test_one_folder_under_two_names_counts_once(tmp_path: Path) -> None:
    one, link = tmp_path / "one", tmp_path / "link"
    one.mkdir()
    link.symlink_to(one, target_is_directory=True)
    given = [str(one), f"{one}/.", str(link), str(tmp_path)]
    assert folders_once(given) == [str(one), str(tmp_path)]


@pytest.mark.skipif(os.name == "nt", reason="names of bytes")
@pytest.mark.parametrize("name", [b"caf\xe9", b"two\nlines"])
def test_a_folder_with_any_name(name: bytes, here: Path) -> None:
    folder = Path(os.fsdecode(name))
    write(folder / "a number.jpg")
    run(folder, Path("run"))
    with closing(Runs([Path("run")])) as runs:
        assert runs.summary().folders == [str(folder)]
        assert [row.path for row in runs.rows()] == [str(folder / "a number.jpg")]


def test_a_store_of_another_program_is_refused_and_nothing_is_touched(here: Path) -> None:
    write(here / "lab" / "pictures" / "theirs.jpg")
    with closing(sqlite3.connect(here / "lab" / "results.sqlite")) as theirs:
        theirs.execute("CREATE TABLE assays (id INTEGER)")
    before = (here / "lab" / "results.sqlite").read_bytes()
    with pytest.raises(UsageError, match="another program"):
        run(here / "m", here / "lab")
    assert (here / "lab" / "results.sqlite").read_bytes() == before
    assert (here / "lab" / "pictures" / "theirs.jpg").exists()
