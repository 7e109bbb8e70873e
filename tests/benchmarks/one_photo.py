"""What one 12-megapixel photo costs, and where the time goes.

    uv run python -m tests.benchmarks.one_photo [PHOTO] [--threads N]

Without PHOTO the sample team photo (faces and a board) is enlarged to 4032 x 3024. All figures come from one run on one
machine; compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scanner.inference.session import Session
from scanner.pipeline import Scanner
from scanner.settings import Settings

SAMPLE = Path(__file__).resolve().parents[2] / "sample_images" / "team_photo.jpg"
Inputs = NDArray[np.float32] | Mapping[str, NDArray[np.float32]]


def twelve_megapixels(folder: Path) -> Path:
    path = folder / "photo.jpg"
    Image.open(SAMPLE).resize((4032, 3024), Image.Resampling.LANCZOS).save(path, quality=92)
    return path


def warm_scan(photo: Path, threads: int) -> dict[str, Any]:
    """Seconds of a second scan in the same process, and the part of them inside the networks."""
    scanner = Scanner(Settings(threads=threads))
    scanner.scan(photo)
    inside = 0.0
    run = Session.run

    def timed(session: Session, inputs: Inputs) -> dict[str, NDArray[np.float32]]:
        nonlocal inside
        started = time.perf_counter()
        try:
            return run(session, inputs)
        finally:
            inside += time.perf_counter() - started

    with patch.object(Session, "run", timed):
        started = time.perf_counter()
        report = scanner.scan(photo)
        whole = time.perf_counter() - started
    return {"scan": whole, "networks": inside, "parts_ms": report.timings_ms, "findings": len(report.findings)}


def wall(*arguments: str) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    return time.perf_counter() - started, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--threads", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo = chosen.photo or twelve_megapixels(folder)
        with Image.open(photo) as image:
            print(f"photo {image.width} x {image.height}")
        help_seconds, _ = wall("-m", "scanner", "--help")
        print(f"scanner --help                       {help_seconds:6.2f} s")
        warm = warm_scan(photo, chosen.threads)
        print(f"scan, program loaded                 {warm['scan']:6.2f} s")
        print(f"  of it inside the networks          {warm['networks']:6.2f} s")
        print(f"  whole scan / networks              {warm['scan'] / warm['networks']:6.2f}")
        for part, ms in warm["parts_ms"].items():
            print(f"  {part:34s} {ms / 1000:6.2f} s")
        threads = ["--threads", str(chosen.threads)] if chosen.threads else []
        cold_scan, _ = wall("-m", "scanner", "scan", "--json", *threads, str(photo))
        cold_blur, answer = wall("-m", "scanner", "blur", "--json", *threads, str(photo), "-o", str(folder / "out"))
        copy = json.loads(answer)["photos"][0]
        first = sum(copy["timings_ms"].values()) / 1000
        print(f"cold scanner scan                    {cold_scan:6.2f} s")
        print(f"cold scanner blur                    {cold_blur:6.2f} s")
        print(f"  first scan, networks loading in it {first:6.2f} s")
        print(f"  start, covering, writing, checking {cold_blur - first:6.2f} s ({copy['passes']} pass(es))")
        print(f"  verified {copy['verified']} by {', '.join(copy['verified_by'])}")


if __name__ == "__main__":
    main()
