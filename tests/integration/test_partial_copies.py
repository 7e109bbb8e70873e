"""Copies where not everything was looked for: by choice it is said, by an engine that is missing there is no copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.cli.main import main
from scanner.cli.services import Services
from scanner.detectors.protocol import Detector
from scanner.errors import DetectorMissingError
from scanner.findings import CopyReport, Sightings
from scanner.findings import Detector as Name
from scanner.photo.photo import Photo
from scanner.pipeline import Scanner
from scanner.settings import SELECTABLE, Settings
from tests.cli.conftest import photo


class Blind:
    """Sees nothing."""

    version = "0"

    def __init__(self, name: Name) -> None:
        self.name = name

    def detect(self, photo: Photo) -> Sightings:
        return Sightings()


class Missing(Blind):
    """Its engine is not on this machine."""

    def detect(self, photo: Photo) -> Sightings:
        raise DetectorMissingError("The engine is not installed.")


def blurred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *detectors: Detector) -> CopyReport:
    monkeypatch.setattr(Scanner, "_voices", ())
    given = {detector.name: detector for detector in detectors}
    scanner = Scanner(Settings(detect=frozenset(given)), detectors=given)
    return scanner.blur(photo(tmp_path / "a.jpg"), tmp_path / "out")


def test_a_whole_check_names_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = blurred(tmp_path, monkeypatch, *(Blind(name) for name in SELECTABLE))
    assert (made.verified, made.verified_by) == (True, ("all detectors again, at full strength",))


def test_a_check_in_part_names_only_what_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = blurred(tmp_path, monkeypatch, Blind(Name.FACES), Blind(Name.SCENE))
    assert made.verified and {"text", "codes"} <= set(made.report.not_checked)
    assert made.verified_by == ("only these detectors again, at full strength: faces, scene",)


def test_without_a_wanted_engine_there_is_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = blurred(tmp_path, monkeypatch, Blind(Name.FACES), Missing(Name.TEXT))
    assert (made.output, made.verified, made.verified_by) == (None, False, ())
    assert "the search for text did not work" in made.notices[0]
    assert list(tmp_path.rglob("*redacted*")) == []


def test_the_command_says_so_and_it_is_exit_3(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    given = {Name.FACES: Blind(Name.FACES), Name.TEXT: Missing(Name.TEXT)}
    services = Services(lambda settings: Scanner(settings, detectors=given))
    path = photo(tmp_path / "a.jpg")
    assert main(("blur", path, "--detect", "faces,text", "-o", str(tmp_path / "out")), services) == 3
    told = capfd.readouterr().out
    assert told.startswith("NO COPY WRITTEN") and "The engine is not installed." in told
    assert "0 identifiers" not in told and "nothing to cover" not in told
