"""`scanner blur`: options, exit codes, the proof in words and in JSON."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.cli import values
from scanner.errors import UsageError
from tests.cli.conftest import Run, photo


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("critical.jpg", 0),
        ("plain.jpg", 0),
        ("survivor.jpg", 4),
        ("bad.jpg", 3),
        ("full.jpg", 3),
        ("other.jpg", 3),
    ],
)
def test_exit_codes(here: Path, run: Run, name: str, code: int) -> None:
    assert run("blur", "-o", "out", photo(here / name)).code == code


def test_json_adds_what_became_of_the_copy(here: Path, run: Run) -> None:
    entry = run("blur", "--json", "-o", "out", photo(here / "critical.jpg")).json["photos"][0]
    assert entry["output"] == str(here / "out" / "critical.redacted.jpg")
    assert (entry["verified"], entry["redacted"], entry["passes"], entry["remaining"]) == (True, 1, 1, [])
    assert entry["verified_by"] == ["voice one", "voice two"]
    failed = run("blur", "--json", "-o", "out", photo(here / "full.jpg")).json["photos"][0]
    assert (failed["output"], failed["verified"]) == (None, False)
    assert "disk" in failed["errors"][0]


def test_proof_in_words(here: Path, run: Run) -> None:
    out = run("blur", "-o", "out", photo(here / "critical.jpg")).out
    assert out.startswith("COPY WRITTEN — ")
    assert "I scanned the copy again: 0 identifiers left" in out
    assert "voice one; voice two" in out


def test_several_copies_are_counted_and_absent_engines_told(here: Path, run: Run) -> None:
    paths = [photo(here / name) for name in ("critical.jpg", "plain.jpg", "survivor.jpg")]
    result = run("blur", "-o", "out", *paths, notices=("No second voice.",))
    assert "2 of 3 copies written." in result.out
    assert (result.code, result.err) == (4, "No second voice.\n")


def test_nothing_to_cover_is_said_instead_of_claiming_a_success(here: Path, run: Run) -> None:
    out = run("blur", "-o", "out", photo(here / "plain.jpg")).out
    assert "I found nothing to cover" in out
    assert "0 identifiers left" not in out


def test_a_failed_check_says_what_was_seen_and_that_nothing_is_left(here: Path, run: Run) -> None:
    out = run("blur", "-o", "out", photo(here / "survivor.jpg")).out
    assert out.startswith("NO COPY WRITTEN")
    assert "NHS number" in out
    assert "deleted" in out


@pytest.mark.parametrize(
    "options",
    [
        ["--method", "smear"],
        ["--only", "nhs_numbr"],
        ["--keep", "9-3"],
        ["--box", "1,2,3"],
        ["--box", "1,2,0,4"],
        ["--crop", "left"],
        ["--format", "gif"],
    ],
)
def test_wrong_words_are_exit_2(here: Path, run: Run, options: list[str]) -> None:
    result = run("blur", *options, photo(here / "a.jpg"))
    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("options", [["--keep", "3"], ["--box", "1,2,3,4"], ["--crop", "1,2,3,4"]])
def test_what_belongs_to_one_photo_is_refused_for_several(here: Path, run: Run, options: list[str]) -> None:
    several = [photo(here / "a.jpg"), photo(here / "b.jpg")]
    assert run("blur", *options, *several).code == 2
    assert run("blur", *options, several[0]).code == 0


def test_choices_take_kinds_families_numbers_and_ranges() -> None:
    assert values.choices(["faces, nhs_number", "3,5-7"], "--only") == (
        "faces",
        "nhs_number",
        "3",
        "5",
        "6",
        "7",
    )
    with pytest.raises(UsageError, match="did you mean nhs_number"):
        values.choices(["nhs_numbr"], "--only")


def test_standard_input_needs_a_folder(here: Path, run: Run) -> None:
    assert run("blur", "-").code == 2


def test_a_read_only_folder_is_one_error_before_any_work(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = photo(here / "locked" / "a.jpg")
    monkeypatch.setattr(os, "access", lambda folder, mode: Path(folder).name != "locked")
    result = run("blur", photo(here / "b.jpg"), path)
    assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
