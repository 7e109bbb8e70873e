"""The sum of small clues, of a photo as it is and of its redacted copy, with the questions that follow."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from scanner.findings import PhotoReport
from scanner.judgement.checklist import with_checklist
from scanner.judgement.context import Cluster
from scanner.judgement.grounds import grounded
from scanner.judgement.jigsaw_clues import clues_of
from scanner.judgement.summing import summed
from scanner.redaction.remaining import with_remains
from scanner.settings import Settings


def with_sum(report: PhotoReport, clusters: Sequence[Cluster], settings: Settings) -> PhotoReport:
    """The report with clues, jigsaw score, its finding, questions and advice. `clusters`: of its sighted text."""
    started = time.perf_counter()
    clues = clues_of(
        report.sightings,
        clusters,
        caption=settings.caption,
        policy=settings.policy,
        scene=report.scene,
        size=(report.width or 0, report.height or 0),
    )
    clues = with_remains(grounded(clues, report.findings), report, settings.redaction)
    timings = {**report.timings_ms, "jigsaw": round((time.perf_counter() - started) * 1000, 1)}
    return with_checklist(summed(replace(report, clues=clues, timings_ms=timings), clues), dict(settings.answers))
