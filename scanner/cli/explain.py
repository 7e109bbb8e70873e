"""`scanner explain`: what each kind of finding means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.cli import values
from scanner.cli.streams import result_stream

if TYPE_CHECKING:
    from scanner.kinds import Kind
    from scanner.outputs.printing import Line

_ACTIONS = {
    "redact": "cover the place",
    "redact_whole": "cover the whole thing",
    "crop": "crop it away",
    "strip_metadata": "remove it from the file",
    "rename": "give the file another name",
    "consent": "ask for consent",
    "stop": "do not share",
    "look": "look at it yourself",
    "keep": "it may stay",
}


def explain(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help="One kind, for example nhs_number.", show_default=False),
    ] = None,
) -> None:
    """What a kind of finding looks for, why it matters, what to do, and what is known to be missed."""
    with result_stream() as stream:
        from scanner.kinds import kinds
        from scanner.outputs.printing import Printer

        table = kinds()
        if kind is None:
            Printer(stream).lines(_all(list(table.values())))
        else:
            slug = values.one_of(kind.replace("-", "_"), list(table), "explain")
            Printer(stream).lines(_one(table[slug]))


def _all(table: list[Kind]) -> Iterator[Line]:
    from scanner.findings import Severity
    from scanner.outputs.printing import Line
    from scanner.outputs.terminal import STYLE, SYMBOL
    from scanner.outputs.words import SEVERITY

    widest = max(len(kind.slug) for kind in table)
    for severity in reversed(Severity):
        own = [kind for kind in table if kind.severity is severity]
        if own:
            yield Line(SEVERITY[severity].capitalize(), STYLE[severity], f"{SYMBOL[severity]} ")
            for kind in own:
                yield Line(kind.title, "", f"  {kind.slug:<{widest}}  ")
            yield Line()
    yield Line("For more on one: scanner explain KIND. Context can raise or lower how serious a finding is.")


def _one(kind: Kind) -> Iterator[Line]:
    from scanner.outputs.printing import Line
    from scanner.outputs.terminal import STYLE, SYMBOL
    from scanner.outputs.words import SEVERITY, listed

    yield Line(
        f"{kind.title} ({kind.slug}, {SEVERITY[kind.severity]})",
        STYLE[kind.severity],
        f"{SYMBOL[kind.severity]} ",
    )
    yield Line(kind.looks, "", "  Looks like: ")
    yield Line(kind.why, "", "  Why it matters: ")
    yield Line(kind.advice, "", "  What to do: ")
    actions = listed([_ACTIONS[action.value] for action in kind.actions])
    yield Line(f"{actions}.".capitalize(), "", "  What the program proposes: ")
    yield Line(kind.guidance, "", "  Rests on: ")
    yield Line(kind.misses, "", "  May be missed: ")
