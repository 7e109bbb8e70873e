"""What a scan found, in plain words: the verdict first, then what, where, why, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scanner.findings import Finding, PhotoReport, Severity, Status, Verdict
from scanner.geometry import share_inside
from scanner.judgement.checklist import refused
from scanner.kinds import kinds
from scanner.outputs.escape import plain, quoted
from scanner.outputs.grouping import Group, grouped
from scanner.outputs.printing import Line
from scanner.outputs.terminal_checklist import advice_lines, question_lines, sum_line
from scanner.outputs.words import (
    NO_VERDICT,
    ON,
    SEVERITY,
    VERDICT,
    counted,
    kinds_of,
    numbers,
    searches,
    whereabouts,
)
from scanner.settings import SELECTABLE

SYMBOL = {
    Severity.CRITICAL: "▲",
    Severity.HIGH: "◆",
    Severity.MEDIUM: "●",
    Severity.LOW: "–",
    Severity.INFO: "–",
}
STYLE = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "bold yellow",
    Severity.MEDIUM: "bold blue",
    Severity.LOW: "bold",
    Severity.INFO: "bold",
}
_LOOK = "Look at it closely. Cover it if anything on it is about a person."
_LEAVE_OUT = "Leave it out of the caption, or be less exact."
_VERDICT_STYLE = {
    Verdict.DO_NOT_SHARE: "bold red",
    Verdict.FIX_BEFORE_SHARING: "bold yellow",
    Verdict.CHECK_BY_EYE: "bold blue",
    Verdict.NOTHING_FOUND: "bold",
}
_FAILED = {
    Status.UNREADABLE: "COULD NOT BE READ",
    Status.UNSUPPORTED: "NOT EXAMINED",
    Status.CRASHED: "THE SCAN FAILED",
    Status.TIMED_OUT: "THE SCAN TOOK TOO LONG",
    Status.NOT_YET: "NOT LOOKED AT YET",
}
ALREADY_SHARED = (
    "Already shared it? Take it down, tell your supervisor or information governance lead, keep a record, "
    "and do not forward the photo."
)


def name_of(path: str) -> str:
    """A path for a sentence."""
    return "standard input" if path == "-" else plain(path)


def photo_lines(
    report: PhotoReport,
    *,
    annotated: str | None = None,
    reveal: bool = False,
    fix: bool = True,
    questions: bool = False,
    command: str = "scanner blur",
) -> Iterator[Line]:
    """One photo's result. `annotated`: path of its numbered picture; `fix`: add the command that helps;
    `questions`: and what only people can know; `command`: the one that helps, with its options."""
    yield _headline(report)
    for error in report.errors:
        yield Line(plain(error), "red", "  ")
    if report.status is not Status.SCANNED:
        yield Line("Do not share it before somebody has looked at it closely.", "", "  ")
    yield from advice_lines(report)
    groups = grouped(report.findings)
    for group in groups:
        yield from _item(group, report, reveal=reveal)
    if groups:
        yield Line()
    for notice in report.notices:
        yield Line(plain(notice), "", "  ")
    if report.status is Status.SCANNED and report.not_checked:
        yield from _part_lines(report)
    if questions:
        yield from question_lines(report)
    if annotated:
        yield Line(plain(annotated), "", "  Picture with the numbers: ", whole=True)
    if fix and any(finding.redact for finding in report.findings):
        if refused(report):
            yield Line("After your answer a covered copy is not enough, so I propose none.", "bold", "  ")
        else:
            yield Line(f"{command} {argument(report.path)}", "bold", "  To fix it: ", whole=True)


def _part_lines(report: PhotoReport) -> Iterator[Line]:
    """What was not looked for; and for what in vain, where no verdict says so."""
    looked = [name for name in SELECTABLE if name not in report.not_checked]
    if report.verdict is None and looked and not report.findings:
        yield Line(f"{searches(looked)}. I found nothing (this is not a guarantee).", "", "  Looked only for: ")
    yield Line(f"{searches(report.not_checked)}.", "", "  Not checked: ")


def argument(path: str) -> str:
    """A path as it must be typed after a command."""
    return f"-- {quoted(path)}" if path.startswith("-") and path != "-" else quoted(path)


def summary_lines(reports: Counter[str], advice: bool) -> Iterator[Line]:
    """The last lines of a run; `reports` counts photos by `outcome_of`."""
    total = reports.total()
    if total > 1:
        parts = [f"{number} {words}" for words, number in reports.most_common()]
        yield Line(f"{counted(total, 'photo')}: {', '.join(parts)}.", "bold")
    if advice:
        yield Line(ALREADY_SHARED)


def outcome_of(report: PhotoReport) -> str:
    """One photo's result in a few words, for counting."""
    if report.status is not Status.SCANNED:
        return _FAILED[report.status].lower()
    if report.verdict is None:
        return "checked only in part"
    words = {
        Verdict.DO_NOT_SHARE: "not to be shared as they are",
        Verdict.FIX_BEFORE_SHARING: "to be fixed before sharing",
        Verdict.CHECK_BY_EYE: "to be checked by eye",
        Verdict.NOTHING_FOUND: "in which I found nothing (this is not a guarantee)",
    }
    return words[report.verdict]


def _headline(report: PhotoReport) -> Line:
    name = name_of(report.path)
    if report.status is not Status.SCANNED:
        return Line(f"{_FAILED[report.status]} — {name}", "bold red", whole=True)
    if report.verdict is None:
        return Line(f"{NO_VERDICT} — {name}", "bold", whole=True)
    return Line(f"{VERDICT[report.verdict]} — {name}", _VERDICT_STYLE[report.verdict], whole=True)


def _item(group: Group, report: PhotoReport, *, reveal: bool) -> Iterator[Line]:
    kind = kinds()[group.lead.kind]
    count = f" ({len(group.members)})" if len(group.members) > 1 else ""
    on = f" on {ON[group.lead.on]}" if group.lead.on in ON and group.lead.kind not in _OWN_THING else ""
    on = " in the caption" if group.lead.detector == "caption" else on
    where = whereabouts(group.members, report)
    title = f"{kind.title}{count}{on}{f', {where}' if where else ''} ({SEVERITY[group.severity]})"
    yield Line(title, STYLE[group.severity], f"  {numbers(group.members)}. {SYMBOL[group.severity]} ")
    if group.severity > Severity.LOW:
        yield from _details(group, report)
    elif group.lead.kind == "ward_scene":
        yield Line(f"{plain(group.lead.masked)}.", "", "       Seen: ")
    if reveal:
        for raw in _revealed(group.everything, report):
            yield Line(plain(raw), "reverse", "       Person: " if group.stays else "       Reads: ")


_OWN_THING = frozenset(
    ("wristband", "board", "screen", "patient_monitor", "paper_record", "patient_list", "specimen_label",
     "drip_label", "bedhead_sign", "sticky_note", "medical_image", "staff_badge", "vehicle_plate")
)  # fmt: skip


def _details(group: Group, report: PhotoReport) -> Iterator[Line]:
    kind = kinds()[group.lead.kind]
    if group.carried:
        yield Line(f"{kinds_of(group.carried)} (numbered {numbers(group.carried)}).", "", "       On it: ")
    else:
        seen = list(dict.fromkeys(plain(f.masked) for f in group.members if f.masked))
        if seen and seen != [kind.title.lower()]:
            more = f", and {len(seen) - 3} more" if len(seen) > 3 else ""
            yield Line(f"{'; '.join(seen[:3])}{more}.", "", "       Seen: ")
    if all(f.confidence < 0.5 for f in group.members):
        yield Line("I am not sure: this may be something else.", "", "       ")
    yield Line(kind.why, "", "       Why: ")
    if kind.slug == "jigsaw":
        yield from sum_line(report)
    advice = kind.advice
    if group.lead.detector == "caption":
        advice = _LEAVE_OUT
    elif group.lead.detector == "artefacts" and not group.lead.redact:
        advice = _LOOK
    yield Line(advice, "", "       What to do: ")


def _revealed(findings: Sequence[Finding], report: PhotoReport) -> Iterable[str]:
    """What can be read at the findings' places, each text once."""
    seen = report.sightings
    values = [(line.polygon, line.frame, line.text) for line in seen.text]
    values += [(code.polygon, code.frame, code.payload) for code in seen.codes]
    values += [(face.polygon, face.frame, face.person) for face in seen.faces]
    texts: dict[str, None] = {}
    for finding in findings:
        for polygon, frame, text in values:
            if text and finding.polygon and frame == finding.frame and _touch(polygon, finding.polygon):
                texts[text] = None
    return texts


def _touch(a: tuple[tuple[float, float], ...], b: tuple[tuple[float, float], ...]) -> bool:
    return max(share_inside(a, b), share_inside(b, a)) > 0.4
