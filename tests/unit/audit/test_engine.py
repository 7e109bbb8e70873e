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
    engine = LocalEngine(2, timeout=20)
    run(tmp_path / "photos", tmp_path / "run", engine, memory=300 * MEGABYTE)
    found = entries(tmp_path / "run")
    assert {name: entry["status"] for name, entry in found.items()} == {
        **dict.fromkeys(names, "scanned"), "abort.jpg": "crashed", "greedy.jpg": "crashed", "hang.jpg": "timed_out"
    }  # fmt: skip
    assert "memory" in found["greedy.jpg"]["errors"][0]
    assert "20 seconds" in found["hang.jpg"]["errors"][0]


LEFT = """
import sys
from scanner.cli.main import main
from scanner.cli.services import Services
from tests.unit.audit.fakes import make_untidy
if __name__ == "__main__":
    sys.exit(main(["audit", sys.argv[1], "--run", sys.argv[2], "--jobs", "1", "--blur", "--timeout", "8"],
        Services(make_untidy)))
"""


def test_a_photo_that_is_stopped_leaves_neither_page_nor_copy(tmp_path: Path) -> None:
    """What a worker was writing when it was killed shows the photo as it was."""
    write(tmp_path / "photos" / "hang.jpg")
    script, temporary = tmp_path / "left.py", tmp_path / "temporary"
    script.write_text(LEFT, encoding="utf-8")
    temporary.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    command = [sys.executable, str(script), str(tmp_path / "photos"), str(tmp_path / "run")]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == 3
    assert (tmp_path / "made").read_text(encoding="utf-8") == "page and copy"  # there was something to remove
    assert not list(temporary.glob("scanner-*"))
    assert not list((tmp_path / "run").rglob(".scanner-*"))


SLOW = """
import signal, sys
from scanner.cli.main import main
from scanner.cli.services import Services
from tests.unit.audit.fakes import make_fake
if __name__ == "__main__":
    # A run in the background of a shell inherits an ignored signal; here it must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(["audit", sys.argv[1], "--run", sys.argv[2], "--jobs", "2"], Services(make_fake)))
"""


def stopped_in_the_middle(script: Path, photos: Path, to: Path, how: signal.Signals) -> tuple[int, str]:
    """Start an audit and send a signal once three photos are in the store; exit code and what it said."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(photos), str(to)]
    child = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    end = time.monotonic() + 60
    while time.monotonic() < end and child.poll() is None and looked_at(to) < 3:
        time.sleep(0.02)
    child.send_signal(how)
    _, said = child.communicate(timeout=60)
    return child.returncode, said


def looked_at(to: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{to}/results.sqlite?mode=ro", uri=True)) as store:
        return int(store.execute("SELECT count(*) FROM results").fetchone()[0])
    return 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_goes_on_to_the_same_rows(tmp_path: Path, how: signal.Signals) -> None:
    photos = tmp_path / "photos"
    for number in range(30):
        write(photos / f"slow {number} {'number' if number % 3 else 'face'}.jpg")
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    code, said = stopped_in_the_middle(script, photos, tmp_path / "run", how)
    if how == signal.SIGINT:
        assert code == 130
        assert f"To go on, with the same options: scanner audit {photos} --run {tmp_path / 'run'}" in said
        assert "Traceback" not in said
    done = looked_at(tmp_path / "run")
    assert 3 <= done < 30
    watch = run(photos, tmp_path / "run")
    assert len(watch.looked) == 30 - done
    run(photos, tmp_path / "fresh")
    assert entries(tmp_path / "run") == entries(tmp_path / "fresh")
