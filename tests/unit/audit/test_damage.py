"""A damaged store says so in a sentence, wherever it is read."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scanner.audit.reading import Runs
from scanner.errors import UsageError
from tests.unit.audit.fakes import run, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("m/a number.jpg", "m/sub/b.jpg"):
        write(tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE results SET photo = '{}' WHERE id = 1",
        "UPDATE results SET photo = '[' WHERE id = 1",
        """UPDATE results SET photo = '{"findings": [{"id": 1}], "errors": []}' WHERE id = 1""",
        "UPDATE results SET photo = CAST(x'ff00fe' AS TEXT) WHERE id = 1",
        "UPDATE results SET taken = 'nonsense', alike = 1",
        "UPDATE about SET value = '[' WHERE key = 'place'",
        "DROP TABLE previews",
    ],
)
def test_a_changed_store_is_called_damaged(here: Path, change: str) -> None:
    run(Path("m"), Path("run"))
    with closing(sqlite3.connect("run/results.sqlite")) as store, store:
        store.execute(change)
    with pytest.raises(UsageError, match=r"may be damaged.*choose another --run"), closing(Runs([Path("run")])) as runs:
        rows = list(runs.rows())
        [runs.preview(row) for row in rows]


def test_random_bytes_in_a_store_are_called_damage(here: Path) -> None:
    for number in range(60):
        write(here / "m" / f"{number} number.jpg")
    run(Path("m"), Path("run"))
    whole = Path("run/results.sqlite").read_bytes()
    rng, told = random.Random(5), 0
    for _ in range(40):
        data = bytearray(whole)
        for page in rng.sample(range(1, len(data) // 4096), 6):
            data[page * 4096 : page * 4096 + 4096] = rng.randbytes(4096)
        Path("run/results.sqlite").write_bytes(data)
        for look in (lambda: run(Path("m"), Path("run")), lambda: _read(Path("run"))):
            try:
                look()
            except UsageError as error:
                told += "may be damaged" in str(error)
    assert told > 20


def _read(to: Path) -> None:
    with closing(Runs([to])) as runs:
        runs.summary()
        for row in runs.rows():
            runs.preview(row)
            row.depth and row.entry()
