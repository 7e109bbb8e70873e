"""The corpus of odd, damaged and hostile files, at the level of one opened photo.

The corpus is not part of this repository: SCANNER_EVAL names its folder, or it lies beside the checkout.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from scanner.errors import PhotoError
from scanner.photo.clean_check import check_clean
from scanner.photo.decode import open_photo
from scanner.photo.encode import choose_format, clean_copy
from scanner.settings import Limits

ROOT = Path(os.environ.get("SCANNER_EVAL", Path(__file__).resolve().parents[2].parent / "shared" / "eval"))
CORPUS = ROOT / "badinputs"
MANIFEST = CORPUS / "manifest.json"
SECONDS = 10.0
CASES: list[dict[str, Any]] = json.loads(MANIFEST.read_text())["cases"] if MANIFEST.is_file() else []

pytestmark = pytest.mark.skipif(not CASES, reason="the corpus of bad inputs is not here (SCANNER_EVAL)")


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_bad_input(case: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    path = CORPUS / case["file"]
    start = time.process_time()
    try:
        photo = open_photo(path, Limits())
    except PhotoError as error:
        assert case["expect"] != "process", error
        assert len(str(error).splitlines()) == 1
        assert path.name in str(error)
        return
    finally:
        assert time.process_time() - start < SECONDS
        assert capfd.readouterr() == ("", "")
    assert case["expect"] in ("process", "process_or_error")
    if "upright_size" in case:
        assert [photo.width, photo.height] == case["upright_size"]
    if case.get("frames", 1) > len(photo.frames):
        assert photo.total_frames == case["frames"]
        assert any(str(case["frames"]) in notice for notice in photo.notices)
    if photo.width * photo.height < 5_000_000:
        data = clean_copy(photo.frames[0].pixels, photo, choose_format(photo))
        assert check_clean(data, (photo.width, photo.height)) == []
        assert not any(token.encode() in data for token in case.get("hidden", ()))


@pytest.mark.parametrize("case", [c for c in CASES if c["kind"] == "hidden"], ids=lambda case: str(case["file"]))
def test_hidden_parts_are_reported(case: dict[str, Any]) -> None:
    photo = open_photo(CORPUS / case["file"], Limits())
    told = [clue for clue in photo.clues if clue.kind.startswith("meta_")]
    under_alpha = photo.frames[0].under_alpha is not None
    assert told or under_alpha


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in CASES
        if c["kind"] == "exif-broken" and "upright_size" in c and "zero" not in c["file"] and "two" not in c["file"]
    ],
    ids=lambda case: str(case["file"]),
)
def test_unreadable_metadata_is_said(case: dict[str, Any]) -> None:
    assert any("EXIF" in notice for notice in open_photo(CORPUS / case["file"], Limits()).notices)
