"""A progress bar on stderr, only for people: a terminal and more than one photo."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator


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
    from rich.progress import Progress as Rich

    columns = (TextColumn("Scanning"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Rich(
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
