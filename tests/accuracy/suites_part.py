"""Synthetic ward photos with exact truth: everything that the program does, on photos that nothing was tuned on."""

from __future__ import annotations

from tests.accuracy.harness import Bench, Section
from tests.accuracy.suites import renders
from tests.accuracy.suites.measure import Run, attackers
from tests.accuracy.suites.measure import measure as measured
from tests.accuracy.suites.product import CommandLine
from tests.render.suites import LENGTH


def measure(bench: Bench) -> Section:
    """`bench.suites` chooses; `bench.limit` caps each suite."""
    chosen = renders.parse(bench.suites) if bench.suites else {name: LENGTH[name] for name in renders.SUITES}
    counts = {name: min(count, bench.limit or count) for name, count in chosen.items()}
    engines, missing = attackers()
    wanted = renders.Wanted(counts, seed=bench.seed)
    section = measured(Run(wanted, CommandLine(bench.threads), bench.work, bench.renders, engines))
    section.note = "; ".join(missing)
    return section
