"""How far the work is, on stderr: a bar for people at a terminal, lines for long runs elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.cli.streams import say
from scanner.findings import Severity

if TYPE_CHECKING:
    from rich.progress import Progress as Rich

    from scanner.audit.worker import Look

_COUNTS = int(Severity.MEDIUM)  # findings from this level on are told while an audit runs
_LINE_EVERY = 30.0  # seconds between lines where no bar can be drawn


class Progress:
    """Does nothing; the base for runs without a bar."""

    def advance(self) -> None:
        """One photo is done."""

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """While a result is printed, which may go to the same terminal."""
        yield


@contextlib.contextmanager
def progress_bar(total: int) -> Iterator[Progress]:
    if total < 2 or sys.stderr is None or not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichBar

    columns = (TextColumn("Scanning"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = RichBar(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    task = bar.add_task("", total=total)

    class Drawn(Progress):
        def advance(self) -> None:
            bar.advance(task)

        @contextlib.contextmanager
        def paused(self) -> Iterator[None]:
            bar.stop()
            try:
                yield
            finally:
                bar.start()

    with bar:
        yield Drawn()


class AuditProgress:
    """How far an audit is: a bar for a terminal, else a line now and then. `done` and `total` count photos."""

    def __init__(self, bar: Rich | None) -> None:
        self.done = 0
        self.total = 0
        self._bar = bar
        self._task = bar.add_task("Listing", total=None) if bar else None
        self._started = self._told = time.monotonic()
        self._before = 0
        self._found = self._failed = 0
        self._words = ""

    def listing(self, number: int) -> None:
        self._show(f"Listing: {number:,} files")

    def stage(self, words: str, total: int, done: int) -> None:
        self.total, self.done, self._before = total, done, done
        self._words = words
        self._started = self._told = time.monotonic()
        self._found = self._failed = 0
        self._show(f"{words}: {total - done:,} of {total:,} photos to look at", at_once=True)

    def again(self, sentence: str) -> None:
        if self._bar is None:
            say(sentence)
        else:  # above the bar
            self._bar.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def photo(self, look: Look | None) -> None:
        self.done += 1
        if look is not None:
            self._found += look.severity >= _COUNTS
            self._failed += look.status != "scanned"
        self.tick()

    def tick(self) -> None:
        seconds = max(0.001, time.monotonic() - self._started)
        rate = (self.done - self._before) / seconds
        words = f"{self.done:,} of {self.total:,} photos" + (f", {_rate(rate)}" if rate else "")
        if rate and self.total > self.done:
            words += f", {_time((self.total - self.done) / rate)} left"
        words += f", {self._found:,} with findings"
        words += f", {self._failed:,} not examined" if self._failed else ""
        self._show(f"{self._words}: {words}")

    def _show(self, sentence: str, *, at_once: bool = False) -> None:
        if self._bar is not None and self._task is not None:
            total = self.total or None
            self._bar.update(self._task, description=sentence, total=total, completed=self.done)
        elif at_once or time.monotonic() - self._told > _LINE_EVERY:
            self._told = time.monotonic()
            say(sentence)


@contextlib.contextmanager
def audit_progress() -> Iterator[AuditProgress]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield AuditProgress(None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as RichBar

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
    with RichBar(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, refresh_per_second=2
    ) as bar:
        yield AuditProgress(bar)


def _rate(rate: float) -> str:
    return f"{rate:.1f} per second" if rate >= 1 else f"{60 * rate:.1f} per minute"


def _time(seconds: float) -> str:
    """About how long, in words."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} seconds"
    if seconds < 5400:
        return f"about {round(seconds / 60)} minutes"
    return f"about {seconds / 3600:.1f} hours"
