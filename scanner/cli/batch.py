"""The photos of one command line, taken together: what each adds to the small clues of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scanner.cli.inputs import Entry
from scanner.cli.sinks import Outcome
from scanner.findings import PhotoReport
from scanner.judgement.checklist import with_checklist
from scanner.judgement.jigsaw import BANDS, jigsaw_of
from scanner.judgement.jigsaw_batch import Member, together
from scanner.judgement.summing import summed
from scanner.settings import Settings


def joined(done: Sequence[tuple[Entry, Outcome]], settings: Settings) -> list[Outcome]:
    """The outcomes, where photos belong together with the sums over all of them."""
    batches = together([_member(entry, outcome.report) for entry, outcome in done])
    found = []
    for (_, outcome), batch in zip(done, batches, strict=True):
        if batch is None or jigsaw_of(batch[1]) == outcome.report.jigsaw:
            found.append(outcome)
            continue
        number, clues = batch
        report = summed(outcome.report, clues, photos=number)
        report = with_checklist(report, dict(settings.answers))
        found.append(replace(outcome, report=report, copies=[replace(c, report=report) for c in outcome.copies]))
    return found


def worse(one: PhotoReport, other: PhotoReport) -> bool:
    """Whether the small clues of `one` reach a higher band than those of `other`."""
    a, b = one.jigsaw, other.jigsaw
    return a is not None and (b is None or BANDS.index(a.band) > BANDS.index(b.band))


def _member(entry: Entry, report: PhotoReport) -> Member:
    group = "" if entry.named else str(Path(entry.path).parent)
    return Member(group, report.sha256, report.clues)
