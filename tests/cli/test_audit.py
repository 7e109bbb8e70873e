"""`scanner audit` and `scanner report` as commands, with a fake scanner in real worker processes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scanner.cli.auditing import share, since_when
from scanner.cli.main import main
from scanner.cli.services import Services
from scanner.errors import UsageError
from tests.cli.conftest import Result
from tests.unit.audit.fakes import make_fake, write


@pytest.fixture
def photos(here: Path) -> Path:
    for name in ("a number.jpg", "sub/b face.jpg", "sub/c.jpg"):
        write(here / "photos" / name)
    return here / "photos"


def scanner(capfd: pytest.CaptureFixture[str], *arguments: str) -> Result:
    capfd.readouterr()
    code = main(arguments, Services(make_fake))  # type: ignore[arg-type]
    return Result(code, *capfd.readouterr())


def test_an_audit_tells_its_result_and_goes_on(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    done = scanner(capfd, "audit", "photos", "--run", "run", "--jobs", "1")
    assert done.code == 1
    assert "3 photos in 1 place" in done.out
    assert "About 1 patient may be affected" in done.out
    assert "photos/a number.jpg (critical: NHS number)" in done.out
    assert done.out.rstrip().endswith("run/report.html")
    (photos / "film.mp4").write_bytes(b"\x00\x00\x00\x14ftypisom\x00\x00\x00\x00isom")
    again = scanner(capfd, "audit", "photos", "--run", "run", "--json")
    document = again.json
    assert [p["path"] for p in document["photos"]] == [
        "photos/a number.jpg",
        "photos/sub/b face.jpg",
        "photos/sub/c.jpg",
    ]
    assert document["audit"]["not_examined"] == {"video": 1}
    assert {p["verdict"] for p in document["photos"]} == {"do_not_share", "fix_before_sharing", "nothing_found"}
    assert scanner(capfd, "audit", "photos", "--run", "run", "--fail-on", "critical", "--exit-zero").code == 0
    assert scanner(capfd, "audit", "photos", "--run", "run", "--strict").code == 3


def test_wrong_use(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["audit"],
        ["audit", "nowhere"],
        ["audit", "photos", "--shard", "3/2"],
        ["audit", "photos", "--run", "photos"],
        ["audit", "photos", "--scheduler", "tcp://10.0.0.1:1"],
    ):
        done = scanner(capfd, *arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err


def test_a_named_photo_that_is_gone_is_exit_3(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("list").write_text("photos/sub/c.jpg\nphotos/gone.jpg\n")
    done = scanner(capfd, "audit", "--from-file", "list", "--run", "run", "--jobs", "1", "--json")
    assert done.code == 3
    assert [p["status"] for p in json.loads(done.out)["photos"]] == ["unreadable", "scanned"]


@pytest.mark.timeout(60)
def test_named_things_that_are_no_files_are_exit_3(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    (photos / "empty.jpg").touch()  # as large as the pipe
    Path("list").write_text("photos/sub/c.jpg\nphotos\npipe\nphotos/empty.jpg\n")
    done = scanner(capfd, "audit", "--from-file", "list", "--run", "run", "--jobs", "1", "--json")
    assert done.code == 3
    status = {p["path"]: p["status"] for p in done.json["photos"]}
    assert status.keys() == {"photos", "pipe", "photos/empty.jpg", "photos/sub/c.jpg"}
    assert status["photos"] == status["pipe"] == "unreadable"


def test_an_audit_that_looked_at_nothing_is_exit_2(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    for arguments, words in (
        (["empty"], "No photo found in empty (nothing is there)."),
        (["photos", "--ignore", "*"], "left out by your choice"),
        (["empty", "--shard", "1/2"], "in share 1/2 of empty"),
    ):
        done = scanner(capfd, "audit", *arguments, "--run", "run")
        assert (done.code, done.out) == (2, "")
        assert words in done.err


def test_a_photo_with_a_name_like_ours_is_looked_at(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(here / "photos" / "number.annotated.jpg")
    (here / "photos" / "results.sqlite").write_text("hi")
    assert scanner(capfd, "audit", ".", "--run", "run", "--jobs", "1").code == 1


def test_a_file_named_like_a_photo_that_is_none_is_told_and_no_failure(
    photos: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(photos / "other.jpg")
    done = scanner(capfd, "audit", "photos", "--run", "run", "--jobs", "1", "--fail-on", "never")
    assert done.code == 0
    assert "Not a photo: photos/other.jpg" in done.err
    assert "1  no picture, though named like one" in done.out
    assert "not examined" not in done.out
    page = Path("run/report.html").read_text()
    assert "photos/other.jpg</span> It is a text." in page
    assert "could not be examined whole" not in page
    write(photos / "bad.jpg")
    done = scanner(capfd, "audit", "photos", "--run", "run", "--jobs", "1", "--fail-on", "never")
    assert done.code == 3
    assert "      1  not examined" in done.out
    assert "1 photo could not be examined whole." in done.out


def test_words_of_options() -> None:
    assert share("2/3") == (2, 3)
    assert since_when("2025-09-14") < since_when("1d")
    with pytest.raises(UsageError):
        since_when("yesterday")
    with pytest.raises(UsageError):
        share("0/3")


def test_reports_from_a_run_without_the_photos(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    scanner(capfd, "audit", "photos", "--run", "run", "--jobs", "1")
    assert Path("run/report.html").stat().st_mode & 0o777 == 0o600
    shutil.rmtree(photos)
    document = scanner(capfd, "report", "run", "--format", "json")
    assert (document.code, len(document.json["photos"])) == (0, 3)
    lines = scanner(capfd, "report", "run", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document.json["photos"]
    assert scanner(capfd, "report", "run", "-o", "out.csv").out == ""
    assert Path("out.csv").read_text(encoding="utf-8-sig").startswith("path,sha256,")
    assert scanner(capfd, "report", "run", "--format", "sarif").json["version"] == "2.1.0"
    assert scanner(capfd, "report", "run").out.startswith("<!doctype html>")
    assert scanner(capfd, "report", "run", "--write-baseline", "old.json").code == 0
    results = scanner(capfd, "report", "run", "--baseline", "old.json", "--format", "sarif").json["runs"][0]["results"]
    assert {result["baselineState"] for result in results} == {"unchanged"}
    assert scanner(capfd, "report", "nowhere").code == 2
    assert scanner(capfd, "report", "run", "--format", "pdf").code == 2


def test_an_audit_of_other_folders_needs_a_run_folder_of_its_own(
    photos: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(Path("others/d.jpg"))
    scanner(capfd, "audit", "photos", "--run", "run", "--jobs", "1", "--blur")
    before = sorted(Path("run/copies").rglob("*.jpg"))
    for arguments in (["others"], ["photos", "--shard", "1/2"]):
        refused = scanner(capfd, "audit", *arguments, "--run", "run", "--jobs", "1", "--blur")
        assert (refused.code, refused.out) == (2, "")
        assert "Choose another --run" in refused.err
    assert len(before) == 3 and sorted(Path("run/copies").rglob("*.jpg")) == before


def test_a_run_named_twice_and_a_damaged_one(photos: Path, capfd: pytest.CaptureFixture[str]) -> None:
    scanner(capfd, "audit", "photos", "--run", "run", "--jobs", "1")
    once, twice = (scanner(capfd, "report", *["run"] * number, "--format", "json").json for number in (1, 2))
    assert once == twice
    with closing(sqlite3.connect("run/results.sqlite")) as store, store:
        store.execute("UPDATE results SET photo = '{}'")
    for arguments in (["report", "run"], ["audit", "photos", "--run", "run", "--jobs", "1"]):
        told = scanner(capfd, *arguments)
        assert told.code == 2
        assert "may be damaged" in told.err and "choose another --run" in told.err
