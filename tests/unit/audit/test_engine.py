"""Real worker processes: each photo that misbehaves costs itself alone."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from scanner.audit.engine import LocalEngine
from tests.unit.audit.fakes import run, write
from tests.unit.audit.test_audit import entries

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is watched on Linux")
def test_an_abort_a_hang_and_a_glutton_cost_themselves_alone(tmp_path: Path) -> None:
    names = ["abort.jpg", "greedy.jpg", "hang.jpg", *(f"ok {i} number.jpg" for i in range(6))]
    for name in names:
        write(tmp_path / "photos" / name)
    engine = LocalEngine(2, timeout=15)
    run(tmp_path / "photos", tmp_path / "run", engine, memory=300 * MEGABYTE)
    found = entries(tmp_path / "run")
    assert {name: entry["status"] for name, entry in found.items()} == {
        **dict.fromkeys(names, "scanned"), "abort.jpg": "crashed", "greedy.jpg": "crashed", "hang.jpg": "timed_out"
    }  # fmt: skip
    assert "memory" in found["greedy.jpg"]["errors"][0]
    assert "15 seconds" in found["hang.jpg"]["errors"][0]


SLOW = """
import sys
from pathlib import Path
from scanner.audit.engine import LocalEngine
from tests.unit.audit.fakes import run
if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), LocalEngine(2, 60))
"""


def killed_in_the_middle(script: Path, photos: Path, to: Path, how: signal.Signals) -> int:
    """Start an audit, send a signal once three photos are in the store; how many there are then."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen([sys.executable, str(script), str(photos), str(to)], env=environment)
    end = time.monotonic() + 60
    while time.monotonic() < end and child.poll() is None:
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{to}/results.sqlite?mode=ro", uri=True)) as store:
            if store.execute("SELECT count(*) FROM results").fetchone()[0] >= 3:
                break
        time.sleep(0.02)
    child.send_signal(how)
    child.wait(30)
    with closing(sqlite3.connect(to / "results.sqlite")) as store:
        return int(store.execute("SELECT count(*) FROM results").fetchone()[0])


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_goes_on_to_the_same_rows(tmp_path: Path, how: signal.Signals) -> None:
    photos = tmp_path / "photos"
    for number in range(30):
        write(photos / f"slow {number} {'number' if number % 3 else 'face'}.jpg")
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    assert 3 <= killed_in_the_middle(script, photos, tmp_path / "run", how) < 30
    watch = run(photos, tmp_path / "run")
    assert 0 < len(watch.looked) < 30
    run(photos, tmp_path / "fresh")
    assert entries(tmp_path / "run") == entries(tmp_path / "fresh")
