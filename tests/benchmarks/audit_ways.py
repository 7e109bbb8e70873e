"""The same photos looked at here, in two shards that are merged, and by a Dask cluster of two workers.

    uv run python -m tests.benchmarks.audit_ways FOLDER... [--most 60]

Prints the time of each way and every photo about which they do not say the same.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.audit_resume import compare, gathered, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=60)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        photos = work / "photos"
        print(f"{gathered(chosen.folders, photos, chosen.most)} photos")
        here = ways(work, photos)
    for name, found in list(here.items())[1:]:
        print(f"local and {name}:")
        compare(here["local"], found)


def ways(work: Path, photos: Path) -> dict[str, dict[str, dict[str, object]]]:
    """What each way says of every photo."""
    audit(photos, work / "local")
    shards = [work / "one", work / "two"]
    key = work / "key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    for number, run in enumerate(shards, start=1):
        audit(photos, run, "--shard", f"{number}/2", "--run-key", str(key))
    with dask() as address:
        audit(photos, work / "cluster", "--scheduler", address)
    return {"local": rows(work / "local"), "two shards": rows(*shards), "cluster": rows(work / "cluster")}


def audit(photos: Path, run: Path, *more: str) -> None:
    started = time.monotonic()
    command = [sys.executable, "-m", "scanner", "audit", str(photos), "--run", str(run), "--exit-zero", *more]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    print(f"{run.name}: {time.monotonic() - started:.0f} s, exit code {done.returncode}", flush=True)
    if done.returncode not in (0, 3):  # 3: some of the photos cannot be read
        raise SystemExit(done.stderr[-2000:])


@contextmanager
def dask() -> Iterator[str]:
    """The address of two workers on this machine."""
    distributed: Any = importlib.import_module("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield str(cluster.scheduler_address)


if __name__ == "__main__":
    main()
