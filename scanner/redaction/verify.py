"""What a second look at the copy still shows, and what of it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scanner.detectors.faces import CERTAIN
from scanner.findings import Finding, PhotoReport, Polygon, Severity, Status
from scanner.geometry import rectangle, share_inside
from scanner.judgement.judge import ON_FACE
from scanner.judgement.looks import BY_LOOKS, WRITTEN_ON
from scanner.redaction.choice import Family, family, must_go, named
from scanner.redaction.mask import Mask, rasterise
from scanner.settings import SELECTABLE, RedactionSettings

# A detection that lies this far inside the mask answers to the fill, not to the photo: those pixels do not
# depend on the original (a property test holds every fill to that), so nothing of it can have survived there.
# Up to a tenth may stick out, because a detector's box is not exact.
INSIDE = 0.9
# A thing is recognised by its frame, which may stay; what it carried is what must be gone.
INSIDE_THING = 0.6
_SAME_PLACE = 0.5
_SAME_FACE = 0.25  # detectors draw a face differently: with or without forehead, square or tall
_SEEN = 0.5  # share of a place in the copy, uncovered, from which one would say that it can be seen
_LEAST_OF_A_VOICE = Severity.HIGH
_SURELY_READ = 0.9
_LARGE = 0.25  # share of the picture's shorter side


@dataclass(frozen=True)
class Verification:
    """What the check of a temporary copy saw: the names of the voices that looked, and their joint report.

    `report` is about the copy as it is on disk (its size and coordinates), with what second voices found.
    """

    voices: tuple[str, ...]
    report: PhotoReport


def own_voice(seen: PhotoReport) -> str:
    """What our own detectors did in a check, for the copy's proof: only those that really ran are named."""
    ran = [name.value for name in SELECTABLE if name.value not in seen.not_checked]
    if len(ran) == len(SELECTABLE):
        return "all detectors again, at full strength"
    return f"only these detectors again, at full strength: {', '.join(ran) or 'none'}"


def second_opinion(findings: Sequence[Finding], first: PhotoReport) -> tuple[Finding, ...]:
    """What an independent voice found in the copy and counts. `first`: our own engines' report on it.

    Second voices are there for names, numbers, dates and faces: their guesses on cloth and wood do not count,
    nor whole things inferred from them, nor misreadings of a line that the better reader is sure of.
    """
    sure = [line.polygon for line in first.sightings.text if line.read and line.score >= _SURELY_READ]
    return tuple(
        f
        for f in findings
        if f.severity >= _LEAST_OF_A_VOICE
        and family(f.kind) is not Family.ARTEFACTS
        and not (
            family(f.kind) is Family.TEXT
            and f.polygon
            and any(share_inside(f.polygon, line) >= _SAME_PLACE for line in sure)
        )
    )


def share_masked(polygon: Polygon, mask: Mask) -> float:
    """Share (0..1) of the polygon's pixels that are True in the mask; 0 where it lies outside the picture."""
    height, width = mask.shape
    points = np.asarray(polygon, dtype=np.float64)
    left, top = (int(v) for v in np.floor(np.clip(points.min(axis=0), 0, (width, height))))
    right, bottom = (int(v) for v in np.ceil(np.clip(points.max(axis=0), 0, (width, height))))
    if right <= left or bottom <= top:
        return 0.0
    own = rasterise([polygon], bottom - top, right - left, left, top)
    return float(mask[top:bottom, left:right][own].mean()) if own.any() else 0.0


def in_sight(original: PhotoReport, mask: Mask) -> frozenset[int]:
    """Numbers of the findings of which a copy shows most; both in the coordinates of the copy (see `moved`)."""
    height, width = mask.shape
    whole = rectangle((0, 0, width, height))
    return frozenset(
        f.id
        for f in original.findings
        if f.polygon and share_inside(f.polygon, whole) * (1 - share_masked(f.polygon, mask)) >= _SEEN
    )


def survivors(seen: PhotoReport, original: PhotoReport, mask: Mask, settings: RedactionSettings) -> tuple[Finding, ...]:
    """Findings of the copy that should be gone: not left by the user's choice, and not an echo of the fill.

    `seen` and `mask` in the coordinates of the copy, `original` moved to them (see `moved`). Anything still
    found in the file around the pixels counts; the name of the temporary file does not.
    """
    left = tuple(f for f in original.findings if f.polygon and _left_visible(f, settings))
    faces = tuple(f for f in original.findings if f.polygon and family(f.kind) is Family.FACES)
    return tuple(
        f
        for f in seen.findings
        if not _grain(f, original, mask)
        and _unwanted(f, settings, mask)
        and not _chosen(f, left, faces, settings)
        and not _echo(f, seen, mask)
        and not _rim(f, mask)
    )


def ghosts(seen: PhotoReport, mask: Mask, faces: Callable[[], Sequence[Polygon]]) -> tuple[Finding, ...]:
    """Faint, large faces around destroyed pixels that only the copy shows: the fill drew them.

    `faces`: those of the photo, in the coordinates of the copy, looked for as closely as in the copy; asked for only
    where there is something to compare.
    """
    least = _LARGE * min(mask.shape)
    faint = tuple(
        f
        for f in seen.findings
        if f.polygon
        and family(f.kind) is Family.FACES
        and f.confidence < CERTAIN
        and min(np.ptp(np.asarray(f.polygon), axis=0)) >= least
        and 0 < share_masked(f.polygon, mask) < INSIDE
    )
    known = faces() if faint else ()
    return tuple(f for f in faint if f.polygon and not any(_alike(f.polygon, face) >= _SAME_FACE for face in known))


def _grain(finding: Finding, original: PhotoReport, mask: Mask) -> bool:
    """Unread "text" that only the closer look of the check sees, far from everything that was covered: cloth, wood
    and noise. What is left of a line that was covered in part touches the mask, and counts."""
    if finding.kind != "unread_text" or finding.polygon is None or share_masked(finding.polygon, mask) > 0:
        return False
    return not any(f.polygon and share_inside(finding.polygon, f.polygon) > 0 for f in original.findings)


def _rim(finding: Finding, mask: Mask) -> bool:
    """What sticks out of the mask of a board, screen or sheet: known by its looks and, with the patients' writing
    gone, no alarm. A line that is left on it counts by itself."""
    by_looks = finding.detector == BY_LOOKS and finding.kind in WRITTEN_ON and finding.severity < Severity.HIGH
    return by_looks and finding.polygon is not None and share_masked(finding.polygon, mask) > 0


def moved(report: PhotoReport, frame: int, dx: float, dy: float) -> PhotoReport:
    """The report with one frame's findings only, their polygons shifted: for a copy cut out at (-dx, -dy)."""
    return replace(report, findings=tuple(shifted(f, dx, dy) for f in report.findings if f.frame == frame))


def shifted(finding: Finding, dx: float, dy: float) -> Finding:
    if finding.polygon is None:
        return finding
    return replace(finding, polygon=tuple((x + dx, y + dy) for x, y in finding.polygon))


def incomplete(seen: PhotoReport, original: PhotoReport, height: int, width: int) -> str | None:
    """Why this check proves nothing, in a sentence; None if it was a whole one."""
    if seen.status is not Status.SCANNED:
        return "The copy could not be scanned again."
    if (seen.height, seen.width) != (height, width):
        return "The copy came out with another size than planned."
    missing = set(seen.not_checked) - set(original.not_checked)
    if missing:
        return f"The check of the copy could not look for: {', '.join(sorted(missing))}."
    return None


def _left_visible(finding: Finding, settings: RedactionSettings) -> bool:
    """Places of the original that stay by choice: not ticked, kept, or shown with consent."""
    if finding.kind == "face_consented" or named(finding, settings.keep) or settings.only:
        return not must_go(finding, settings)
    return False


def _unwanted(finding: Finding, settings: RedactionSettings, mask: Mask) -> bool:
    if finding.polygon is None:
        return finding.kind.startswith("meta_") or finding.kind == "not_scanned"
    if named(finding, _words(settings.also)):
        return True
    if not settings.only:
        return finding.redact
    if named(finding, _words(settings.only)):
        return True
    # Places chosen by number: what sticks out of them.
    return finding.redact and share_masked(finding.polygon, mask) > 0


def _words(chosen: Sequence[str]) -> tuple[str, ...]:
    """Without numbers: those of the original's findings mean nothing in the copy."""
    return tuple(word for word in chosen if not word.strip().removeprefix("#").isdigit())


def _chosen(finding: Finding, left: Sequence[Finding], faces: Sequence[Finding], settings: RedactionSettings) -> bool:
    """Left visible by the user: a kept kind, or at the place of something of the same family that stays.

    A face is the one of the original's `faces` that it covers best: who stands beside somebody who stays, or behind,
    does not stay with them.
    """
    if named(finding, _words(settings.keep)):
        return True
    place = finding.polygon
    if place is None:
        return False
    if family(finding.kind) is Family.FACES:
        own = max(faces, key=lambda face: _alike(place, face.polygon), default=None)
        return own in left and own is not None and _alike(place, own.polygon) >= _SAME_FACE
    if finding.kind == "unread_text" and any(
        share_inside(place, face.polygon) >= ON_FACE for face in left if face in faces and face.polygon
    ):
        return True  # an eyebrow or a curl of somebody who stays, taken for writing; nobody could read a letter
    return any(
        other.polygon is not None
        and family(other.kind) is family(finding.kind)
        and max(share_inside(place, other.polygon), share_inside(other.polygon, place)) >= _SAME_PLACE
        for other in left
    )


def _alike(place: Polygon, other: Polygon | None) -> float:
    """0 to 1: how much of each of two places lies in the other."""
    return 0.0 if other is None else min(share_inside(place, other), share_inside(other, place))


def _echo(finding: Finding, seen: PhotoReport, mask: Mask) -> bool:
    """Whether the finding is made of destroyed pixels."""
    if finding.polygon is None:
        return False
    share = share_masked(finding.polygon, mask)
    if share >= INSIDE or family(finding.kind) is not Family.ARTEFACTS:
        return share >= INSIDE
    lines_left = any(
        share_inside(line.polygon, finding.polygon) >= _SAME_PLACE and share_masked(line.polygon, mask) < INSIDE
        for line in seen.sightings.text
    )
    return share >= INSIDE_THING and not lines_left
