"""Photos through worker processes, one in flight in each: a crash, a hang, a greedy photo costs itself alone."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Protocol, Self

from pebble import ProcessExpired, ProcessPool

from scanner.audit.guard import OUT_OF_MEMORY
from scanner.audit.worker import TOO_MUCH_MEMORY, UNREADABLE, Look, Recipe, Task, look, lost
from scanner.findings import Status
from scanner.leftovers import PAGES, sweep

CRASHED = "The program was killed while it examined this photo. Treat it as not checked."
TIMED_OUT = "The examination took longer than {seconds:g} seconds (--timeout) and was stopped. Treat it as not checked."
# The next photo or None for "none now": asked again after each result, when there may be one again.
Pull = Callable[[], Task | None]


class Engine(Protocol):
    """Where photos are looked at. Results come in any order; None is a heartbeat while nothing is ready."""

    def results(self, pull: Pull, recipe: Recipe) -> Iterator[tuple[Task, Look] | None]: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class LocalEngine:
    """`jobs` processes on this machine. `timeout`: seconds for one photo, loading the networks included."""

    def __init__(self, jobs: int, timeout: float) -> None:
        self._jobs = jobs
        self._timeout = timeout
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(now=kind is not None)

    def _close(self, *, now: bool) -> None:
        if self._pool is not None:
            ending = self._pool.stop if now else self._pool.close
            ending()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
            sweep(PAGES)  # of workers that were stopped in the middle

    def _schedule(self, recipe: Recipe, task: Task) -> Future[Look]:
        if self._pool is None:
            # spawn: a fork would copy locks that other threads hold.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(max_workers=self._jobs, context=context)
        future: Future[Look] = self._pool.schedule(look, args=[recipe, task], timeout=self._timeout)
        return future

    def results(self, pull: Pull, recipe: Recipe) -> Iterator[tuple[Task, Look] | None]:
        """Twice as many tasks as workers are handed over, so that none waits; only as many are at work.

        Where the pool itself breaks (a worker that dies before it says what it took), its photos are tried again
        one at a time: the one that breaks it twice is to blame.
        """
        waiting: dict[Future[Look], Task] = {}
        suspects: list[Task] = []
        window = 2 * self._jobs
        while True:
            while not suspects and len(waiting) < window and (task := pull()) is not None:
                waiting[self._schedule(recipe, task)] = task
            if suspects and not waiting:
                yield self._alone(suspects.pop(0), recipe)
                continue
            if not waiting:
                return
            done, _ = wait(waiting, timeout=1.0, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                task = waiting.pop(future)
                outcome = self._outcome(future)
                if outcome is None:
                    suspects += [task, *waiting.values()]
                    waiting.clear()
                    self._close(now=True)
                    break
                yield task, outcome

    def _alone(self, task: Task, recipe: Recipe) -> tuple[Task, Look]:
        outcome = self._outcome(self._schedule(recipe, task))
        if outcome is None:
            self._close(now=True)
        return task, outcome or lost(Status.CRASHED, CRASHED)

    def _outcome(self, future: Future[Look]) -> Look | None:
        """None where the pool broke and nobody knows whose fault it was."""
        try:
            return future.result()
        except TimeoutError:
            return lost(Status.TIMED_OUT, TIMED_OUT.format(seconds=self._timeout))
        except ProcessExpired as error:
            greedy = error.exitcode == OUT_OF_MEMORY
            return lost(Status.CRASHED, TOO_MUCH_MEMORY if greedy else CRASHED)
        except BrokenProcessPool:
            return None
        except Exception as error:
            return lost(Status.CRASHED, UNREADABLE.format(type(error).__name__))
