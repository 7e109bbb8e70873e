"""`scanner report`: what it may write over, and what it says of runs that are not finished."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scanner.cli.report import FORMATS
from scanner.findings import Detector
from tests.cli.conftest import photo
from tests.cli.test_audit import scanner as command
from tests.unit.audit.fakes import Watch, run, write
from tests.unit.audit.test_after import Stopped

NAMES = ("a number.jpg", "b face.jpg", "c.jpg")


@pytest.fixture
def finished(here: Path) -> Path:
    for name in NAMES:
        write(here / "photos" / name)
    run(here / "photos", here / "run")
    return here / "run"


@pytest.fixture
def unfinished(here: Path) -> Path:
    for name in NAMES:
        write(here / "photos" / name)
    with pytest.raises(KeyboardInterrupt):
        run(here / "photos", here / "run", watch=Stopped(1))
    return here / "run"


@pytest.mark.parametrize("kind", FORMATS)
def test_an_earlier_report_is_replaced_and_no_other_file(
    finished: Path, capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    for _ in range(2):
        assert command(capfd, "report", "run", "--format", kind, "-o", "out").code == 0
    other = "csv" if kind == "html" else "html"
    before = Path("out").read_bytes()
    refused = command(capfd, "report", "run", "--format", other, "-o", "out")
    assert refused.code == 2 and "no earlier" in refused.err and Path("out").read_bytes() == before
    Path("out").write_bytes(b"")
    assert command(capfd, "report", "run", "--format", kind, "-o", "out").code == 0


def test_photos_and_runs_are_never_replaced(finished: Path, capfd: pytest.CaptureFixture[str]) -> None:
    photo(Path("real.jpg"))
    Path("own.csv").write_text("path,size\na,1\n")
    Path("own.json").write_text('{"baseline": "none"}')
    Path("own.html").write_text("<!doctype html>\n<title>Holidays</title>")
    for name in ("real.jpg", "own.csv", "own.json", "own.html", "run/results.sqlite", "run/lock"):
        before = Path(name).read_bytes()
        for arguments in (("--write-baseline", name), *(("--format", kind, "-o", name) for kind in FORMATS)):
            refused = command(capfd, "report", "run", *arguments)
            assert (refused.code, refused.out) == (2, "") and name in refused.err
        assert Path(name).read_bytes() == before
    for _ in range(2):
        assert command(capfd, "report", "run", "--write-baseline", "accepted.json").code == 0


def test_nothing_happens_before_the_target_is_known_to_be_free(
    finished: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    photo(Path("real.jpg"))
    assert command(capfd, "report", "run", "--write-baseline", "new.json", "-o", "real.jpg").code == 2
    assert not Path("new.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="pipes with names and links are a matter of POSIX")
def test_pipes_and_links_stay_what_they_are(finished: Path, capfd: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_text()), daemon=True)
    reader.start()
    assert command(capfd, "report", "run", "--format", "jsonl", "-o", "pipe").code == 0
    reader.join(20)
    assert len(read[0].splitlines()) == 3 and Path("pipe").is_fifo()
    Path("folder").mkdir()
    Path("link").symlink_to("folder/table.csv")
    for _ in range(2):
        assert command(capfd, "report", "run", "--format", "csv", "-o", "link").code == 0
    assert Path("link").is_symlink() and Path("folder/table.csv").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in Path("folder").iterdir()] == ["table.csv"]
    Path("round").symlink_to("round")
    assert command(capfd, "report", "run", "-o", "round").code == 2
    assert command(capfd, "report", "run", "-o", os.devnull).code == 0
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(os.name == "nt", reason="names of descriptors are a matter of POSIX")
@pytest.mark.parametrize("piped", [True, False])
def test_stdout_by_its_name(finished: Path, piped: bool) -> None:
    call = [sys.executable, "-m", "scanner", "report", "run", "--format", "jsonl", "-o", "/dev/stdout"]
    if piped:
        done = subprocess.run(call, capture_output=True, check=True)
        text, err = done.stdout, done.stderr
    else:
        with Path("out").open("wb") as out:
            err = subprocess.run(call, stdout=out, stderr=subprocess.PIPE, check=True).stderr
        text = Path("out").read_bytes()
    assert (len(text.splitlines()), err) == (3, b"")


def test_a_run_that_is_not_finished_leaves_no_photo_out(unfinished: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for kind in FORMATS:
        told = command(capfd, "report", "run", "--format", kind)
        assert told.code == 3 and "Of 3 photos, 2 were not looked at" in told.err
    lines = [json.loads(line) for line in command(capfd, "report", "run", "--format", "jsonl").out.splitlines()]
    assert lines == command(capfd, "report", "run", "--format", "json").json["photos"]
    assert [Path(line["path"]).name for line in lines] == list(NAMES)
    assert [line["depth"] for line in lines].count("not_yet") == 2
    waiting = next(line for line in lines if line["depth"] == "not_yet")
    assert (waiting["status"], waiting["verdict"], waiting["findings"]) == ("not_yet", None, [])
    assert Detector.FACES.value in waiting["not_checked"] and "Not looked at yet" in waiting["errors"][0]
    assert waiting.keys() == next(line for line in lines if line["depth"] == "full").keys() - {"annotated"}
    assert command(capfd, "report", "run", "--write-baseline", "accepted.json").code == 3
    assert len(json.loads(Path("accepted.json").read_text())["accepted"]) == 1


def test_a_finished_run_with_a_damaged_photo_says_so(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(here / "photos" / "bad.jpg")
    run(here / "photos", here / "run", watch=Watch())
    told = command(capfd, "report", "run", "--format", "jsonl")
    assert (told.code, told.err) == (3, "1 photo could not be examined whole.\n")
