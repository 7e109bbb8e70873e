"""One photo -> one checked copy: destroy, encode, look again, and only then give it its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from scanner.errors import CopyError, UsageError
from scanner.findings import Box, CopyReport, Finding, PhotoReport, Polygon
from scanner.photo.clean_check import check_clean
from scanner.photo.encode import choose_format, clean_copy
from scanner.photo.photo import Photo, Pixels
from scanner.photo.reading import shown
from scanner.photo.temporary import TemporaryCopy
from scanner.redaction.choice import unknown_numbers
from scanner.redaction.crop import best_crop, clipped
from scanner.redaction.destroy import destroy
from scanner.redaction.mask import Mask
from scanner.redaction.naming import candidates
from scanner.redaction.plan import plan_regions
from scanner.redaction.verify import Verification, ghosts, in_sight, incomplete, moved, shifted, survivors
from scanner.settings import RedactionSettings

# Scans a temporary copy again.
Verify = Callable[[Path], Verification]
# All faces of the photo's frame, looked for as closely as `Verify` looks.
Faces = Callable[[], Sequence[Polygon]]

# The third pass takes whole things; more are for places that only a later copy shows, on the rim of a fill.
_PASSES = 5

_MOST_COVERED = 0.5  # share of a copy from which nobody would call it a picture any more

# A block of a lossy source mixes what is inside the mask into pixels outside it, and could be solved for it:
# no hidden detail may lie in a block that the rim of the mask cuts (JPEG: 8 x 8, ITU-T T.81 A.1).
_LOSSLESS = frozenset(("PNG", "GIF", "BMP", "DIB"))
_BLOCK = 8.0


@dataclass(frozen=True)
class _Job:
    photo: Photo
    report: PhotoReport
    settings: RedactionSettings
    rng: np.random.Generator
    frame: int


@dataclass(frozen=True)
class _Attempt:
    """One pass. `pixels` and `mask` belong to the copy, cut at `crop` if there is one."""

    pixels: Pixels
    mask: Mask
    places: int
    crop: Box | None = None
    notices: tuple[str, ...] = field(default=())

    @property
    def size(self) -> tuple[int, int]:
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def origin(self) -> tuple[int, int]:
        return self.crop[:2] if self.crop else (0, 0)


def write_copy(  # noqa: PLR0917
    photo: Photo,
    report: PhotoReport,
    stem: Path,
    settings: RedactionSettings,
    verify: Verify,
    rng: np.random.Generator,
    *,
    frame: int = 0,
    faces: Faces | None = None,
) -> CopyReport:
    """Writes a copy of one frame without what must go, as `stem` + .jpg or .png, or no copy at all.

    `stem` comes from `naming.stem_of_copy`; an existing file is never touched, the copy gets a number then.
    The copy is written to a temporary file in the same folder, scanned by `verify`, and gets its name only if
    nothing that must go is left. Otherwise it is made again, with larger masks where something was left, then
    with whole things there; then it is given up (`output` None, `remaining` or a notice says why). With `faces`, a
    faint face that the fill drew is told and not covered; without, it counts like any other. Raises
    UsageError for a box or crop outside the photo or an unknown fill, CopyError where the file cannot be written.
    """
    job = _Job(photo, report, settings, rng, frame)
    height, width = photo.frames[frame].pixels.shape[:2]
    if any(clipped(box, height, width) is None for box in settings.boxes):
        raise UsageError(f"The place to cover (--box) lies outside the photo, which is {width} x {height} pixels.")
    format = choose_format(photo, settings.format)
    _make_folder(stem.parent)
    notices = _notices(photo, report, settings)
    survived: tuple[tuple[Finding, ...], ...] = ()
    voices: tuple[str, ...] = ()
    for number in range(_PASSES):
        attempt = _redacted(job, survived)
        data = clean_copy(attempt.pixels, photo, format)
        problems = check_clean(data, attempt.size)
        if problems:
            raise CopyError(f"The copy was not written: {'; '.join(problems)}.")
        made = CopyReport(report, None, False, redacted=attempt.places, passes=number + 1)
        with TemporaryCopy(stem.parent) as temporary:
            temporary.write(data)
            seen = verify(temporary.path)
            voices = tuple(dict.fromkeys((*voices, *seen.voices)))
            made = replace(made, verified_by=voices, notices=(*notices, *attempt.notices))
            reason = incomplete(seen.report, report, *attempt.pixels.shape[:2])
            if reason:
                return replace(made, notices=(*made.notices, reason))
            dx, dy = attempt.origin
            original = moved(report, frame, -dx, -dy)
            drawn = _ghosts(seen.report, attempt, faces)
            looked = replace(seen.report, findings=tuple(f for f in seen.report.findings if f not in drawn))
            left = survivors(looked, original, attempt.mask, settings)
            if not left:
                final = _committed(temporary, stem, format)
                notices = (*made.notices, *_found_later(survived), *_told(drawn), *_little_left(attempt.mask))
                visible = in_sight(original, attempt.mask)
                return replace(made, output=str(final), verified=True, visible=visible, notices=notices)
        left = tuple(shifted(finding, dx, dy) for finding in left)
        survived += (left,)
    return replace(made, remaining=left)


def _found_later(survived: tuple[tuple[Finding, ...], ...]) -> tuple[str, ...]:
    if not survived:
        return ()
    count = len({f.polygon for findings in survived for f in findings})
    places = "1 place" if count == 1 else f"{count} places"
    return (f"The check of the first attempt still saw something in {places}; that is covered too.",)


def _ghosts(seen: PhotoReport, attempt: _Attempt, faces: Faces | None) -> tuple[Finding, ...]:
    if faces is None:
        return ()
    dx, dy = attempt.origin
    return ghosts(seen, attempt.mask, lambda: [tuple((x - dx, y - dy) for x, y in face) for face in faces()])


def _told(drawn: tuple[Finding, ...]) -> tuple[str, ...]:
    if not drawn:
        return ()
    return ("A covered place and what is around it looks faintly like a face in the copy: look whether there is one.",)


def _little_left(mask: Mask) -> tuple[str, ...]:
    """Many small marks are told in other words; this is about a picture that is hardly one any more."""
    share = float(mask.mean())
    if share <= _MOST_COVERED:
        return ()
    return (
        f"{round(100 * share)} % of the picture had to be covered, so little of it is left: "
        "cut out a part that may be seen with --crop x,y,w,h, or take another photo.",
    )


def _redacted(job: _Job, survived: tuple[tuple[Finding, ...], ...]) -> _Attempt:
    least = 0.0 if job.photo.format in _LOSSLESS else _BLOCK
    regions = plan_regions(job.report, job.settings, frame=job.frame, least=least, survived=survived)
    pixels, mask = destroy(job.photo.frames[job.frame].pixels, regions, job.settings.method, job.rng)
    places = cv2.connectedComponents(mask.astype(np.uint8))[0] - 1
    crop, notices = _crop(job.settings.crop, mask, job.report)
    if crop:
        x, y, w, h = crop
        pixels, mask = pixels[y : y + h, x : x + w].copy(), mask[y : y + h, x : x + w]
    return _Attempt(pixels, mask, places, crop, notices)


def _crop(wanted: Box | str | None, mask: Mask, report: PhotoReport) -> tuple[Box | None, tuple[str, ...]]:
    height, width = mask.shape
    if wanted is None:
        return None, ()
    if isinstance(wanted, str):
        consented = [f.polygon for f in report.findings if f.kind == "face_consented" and f.polygon]
        if not mask.any():
            return None, ("Nothing had to be covered, so nothing was cut off.",)
        box = best_crop(mask, consented)
        if box is None:
            return None, ("No cut would keep at least half of the photo; the places were covered instead.",)
        return box, ()
    box = clipped(wanted, height, width)
    if box is None:
        raise UsageError("The part to keep (--crop) lies outside the photo.")
    return box, ()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CopyError(f"The folder {shown(folder)} could not be made. Choose another output folder.") from error


def _committed(temporary: TemporaryCopy, stem: Path, format: str) -> Path:
    for final in candidates(stem, format):
        try:
            temporary.commit(final)
        except FileExistsError:
            continue
        return final
    raise AssertionError("candidates never end")


def _notices(photo: Photo, report: PhotoReport, settings: RedactionSettings) -> tuple[str, ...]:
    notices = []
    if photo.total_frames > 1 and not settings.all_frames:
        notices.append(f"Only the first of {photo.total_frames} frames is in the copy.")
    unknown = unknown_numbers(report.findings, settings)
    if unknown:
        notices.append(f"This photo has no finding with the number {', '.join(unknown)}.")
    return tuple(notices)
