"""What happens to finished runs: decisions, baselines, shards that are merged, groups of pictures that look alike."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from scanner.audit.alike import Seen, apart, groups_of, picture_hash
from scanner.audit.baseline import Baseline, load_baseline, print_of
from scanner.audit.decisions import load_decisions, take_in
from scanner.audit.discovery import Filters
from scanner.audit.marks import normalised
from scanner.audit.merging import settle
from scanner.audit.reading import Runs
from scanner.audit.worker import Look
from scanner.cli.reporting import render, save_baseline
from scanner.errors import UsageError
from scanner.outputs.csv_report import write_csv
from scanner.outputs.terminal_audit import audit_lines
from tests.unit.audit.fakes import Watch, run, write


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a number.jpg", "=b face.jpg", "c.jpg", "d number.jpg", "e face.jpg", "f face number.jpg"):
        write(tmp_path / "photos" / name)
    return tmp_path / "photos"


def csv_of(to: Path) -> str:
    stream = io.StringIO(newline="")
    with closing(Runs([to])) as runs:
        write_csv(stream, runs.rows())
    return stream.getvalue()


def decided(table: str, name: str, *decision: str) -> str:
    """The CSV report with a decision about every photo with `name` in its line, as a spreadsheet program saves it."""
    head, *rows = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""))
    first = head.index("decision")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    for row in rows:
        writer.writerow(row[:first] + list(decision) + row[first + 4 :] if name in row[0] else row)
    return stream.getvalue()


def test_decisions_come_back_through_the_csv(photos: Path, tmp_path: Path) -> None:
    to, table = tmp_path / "run", tmp_path / "table.csv"
    run(photos, to)
    table.write_text(decided(csv_of(to), "=b", "publish redacted", "K. Webb", "2025-09-14", "ok"), newline="")
    assert take_in([to], load_decisions(table)) == (1, 0)
    assert '"publish_redacted","K. Webb","2025-09-14","ok"' in csv_of(to)
    write(photos / "=b face.jpg", "another picture now")
    run(photos, to)
    assert "publish_redacted" not in csv_of(to)
    assert take_in([to], load_decisions(table)) == (0, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_decisions_may_be_separated_by_semicolons(tmp_path: Path, ending: str) -> None:
    table = tmp_path / "table.csv"
    lines = [
        "path;sha256;findings;decision;decided_by;note",
        'a, b.jpg;ab;"face 1; screen 2";hold;me;"one; two, three"',
    ]
    table.write_text(ending.join([*lines, ""]), encoding="utf-8-sig", newline="")
    (decided,) = load_decisions(table).items()
    assert decided[0] == ("a, b.jpg", "ab")
    assert decided[1] is not None and (decided[1].decision, decided[1].note) == ("hold", "one; two, three")
    table.write_text("")
    with pytest.raises(UsageError, match="lacks the columns"):
        load_decisions(table)


def test_wrong_decisions_are_refused_with_their_line(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    for line, words in (("a,b,perhaps,me", "line 2.*not known"), ("a,b,hold,", "line 2.*who decided")):
        table.write_text(f"path,sha256,decision,decided_by\n{line}\n")
        with pytest.raises(UsageError, match=words):
            load_decisions(table)
    table.write_text("path,decision\n")
    with pytest.raises(UsageError, match="lacks the columns decided_by, sha256"):
        load_decisions(table)


def test_a_baseline_leaves_what_is_new(photos: Path, tmp_path: Path) -> None:
    run(photos, tmp_path / "run")
    accepted = tmp_path / "accepted.json"
    with closing(Runs([tmp_path / "run"])) as runs, accepted.open("w") as stream:
        save_baseline(runs, stream)
    write(photos / "new number.jpg")
    run(photos, tmp_path / "run")
    with closing(Runs([tmp_path / "run"], load_baseline(accepted))) as runs:
        summary = runs.summary()
        fresh = {Path(row.path).name for row in runs.rows() if row.fresh}
    assert (summary.fresh, fresh, int(summary.worst)) == (1, {"new number.jpg"}, 4)
    accepted.write_text("[]")
    with pytest.raises(UsageError, match="no baseline"):
        load_baseline(accepted)


def test_a_finding_is_known_by_kind_and_place() -> None:
    def at(x: float, kind: str = "face_unknown") -> dict[str, object]:
        return {"id": 7, "kind": kind, "frame": 0, "polygon": [[x, 0], [x + 100, 0], [x + 100, 100], [x, 100]]}

    baseline = Baseline({"s": [("face_unknown", 0, (0.0, 0.0, 100.0, 100.0)), ("meta_gps", 0, None)]})
    assert baseline.fresh("s", [at(20)]) == ()
    assert baseline.fresh("s", [at(90)]) == (7,)
    assert baseline.fresh("s", [at(0, "nhs_number")]) == (7,)
    assert baseline.fresh("other", [at(0)]) == (7,)
    assert baseline.fresh("s", [{"id": 1, "kind": "meta_gps", "frame": 0, "polygon": None}]) == ()
    assert print_of("s", at(10)) == print_of("s", at(12)) != print_of("s", at(300))


def test_shards_are_settled_once_all_are_there(photos: Path, tmp_path: Path) -> None:
    runs, key = [tmp_path / "one", tmp_path / "two"], tmp_path / "secret"
    run(photos, runs[0], filters=Filters(shard=(1, 2)), run_key=key)
    assert not settle(runs[:1])
    run(photos, runs[1], filters=Filters(shard=(2, 2)), run_key=key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert settle(runs)
    assert not key.exists()
    for to in runs:
        with closing(sqlite3.connect(to / "results.sqlite")) as store:
            assert store.execute("SELECT count(*) FROM marks").fetchone() == (0,)
    with closing(Runs(runs)) as read:
        assert (read.summary().different, read.summary().exact) == ({"nhs_number": 1}, True)
    assert not settle(runs)


def test_one_run_named_twice_counts_once(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, key = tmp_path / "one", tmp_path / "two", tmp_path / "secret"
    monkeypatch.chdir(tmp_path)
    (photos / "letter.pdf").write_bytes(b"%PDF-1.4")
    for number, to in enumerate((one, two), start=1):
        run(photos, to, filters=Filters(shard=(number, 2)), run_key=key)
    assert settle([one, two, Path("one")])
    with closing(Runs([one, two, Path("one"), one])) as thrice, closing(Runs([one, two])) as once:
        assert thrice.summary().to_json() == once.summary().to_json()
        assert (once.summary().photos, once.summary().different) == (6, {"nhs_number": 1})


def test_only_the_very_key_is_deleted(photos: Path, tmp_path: Path) -> None:
    runs, key = [tmp_path / "one", tmp_path / "two"], tmp_path / "secret"
    theirs, link = tmp_path / "theirs", tmp_path / "link"
    theirs.write_bytes(b"x" * 32)
    for number, to in enumerate(runs, start=1):
        run(photos, to, filters=Filters(shard=(number, 2)), run_key=key)
    link.symlink_to(key)
    for to, named in zip(runs, (theirs, link), strict=True):
        with closing(sqlite3.connect(to / "results.sqlite")) as store, store:
            store.execute("UPDATE about SET value = ? WHERE key = 'key_file'", (str(named),))
    settled = settle(runs)
    assert settled is not None and set(settled.left) == {str(theirs), str(link)}
    assert theirs.exists() and link.is_symlink() and key.exists()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two audits of `photos`, each in a working folder of its own: x.jpg differs, same.jpg does not."""
    runs = []
    for place in ("A", "B"):
        write(tmp_path / place / "photos" / "x number.jpg", place)
        write(tmp_path / place / "photos" / "same number.jpg")
        monkeypatch.chdir(tmp_path / place)
        runs.append(tmp_path / f"run {place}")
        run(Path("photos"), runs[-1])
    return runs


def test_one_relative_path_in_two_places_is_two_photos(places: list[Path], tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    expected = sorted(str(tmp_path / p / "photos" / f"{n} number.jpg") for p in "AB" for n in ("x", "same"))
    for runs in (places, places[::-1]):
        with closing(Runs(runs)) as read:
            assert sorted(row.path for row in read.rows()) == expected
            assert sorted(row.path for row in read.rows(by_path=True)) == expected
            assert (read.summary().photos, len(read.summary().folders)) == (4, 2)
            with table.open("w", newline="", encoding="utf-8-sig") as stream:
                write_csv(stream, read.rows())
    table.write_text(decided(table.read_text("utf-8-sig"), "", "hold", "me", "2025-09-14", ""), "utf-8", newline="")
    assert take_in(places, load_decisions(table)) == (4, 0)


def test_photos_of_old_runs_are_told_apart_by_content(places: list[Path]) -> None:
    for to in places:
        with closing(sqlite3.connect(to / "results.sqlite")) as store, store:
            store.execute("DELETE FROM about WHERE key = 'place'")
    with closing(Runs(places)) as read:
        assert sorted(row.path for row in read.rows()) == ["photos/same number.jpg"] + ["photos/x number.jpg"] * 2


def test_of_one_photo_the_most_is_told(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(photos, tmp_path / "stopped", watch=Stopped(7), staged=True)
    monkeypatch.chdir(tmp_path)
    run(Path("photos"), tmp_path / "whole")
    for order in (["stopped", "whole"], ["whole", "stopped"]):
        with closing(Runs([tmp_path / name for name in order])) as read:
            assert [row.depth for row in read.rows()] == [row.depth for row in read.rows(by_path=True)] == [2] * 6


def test_pictures_that_look_alike(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    picture = np.kron(rng.integers(0, 255, (8, 9, 1)), np.ones((40, 40, 3))).astype(np.uint8)
    brighter = np.clip(picture.astype(int) + 20, 0, 255).astype(np.uint8)[::2, ::2]
    other = np.kron(rng.integers(0, 255, (8, 9, 1)), np.ones((40, 40, 3))).astype(np.uint8)
    same, again, strange = (picture_hash(p) for p in (picture, brighter, other))
    assert apart(same, again) <= 3 < apart(same, strange)
    blank = picture_hash(np.zeros((100, 100, 3), np.uint8))
    assert groups_of([Seen(1, same), Seen(2, strange), Seen(5, again), Seen(6, blank), Seen(7, blank)]) == {1: 1, 5: 1}
    near = same ^ 0b1111_0000_1111
    burst = [
        Seen(1, same, "d", 10.0),
        Seen(2, near, "d", 12.0),
        Seen(3, near, "e", 12.0),
        Seen(4, same ^ -1, "d", 13.0),
    ]
    assert groups_of(burst)[2] == 1
    assert 4 not in groups_of(burst)


def test_one_number_read_twice_counts_once() -> None:
    assert normalised("nhs_number", "999 339 5633") == normalised("nhs_number", "999-339-563З".replace("З", "3"))
    assert normalised("nhs_number", "999 339 S633") == normalised("nhs_number", "9993395633")
    assert normalised("patient_name", "OKONKWO, Josephine (Mrs)") == normalised("patient_name", "Mrs Josephine Okonkwo")


class Stopped(Watch):
    """Interrupts the audit after so many looks."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._looks = looks

    def photo(self, look: Look | None) -> None:
        super().photo(look)
        if len(self.looked) == self._looks:
            raise KeyboardInterrupt


def test_an_interrupted_run_says_what_depth_each_photo_has_had(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(photos, tmp_path / "run", watch=Stopped(7), staged=True)
    with closing(Runs([tmp_path / "run"])) as runs:
        summary, stream = runs.summary(), io.StringIO()
        render(runs, "html", stream, tmp_path, 5)
        depths = [row.entry()["depth"] for row in runs.rows()]
    assert sorted(depths) == ["first_look"] * 5 + ["full"]
    assert (summary.whole, dict(summary.depths)) == (False, {1: 5, 2: 1})
    assert "Not finished. Examined in full: 1; first look only: 5; not looked at: 0." in stream.getvalue()
    run(photos, tmp_path / "run", staged=True)
    with closing(Runs([tmp_path / "run"])) as runs:
        assert runs.summary().whole


def test_with_a_baseline_lists_hold_only_what_is_new(photos: Path, tmp_path: Path) -> None:
    to = tmp_path / "run"
    run(photos, to)
    accepted = tmp_path / "accepted.json"
    with closing(Runs([to])) as runs, accepted.open("w") as stream:
        save_baseline(runs, stream)
    table, words = lists(to, accepted)
    assert table.count("\r\n") == 1 and not any(".jpg" in line or "first" in line for line in words)
    write(photos / "new face.jpg")
    write(photos / "new bad.jpg")
    run(photos, to)
    table, words = lists(to, accepted)
    assert {row[0].rpartition("/")[2] for row in list(csv.reader(io.StringIO(table, newline="")))[1:]} == {
        "new face.jpg", "new bad.jpg",  # what could not be examined is never left out
    }  # fmt: skip
    assert "1 finding not in the baseline." in words and "New, worst first:" in words
    assert [line for line in words if ".jpg" in line] == [f"{photos / 'new face.jpg'} (high: Face)"]


def lists(to: Path, accepted: Path) -> tuple[str, list[str]]:
    """The CSV and the lines in the terminal."""
    stream = io.StringIO(newline="")
    with closing(Runs([to], load_baseline(accepted))) as runs:
        render(runs, "csv", stream, to, 0)
        words = [line.text for line in audit_lines(runs.summary(), runs.rows(), to, None)]
    return (stream.getvalue(), words)
