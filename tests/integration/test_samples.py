"""The sample pictures: made by the generator, and found by the program as expected.json demands."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.render.samples import SAMPLES, Sample, encode, expectation, render

FOLDER = Path(__file__).resolve().parents[2] / "sample_images"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["images"]
COVER = 0.80


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_sample_is_what_the_renderer_draws(sample: Sample) -> None:
    stage, pixels = render(sample)
    assert _close(expectation(sample, stage), EXPECTED[sample.name])
    stored = np.asarray(Image.open(FOLDER / sample.name), dtype=np.int16)
    made = np.asarray(Image.open(io.BytesIO(encode(sample, stage, pixels))), dtype=np.int16)
    assert stored.shape == made.shape
    assert float(np.abs(stored - made).mean()) < 2.0


def _close(a: Any, b: Any) -> bool:
    """Equal, numbers within half a pixel (libraries differ in the last digit)."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_close(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_close(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float | int) and isinstance(b, float | int):
        return abs(a - b) <= 0.5
    return bool(a == b)


def test_files_are_small_and_complete() -> None:
    names = {p.name for p in FOLDER.glob("*.jpg")}
    assert names == set(EXPECTED) == {s.name for s in SAMPLES}
    assert all((FOLDER / n).stat().st_size < 300_000 for n in names)


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    if find_spec("scanner.cli.main") is None:
        pytest.skip("the command line is not there yet")
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from scanner.cli.main import main; main()",
            "scan",
            "--json",
            "--reveal",
            *(str(FOLDER / s.name) for s in SAMPLES),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode in (0, 1), run.stderr[-2000:]
    photos = json.loads(run.stdout)["photos"]
    return {Path(p["path"]).name: p for p in photos}


def _mask(polygon: list[list[float]], size: list[int]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    mask = np.zeros((size[1], size[0]), dtype=np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(polygon)).astype(np.int32)], 1)
    return mask


def missing(wanted: dict[str, Any], report: dict[str, Any]) -> list[dict[str, Any]]:
    """Expected findings that no finding of a fitting kind covers to at least 80 %."""
    out = []
    for item in wanted["findings"]:
        fitting = [f for f in report["findings"] if f["kind"] in item["any_of"]]
        if item["polygon"] is None:
            hit = bool(fitting)
        else:
            target = _mask(item["polygon"], wanted["size"])
            covered = np.zeros_like(target)
            for finding in fitting:
                if finding["polygon"]:
                    covered |= _mask(finding["polygon"], wanted["size"])
            hit = float((covered & target).sum()) >= COVER * float(target.sum())
        if not hit:
            out.append(item)
    return out


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_program_finds_what_was_drawn(name: str, reports: dict[str, dict[str, Any]]) -> None:
    wanted, report = EXPECTED[name], reports[name]
    assert report["status"] == "scanned"
    assert [report["width"], report["height"]] == wanted["size"]
    assert missing(wanted, report) == []
    assert {f["kind"] for f in report["findings"]} & set(wanted["must_not"]) == set()
    assert report["verdict"] == wanted["verdict"]
