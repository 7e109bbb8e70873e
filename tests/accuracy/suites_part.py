"""Synthetic ward photos with exact truth: everything that the program does, on photos that nothing was tuned on."""

from __future__ import annotations

from math import inf

from tests.accuracy.harness import Bench, Section
from tests.accuracy.suites import renders
from tests.accuracy.suites.measure import Run, attackers
from tests.accuracy.suites.measure import measure as measured
from tests.accuracy.suites.product import CommandLine
from tests.render.suites import LENGTH


def measure(bench: Bench) -> Section:
    """`bench.synthetic` chooses; `bench.limit` caps each suite."""
    chosen, usual = bench.synthetic, {name: LENGTH[name] for name in renders.SUITES}
    counts = renders.parse(chosen.suites) if chosen.suites else usual
    wanted = renders.Wanted({n: min(count, bench.limit or count) for n, count in counts.items()}, seed=chosen.seed)
    engines, missing = attackers()
    product = CommandLine(bench.threads)
    section = measured(Run(wanted, product, bench.work, bench.renders, engines, minutes=chosen.minutes or inf))
    section.note = "; ".join(missing)
    return section
