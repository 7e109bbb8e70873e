"""`scanner caption`: the words that would go with the photo."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from scanner.cli import options, values
from scanner.cli.inputs import STDIN
from scanner.cli.streams import result_stream, say
from scanner.errors import ExitCode
from scanner.findings import Match, Severity, Sightings

# The matches of one line with their severities.
Judged = Sequence[tuple[Match, Severity]]


def caption(
    text: Annotated[
        str,
        typer.Argument(metavar="TEXT", help="The words, or - to read them from stdin.", show_default=False),
    ] = STDIN,
    *,
    lines: Annotated[bool, typer.Option("--lines", help="Treat every line by itself; its offsets start at 0.")] = False,
    as_json: options.AsJson = False,
    reveal: options.Reveal = False,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
) -> None:
    """Check the words that you want to publish with a photo."""
    level = Severity.HIGH if fail_on is None else values.fail_on(fail_on)
    with result_stream() as stream:
        from scanner.judgement.caption import judged_line, judged_lines
        from scanner.judgement.jigsaw import jigsaw_of
        from scanner.judgement.jigsaw_clues import clues_of
        from scanner.judgement.summing import SEVERITY
        from scanner.outputs.json_report import caption_json, dumps, jigsaw_json
        from scanner.outputs.printing import Printer
        from scanner.outputs.terminal_caption import caption_lines

        words = _stdin() if text == STDIN else text
        split = words.removesuffix("\n").split("\n")
        judged = [judged_line(line) for line in split] if lines else judged_lines(split)
        clues = () if lines else clues_of(Sightings(), (), caption=words)
        if as_json:
            told = caption_json(judged if lines else [_joined(split, judged)])
            told |= {} if lines else {"jigsaw": jigsaw_json(jigsaw_of(clues))}
            stream.write(dumps(told) + "\n")
        else:
            Printer(stream).lines(caption_lines(split, judged, clues, reveal=reveal))
        levels = [severity for line in judged for _, severity in line]
        levels += [SEVERITY[band] for band in (jigsaw_of(clues).band,) if band in SEVERITY]
        found = level is not None and any(severity >= level for severity in levels)
    raise typer.Exit(ExitCode.FINDINGS if found and not exit_zero else ExitCode.OK)


def _joined(lines: Sequence[str], judged: Sequence[Judged]) -> Judged:
    """All matches with offsets into the whole text."""

    def moved() -> Iterator[tuple[Match, Severity]]:
        offset = 0
        for line, matches in zip(lines, judged, strict=True):
            for match, severity in matches:
                yield replace(match, start=match.start + offset, end=match.end + offset), severity
            offset += len(line) + 1

    return list(moved())


def _stdin() -> str:
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        say("The words are not valid UTF-8; each byte that could not be read counts as one character.")
        return data.decode("utf-8", "surrogateescape")
