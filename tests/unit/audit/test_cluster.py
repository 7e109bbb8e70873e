"""A real Dask cluster of two workers on this machine: the same results, and only the guilty photo suffers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.audit.cluster import ClusterEngine, checked
from scanner.audit.discovery import Filters
from scanner.errors import UsageError
from tests.unit.audit.fakes import Watch, run, write
from tests.unit.audit.test_audit import entries

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def test_the_same_findings_as_locally_and_in_shards(cluster: Any, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for number in range(12):
        write(photos / f"{number % 3}" / f"{number} {'number' if number % 2 else 'face'}.jpg")
    run(photos, tmp_path / "cluster", ClusterEngine(cluster.scheduler_address, 60))
    run(photos, tmp_path / "local")
    shards = [tmp_path / "one", tmp_path / "two"]
    for number, to in enumerate(shards, start=1):
        run(photos, to, filters=Filters(shard=(number, 2)))
    assert entries(tmp_path / "cluster") == entries(tmp_path / "local") == entries(*shards)


def test_poison_a_hang_and_a_worker_that_is_killed(cluster: Any, tmp_path: Path) -> None:
    names = ["abort.jpg", "hang.jpg", *(f"slow {i} number.jpg" for i in range(16))]
    for name in names:
        write(tmp_path / "photos" / name)

    class Killer(Watch):
        """Kills a worker's process in the middle, as a machine that is switched off."""

        def photo(self, look: Any) -> None:
            super().photo(look)
            if len(self.looked) == 8:
                client = distributed.Client(cluster.scheduler_address, set_as_default=False)
                client.run(_die, workers=[min(client.nthreads())], on_error="ignore")
                client.close()

    watch = run(tmp_path / "photos", tmp_path / "run", ClusterEngine(cluster.scheduler_address, 20), watch=Killer())
    assert len(watch.looked) == len(names)
    assert {name: entry["status"] for name, entry in entries(tmp_path / "run").items()} == {
        **dict.fromkeys(names, "scanned"), "abort.jpg": "crashed", "hang.jpg": "timed_out"
    }  # fmt: skip


def _die() -> None:
    import os

    os._exit(9)


@pytest.mark.parametrize("address", ["http://a:1", "tcp://10.0.0.1:8786", "tcp://example.org:8786", "here", ""])
def test_addresses_that_would_not_protect_findings(address: str) -> None:
    with pytest.raises(UsageError):
        checked(address)


def test_addresses_that_do() -> None:
    for address in ("tcp://127.0.0.1:8786", "tcp://localhost:8786", "tls://example.org:8786"):
        assert checked(address) == address
