"""What is examined again, and why; what is not; and when an audit was that looked at nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scanner.audit.audit import Plan, audit
from scanner.audit.reading import Runs
from scanner.findings import CopyReport, PhotoReport
from scanner.settings import RedactionSettings, Settings
from tests.unit.audit.fakes import FakeScanner, InlineEngine, Watch, make_fake, run, write


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a number.jpg", "b face.jpg", "c.jpg"):
        write(tmp_path / "photos" / name)
    return tmp_path / "photos"


def again(photos: Path, to: Path, settings: Settings, *, copies: bool = False) -> Watch:
    watch = Watch()
    audit(Plan((str(photos),), to, settings, copies=copies), InlineEngine, make_fake, watch)
    return watch


def test_without_blur_nothing_is_examined_again(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    run(photos, to, copies=True)
    for copies in (False, True, False):  # nor where the copies are asked for once more
        watch = run(photos, to, copies=copies)
        assert not watch.looked and not watch.why
    assert len(list((to / "copies").rglob("*.jpg"))) == 3


def test_blur_and_another_look_of_copies_say_why(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    run(photos, to)
    for watch in (
        again(photos, to, Settings(), copies=True),
        again(photos, to, Settings(redaction=RedactionSettings(method="blur")), copies=True),
    ):
        assert len(watch.looked) == 3
        assert watch.why == [
            "Examined again: 3 of the photos have no checked copy made as it is asked for now (--blur)."
        ]
    assert not again(photos, to, Settings(redaction=RedactionSettings(method="pixelate"))).looked


def test_other_settings_are_named(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    run(photos, to)
    watch = again(photos, to, Settings(ocr="both", profile="comms"))
    assert len(watch.looked) == 3
    why = "were examined with other settings (changed: --ocr, --profile)"
    assert watch.why == [f"Examined again: 3 of the photos {why}."]
    assert not run(photos, to, force=True).why  # asked for by name


class NoCopies(FakeScanner):
    """Cannot write a copy."""

    def copies_of(self, report: PhotoReport, *rest: object, **more: object) -> tuple[CopyReport, ...]:
        return (CopyReport(report, output=None, verified=False),)


def test_a_copy_that_failed_is_forgotten_with_the_wish_for_it(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    run(photos, to, make=NoCopies, copies=True)
    watch = run(photos, to)
    assert len(watch.looked) == 3 and "could not be copied" in watch.why[0]
    with closing(Runs([to])) as runs:
        assert runs.summary().copies_failed == 0


def test_a_photo_of_equal_content_takes_over_no_copy(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    run(photos, to, copies=True)
    write(photos / "d.jpg", "c.jpg")
    assert len(run(photos, to).looked) == 1
    with closing(Runs([to])) as runs:
        told = {Path(row.path).name: "output" in row.entry() for row in runs.rows()}
    assert told == {"a number.jpg": True, "b face.jpg": True, "c.jpg": True, "d.jpg": False}


def test_a_call_that_looks_at_nothing_keeps_the_times(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, clock = tmp_path / "run", iter(range(100))
    monkeypatch.setattr("scanner.audit.audit._now", lambda: f"2025-09-14T08:00:{next(clock):02}+00:00")

    def times() -> tuple[str, str | None]:
        with closing(Runs([to])) as runs:
            return runs.summary().started[17:19], (runs.summary().finished or "")[17:19]

    run(photos, to)
    assert times() == ("00", "01")
    run(photos, to)
    run(photos, to)
    assert times() == ("00", "01")
    write(photos / "new.jpg")
    run(photos, to)
    assert times() == ("06", "07")
    with closing(sqlite3.connect(to / "results.sqlite")) as store, store:
        store.execute("UPDATE passes SET finished = NULL WHERE id = 4")  # killed at the very end
    run(photos, to)
    assert times() == ("06", "09")
