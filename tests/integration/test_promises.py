"""What must always hold, tried on the whole program as a user runs it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[2] / "sample_images"
WRISTBAND = SAMPLES / "wristband.jpg"
# Refuses every socket but those that stay inside this machine's own process family.
NO_NETWORK = """
import socket, sys
def refuse(*args, **kwargs):
    raise RuntimeError("the program tried to use the network")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
socket.create_connection = refuse
from scanner.cli.main import main
sys.exit(main())
"""


def scanner(*arguments: str | Path, cwd: Path, code: str = "", **extra: Any) -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "scanner"]
    command = [*extra.pop("before", []), sys.executable, *start, *map(str, arguments)]
    root = str(SAMPLES.parent)
    environment = {**os.environ, "PYTHONPATH": root, "OMP_THREAD_LIMIT": "1", **extra.pop("environment", {})}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=280, **extra
    )


def photos(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert run.returncode in (0, 1), run.stderr
    return list(json.loads(run.stdout)["photos"])


def kinds_and_places(photo: dict[str, Any]) -> set[tuple[str, int, int]]:
    return {
        (f["kind"], *(round(float(v) / 40) for v in np.mean(f["polygon"], axis=0)))
        for f in photo["findings"]
        if f["polygon"] and f["severity"] in ("critical", "high")
    }


def test_no_python_code_opens_a_connection(tmp_path: Path) -> None:
    run = scanner("blur", "--json", WRISTBAND, "-o", tmp_path / "out", cwd=tmp_path, code=NO_NETWORK)
    assert photos(run)[0]["verified"] is True, run.stderr


@pytest.mark.skipif(
    shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode != 0,
    reason="this system does not let us make a network namespace",
)
def test_whole_program_works_without_any_network_device(tmp_path: Path) -> None:
    run = scanner("blur", "--json", WRISTBAND, "-o", tmp_path / "out", cwd=tmp_path, before=["unshare", "-rn"])
    assert photos(run)[0]["verified"] is True, run.stderr


def test_original_is_untouched_and_nothing_else_is_left_behind(tmp_path: Path) -> None:
    folder, temp, home = (tmp_path / n for n in ("photos", "temp", "home"))
    for each in (folder, temp, home):
        each.mkdir()
    photo = Path(shutil.copy2(WRISTBAND, folder / "band.jpg"))
    before = hashlib.sha256(photo.read_bytes()).hexdigest(), photo.stat().st_mtime_ns
    run = scanner("blur", "--json", photo, cwd=tmp_path, environment={"TMPDIR": str(temp), "HOME": str(home)})
    assert photos(run)[0]["verified"] is True
    assert (hashlib.sha256(photo.read_bytes()).hexdigest(), photo.stat().st_mtime_ns) == before
    assert sorted(p.name for p in folder.iterdir()) == ["band.jpg", "band.redacted.jpg"]
    assert list(temp.iterdir()) == []


@pytest.fixture(scope="module")
def upright(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("turned")
    pixels = Image.open(WRISTBAND).convert("RGB")
    # What has to be stored so that each EXIF orientation shows the same upright picture.
    stored = {
        1: pixels,
        2: pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: pixels.transpose(Image.Transpose.ROTATE_180),
        4: pixels.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: pixels.transpose(Image.Transpose.TRANSPOSE),
        6: pixels.transpose(Image.Transpose.ROTATE_90),
        7: pixels.transpose(Image.Transpose.TRANSVERSE),
        8: pixels.transpose(Image.Transpose.ROTATE_270),
    }
    for orientation, image in stored.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        image.save(folder / f"turned-{orientation}.png", exif=exif)
    run = scanner("scan", "--json", folder, cwd=folder)
    return {Path(p["path"]).name: p for p in photos(run)}


@pytest.mark.parametrize("orientation", range(2, 9))
def test_every_exif_orientation_gives_the_same_findings(upright: dict[str, Any], orientation: int) -> None:
    first, other = upright["turned-1.png"], upright[f"turned-{orientation}.png"]
    assert kinds_and_places(first)
    assert (other["width"], other["height"]) == (first["width"], first["height"])
    assert kinds_and_places(other) == kinds_and_places(first)


def test_copy_does_not_depend_on_what_was_hidden(tmp_path: Path) -> None:
    """Lossless copies of two photos that differ only under the mask differ nowhere outside it."""
    original = np.asarray(Image.open(WRISTBAND).convert("RGB"))
    first = tmp_path / "first.png"
    Image.fromarray(original).save(first)
    run = scanner("blur", "--json", "--format", "png", first, "-o", tmp_path / "out", cwd=tmp_path)
    copy = np.asarray(Image.open(photos(run)[0]["output"]).convert("RGB"))
    changed = (copy != original).any(axis=2)
    assert 0 < changed.mean() < 0.5
    report = photos(scanner("scan", "--json", first, cwd=tmp_path))[0]
    for finding in report["findings"]:
        if finding["redact"] and finding["polygon"]:
            x, y = np.mean(finding["polygon"], axis=0).astype(int)
            around = changed[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3]
            assert around.any(), finding["kind"]


def test_fresh_scan_of_a_copy_finds_nothing_to_redact(tmp_path: Path) -> None:
    run = scanner("blur", "--json", WRISTBAND, "-o", tmp_path / "out", cwd=tmp_path)
    copy = photos(run)[0]["output"]
    again = photos(scanner("scan", "--json", copy, cwd=tmp_path))[0]
    assert [f["kind"] for f in again["findings"] if f["redact"]] == []
    assert again["verdict"] in ("nothing_found", "check_by_eye")


def test_nothing_of_the_photo_is_quoted_without_reveal(tmp_path: Path) -> None:
    run = scanner("scan", "--json", WRISTBAND, cwd=tmp_path)
    said = (run.stdout + run.stderr).lower()
    for secret in ("okonkwo", "josephine", "9993395633", "999 339 5633", "12/03/1951"):
        assert secret not in said
    assert all("text" not in region for region in photos(run)[0]["text_regions"])


def test_damaged_file_is_never_nothing_found(tmp_path: Path) -> None:
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(WRISTBAND.read_bytes()[:60_000])
    run = scanner("scan", "--json", cut, cwd=tmp_path)
    assert run.returncode == 3
    photo = json.loads(run.stdout)["photos"][0]
    assert photo["status"] == "unreadable" and photo["verdict"] is None and photo["errors"]
    assert "Traceback" not in run.stderr


def test_photo_from_standard_input(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "scanner", "scan", "--json", "-"],
        input=WRISTBAND.read_bytes(),
        cwd=SAMPLES.parent,
        capture_output=True,
        check=False,
        timeout=200,
    )
    photo = json.load(io.BytesIO(run.stdout))["photos"][0]
    assert photo["path"] == "-" and photo["verdict"] == "do_not_share"
