"""How many different people: right after every photo was examined again, and never too few where only some were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scanner.audit.audit import Plan, audit
from scanner.audit.discovery import Filters
from scanner.audit.engine import Pull
from scanner.audit.merging import settle
from scanner.audit.reading import Runs
from scanner.audit.worker import Look, Recipe, Task, look
from scanner.findings import PhotoReport, TextLine
from scanner.photo.photo import Photo
from scanner.settings import Settings
from tests.unit.audit.fakes import BOX, FakeScanner, InlineEngine, Watch, run, write

NUMBERS = {"a": "999 339 5633", "b": "999 993 9082", "c": "999 158 1766"}


@dataclass
class Numbered(FakeScanner):
    """The first letter of a photo's name says whose number is in it."""

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport:
        report = super().examine(photo, shown_as=shown_as)
        line = TextLine(BOX, 0.9, f"NHS No. {NUMBERS[photo.path.name[0]]}")
        return replace(report, sightings=replace(report.sightings, text=(line,)))


def scan(folder: Path, to: Path, **changes: object) -> None:
    run(folder, to, None, watch=None, make=Numbered, **changes)


def counted(*runs: Path) -> tuple[int, bool]:
    with closing(Runs(runs)) as read:
        made = read.summary()
    return made.people, made.exact


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a1.jpg", "a2.jpg", "b1.jpg"):
        write(tmp_path / "photos" / name)
    return tmp_path / "photos"


def test_a_rescan_of_all_counts_everybody_once(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    for force in (False, True, True, False):
        scan(photos, to, force=force)
        assert counted(to) == (2, True)
    other = Plan((str(photos),), to, Settings(ocr="both"))
    audit(other, InlineEngine, Numbered, Watch())
    assert counted(to) == (2, True)


def test_where_some_are_examined_anew_the_count_is_a_bound(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    scan(photos, to)
    write(photos / "a1.jpg", "changed")
    scan(photos, to)
    assert counted(to) == (3, False)  # that the one in a1 is the one in a2 cannot be known any more
    write(photos / "c1.jpg")
    scan(photos, to)
    assert counted(to) == (4, False)
    for name in ("a2.jpg", "b1.jpg"):
        (photos / name).unlink()
    scan(photos, to)
    assert counted(to) == (2, False)  # nothing of the first batch is left
    scan(photos, to, force=True)
    assert counted(to) == (2, True)


def test_what_is_gone_leaves_a_bound(photos: Path, tmp_path: Path) -> None:
    scan(photos, tmp_path / "run")
    (photos / "b1.jpg").unlink()
    scan(photos, tmp_path / "run")
    assert counted(tmp_path / "run") == (2, False)


def test_an_interrupted_rescan_counts_only_what_is_shown(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "run"
    scan(photos, to)
    with monkeypatch.context() as patch:
        patch.setattr("tests.unit.audit.fakes.InlineEngine.results", _first_only)
        with pytest.raises(KeyboardInterrupt):
            scan(photos, to, force=True)
    assert counted(to) == (1, True)
    scan(photos, to)
    assert counted(to) == (2, True)


def _first_only(engine: InlineEngine, pull: Pull, recipe: Recipe) -> Iterator[tuple[Task, Look]]:
    task = pull()
    assert task is not None
    yield task, look(recipe, task)
    raise KeyboardInterrupt


def test_marks_of_two_secrets_are_never_compared(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    scan(photos, to, run_key=tmp_path / "one")
    assert counted(to) == (2, True)
    write(photos / "a1.jpg", "changed")
    scan(photos, to, run_key=tmp_path / "two")
    assert counted(to) == (3, False)


def test_the_count_of_merged_shards_ends_with_the_next_examination(tmp_path: Path) -> None:
    for number in range(8):
        write(tmp_path / "photos" / f"a{number}.jpg")
    runs, key = [tmp_path / "1", tmp_path / "2"], tmp_path / "secret"

    def shard(number: int, **changes: object) -> None:
        filters = Filters(shard=(number, 2))
        scan(tmp_path / "photos", runs[number - 1], filters=filters, run_key=key, **changes)

    for number in (1, 2):
        shard(number)
    assert settle(runs)
    assert counted(*runs) == (1, True)
    shard(1, force=True)
    assert counted(*runs) == (2, False)
    shard(2, force=True)
    assert settle(runs)
    assert counted(*runs) == (1, True)
