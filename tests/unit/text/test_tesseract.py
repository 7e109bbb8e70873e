"""What Tesseract's runs leave behind: nothing."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from scanner.detectors.text import tesseract


def test_folders_of_killed_runs_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new, foreign = (tmp_path / name for name in (f"{tesseract.PREFIX}old", f"{tesseract.PREFIX}new", "scanner-x"))
    for folder in (old, new, foreign):
        folder.mkdir()
        (folder / "tess_input.PNG").write_bytes(b"photo")
    hours_ago = time.time() - 7200
    os.utime(old, (hours_ago, hours_ago))
    os.utime(foreign, (hours_ago, hours_ago))
    with tesseract._private_folder():
        assert Path(tempfile.gettempdir()).parent == tmp_path
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, foreign.name])
