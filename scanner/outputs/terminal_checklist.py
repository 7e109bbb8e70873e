"""Advice that covering cannot replace, questions that only people can answer, and photos taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.findings import Finding, PhotoReport
from scanner.outputs.escape import plain
from scanner.outputs.printing import Line
from scanner.outputs.words import listed

_MOST_NAMES = 5


def advice_lines(report: PhotoReport) -> Iterator[Line]:
    """Stands above everything else: consent comes before covering."""
    for number, sentence in enumerate(report.advice):
        yield Line(plain(sentence), "bold", "         " if number else "  First: ")


def question_lines(report: PhotoReport) -> Iterator[Line]:
    if not report.questions:
        return
    yield Line("What I cannot know:", "", "  ")
    for question in report.questions:
        answer = f" You answered: {plain(question.answer)}." if question.answer else ""
        clause = question.guidance.partition(": ")[0]
        yield Line(f"{question.text}{answer} ({clause})", "", "    - ")


def sum_line(report: PhotoReport) -> Iterator[Line]:
    """What the small clues come to in the copy."""
    if report.jigsaw and report.jigsaw.after:
        after = report.jigsaw.after
        fix = f" Then: {after.cheapest_fix}." if after.cheapest_fix else ""
        yield Line(f"{after.score} ({band(after.band)}).{fix}", "", "       In the copy: ")


def left_lines(report: PhotoReport) -> Iterator[Line]:
    """Small clues that neither covering nor clean metadata took away, where they still add up to something."""
    after = report.jigsaw.after if report.jigsaw else None
    if after is not None and after.band != "low":
        fix = f" Then: {after.cheapest_fix}." if after.cheapest_fix else ""
        yield Line(f"Small clues that stay add up to {after.score} ({band(after.band)}).{fix}", "bold", "  ")


def together_lines(reports: Mapping[int, PhotoReport]) -> Iterator[Line]:
    """One paragraph for all photos that add up to the same sum. `reports`: by their number in the run."""
    groups: dict[str, list[tuple[PhotoReport, Finding]]] = {}
    numbers = {report.path: number for number, report in reports.items()}
    for report in reports.values():
        for finding in report.findings:
            if finding.kind == "jigsaw":
                groups.setdefault(finding.masked, []).append((report, finding))
    for masked, members in groups.items():
        names = [f"{plain(report.path)} (photo {numbers[report.path]})" for report, _ in members]
        if len(names) > _MOST_NAMES:
            names = [*names[:_MOST_NAMES], f"{len(names) - _MOST_NAMES} more"]
        report, finding = members[0]
        yield Line(f"SHARED TOGETHER, THESE SAY MORE ({finding.severity.slug}): {listed(names)}", "bold yellow")
        yield Line(f"{masked}.", "", "       Seen: ")
        yield Line(finding.why, "", "       Why: ")
        yield from sum_line(report)
        yield Line()


def band(slug: str) -> str:
    return slug.replace("_", " ")
