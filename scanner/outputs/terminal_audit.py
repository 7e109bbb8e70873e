"""An audit in a few lines: what was found where, what was not examined, where the report is."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from scanner.findings import Severity
from scanner.outputs.escape import plain
from scanner.outputs.printing import Line
from scanner.outputs.ranking import Group, title_of
from scanner.outputs.rows import PhotoRow, Summary
from scanner.outputs.terminal import STYLE, SYMBOL
from scanner.outputs.words import SEVERITY, counted, searches

GROUP = {
    Group.CLINICAL: "with findings in a clinical setting",
    Group.OTHER: "with other findings",
    Group.PEOPLE: "with people but without any clinical sign",
    Group.PARTIAL: "not fully looked at",
    Group.CLEAR: "without a finding that matters (this is not a guarantee)",
    Group.NOT_CHECKED: "not examined",
}
MISNAMED = "no picture, though named like one"
FAMILY = {
    "video": "videos", "live_video": "moving halves of Live Photos", "raw": "camera RAW files",
    "document": "PDF and other documents", "archive": "archives (may hold photos)", "sidecar": "sidecar files "
    "(can hold names and captions)", "hidden": "hidden files or folders", "link": "links (not followed)",
    "own": "folders of audits (left out: what this program wrote there)", "ignored": "left out by your choice",
    "drawing": "drawings", "other": "other files", "unreadable": "files that could not be opened",
    "unseen": "folders that could not be opened", "gone": "files that vanished meanwhile",
}  # fmt: skip
REPORT = "report.html"
_SHOWN = 10


def audit_lines(summary: Summary, rows: Iterable[PhotoRow], run: Path, copies: Path | None) -> Iterator[Line]:
    """`rows`: worst first; only the first few are shown."""
    yield Line(f"{counted(summary.photos, 'photo')} in {counted(len(summary.folders), 'place')}", "bold")
    not_in_full = summary.photos - summary.depths[2]
    if not_in_full:
        text = f"{not_in_full} of them not yet examined in full. Run the same command again to go on."
        yield Line(text, "bold red", "  ")
    for words, number in groups_of(summary):
        yield Line(words, "", f"  {number:>7,}  ")
    if unlooked := not_looked_for(summary):
        yield Line(f"{unlooked}. What they show of these is not known.", "bold red", "  Not looked for: ")
    if summary.fresh is not None:
        yield Line(f"{counted(summary.fresh, 'finding')} not in the baseline.", "bold", "  ")
    yield from _worst(rows)
    if summary.people:
        about = "About" if summary.exact else "At most"
        text = f"{about} {counted(summary.people, 'patient')} may be affected, by different numbers and names read."
        yield Line(text, "bold", "  ")
    if summary.skipped:
        yield Line("Met and not scanned:")
        for family, number in summary.skipped.most_common():
            yield Line(FAMILY.get(family, family), "", f"  {number:>7,}  ")
    if summary.failures:
        yield Line(f"{counted(summary.failures, 'photo')} could not be examined whole.", "bold red")
    if copies:
        yield Line(plain(str(copies)), "", "Checked copies: ", whole=True)
    yield Line(
        plain(str(run / REPORT)), "", "Report (confidential: it shows where patients' details are): ", whole=True
    )


def not_looked_for(summary: Summary) -> str:
    """What was not looked for in how many photos, of those that were scanned; "" where all was."""
    alike: dict[int, list[str]] = {}
    for name, number in summary.not_checked.most_common():
        alike.setdefault(number, []).append(name)
    return "; ".join(f"{searches(names)} in {counted(number, 'photo')}" for number, names in alike.items())


def groups_of(summary: Summary) -> list[tuple[str, int]]:
    """Words and number for every group that has photos."""
    groups = [(words, summary.groups[group.value]) for group, words in GROUP.items()]
    return [(words, number) for words, number in (*groups, (MISNAMED, summary.misnamed)) if number]


def _worst(rows: Iterable[PhotoRow]) -> Iterator[Line]:
    grave = list(itertools.islice((r for r in rows if r.severity >= Severity.MEDIUM), _SHOWN + 1))
    if grave:
        yield Line("Worst first:")
    for row in grave[:_SHOWN]:
        severity = Severity(row.severity)
        kinds = ", ".join(title_of(slug) for slug in itertools.islice(row.kinds, 4))
        yield Line(
            f"{plain(row.path)} ({SEVERITY[severity]}: {kinds})", STYLE[severity],
            f"  {SYMBOL[severity]} ", whole=True,
        )  # fmt: skip
    if len(grave) > _SHOWN:
        yield Line("and more: see the report.", "", "    ")
