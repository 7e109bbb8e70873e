"""Past one machine: the same photos through the workers of a Dask cluster, one photo at a time on each.

The workers see the photos under the same paths (a shared drive), run this version of the program, and were started
with one thread and a nanny: `dask worker ADDRESS --nthreads 1`.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from scanner import __version__
from scanner.audit.engine import CRASHED, TIMED_OUT, Pull
from scanner.audit.worker import UNREADABLE, Look, Recipe, Task, look, lost
from scanner.errors import UsageError
from scanner.findings import Status

_POLL = 0.02  # seconds
_REFRESH = 1.0  # seconds between looks at who is there
_VANISHED = 5.0  # seconds after which a photo on a worker that is gone is given up there
_PATIENCE = 60.0  # seconds without any worker
_RESTART = 30.0  # seconds for a worker to come back


@dataclass
class _Flight:
    """One photo on one worker. `since`: when it was handed over (monotonic seconds)."""

    task: Task
    worker: str
    future: Any
    since: float


class ClusterEngine:
    """`address`: of the scheduler, tcp:// only on this machine, else tls://. `timeout`: seconds for one photo.

    A killed worker costs the photo that it had. That photo is tried once more, alone, because a machine can also go
    for reasons of its own. The scheduler itself tries nothing again: it would blame innocent photos.
    """

    def __init__(self, address: str, timeout: float) -> None:
        self._address = checked(address)
        self._timeout = timeout
        self._client: Any = None
        self._workers: frozenset[str] = frozenset()
        self._refreshed = 0.0
        self._seen = time.monotonic()

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError("--scheduler needs the extra `cluster`: install the program with it.") from error
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # lost workers are told photo by photo
        try:
            self._client = Client(self._address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, RuntimeError) as error:
            raise UsageError(f"No Dask scheduler answers at {self._address}.") from error
        self._client.run_on_scheduler(_never_again)
        others = {version for version in self._client.run(_version).values() if version != __version__}
        if others:
            self._client.close()
            raise UsageError(f"Workers run another version of this program: {', '.join(sorted(others))}.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.close()

    def results(self, pull: Pull, recipe: Recipe) -> Iterator[tuple[Task, Look] | None]:
        """As many photos are out as there are workers; those that lost theirs come last, one at a time."""
        suspects: list[Task] = []
        for landed in self._fly(pull, recipe):
            if landed is None or landed[1] is not None:
                yield landed and (landed[0], landed[1] or lost(Status.CRASHED, CRASHED))
            else:
                suspects.append(landed[0])
        for task in suspects:
            alone = iter([task])
            for landed in self._fly(lambda alone=alone: next(alone, None), recipe):  # type: ignore[misc]
                yield landed and (task, landed[1] or lost(Status.CRASHED, CRASHED))

    def _fly(self, pull: Pull, recipe: Recipe) -> Iterator[tuple[Task, Look | None] | None]:
        """Every photo once; without a look where its worker was lost."""
        flights: list[_Flight] = []
        told = time.monotonic()
        exhausted = False
        while flights or not exhausted:
            exhausted = False
            for worker in self._idle(flights):
                if (task := pull()) is None:
                    exhausted = True
                    break
                future = self._client.submit(look, recipe, task, workers=[worker], pure=False, retries=0)
                flights.append(_Flight(task, worker, future, time.monotonic()))
            time.sleep(_POLL if flights else 0)
            for flight in list(flights):
                ended, outcome = self._outcome(flight)
                if ended:
                    flights.remove(flight)
                    yield flight.task, outcome
            if time.monotonic() - told > 1:
                told = time.monotonic()
                yield None

    def _idle(self, flights: list[_Flight]) -> list[str]:
        """Workers without a photo. Raises UsageError where none has been there for a minute."""
        now = time.monotonic()
        if now - self._refreshed > _REFRESH:
            self._refreshed = now
            threads = self._client.nthreads()
            if any(number != 1 for number in threads.values()):
                raise UsageError("Start each Dask worker with --nthreads 1: one photo at a time in each process.")
            self._workers = frozenset(threads)
            if self._workers:
                self._seen = now
            elif now - self._seen > _PATIENCE:
                raise UsageError(f"The scheduler at {self._address} has no workers.")
        return sorted(self._workers - {flight.worker for flight in flights})

    def _outcome(self, flight: _Flight) -> tuple[bool, Look | None]:
        """Whether a flight has ended, and with what; None where the worker was lost."""
        age = time.monotonic() - flight.since
        if flight.future.done():
            return True, self._landed(flight)
        if age > self._timeout:
            self._drop(flight)
            self._client.restart_workers([flight.worker], timeout=_RESTART, raise_for_error=False)
            return True, lost(Status.TIMED_OUT, TIMED_OUT.format(seconds=self._timeout))
        if flight.worker not in self._workers and age > _VANISHED:
            self._drop(flight)
            return True, None
        return False, None

    def _landed(self, flight: _Flight) -> Look | None:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            found: Look = flight.future.result(timeout=_RESTART)
        except (KilledWorker, FutureCancelledError, TimeoutError, OSError):
            self._drop(flight)
            return None
        except Exception as error:
            return lost(Status.CRASHED, UNREADABLE.format(type(error).__name__))
        return found

    def _drop(self, flight: _Flight) -> None:
        """Forget a photo's flight, and look anew who is there."""
        flight.future.cancel()
        self._workers -= {flight.worker}
        self._refreshed = 0.0


def checked(address: str) -> str:
    """The address of a scheduler that photos' findings may travel to. Raises UsageError for an open network."""
    parts = urlsplit(address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        raise UsageError(f"--scheduler: {address!r} should be tcp://HOST:PORT or tls://HOST:PORT.")
    if parts.scheme == "tcp" and not _loopback(parts.hostname):
        raise UsageError(f"{address} would send findings over the network unprotected. Use tls:// (Dask: security).")
    return address


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _never_again(dask_scheduler: Any) -> None:
    dask_scheduler.allowed_failures = 0


def _version() -> str:
    return __version__
