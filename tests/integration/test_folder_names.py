"""One folder for each patient: the folder's name is a finding, and no copy lies under it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanner import Scanner
from scanner.audit.reading import Runs
from scanner.cli.inputs import find_photos
from scanner.detectors.metadata import MetadataDetector
from scanner.findings import Detector, Severity
from scanner.settings import Settings
from tests.unit.audit.fakes import run

PATIENT, OTHER = "OKONKWO Josephine 9993395633", "adeyemi olu 2023"


def make(settings: Settings) -> Scanner:
    """Without networks: names are all that matters here."""
    settings = replace(settings, detect=frozenset({Detector.METADATA}))
    return Scanner(settings, detectors={Detector.METADATA: MetadataDetector()})


def draw(path: Path, seed: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    colours = np.random.default_rng(seed).integers(0, 255, (3,))
    Image.fromarray(np.full((48, 64, 3), colours, np.uint8)).save(path)
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate((f"{PATIENT}/IMG_1.jpg", f"{PATIENT}/IMG_2.jpg", f"ward/{OTHER}/IMG_3.jpg")):
        draw(tmp_path / "names" / name, number)
    return tmp_path


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_copies_of_a_folder_lie_in_neutral_folders(here: Path) -> None:
    scanner = make(Settings())
    for number, entry in enumerate(find_photos(["names"], [], None).entries, start=1):
        (copy,) = scanner.copies(entry.path, entry.destination(number, Path("out")))
        (found,) = copy.report.findings
        assert (found.kind, found.severity) == ("file_name", Severity.CRITICAL)
        assert found.masked.startswith("folder name: ")
        assert copy.verified and "neutral" in copy.notices[-1]
    assert below(here / "out") == [
        "folder-0001/IMG_1.redacted.jpg",
        "folder-0001/IMG_2.redacted.jpg",
        "ward/folder-0003/IMG_3.redacted.jpg",
    ]


def test_a_single_photo_is_not_judged_by_the_folders_above_it(here: Path) -> None:
    scanner = make(Settings())
    assert scanner.scan(Path("names", PATIENT, "IMG_1.jpg")).findings == ()
    report, _ = scanner.scan_with_photo(Path("names", PATIENT, "IMG_1.jpg"), root=Path("names", PATIENT))
    assert report.findings == ()


def test_an_audit_keeps_a_folders_number_when_it_goes_on(here: Path) -> None:
    run(Path("names"), Path("run"), make=make, copies=True)
    before = below(here / "run" / "copies")
    assert [Path(name).name for name in before] == [f"IMG_{number}.redacted.jpg" for number in (1, 2, 3)]
    folders = [Path(name).parent.name for name in before]
    assert folders[0] == folders[1] != folders[2]
    assert all(name.startswith("folder-") for name in folders)
    draw(here / "names" / "AARONS Ruth 9434765919" / "IMG_0.jpg", 7)
    draw(here / "names" / PATIENT / "IMG_4.jpg", 8)
    run(Path("names"), Path("run"), make=make, copies=True)
    after = below(here / "run" / "copies")
    assert set(before) < set(after)
    assert f"{folders[0]}/IMG_4.redacted.jpg" in after
    assert len({Path(name).parent for name in after}) == 3


def test_the_same_picture_in_a_telling_folder_is_another_result(here: Path) -> None:
    for name in ("plain/a.jpg", f"{PATIENT}/a.jpg", f"{PATIENT}/b.jpg", f"{OTHER}/a.jpg"):
        draw(here / "same" / name)
    watch = run(Path("same"), Path("run"), make=make)
    assert (len(watch.looked), watch.known) == (3, 1)
    with closing(Runs([here / "run"])) as read:
        found = {row.path: len(row.entry()["findings"]) for row in read.rows(by_path=True)}
    assert sorted(found.values()) == [0, 1, 1, 1]
    assert found["same/plain/a.jpg"] == 0
