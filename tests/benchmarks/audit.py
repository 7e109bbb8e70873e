"""What an audit costs besides looking at photos: `python -m tests.benchmarks.audit [--entries N] [--photos N]`.

Store and reports are measured with tiny files and a scanner that takes no time, each step in a process of its own
so that peak memory is that step's; throughput with the sample photos and the real scanner.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FEW = 200
DRIVE, NIGHT = 200_000, 10  # photos on a large drive, hours


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--photos", type=int, default=24, help="for throughput; 0 to leave it out")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store(Path(folder), chosen.entries)
        if chosen.photos:
            throughput(Path(folder), chosen.photos)


def store(folder: Path, entries: int) -> None:
    for number in dict.fromkeys((FEW, entries)):
        photos, to = folder / f"{number}", folder / f"run-{number}"
        for i in range(number):
            path = photos / f"{i % 50:02d}" / f"{i:06d} {('number', 'face', 'c', 'd')[i % 4]}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\xff\xd8\xff\xe0" + f"{i:08d}".encode())
        print(f"{number} entries")
        show("first run, a scanner that takes no time", step("first", photos, to))
        show("second run, nothing changed", step("first", photos, to))
        for kind in ("html", "csv", "sarif"):
            show(f"report, {kind}", step(kind, photos, to))


def show(what: str, measured: dict[str, float]) -> None:
    cost = f"{measured['seconds']:.1f} s, {measured['cpu']:.1f} s of processor"
    print(f"  {what}: {cost}, peak memory {measured['mb']:.0f} MB", flush=True)


def step(what: str, photos: Path, to: Path) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-c",
        f"from tests.benchmarks.audit import one; one({what!r}, {str(photos)!r}, {str(to)!r})",
    ]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def one(what: str, photos: str, to: str) -> None:
    """One step in its own process; prints what it cost."""
    import resource

    from scanner.audit.reading import Runs
    from scanner.audit.worker import Look
    from scanner.cli.reporting import render
    from tests.unit.audit.fakes import Watch, run

    class Idle(Watch):
        def photo(self, look: Look | None) -> None:
            pass

    started = time.monotonic()
    if what == "first":
        run(Path(photos), Path(to), watch=Idle(), pictures=False)
    else:
        with Path(f"{to}.{what}").open("w") as stream:
            render(Runs([Path(to)]), what, stream, Path(to), 50)
    measured = {
        "seconds": time.monotonic() - started,
        "cpu": time.process_time(),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(measured))


ALONE = """
import sys
from scanner import Scanner, Settings
scanner = Scanner(Settings(threads=1))
for path in sys.argv[1:]:
    scanner.scan(path)
"""


def throughput(folder: Path, number: int) -> None:
    """Two workers against two processes that share nothing, on the same photos (all contents differ)."""
    samples = sorted((ROOT / "sample_images").glob("*.jpg"))
    photos = folder / "samples"
    photos.mkdir()
    for i in range(number):
        picture: Image.Image = Image.open(samples[i % len(samples)])
        picture = picture.resize((4032, 3024) if picture.width > picture.height else (3024, 4032))
        picture.save(photos / f"{i:03d}.jpg", quality=90 - i // len(samples))
    paths = sorted(str(path) for path in photos.iterdir())
    started = time.monotonic()
    halves = [subprocess.Popen([sys.executable, "-c", ALONE, *paths[i::2]], cwd=ROOT) for i in (0, 1)]
    for half in halves:
        half.wait()
    apart = time.monotonic() - started
    command = [sys.executable, "-m", "tests.benchmarks.audit_parent", str(photos), str(folder / "real")]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    together = time.monotonic() - started
    parent = json.loads(done.stdout)
    print(f"{number} sample photos, enlarged to 12 megapixels, start included")
    print(f"  two independent processes: {apart:.1f} s; two workers: {together:.1f} s ({apart / together:.2f} of it)")
    print(f"  {parent['all'] / together:.2f} processors busy on average in the audit, of {min(2, os.cpu_count() or 1)}")
    print(f"  the parent took {parent['parent']:.1f} s of {parent['all']:.1f} s of processor time")
    each = parent["all"] / number
    drive = DRIVE * each / (NIGHT * 3600)
    print(f"  {each:.1f} s of processor for a photo: {DRIVE:,} photos in {NIGHT} hours: {drive:.0f} such cores")


if __name__ == "__main__":
    main()
