"""The scene network through the whole program: on the samples, and on real photos where they are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scanner import Scanner
from scanner.findings import Detector, PhotoReport, Severity
from scanner.settings import Settings
from tests.accuracy.harness import NoEvaluationDataError, evaluation_folder

SAMPLES = Path(__file__).resolve().parents[2] / "sample_images"
EACH = 15  # photos of each class


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner(Settings(detect=frozenset({Detector.SCENE}), threads=1, precision="f32"))


def ward_like(report: PhotoReport) -> float:
    assert report.scene is not None and not report.errors
    return report.scene.ward_like


def test_a_photo_gets_its_place_and_the_rest_is_said_to_be_unchecked(scanner: Scanner) -> None:
    report = scanner.scan(SAMPLES / "corridor.jpg")
    assert 0 <= ward_like(report) <= 1
    assert "scene" not in report.not_checked and {"faces", "text", "codes"} <= set(report.not_checked)
    assert report.verdict is None


@pytest.fixture(scope="module")
def real() -> dict[str, list[Path]]:
    """Photos of the validation half by label, spread evenly."""
    try:
        folder = evaluation_folder() / "scenes"
    except NoEvaluationDataError as error:
        pytest.skip(str(error))
    if not (folder / "labels.csv").is_file():
        pytest.skip("the labelled scenes are absent")
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["path"].startswith("val/")]
    photos = {label: [folder / row["path"] for row in rows if row["label"] == label] for label in ("ward", "not_ward")}
    return {label: paths[:: len(paths) // EACH][:EACH] for label, paths in photos.items()}


def test_real_wards_rank_above_everything_else(scanner: Scanner, real: dict[str, list[Path]]) -> None:
    reports = {label: [scanner.scan(path) for path in paths] for label, paths in real.items()}
    wards, others = ([ward_like(r) for r in reports[label]] for label in ("ward", "not_ward"))
    right = sum(ward > other for ward in wards for other in others)
    assert right / (len(wards) * len(others)) > 0.95
    for report in (*reports["ward"], *reports["not_ward"]):
        told = [f for f in report.findings if f.kind == "ward_scene"]
        assert len(told) <= 1 and all(f.severity is Severity.INFO and not f.redact for f in told)
        assert bool(told) or ward_like(report) < 0.5
