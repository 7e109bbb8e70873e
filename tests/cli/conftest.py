"""Running commands in this process, with a fake scanner, in a folder of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scanner.cli.main import main
from tests.cli.fakes import services


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and a user folder without settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(here: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `scanner ARGUMENTS`; what it prints is taken from the descriptors themselves."""

    def runner(*arguments: str, **changes: object) -> Result:
        capfd.readouterr()
        code = main(arguments, services(**changes))
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return runner


def photo(path: Path) -> str:
    """A small real JPEG at that place; the path as a string."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), "grey").save(path, "JPEG")
    return str(path)
