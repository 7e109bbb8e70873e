"""An audit killed in the middle and taken up again, beside an undisturbed one: are the results the same?

    uv run python -m tests.benchmarks.audit_resume FOLDER... [--most 2000] [--work DIR]

Prints the time of both and of a third run over the unchanged folder, the memory of parent and workers early and late
(/proc: Linux only), whether workers outlive a killed parent, and every row that differs. With --work the run folders
stay there, and the undisturbed run is not made again if it is finished.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".tif", ".tiff", ".gif", ".bmp"}
# What may differ between two runs that found the same.
VARIES = frozenset({"timings_ms", "run", "scanned_at", "seconds"})
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass
class Watched:
    """One audit process and its workers, looked at every second. `memory`: (seconds, MB of parent, MB of workers)."""

    seconds: float = 0.0
    code: int = 0
    orphans: int = 0
    memory: list[tuple[float, float, float]] = field(default_factory=list)

    def peaks(self, begin: float, end: float) -> tuple[float, float]:
        """Most MB of the parent and of the largest worker in this share of the time."""
        part = [row for row in self.memory if begin <= row[0] / max(self.seconds, 1e-9) <= end]
        return max((row[1] for row in part), default=0.0), max((row[2] for row in part), default=0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=2000)
    parser.add_argument("--work", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = chosen.work or Path(temporary)
        photos = work / "photos"
        count = gathered(chosen.folders, photos, chosen.most)
        print(f"{count} photos", flush=True)
        whole = watched(photos, work / "undisturbed", None)
        told("undisturbed", whole)
        shutil.rmtree(work / "killed", ignore_errors=True)
        first = watched(photos, work / "killed", 0.4 * whole.seconds)
        told("killed in the middle", first)
        print(f"  workers alive 5 s after the parent was killed: {first.orphans}")
        told("the same command again", watched(photos, work / "killed", None))
        told("once more, nothing changed", watched(photos, work / "killed", None))
        compare(rows(work / "undisturbed"), rows(work / "killed"))


def gathered(folders: Sequence[Path], to: Path, most: int) -> int:
    """Hard links (or copies) of at most so many pictures, spread evenly over all."""
    found = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in PICTURES and p.is_file())
    if not to.exists():
        count = min(most, len(found))
        for number, path in enumerate(found[index * len(found) // count] for index in range(count)):
            place = to / f"{number // 100:03d}" / f"{number:05d}{path.suffix}"
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, place)
            except OSError:
                shutil.copyfile(path, place)
    return sum(p.is_file() for p in to.rglob("*"))


def watched(photos: Path, run: Path, kill_after: float | None) -> Watched:
    command = [sys.executable, "-m", "scanner", "audit", str(photos), "--run", str(run), "--exit-zero"]
    started = time.monotonic()
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen = Watched()
    while process.poll() is None:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        seen.seconds = time.monotonic() - started
        parent, workers = memory_of(process.pid)
        seen.memory.append((seen.seconds, parent, max(workers, default=0.0)))
        if kill_after is not None and seen.seconds > kill_after:
            process.send_signal(signal.SIGKILL)
            process.wait()
            time.sleep(5)
            seen.orphans = len(memory_of(process.pid)[1])
    seen.seconds, seen.code = time.monotonic() - started, process.returncode
    return seen


def memory_of(session: int) -> tuple[float, list[float]]:
    """MB resident in the process that leads this session, and in each of the others."""
    parent, others = 0.0, []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(after_name[3]) != session or after_name[0] == "Z":
                continue
            megabytes = int((entry / "statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
        except (OSError, ValueError, IndexError):  # it ended meanwhile
            continue
        if int(entry.name) == session:
            parent = megabytes
        else:
            others.append(megabytes)
    return parent, others


def told(what: str, seen: Watched) -> None:
    early, late = seen.peaks(0.1, 0.3), seen.peaks(0.8, 1.0)
    print(
        f"{what}: {seen.seconds:.0f} s, exit code {seen.code}; memory early / late: "
        f"parent {early[0]:.0f} / {late[0]:.0f} MB, largest worker {early[1]:.0f} / {late[1]:.0f} MB",
        flush=True,
    )


def rows(*runs: Path) -> dict[str, dict[str, object]]:
    """Path -> what the report of these runs says of it, without what may differ."""
    command = [sys.executable, "-m", "scanner", "report", *map(str, runs), "--format", "jsonl"]
    # Its exit code speaks of findings and of photos that could not be looked at: neither is a failure here.
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for run in runs:
        text = text.replace(str(run), "RUN")  # the places of annotated pictures
    return {
        str(row.get("path")): {key: value for key, value in row.items() if key not in VARIES}
        for row in map(json.loads, text.splitlines())
    }


def compare(one: dict[str, dict[str, object]], other: dict[str, dict[str, object]]) -> None:
    differ = [path for path in sorted(one.keys() | other.keys()) if one.get(path) != other.get(path)]
    print(f"rows: {len(one)} and {len(other)}, {len(differ)} differ")
    for path in differ[:20]:
        keys = [k for k in one.get(path, {}) if one.get(path, {}).get(k) != other.get(path, {}).get(k)]
        print(f"  {path}: {', '.join(keys) or 'only in one'}")


if __name__ == "__main__":
    main()
