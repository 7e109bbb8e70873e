"""What a copy still shows, in plain words: because it may, or because it was chosen; and what was chosen in vain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.findings import CopyReport, Finding, PhotoReport
from scanner.geometry import share_inside
from scanner.outputs.escape import plain
from scanner.outputs.printing import Line
from scanner.outputs.words import kinds_of, numbers, whereabouts
from scanner.redaction.choice import must_go, named
from scanner.redaction.remaining import left_visible
from scanner.settings import RedactionSettings

_ON = 0.5  # share of a place inside what is covered from which it lies on it


@dataclass(frozen=True)
class Agreed:
    """For what the consent register was asked, and whether the names in it may be printed (--reveal)."""

    scope: str | None = None
    reveal: bool = False


def in_copy(copy: CopyReport, settings: RedactionSettings) -> list[Finding]:
    """Findings that the copy shows; as planned, where nobody measured it."""
    if copy.visible is None:
        return left_visible(copy.report, settings)
    return [f for f in copy.report.findings if f.id in copy.visible]


def visible_lines(
    report: PhotoReport, seen: Sequence[Finding], settings: RedactionSettings, agreed: Agreed
) -> Iterator[Line]:
    """`seen`: findings that can still be seen in the copy."""
    for words in _people([f for f in seen if f.kind == "face_consented"], report, agreed):
        yield Line(f"{words}.", "", "  Left visible: ")
    chosen = [f for f in seen if f.redact]
    if chosen:
        yield Line(f"{kinds_of(chosen)} (numbered {numbers(chosen)}).", "bold", "  Left visible, as you chose: ")
    hidden = [f for f in report.findings if _in_vain(f, settings) and f not in seen]
    if hidden:
        yield Line(_kept_in_vain(hidden, report, settings), "bold", "  Not visible, though you chose to keep it: ")
    others = [f for f in seen if not f.redact and f.kind != "face_consented"]
    if others:
        yield Line(f"{kinds_of(others)}. Look whether that is right.", "", "  Left visible: ")


def _people(faces: Sequence[Finding], report: PhotoReport, agreed: Agreed) -> Iterator[str]:
    """Each by name with --reveal, else how many: a name in the register is printed for nobody who did not ask."""
    purpose = f" ({agreed.scope})" if agreed.scope else ""
    nameless = []
    for face in faces:
        name = _name(face, report) if agreed.reveal else None
        if name is None:
            nameless.append(face)
        else:
            yield f"face of {plain(name)}, who agreed{purpose}, {whereabouts([face], report)}"
    if nameless:
        who = "face of somebody" if len(nameless) == 1 else f"faces of {len(nameless)} people"
        where = whereabouts(nameless, report)
        yield f"{who} who agreed{purpose}{f', {where}' if where else ''}"


def _name(finding: Finding, report: PhotoReport) -> str | None:
    faces = report.sightings.faces
    return next((f.person for f in faces if f.polygon == finding.polygon and f.frame == finding.frame), None)


def _in_vain(finding: Finding, settings: RedactionSettings) -> bool:
    """Whether somebody named it with --keep; what only the file holds has no place to be seen at."""
    return finding.polygon is not None and named(finding, settings.keep) and not must_go(finding, settings)


def _kept_in_vain(hidden: Sequence[Finding], report: PhotoReport, settings: RedactionSettings) -> str:
    over = [
        other
        for other in report.findings
        if must_go(other, settings) and any(_lies_on(finding, other) for finding in hidden)
    ]
    what = f"{kinds_of(hidden)} (numbered {numbers(hidden)})"
    if not over:
        return f"{what}. This lies on something that is covered, or outside the part that was kept."
    carriers = f"{kinds_of(over)} (numbered {numbers(over)})"
    return f"{what}. This lies on something that is covered: {carriers}. To show it, keep that too."


def _lies_on(finding: Finding, other: Finding) -> bool:
    return (
        finding.polygon is not None
        and other.polygon is not None
        and finding.frame == other.frame
        and share_inside(finding.polygon, other.polygon) >= _ON
    )
