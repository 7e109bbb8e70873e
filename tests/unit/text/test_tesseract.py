"""What Tesseract's runs leave behind: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from scanner.detectors.text import tesseract
from scanner.leftovers import PAGES, sweep


def test_folders_of_killed_runs_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new, foreign = (tmp_path / name for name in (f"{PAGES}old", f"{PAGES}new", "scanner-x"))
    for folder in (old, new, foreign):
        folder.mkdir()
        (folder / "tess_input.PNG").write_bytes(b"photo")
    hours_ago = time.time() - 7200
    os.utime(old, (hours_ago, hours_ago))
    os.utime(foreign, (hours_ago, hours_ago))
    with tesseract._private_folder():
        assert Path(tempfile.gettempdir()).parent == tmp_path
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, foreign.name])


KILLED = """
import os, tempfile
from pathlib import Path
from scanner.detectors.text import tesseract
with tesseract._private_folder():
    Path(tempfile.gettempdir(), "tess_input.PNG").write_bytes(b"photo")
    os._exit(9)
"""


def test_the_folder_of_a_run_that_was_killed_just_now_is_removed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    subprocess.run([sys.executable, "-c", KILLED], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    assert len(list(tmp_path.glob(f"{PAGES}*/*.PNG"))) == 1
    sweep(PAGES)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_run_at_work_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with tesseract._private_folder():
        at_work = Path(tempfile.gettempdir())
        hours_ago = time.time() - 7200
        os.utime(at_work, (hours_ago, hours_ago))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        sweep(PAGES)
        assert at_work.is_dir()
