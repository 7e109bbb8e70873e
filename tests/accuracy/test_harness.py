"""The accuracy command's own arithmetic."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accuracy.harness import (
    Bench,
    NoEvaluationDataError,
    Section,
    box_of,
    corners,
    evaluation_folder,
    wilson,
)


def test_wilson_interval() -> None:
    assert wilson(95, 100) == "0.950 [0.888-0.978] 95/100"  # Newcombe 1998, method 3
    assert wilson(0, 10).startswith("0.000 [0.000-0.278]")
    assert wilson(0, 0) == "-"


def test_sample_is_spread_and_repeatable(tmp_path: Path) -> None:
    names = [f"{i:03d}" for i in range(100)]
    assert Bench(tmp_path, tmp_path, limit=4).sample(names) == ["000", "025", "050", "075"]
    assert Bench(tmp_path, tmp_path).sample(names) == names


def test_absent_data_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCANNER_EVAL", str(tmp_path / "nowhere"))
    with pytest.raises(NoEvaluationDataError, match="SCANNER_EVAL"):
        evaluation_folder()


def test_boxes_and_corners() -> None:
    assert box_of(corners([3, 4, 10, 20])) == [3, 4, 10, 20]


def test_results_name_every_figure() -> None:
    section = Section("faces", 3, {"recall": 0.5}, table="a\nb")
    assert section.as_json()["figures"] == {"recall": 0.5}
    assert section.as_json()["table"] == ["a", "b"]
