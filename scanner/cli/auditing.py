"""What `scanner audit` does around the audit itself: run it with progress, tell the result, its exit code."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from scanner.audit.audit import COPIES, Plan, audit
from scanner.audit.baseline import Baseline
from scanner.audit.discovery import UNEXAMINED, UNREADABLE, UNSEEN
from scanner.audit.reading import Runs
from scanner.audit.worker import MakeScanner
from scanner.cli.progress import audit_progress
from scanner.cli.streams import say
from scanner.errors import ExitCode, UsageError, worst
from scanner.findings import Severity
from scanner.outputs.escape import quoted
from scanner.outputs.rows import Summary
from scanner.outputs.terminal_audit import REPORT

if TYPE_CHECKING:
    from scanner.audit.engine import Engine

_MOST_TOLD = 50  # lines on stderr
SAMPLE = 50  # photos without findings that a person is asked to check


def audited(plan: Plan, engine: Callable[[], Engine], make_scanner: MakeScanner) -> None:
    """Bring the run folder up to date; an interruption says how to go on."""
    try:
        with audit_progress() as progress:
            audit(plan, engine, make_scanner, progress)
    except KeyboardInterrupt:
        given = " ".join(quoted(folder) for folder in plan.folders)
        say(f"Interrupted: {progress.done} of {progress.total} photos are done, and kept.")
        say(f"To go on, with the same options: scanner audit {given} --run {quoted(str(plan.run))}")
        raise


def told(plan: Plan, stream: TextIO, baseline: Baseline | None, *, as_json: bool) -> ExitCode:
    """The result of a finished audit on `stream`, and its exit code."""
    from scanner.cli.reporting import render
    from scanner.cli.targets import written
    from scanner.outputs.printing import Printer
    from scanner.outputs.terminal_audit import audit_lines

    with contextlib.closing(Runs([plan.run], baseline)) as runs:
        summary = runs.summary()
        with written(plan.run / REPORT) as page:
            render(runs, "html", page, plan.run.absolute(), SAMPLE)
        if as_json:
            render(runs, "json", stream, plan.run.absolute(), 0)
        else:
            copies = plan.run / COPIES if plan.copies else None
            Printer(stream).lines(audit_lines(summary, runs.rows(), plan.run, copies))
        if summary.misnamed:
            _tell_misnamed(row.path for row in runs.rows(by_path=True) if row.misnamed)
    return exit_code(summary, plan.settings.fail_on, strict=plan.strict)


def _tell_misnamed(paths: Iterable[str]) -> None:
    """As `scan` does: a file that is no picture, whatever its name says, is listed on stderr."""
    for number, path in enumerate(paths):
        if number == _MOST_TOLD:
            say("and more: see the report.")
            return
        say(f"Not a photo: {path}")


def exit_code(summary: Summary, fail_on: Severity | None, *, strict: bool) -> ExitCode:
    codes = [ExitCode.OK]
    if incomplete(summary) or (strict and any(summary.skipped[family] for family in UNEXAMINED)):
        codes.append(ExitCode.INCOMPLETE)
    if summary.copies_failed:
        codes.append(ExitCode.COPY_FAILED)
    if fail_on is not None and summary.worst >= fail_on:
        codes.append(ExitCode.FINDINGS)
    return worst(*codes)


def incomplete(summary: Summary) -> bool:
    """Something that should have been examined was not, or not whole."""
    return bool(summary.failures or not_seen(summary) or not summary.whole)


def not_seen(summary: Summary) -> int:
    """Files and folders that could not be opened."""
    return summary.skipped[UNSEEN] + summary.skipped[UNREADABLE]


def engine(scheduler: str | None, jobs: int | None, timeout: float, *, copies: bool) -> Callable[[], Engine]:
    """Where photos will be looked at: on this machine, or on a cluster that is checked before any listing."""
    if scheduler is None:
        from scanner.audit.engine import LocalEngine

        return lambda: LocalEngine(jobs or cores(), timeout)
    from scanner.audit.cluster import ClusterEngine

    if copies:
        raise UsageError("--blur writes into the run folder of this machine; use it without --scheduler.")
    made = ClusterEngine(scheduler, timeout)
    return lambda: made


def expect_faces() -> None:
    """Raises UsageError where faces cannot be compared on this machine."""
    from scanner.inference.guarded import GuardedFaceRecognition

    faces = GuardedFaceRecognition()
    reason = faces.available()
    faces.close()
    if reason is not None:
        raise UsageError(f"--group-people: {reason}")


def cores() -> int:
    """Processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def new_run_folder() -> Path:
    """A folder of its own for each audit that names none."""
    return Path(f"scanner-audit-{datetime.now():%Y-%m-%d-%H%M%S}")


def share(text: str) -> tuple[int, int]:
    """I/N of --shard."""
    parts = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text.strip())
    if not parts or not 1 <= int(parts[1]) <= int(parts[2]):
        raise UsageError(f"--shard: {text!r} should be I/N with I from 1 to N, for example 1/4.")
    return int(parts[1]), int(parts[2])


def since_when(text: str, now: datetime | None = None) -> float:
    """Seconds since 1970 of a date (2025-09-14, local time) or of some days ago (30d)."""
    if days := re.fullmatch(r"(\d{1,5})d", text.strip()):
        return ((now or datetime.now(UTC)) - timedelta(days=int(days[1]))).timestamp()
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except ValueError as error:
        raise UsageError(f"--since: {text!r} should be a date such as 2025-09-14, or days such as 30d.") from error
