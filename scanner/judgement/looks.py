"""What looks alone say: a thing that was recognised and tells nothing that could be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from scanner.findings import Artefact, Code, SceneGuess, Severity, TextLine
from scanner.geometry import bounds, share_inside, text_height
from scanner.judgement.code_meaning import names_patient
from scanner.judgement.draft import SMALLEST_TEXT, Draft
from scanner.judgement.legibility import UNREAD, is_doubtful, is_empty, is_menu, is_number, lines_on
from scanner.judgement.surfaces import Surface
from scanner.kinds import kinds

BY_LOOKS = "artefacts"  # the voice
# What a thing is called as a finding of its own.
THING_KIND = {
    "wristband": "wristband",
    "board": "board",
    "screen": "screen",
    "patient_monitor": "patient_monitor",
    "id_badge": "staff_badge",
    "sticky_note": "sticky_note",
    "medical_image": "medical_image",
    "sign": "bedhead_sign",
    "paper": "paper_record",
    "label": "specimen_label",
    "number_plate": "vehicle_plate",
    "code": "barcode_unread",
}
# Nothing of these is told by looks alone: a notice is there to be read.
PUBLIC = frozenset({"sign"})
# Things that make any photo a clinical one, from this score on; shop windows and machines look like monitors.
CLINICAL = {"wristband": 0.5, "patient_monitor": 0.6}
LIKELY = 0.45  # from here looks and a clinical place together carry one
# Score from which looks alone carry a strong word. Hardly anything else looks like a patient's band or a tube's label:
# fewer mistakes than with larger things.
SURE = 0.5
SURE_OF = {"wristband": 0.38, "label": 0.38}
SURE_BARE = 0.7  # the same for a band without a mark on it: pens come up to .57
WARD = 0.5  # probability from which a scene counts as a ward
CLINIC = 0.7  # probability from which it counts as a ward or another clinical place; of other photos 3 % reach it
WRITTEN_ON = frozenset({"board", "screen", "paper_record", "sticky_note", "medical_image"})  # kinds of finding
READABLE = 32.0  # px, short side of a thing on which a person could read anything by zooming in
BADGE_LINES = 8  # more lines than on any badge; what is read on them speaks for itself
DOUBLE = 0.6  # share inside another thing from which it needs no finding of its own


@dataclass(frozen=True)
class Setting:
    """What is around a thing. `patients`: the rest of the frame says that patients are about; `clinic`: that, or at
    least it looks like a clinical place of any sort."""

    patients: bool
    clinic: bool


def surely_seen(artefact: Artefact) -> bool:
    """Whether it is told for its looks alone, without a clinical place around it."""
    return artefact.score >= SURE_OF.get(artefact.cls.value, SURE)


def by_looks(artefact: Artefact, text: Sequence[TextLine], codes: Sequence[Code], setting: Setting) -> Draft | None:
    """A thing that was recognised but tells nothing that could be read; None where it needs no finding."""
    clinical = setting.patients
    cls = artefact.cls.value
    if cls in PUBLIC:
        return None
    if cls == "code":
        known = any(_same_place(artefact, code) for code in codes)
        return None if known else _draft(artefact, kinds()["barcode_unread"].severity, "code, not readable to me", None)
    lines = [line for line in lines_on(artefact, text) if text_height(line.polygon) >= SMALLEST_TEXT]
    dark = sum(is_doubtful(line) for line in lines)
    if cls == "number_plate":
        return _draft(artefact, kinds()["vehicle_plate"].severity, "number plate", True)
    if artefact.blank and not lines:
        return None
    unread = not lines or dark >= UNREAD * len(lines)
    masked = f"{len(lines)} lines of text seen on it, {len(lines) - dark} read" if lines else "no text on it was read"
    if cls == "wristband":
        unread = unread or any(is_number(line) for line in lines)
        if is_empty(artefact, text):
            return _draft(artefact, Severity.MEDIUM, masked, surely_seen(artefact))  # covered, but no alarm
        covered = unread and surely_seen(artefact)
        return _draft(artefact, _band(artefact, unread, bool(lines), clinical), masked, covered or None)
    if not clinical and not surely_seen(artefact):
        return None  # lines on it that nobody could read are findings of their own
    if cls == "id_badge":
        if len(lines) > BADGE_LINES and not unread and not surely_seen(artefact):
            return None
        # What stands on it is a name and a face, too small to be seen by us, but not by whoever zooms in.
        return _draft(artefact, Severity.MEDIUM, masked, True)
    if cls == "patient_monitor" and not is_menu(lines):
        sure = artefact.score >= CLINICAL[cls]
        return _draft(artefact, Severity.HIGH if clinical or sure else Severity.MEDIUM, masked, True)
    if not unread:
        # Without a name it is still somebody's: the questions about it need something to point at.
        return _draft(artefact, Severity.LOW, masked, False) if cls == "medical_image" else None
    # Marks and print on a film, a label or a note are text that would have been seen.
    needs_lines = cls in ("medical_image", "label", "sticky_note") and not lines
    likely = artefact.score >= LIKELY and not (needs_lines or _too_small(artefact, lines) or is_empty(artefact, text))
    # Writing that nobody could read goes with what it stands on, wherever that is: of a board's rows only some are
    # seen. A label is small: covering it costs next to nothing, and it may be a tube's with a name on it.
    covered = (likely and setting.clinic) or bool(lines) or cls == "label"
    return _draft(artefact, Severity.HIGH if likely and clinical else Severity.MEDIUM, masked, covered)


def _same_place(artefact: Artefact, code: Code) -> bool:
    shares = share_inside(code.polygon, artefact.polygon), share_inside(artefact.polygon, code.polygon)
    return code.frame == artefact.frame and max(shares) >= DOUBLE


def _too_small(artefact: Artefact, lines: Sequence[TextLine]) -> bool:
    left, top, right, bottom = bounds(artefact.polygon)
    return min(right - left, bottom - top) < READABLE and not lines


def _band(artefact: Artefact, unread: bool, written: bool, clinical: bool) -> Severity:
    """A band is critical, unread too (domain table (a)); one that was read and names nobody may be an event's.

    Far from any patient, a weak likeness (a strip of paper, a poster's edge) goes too, but is no alarm; less so
    without a mark on it.
    """
    if not unread:
        return Severity.MEDIUM
    if (clinical and surely_seen(artefact)) or artefact.score >= (SURE if written else SURE_BARE):
        return Severity.CRITICAL
    return Severity.HIGH if clinical or (written and surely_seen(artefact)) else Severity.MEDIUM


def _draft(artefact: Artefact, severity: Severity, masked: str, redact: bool | None) -> Draft:
    return Draft(
        kind=THING_KIND[artefact.cls.value],
        severity=severity,
        confidence=artefact.score,
        masked=masked,
        detector=BY_LOOKS,
        polygon=artefact.polygon,
        frame=artefact.frame,
        on=artefact.cls.value,
        redact=redact if redact is not None else severity >= Severity.HIGH,
    )


def setting_of(
    thing: Artefact,
    surfaces: Sequence[Surface],
    text: Sequence[TextLine],
    codes: Sequence[Code],
    scenes: Sequence[SceneGuess],
) -> Setting:
    """What the rest of the frame, besides this thing, says about the place."""
    own = [s for s in scenes if s.frame == thing.frame]
    patients = any(s.ward >= WARD for s in own) or _patients_about(thing, surfaces, text, codes)
    return Setting(patients, patients or any(s.ward + s.clinical_other >= CLINIC for s in own))


def _patients_about(
    thing: Artefact, surfaces: Sequence[Surface], text: Sequence[TextLine], codes: Sequence[Code]
) -> bool:
    for surface in surfaces:
        if surface.frame != thing.frame:
            continue
        cluster, artefact = surface.cluster, surface.artefact
        if cluster and (cluster.identified or ("clinical_text" in cluster.kinds and surface.cls not in PUBLIC)):
            return True
        if artefact is None or artefact is thing or is_empty(artefact, text):
            continue
        if artefact.score >= CLINICAL.get(surface.cls, inf):
            return True
    return any(c.frame == thing.frame and names_patient(c, text) for c in codes)
