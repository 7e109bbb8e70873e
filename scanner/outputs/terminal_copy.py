"""What became of a copy, in plain words: written or not, what was covered, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scanner.findings import Action, CopyReport, Finding, PhotoReport, Status
from scanner.outputs.escape import plain
from scanner.outputs.printing import Line
from scanner.outputs.terminal import name_of, photo_lines
from scanner.outputs.terminal_checklist import advice_lines, left_lines
from scanner.outputs.terminal_visible import Agreed, in_copy, visible_lines
from scanner.outputs.words import counted, kinds_of, listed, searches, whereabouts
from scanner.redaction.choice import must_go
from scanner.redaction.naming import names_somebody
from scanner.settings import RedactionSettings

_REMOVED = {
    "meta_gps": "location",
    "meta_time_device_owner": "time and device",
    "meta_people_caption": "names and captions",
    "meta_thumbnail": "preview picture",
    "meta_hidden_media": "hidden media",
}
_NOTHING = (
    "I found nothing to cover{limit}: the copy shows {part}, with all hidden information of the file "
    "removed. I scanned the copy again and again saw nothing. This is not a guarantee: look at it yourself."
)
_LIMIT = " of what I looked for"
_NOT_ASKED = Agreed()
_FACES = frozenset(("face_unknown", "face_child", "patient_in_bed"))


def copy_lines(copy: CopyReport, settings: RedactionSettings, agreed: Agreed = _NOT_ASKED) -> Iterator[Line]:
    """One photo's copy. `settings` are those that it was made with."""
    if copy.report.status is not Status.SCANNED and copy.output is None:
        yield from photo_lines(copy.report, fix=False)
        yield Line("No copy was written.", "", "  ")
    elif copy.output is None or not copy.verified:
        yield from _failed(copy)
    else:
        yield from _written(copy, copy.output, settings, agreed)


def _written(copy: CopyReport, output: str, settings: RedactionSettings, agreed: Agreed) -> Iterator[Line]:
    report = copy.report
    yield Line(f"COPY WRITTEN — {plain(output)}", "bold green", whole=True)
    yield Line(name_of(report.path), "", "  From: ", whole=True)
    yield from advice_lines(report)
    limit = _LIMIT if report.not_checked else ""
    if report.not_checked:
        text = f"{searches(report.not_checked)}. This copy is not checked for them."
        yield Line(text, "bold yellow", "  Not looked for: ")
    seen = in_copy(copy, settings)
    goes = [f for f in report.findings if must_go(f, settings)]
    gone = [f for f in goes if f.polygon is not None and f not in seen]
    if goes or copy.redacted:
        yield Line(f"{_covered(gone, copy.redacted)}.", "", "  ")
        yield Line(f"I scanned the copy again: 0 identifiers left{limit}; {removed(report)}.", "green", "  ")
    else:
        part = "the part that you wanted to keep" if isinstance(settings.crop, tuple) else "the whole picture"
        yield Line(_NOTHING.format(part=part, limit=limit), "", "  ")
    if copy.verified_by:
        yield Line(f"{'; '.join(plain(voice) for voice in copy.verified_by)}.", "", "  Checked by: ")
    yield from visible_lines(report, seen, settings, agreed)
    yield from left_lines(report)
    if any(f.kind in _FACES for f in gone) and not report.advice:
        text = "If a person in it is a patient, covering does not replace consent."
        yield Line(text, "", "  ")
    yield from _notices(copy)


def _covered(gone: Sequence[Finding], places: int) -> str:
    """Findings and places are counted apart: eighteen details of a board are one place."""
    if not gone:
        return f"{counted(places, 'place')} covered" if places else "Nothing in the picture had to be covered"
    together = len(gone) > places
    where = f"which run together into {counted(places, 'place')}" if together else f"in {counted(places, 'place')}"
    return f"{counted(len(gone), 'finding')} covered, {where}: {kinds_of(gone)}"


def copies_line(written: Mapping[bool, int]) -> Iterator[Line]:
    """How many copies were written, for more than one."""
    total = sum(written.values())
    if total > 1:
        yield Line(f"{written.get(True, 0)} of {total} copies written.", "bold")


def removed(report: PhotoReport) -> str:
    """What was taken out of the file: "location and time removed"."""
    found = {finding.kind for finding in report.findings}
    what = [words for kind, words in _REMOVED.items() if kind in found]
    renamed = "; the name was changed" if names_somebody(report) else ""
    return f"{listed(what) if what else 'all hidden information of the file'} removed{renamed}"


def _failed(copy: CopyReport) -> Iterator[Line]:
    yield Line(f"NO COPY WRITTEN — {name_of(copy.report.path)}", "bold red", whole=True)
    if copy.remaining:
        tries = counted(max(1, copy.passes), "attempt")
        text = f"After {tries} the check of the copy still saw: {_places(copy.remaining, copy.report)}."
        yield Line(text, "red", "  ")
        stop = any(Action.STOP in f.actions for f in copy.remaining)
        advice = (
            "Do not share this photo."
            if stop
            else "Add the place with --box x,y,w,h, cut it away with --crop, or do not share this photo."
        )
        yield Line(f"The unfinished copy was deleted. {advice}", "", "  ")
    elif not copy.report.errors:
        yield Line("The copy could not be checked, so none was left behind.", "red", "  ")
    for error in copy.report.errors:
        yield Line(plain(error), "red", "  ")
    yield from _notices(copy)


def _notices(copy: CopyReport) -> Iterator[Line]:
    for notice in dict.fromkeys((*copy.report.notices, *copy.notices)):
        yield Line(plain(notice), "", "  ")


def _places(findings: Sequence[Finding], report: PhotoReport) -> str:
    where = whereabouts(findings, report)
    return kinds_of(findings) + (f" ({where})" if where else "")
