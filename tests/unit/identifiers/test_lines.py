"""Whole lines of many kinds: our own, and the evaluation data where it is at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.identifiers.find import find_in_line
from tests.accuracy.tune_identifiers import measure, read

ROOT = Path(__file__).resolve().parents[3]
EVAL = Path(os.environ.get("SCANNER_EVAL") or ROOT.parent / "shared" / "eval") / "identifiers" / "lines.jsonl"


def test_our_own_lines() -> None:
    score = measure(read(ROOT / "tests" / "accuracy" / "identifier_lines.txt"))
    assert score.named >= 0.98, score.missed
    assert score.precision >= 0.98, score.false
    assert score.flagged <= 0.01 * score.clean, score.false


@pytest.mark.skipif(not EVAL.is_file(), reason="the evaluation data is not here (set SCANNER_EVAL)")
def test_evaluation_lines() -> None:
    score = measure(read(EVAL))
    assert score.found >= 0.96, score.missed
    assert score.precision >= 0.96, score.false
    assert score.flagged <= 0.04 * score.clean, score.false


def test_test_numbers_are_treated_as_real_and_said_to_be_tests() -> None:
    (match,) = find_in_line("NHS No. 999 339 5633")
    assert match.kind == "nhs_number"
    assert match.test_range
    assert not find_in_line("NHS No. 401 023 2137")[0].test_range


def test_training_names_are_said_to_be_tests() -> None:
    (name,) = (m for m in find_in_line("ZZTEST, Patient 01-Jan-1980") if m.kind == "patient_name")
    assert "training" in name.masked
    assert name.test_range


ODD = ["", " ", "\n", "\x00", "💉" * 10, "\u202eOKONKWO", "\u0301" * 5, "NHS No. ٩٩٩٣٣٩٥٦٣٣"]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_taken(text: str) -> None:
    find_in_line(text)


def test_offsets_are_code_points_of_the_line_as_given() -> None:
    text = "💉💉 İ NHS N0: 999 072 252B"
    (match,) = (m for m in find_in_line(text) if m.kind == "nhs_number")
    assert text[match.start : match.end] == "999 072 252B"


def test_rules_load_without_the_heavy_packages() -> None:
    """The command `caption` must answer at once: no image library, no Faker, no telephone metadata."""
    code = (
        "import sys; import scanner.identifiers.find; "
        "sys.exit(bool({'cv2', 'numpy', 'faker', 'phonenumbers', 'stdnum'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
