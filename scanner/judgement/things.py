"""Things as a whole: what carries something about a patient goes, read or not; what is blank or public stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf

from scanner.findings import Artefact, Code, SceneGuess, Severity, TextLine
from scanner.geometry import bounds, grown, hull, share_inside, text_height
from scanner.judgement.code_meaning import names_patient
from scanner.judgement.context import FIRM, Cluster, carrier_of
from scanner.judgement.draft import SMALLEST_TEXT, Draft
from scanner.judgement.free_rows import free_rows
from scanner.judgement.legibility import UNREAD, is_doubtful, is_empty, is_menu, lines_on
from scanner.judgement.surfaces import Surface, fits
from scanner.kinds import kinds

# Kinds that come once per patient.
NUMBERED = frozenset({"nhs_number", "chi", "hcn", "ihi", "local_patient_number", "date_of_birth"})
BY_WORDS = "text layout"  # the voice that recognises things by their words and layout
BY_LOOKS = "artefacts"
ADDITIVE = "additive_label"  # the rule of identifiers/clinical.py for "drugs added to this infusion"
VOICES = frozenset({BY_WORDS, BY_LOOKS})
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
READABLE = 32.0  # px, short side of a thing on which a person could read anything by zooming in
BADGE_LINES = 8  # more lines than on any badge; what is read on them speaks for itself
DOUBLE = 0.6  # share inside another thing from which it needs no finding of its own


def from_things(
    surfaces: Sequence[Surface],
    text: Sequence[TextLine],
    clusters: Sequence[Cluster],
    codes: Sequence[Code],
    scenes: Sequence[SceneGuess],
) -> list[Draft]:
    """One finding for each thing that goes as a whole, or that a person should look at."""
    telling: list[Draft] = []
    rest: list[Artefact] = []
    looks: list[Draft] = []
    for surface in surfaces:
        draft = _telling(surface, text, clusters, codes)
        if draft is not None:
            telling += [draft, *_wiped_off(surface, text)]
        elif surface.artefact is not None:
            rest.append(surface.artefact)
        elif surface.cluster is not None and surface.cls == "medical_image":
            looks.append(_image_by_words(surface.cluster, surface.frame))
    plates = [m.polygon for c in clusters for m in c.matches if m.match.kind == "vehicle_plate"]
    rest = [a for a in rest if a.cls != "number_plate" or not any(share_inside(p, a.polygon) >= DOUBLE for p in plates)]
    for artefact in rest:
        clinical = _clinical(artefact.frame, surfaces, text, codes, scenes, besides=artefact)
        draft = _by_looks(artefact, text, codes, clinical)
        looks += [draft] if draft else []
    looks.sort(key=lambda d: (-d.severity, -d.confidence))
    kept = telling
    for draft in looks:
        if not any(_covers(other, draft) for other in kept):
            kept.append(draft)
    return kept


def _covers(one: Draft, other: Draft) -> bool:
    """Whether the other thing is a part of this one, or the same thing under another name."""
    if one.frame != other.frame or one.polygon is None or other.polygon is None or one.severity < other.severity:
        return False
    if other.kind in ("vehicle_plate", "barcode_unread"):
        return False
    return share_inside(other.polygon, one.polygon) >= DOUBLE


def _telling(
    surface: Surface, text: Sequence[TextLine], clusters: Sequence[Cluster], codes: Sequence[Code]
) -> Draft | None:
    """A thing with something about a patient, a password or a colleague's name on it."""
    cluster = surface.cluster
    kind = thing_kind(cluster) if cluster else None
    if cluster is None or kind is None:
        return None
    own = [c for c in codes if c.frame == surface.frame and carrier_of(c, clusters) is cluster]
    margin = 0.3 * max((text_height(c.polygon) for c in own), default=0.0)
    severity = kinds()[kind].severity
    if cluster.identified:
        severity = Severity.CRITICAL
    elif kind == "staff_badge" and (own or "staff_id" in cluster.kinds):
        severity = Severity.HIGH
    parts = [cluster.outline, *(grown(c.polygon, margin) for c in own)]
    # Where the writing was read, its outline is all that has to go; else, and on a bent band, there may be more.
    unread = sum(not text[i].read for i in cluster.lines) >= UNREAD * len(cluster.lines)
    whole = unread or surface.cls == "wristband"
    if surface.artefact is not None and whole and fits(surface.artefact, cluster):
        parts.append(surface.artefact.polygon)
    return Draft(
        kind=kind,
        severity=severity,
        confidence=max((m.match.confidence for m in cluster.matches), default=FIRM),
        masked=_contents(cluster, len(own)),
        detector=BY_WORDS,
        polygon=hull(parts),
        frame=surface.frame,
        on=cluster.on,
        redact=True,
    )


def _wiped_off(surface: Surface, text: Sequence[TextLine]) -> Iterator[Draft]:
    """The free rows of a patient board: the last name was wiped off, and often shows."""
    for row in free_rows(surface, text):
        yield Draft(
            kind="unread_text",
            severity=kinds()["unread_text"].severity,
            confidence=FIRM,
            masked="free row below the names: one that was wiped off may still show",
            detector=BY_WORDS,
            polygon=row,
            frame=surface.frame,
            on=surface.cls,
        )


def thing_kind(cluster: Cluster) -> str | None:
    """The kind of the thing that these words stand on; None where they tell nothing about anybody."""
    if cluster.on is None:
        return None
    if cluster.on in ("id_badge", "sticky_note"):
        told = cluster.kinds & {"staff_name", "staff_id", "patient_name", "credential"} or cluster.identified
        return THING_KIND[cluster.on] if told else None
    if cluster.on == "label" and any(m.match.rule == ADDITIVE for m in cluster.matches):
        return "drip_label"  # made up for one patient, whose name is written on it, read or not
    if not cluster.identified and "credential" not in cluster.kinds:
        return None
    if cluster.on == "paper":
        return "patient_list" if _is_list(cluster) else "paper_record"
    if cluster.on == "label":
        # A sample carries several identifiers; an infusion names the patient beside the drug.
        return "specimen_label" if cluster.kinds & NUMBERED and not _names_drug(cluster) else "drip_label"
    return THING_KIND.get(cluster.on)


def surely_seen(artefact: Artefact) -> bool:
    """Whether it is told for its looks alone, without a clinical place around it."""
    return artefact.score >= SURE_OF.get(artefact.cls.value, SURE)


def _by_looks(artefact: Artefact, text: Sequence[TextLine], codes: Sequence[Code], clinical: bool) -> Draft | None:
    """A thing that was recognised but tells nothing that could be read."""
    cls = artefact.cls.value
    if cls in PUBLIC:
        return None
    if cls == "code":
        known = any(
            c.frame == artefact.frame
            and max(share_inside(c.polygon, artefact.polygon), share_inside(artefact.polygon, c.polygon)) >= DOUBLE
            for c in codes
        )
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
    left, top, right, bottom = bounds(artefact.polygon)
    small = min(right - left, bottom - top) < READABLE and not lines
    # Marks and print on a film, a label or a note are text that would have been seen.
    needs_lines = cls in ("medical_image", "label", "sticky_note") and not lines
    high = clinical and artefact.score >= LIKELY and not small and not needs_lines and not is_empty(artefact, text)
    # Writing that nobody could read goes with what it stands on, wherever that is: of a board's rows only some are
    # seen. A label is small: covering it costs next to nothing, and it may be a tube's with a name on it.
    covered = high or bool(lines) or cls == "label"
    return _draft(artefact, Severity.HIGH if high else Severity.MEDIUM, masked, covered)


def _image_by_words(cluster: Cluster, frame: int) -> Draft:
    """A film or a curve that only its print gave away, without anything about a patient on it."""
    return Draft(
        kind="medical_image",
        severity=Severity.LOW,
        confidence=max((m.match.confidence for m in cluster.matches), default=FIRM),
        masked=f"{len(cluster.lines)} lines of text as on a medical image",
        detector=BY_WORDS,
        polygon=cluster.outline,
        frame=frame,
        on=cluster.on,
        redact=False,
    )


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


def _clinical(
    frame: int,
    surfaces: Sequence[Surface],
    text: Sequence[TextLine],
    codes: Sequence[Code],
    scenes: Sequence[SceneGuess],
    *,
    besides: Artefact,
) -> bool:
    """Whether the rest of the frame, `besides` this thing, says that patients are about."""
    if any(s.frame == frame and s.ward >= WARD for s in scenes):
        return True
    for surface in surfaces:
        if surface.frame != frame:
            continue
        cluster, artefact = surface.cluster, surface.artefact
        if cluster and (cluster.identified or ("clinical_text" in cluster.kinds and surface.cls not in PUBLIC)):
            return True
        if artefact is None or artefact is besides or is_empty(artefact, text):
            continue
        if artefact.score >= CLINICAL.get(surface.cls, inf):
            return True
    return any(c.frame == frame and names_patient(c, text) for c in codes)


def _is_list(cluster: Cluster) -> bool:
    """Several people, each in a row: repeated names, and repeated numbers, dates, ages or beds."""
    counts = Counter(m.match.kind for m in cluster.matches if m.match.confidence >= FIRM)
    return counts["patient_name"] >= 2 and max(counts[kind] for kind in (*NUMBERED, "age", "place_signal")) >= 2


def _names_drug(cluster: Cluster) -> bool:
    return "clinical_text" in cluster.kinds


def _contents(cluster: Cluster, codes: int) -> str:
    """What is on the thing, in words and counts, never in values."""
    table = kinds()
    counts: dict[str, int] = {}
    for found in cluster.matches:
        counts[found.match.kind] = counts.get(found.match.kind, 0) + 1
    parts = [f"{table[kind].title} ({n})" if n > 1 else table[kind].title for kind, n in counts.items()]
    parts += [f"code ({codes})" if codes > 1 else "code"] if codes else []
    return f"{len(cluster.lines)} lines of text: " + ", ".join(parts)
