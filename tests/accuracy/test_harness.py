"""The accuracy command's own arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
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
from tests.accuracy.suites.items import Item
from tests.accuracy.suites.leaks import leaks
from tests.accuracy.suites.tally import Tally, beyond_chance, changes, difference_interval


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


def test_only_differences_beyond_chance_are_called_better_or_worse() -> None:
    old = {"a": (50, 100), "b": (9, 10), "c": (5, 5), "d": (0, 0)}
    new = {"a": (80, 100), "b": (8, 10), "c": (5, 5), "d": (1, 1), "e": (1, 2)}
    lines = list(changes(old, new))
    assert len(lines) == 2
    assert "better a" in lines[0] and "50/100" in lines[0] and "80/100" in lines[0]
    assert lines[1].strip() == "1 other cells differ within chance"


def test_newcombe_interval() -> None:
    # Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10
    assert difference_interval((48, 80), (56, 70)) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert beyond_chance((48, 80), (56, 70))
    assert not beyond_chance((5, 10), (6, 10))


def test_table_shows_counts_by_cell() -> None:
    tally = Tally()
    for hit in (True, True, False):
        tally.add({"size": "8-12 px", "all": "text"}, "found", hit)
    tally.add({"size": "under 6 px"}, "found", False)
    lines = list(tally.table([("size", "by size"), ("turn", "by turn")], ("found",)))
    assert len(lines) == 3 and "0/1" in lines[1] and "2/3" in lines[2]


def test_what_was_read_is_a_leak_only_where_it_identifies() -> None:
    number = _item("nhs_number", "999 339 5633")
    assert leaks(number, "NHS No. 999 339 5633") and leaks(number, "39 5633 9 9339563")
    assert not leaks(number, "NHS No. 999")
    name = _item("patient_name", "OKONKWO Josephine")
    assert leaks(name, "okonk") and not leaks(name, "Josephine") and not leaks(name, "Name: OKO")
    assert leaks(_item("date_of_birth", "12-Mar-1951"), "Born 12 Mar 19") and not leaks(number, "")


def _item(kind: str, text: str) -> Item:
    norm = "".join(c for c in text.upper() if c.isalnum())
    square = np.zeros((4, 2), np.float32)
    return Item("text", kind, square, True, {}, {"text": text, "norm": norm})
