"""`scanner report`: finished runs as a page, a table or a document, without looking at any photo again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TextIO

import typer

from scanner.cli import values
from scanner.cli.streams import result_stream, say
from scanner.errors import CopyError, UsageError

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
        Path | None, typer.Option("--baseline", metavar="FILE", help="Accepted findings: mark what is new.")
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

        kind = values.one_of(format, FORMATS, "--format") if format else _by_name(out)
        accepted = load_baseline(baseline) if baseline else None
        if decisions:
            _take_in(runs, decisions)
        if len(runs) > 1 and (settled := settle(runs)):
            done = "" if settled.left else ", and the key was deleted"
            say(f"All shards are there: people were counted across them{done}.")
            for path in settled.left:
                say(f"Not deleted, because it is not the key of these shards or cannot be deleted: {path}")
        with contextlib.closing(Runs(runs, accepted)) as read:
            if write_baseline:
                with written(write_baseline) as target:
                    save_baseline(read, target)
                if not out and not format:
                    return
            if out is None:
                render(read, kind, stream, Path.cwd(), sample)
            else:
                with written(out) as target:
                    render(read, kind, target, out.absolute().parent, sample)


def _by_name(out: Path | None) -> str:
    suffix = out.suffix.lower().removeprefix(".") if out else ""
    return suffix if suffix in FORMATS else "html"


def _take_in(runs: list[Path], decisions: Path) -> None:
    from scanner.audit.decisions import load_decisions, take_in

    kept, strangers = take_in(runs, load_decisions(decisions))
    say(f"{kept} decisions kept.")
    if strangers:
        say(f"{strangers} decisions fit no photo of these runs: the photo has changed or is not in them.")


@contextlib.contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file for its owner alone, in place only when it is whole."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name a file with -o.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                yield stream
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise CopyError(f"{path} could not be written: {error.strerror or 'unknown reason'}.") from error
