"""`scanner models`: the networks in use, with licence and checksum."""

from __future__ import annotations

import typer

from scanner.cli import options
from scanner.cli.streams import result_stream
from scanner.errors import DetectorMissingError, ExitCode


def models(as_json: options.AsJson = False) -> None:
    """The networks in use: licence, origin, and whether each file is the one that was measured."""
    with result_stream() as stream:
        from scanner.inference.weights import manifest
        from scanner.outputs.json_report import SCHEMA, dumps
        from scanner.outputs.printing import Line, Printer

        rows = []
        for weights in manifest().values():
            problem = ""
            try:
                weights.checked_path()
            except DetectorMissingError as error:
                problem = str(error)
            rows.append((weights, problem))
        if as_json:
            listed = [
                {
                    "name": weights.name,
                    "used_for": weights.used_for,
                    "licence": weights.licence,
                    "origin": weights.origin,
                    "package": weights.package or None,
                    "file": weights.file,
                    "sha256": weights.sha256,
                    "ok": not problem,
                    "problem": problem or None,
                }
                for weights, problem in rows
            ]
            stream.write(dumps({"schema": SCHEMA, "models": listed}, indent=1) + "\n")
        else:
            printer = Printer(stream)
            for weights, problem in rows:
                state = problem or "checksum as measured"
                printer.lines(
                    [
                        Line(f"{weights.name}: {weights.used_for}", "bold"),
                        Line(f"{weights.licence}; {weights.origin}", "", "  "),
                        Line(f"{weights.package or 'our own'}, {weights.file}", "", "  ", whole=True),
                        Line(f"sha256 {weights.sha256}", "", "  ", whole=True),
                        Line(state, "red" if problem else "green", "  "),
                    ]
                )
        code = ExitCode.INCOMPLETE if any(problem for _, problem in rows) else ExitCode.OK
    raise typer.Exit(code)
