"""An audit in a few lines: what was found where, what was not examined, where the report is."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence
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
    """`rows`: worst first; only the first few are shown, with a baseline of those with something new."""
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
    yield from _worst(rows) if summary.fresh is None else _worst_new(rows)
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
    grave = itertools.islice((r for r in rows if r.severity >= Severity.MEDIUM), _SHOWN + 1)
    yield from _listed("Worst first:", [(Severity(row.severity), row.path, row.kinds) for row in grave])


def _worst_new(rows: Iterable[PhotoRow]) -> Iterator[Line]:
    """Only what is not in the baseline, by the worst of that."""
    new = ((max(news)[0], row.path, [slug for _, slug in sorted(news, reverse=True)])
           for row in rows if (news := row.news()))  # fmt: skip
    grave = heapq.nlargest(_SHOWN + 1, (n for n in new if n[0] >= Severity.MEDIUM), key=lambda n: n[0])
    yield from _listed("New, worst first:", [(severity, path, dict.fromkeys(slugs)) for severity, path, slugs in grave])


def _listed(title: str, photos: Sequence[tuple[Severity, str, Iterable[str]]]) -> Iterator[Line]:
    """One line for each photo: its worst severity, its path, its kinds."""
    if photos:
        yield Line(title)
    for severity, path, slugs in photos[:_SHOWN]:
        kinds = ", ".join(title_of(slug) for slug in itertools.islice(slugs, 4))
        yield Line(
            f"{plain(path)} ({SEVERITY[severity]}: {kinds})", STYLE[severity], f"  {SYMBOL[severity]} ", whole=True
        )
    if len(photos) > _SHOWN:
        yield Line("and more: see the report.", "", "    ")
