"""Audits that did not look for everything: nobody reads out of them that there is nothing."""

from __future__ import annotations

import csv
import io
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scanner.audit.reading import Runs
from scanner.cli.auditing import exit_code
from scanner.cli.reporting import render
from scanner.errors import CopyError, ExitCode
from scanner.findings import PhotoReport, Severity, Status
from scanner.outputs.printing import Printer
from scanner.outputs.rows import PhotoRow, Summary
from scanner.outputs.terminal_audit import audit_lines
from scanner.photo.photo import Photo
from scanner.scanning import not_scanned
from scanner.settings import Settings
from tests.unit.audit.fakes import FakeScanner, Watch, run, write


class InPart(FakeScanner):
    """Looks for neither text nor codes."""

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport:
        return replace(super().examine(photo, shown_as=shown_as), verdict=None, not_checked=("text", "codes"))


class TooSlow(FakeScanner):
    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]:
        return not_scanned(str(path), Status.TIMED_OUT, "It took too long."), None


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a.jpg", "b face.jpg"):
        write(tmp_path / "photos" / name)
    return tmp_path / "photos"


def told(*runs: Path) -> tuple[Summary, list[PhotoRow], ExitCode]:
    with closing(Runs(runs)) as read:
        return read.summary(), list(read.rows()), exit_code(read.summary(), Severity.CRITICAL, strict=False)


def rendered(kind: str, to: Path) -> str:
    stream = io.StringIO(newline="")
    with closing(Runs([to])) as read:
        render(read, kind, stream, to, 10)
    return stream.getvalue()


def test_photos_looked_at_in_part_are_a_group_of_their_own(photos: Path, tmp_path: Path) -> None:
    run(photos, to := tmp_path / "run", make=InPart)
    summary, rows, code = told(to)
    assert (summary.groups, code) == ({"partial": 2}, ExitCode.OK)
    assert summary.to_json()["not_checked"] == {"text": 2, "codes": 2}
    stream = io.StringIO()
    Printer(stream).lines(audit_lines(summary, rows, to, None))
    assert "Not looked for: text and barcodes in 2 photos." in stream.getvalue()
    assert "2  not fully looked at" in stream.getvalue()
    assert "without" not in stream.getvalue()
    table = list(csv.DictReader(io.StringIO(rendered("csv", to).removeprefix("\ufeff"), newline="")))
    assert [(line["group"], line["not_checked"]) for line in table] == [("partial", "text; codes")] * 2
    assert list(table[0])[-1] == "not_checked"


def test_the_page_does_not_speak_of_what_was_not_looked_for(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "part", make=InPart)
    run(photos, tmp_path / "whole")
    claims = ("Nothing with a clinical sign", "No patient's number or name was read", "Everything that was met")
    part, whole = rendered("html", tmp_path / "part"), rendered("html", tmp_path / "whole")
    assert not any(claim in part for claim in claims) and all(claim in whole for claim in claims)
    assert "Not looked for: text and barcodes in 2 photos" in part and "Not looked for" not in whole
    assert '"unlooked": ["text and barcodes"]' in part
    assert "Not looked for: text and barcodes in 2 photos." in rendered("sarif", tmp_path / "part")


@pytest.mark.parametrize("turned", [False, True])
def test_a_look_in_part_does_not_hide_a_failed_one(photos: Path, tmp_path: Path, turned: bool) -> None:
    slow, part, whole = tmp_path / "slow", tmp_path / "part", tmp_path / "whole"
    run(photos, slow, make=TooSlow)
    run(photos, part, make=InPart)
    run(photos, whole)
    assert told(slow)[2] is ExitCode.INCOMPLETE
    summary, rows, code = told(*((part, slow) if turned else (slow, part)))
    assert (code, summary.failures, summary.photos) == (ExitCode.INCOMPLETE, 2, 2)
    assert all(row.partial and row.incomplete and row.kinds for row in rows if "face" in row.path)
    summary, rows, code = told(*((whole, slow, part) if turned else (slow, part, whole)))
    assert (code, summary.failures, summary.not_checked) == (ExitCode.OK, 0, {})
    assert {row.verdict for row in rows} == {"nothing_found", "fix_before_sharing"}


@dataclass
class Vandal(FakeScanner):
    """Somebody deletes the run folder while the first photo is looked at."""

    settings: Settings

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport:
        shutil.rmtree(photo.path.parents[1] / "run")
        return super().examine(photo, shown_as=shown_as)


@pytest.mark.parametrize("name", ["a number.jpg", "plain.jpg"])
def test_a_run_folder_that_is_deleted_meanwhile_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path / "photos" / name)
    with pytest.raises(CopyError, match=r"The run folder .*run is gone.*Start it again") as told:
        run(tmp_path / "photos", tmp_path / "run", make=Vandal, watch=Watch())
    assert told.value.exit_code is ExitCode.INCOMPLETE
