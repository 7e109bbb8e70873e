"""Things as a whole: what carries something about a patient goes, read or not; what is blank or public stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scanner.findings import Artefact, Code, SceneGuess, Severity, TextLine
from scanner.geometry import grown, hull, share_inside, text_height
from scanner.judgement.context import FIRM, Cluster, carrier_of
from scanner.judgement.draft import Draft
from scanner.judgement.free_rows import free_rows
from scanner.judgement.legibility import UNREAD
from scanner.judgement.looks import BY_LOOKS, DOUBLE, THING_KIND, by_looks, setting_of
from scanner.judgement.surfaces import Surface, fits
from scanner.kinds import kinds

# Kinds that come once per patient.
NUMBERED = frozenset({"nhs_number", "chi", "hcn", "ihi", "local_patient_number", "date_of_birth"})
BY_WORDS = "text layout"  # the voice that recognises things by their words and layout
ADDITIVE = "additive_label"  # the rule of identifiers/clinical.py for "drugs added to this infusion"
VOICES = frozenset({BY_WORDS, BY_LOOKS})


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
        draft = by_looks(artefact, text, codes, setting_of(artefact, surfaces, text, codes, scenes))
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
