"""From runs to a report on a stream, in each format; shared by `audit` and `report`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from scanner.audit.baseline import SCHEMA, baseline_rows, print_of
from scanner.audit.reading import Runs
from scanner.outputs.json_report import JsonReport, dumps
from scanner.outputs.rows import PhotoRow


def render(runs: Runs, kind: str, stream: TextIO, beside: Path, sample: int) -> None:
    """`beside`: the folder that the report will lie in, for links to numbered pictures. With a baseline, a table
    holds the photos with something new or not examined whole; documents for programs hold all, and mark what is new."""
    if kind == "html":
        _html(runs, stream, beside, sample)
    elif kind == "csv":
        from scanner.outputs.csv_report import write_csv

        write_csv(stream, (row for row in runs.rows() if not row.accepted))
    elif kind == "sarif":
        from scanner.outputs.sarif_report import write_sarif
        from scanner.outputs.terminal_audit import not_looked_for

        summary = runs.summary()
        write_sarif(stream, runs.rows(), print_of, whole=summary.whole, unlooked=not_looked_for(summary))
    elif kind == "jsonl":
        for row in runs.rows(by_path=True):
            stream.write(dumps(row.entry()) + "\n")
    else:
        with JsonReport(stream, more={"audit": runs.summary().to_json()}) as document:
            for row in runs.rows(by_path=True):
                document.add(row.entry())


def save_baseline(runs: Runs, stream: TextIO) -> None:
    """Every finding of the runs as accepted."""
    rows = [
        found for row in runs.rows(by_path=True) for found in baseline_rows(row.sha256 or "", row.entry()["findings"])
    ]
    stream.write(dumps({"baseline": SCHEMA, "accepted": rows}, indent=1) + "\n")


def _html(runs: Runs, stream: TextIO, beside: Path, sample: int) -> None:
    from scanner.outputs.html_report import Sources, write_html

    def link(row: PhotoRow) -> str | None:
        """Relative where the picture lies in or below the report's folder, so that both can be moved."""
        if row.picture is None:
            return None
        picture = Path(row.picture)
        if picture.is_relative_to(beside):
            return quote(picture.relative_to(beside).as_posix())
        return f"file://{quote(os.fsencode(picture))}" if os.name != "nt" else picture.as_uri()

    write_html(stream, runs.summary(), runs.rows(), runs.skipped(), Sources(runs.preview, link), sample=sample)
