"""`scanner report`: finished runs as a page, a table or a document, without looking at any photo again."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.cli import values
from scanner.cli.streams import result_stream, say
from scanner.errors import ExitCode

if TYPE_CHECKING:
    from scanner.outputs.rows import Summary

FORMATS = ("html", "csv", "json", "jsonl", "sarif")


def report(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN", help="Run folders of `scanner audit`; several are merged.")
    ],
    *,
    format: Annotated[
        str | None, typer.Option("--format", metavar="TYPE", help="html (default), csv, json, jsonl or sarif.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write to this file instead of stdout.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Accepted findings: the CSV holds only photos with something new, the others mark it.",
        ),
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="Accept all findings: write a baseline.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", metavar="FILE", help="First take in a CSV report with decisions.")
    ] = None,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=0, help="Photos without findings for a check by a person.")
    ] = 50,
) -> None:
    """Render one or more audits: a page for people, tables and documents for other programs."""
    with result_stream() as stream:
        from scanner.audit.baseline import load_baseline
        from scanner.audit.merging import settle
        from scanner.audit.reading import Runs
        from scanner.cli.reporting import render, save_baseline
        from scanner.cli.targets import expect_replaceable, target

        kind = values.one_of(format, FORMATS, "--format") if format else _by_name(out)
        for file, holds in ((write_baseline, "baseline"), (out, kind)):
            expect_replaceable(file, holds)
        accepted = load_baseline(baseline) if baseline else None
        if decisions:
            _take_in(runs, decisions)
        if len(runs) > 1 and (settled := settle(runs)):
            done = "" if settled.left else ", and the key was deleted"
            say(f"All shards are there: people were counted across them{done}.")
            for left in settled.left:
                say(f"Not deleted, because it is not the key of these shards or cannot be deleted: {left}")
        with contextlib.closing(Runs(runs, accepted)) as read:
            if write_baseline:
                with target(write_baseline, stream) as sink:
                    save_baseline(read, sink)
            if out or format or not write_baseline:
                with target(out, stream) as sink:
                    render(read, kind, sink, out.resolve().parent if out else Path.cwd(), sample)
            code = _told(read.summary())
    raise typer.Exit(code)


def _told(summary: Summary) -> ExitCode:
    """What the runs could not examine, on stderr, and the exit code that their audits had for it."""
    from scanner.cli.auditing import incomplete, not_seen
    from scanner.outputs.words import counted

    if not summary.whole:
        say(
            f"The audit is not finished. Of {counted(summary.photos, 'photo')}, {summary.depths[0]} were not looked at "
            f"and {summary.depths[1]} had a first look only. Run the same audit again to go on."
        )
    if summary.failures:
        say(f"{counted(summary.failures, 'photo')} could not be examined whole.")
    if number := not_seen(summary):
        say(f"{counted(number, 'name')} could not be opened: a file, or a folder with all that is in it.")
    return ExitCode.INCOMPLETE if incomplete(summary) else ExitCode.OK


def _by_name(out: Path | None) -> str:
    suffix = out.suffix.lower().removeprefix(".") if out else ""
    return suffix if suffix in FORMATS else "html"


def _take_in(runs: list[Path], decisions: Path) -> None:
    from scanner.audit.decisions import load_decisions, take_in

    kept, strangers = take_in(runs, load_decisions(decisions))
    say(f"{kept} decisions kept.")
    if strangers:
        say(f"{strangers} decisions fit no photo of these runs: the photo has changed or is not in them.")
