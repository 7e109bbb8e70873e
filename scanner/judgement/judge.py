"""From what was seen to what a person should know: the strictest reading of the domain's table of kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.findings import (
    Action,
    Code,
    Face,
    Finding,
    MetadataClue,
    Severity,
    Sightings,
    TextLine,
)
from scanner.geometry import share_inside, text_height
from scanner.identifiers.find import find_in_line
from scanner.judgement.code_meaning import meaning_of
from scanner.judgement.context import FIRM, Cluster, carrier_of, clusters_of
from scanner.judgement.draft import SMALLEST_TEXT, Draft
from scanner.judgement.file_names import about_patient, read_name
from scanner.judgement.scene import place_of, scene_view
from scanner.judgement.severity import in_context
from scanner.judgement.surfaces import surfaces_of
from scanner.judgement.things import VOICES, from_things
from scanner.kinds import kinds

ON_FACE = 0.8  # share of a line inside a face from which it lies on it
REMOVES = frozenset({Action.REDACT, Action.REDACT_WHOLE, Action.STRIP_METADATA, Action.RENAME})


def judge(
    sightings: Sightings, *, frames_left_out: int = 0, clusters: Sequence[Cluster] | None = None
) -> tuple[Finding, ...]:
    """All findings of one photo, worst first, numbered from 1 in that order.

    `clusters`: those of the sighted text, where they are known already. `frames_left_out`: frames or pages
    that nobody looked at (limits); they are a finding, not silence.
    """
    clusters, surfaces = surfaces_of(
        sightings.text, clusters_of(sightings.text) if clusters is None else clusters, sightings.artefacts
    )
    agreed = [face for face in sightings.faces if face.consented]
    drafts = [
        *(draft for draft in _from_text(sightings.text, clusters) if not _feature(draft, agreed)),
        *from_things(surfaces, sightings.text, clusters, sightings.codes, sightings.scenes),
        *_from_codes(sightings.codes, clusters, sightings.text),
        *(_from_face(face) for face in sightings.faces),
        *(draft for clue in sightings.metadata for draft in _from_clue(clue)),
        *_from_scene(sightings, clusters),
    ]
    if frames_left_out:
        masked = f"{frames_left_out} frames or pages of this file were not examined"
        drafts.append(Draft("not_scanned", kinds()["not_scanned"].severity, 1.0, masked, "limits"))
    drafts.sort(key=_order)
    return tuple(_finding(number, draft) for number, draft in enumerate(drafts, start=1))


def _feature(draft: Draft, agreed: Sequence[Face]) -> bool:
    """Whether this is an eyebrow or a curl of somebody who stays, taken for writing: nobody could read a letter."""
    return draft.kind == "unread_text" and any(
        draft.polygon and draft.frame == face.frame and share_inside(draft.polygon, face.polygon) >= ON_FACE
        for face in agreed
    )


def _order(draft: Draft) -> tuple[int, bool, int, float, float, str]:
    """Worst first, a whole thing before the details on it, then from top to bottom."""
    x, y = draft.polygon[0] if draft.polygon else (-1.0, -1.0)
    return -draft.severity, draft.detector not in VOICES, draft.frame, y, x, draft.kind


def _finding(number: int, draft: Draft) -> Finding:
    kind = kinds()[draft.kind]
    removable = bool(REMOVES.intersection(kind.actions))
    redact = (
        draft.redact
        if draft.redact is not None
        else removable and (draft.severity >= Severity.MEDIUM or draft.polygon is None)
    )
    return Finding(
        id=number,
        kind=draft.kind,
        severity=draft.severity,
        confidence=round(draft.confidence, 3),
        polygon=draft.polygon,
        masked=draft.masked,
        why=kind.why,
        actions=kind.actions if redact or not removable else (Action.LOOK,),
        guidance=kind.guidance,
        detector=draft.detector,
        redact=redact,
        frame=draft.frame,
        on=draft.on,
    )


def _from_text(text: Sequence[TextLine], clusters: Sequence[Cluster]) -> Iterator[Draft]:
    for cluster in clusters:
        for found in cluster.matches:
            line = text[cluster.lines[0]]
            match = found.match
            if cluster.on == "id_badge" and match.kind in ("patient_name", "patient_initials"):
                match = replace(match, kind="staff_name")
            severity = in_context(match, found.value, cluster)
            yield Draft(
                kind=match.kind,
                severity=severity,
                confidence=match.confidence,
                masked=match.masked,
                detector="text",
                polygon=found.polygon,
                frame=line.frame,
                on=cluster.on,
                # On a patient's things everything goes, a colleague's name too; else colleagues may be kept.
                redact=True
                if match.kind == "staff_name" and (cluster.identified or cluster.on == "id_badge")
                else None,
            )
        for index in cluster.lines:
            if not text[index].read and text_height(text[index].polygon) >= SMALLEST_TEXT:
                yield Draft(
                    kind="unread_text",
                    severity=kinds()["unread_text"].severity,
                    confidence=text[index].score,
                    masked="text seen, not readable to me",
                    detector="text",
                    polygon=text[index].polygon,
                    frame=text[index].frame,
                    on=cluster.on,
                )


def _from_codes(codes: Sequence[Code], clusters: Sequence[Cluster], text: Sequence[TextLine]) -> Iterator[Draft]:
    for code in codes:
        meaning = meaning_of(code, text)
        cluster = carrier_of(code, clusters)
        kind, severity = meaning.kind, kinds()[meaning.kind].severity
        if kind == "barcode_unread" and cluster is not None and (cluster.identified or cluster.on == "wristband"):
            kind, severity = ("barcode_patient", Severity.CRITICAL) if code.payload else (kind, Severity.HIGH)
        yield Draft(
            kind=kind,
            severity=severity,
            confidence=meaning.confidence,
            masked=meaning.masked,
            detector="codes",
            polygon=code.polygon,
            frame=code.frame,
            on=cluster.on if cluster else None,
        )


def _from_face(face: Face) -> Draft:
    kind = "face_consented" if face.consented else "face_unknown"
    seen = "face" if face.score >= FIRM else "possible face"
    return Draft(
        kind=kind,
        severity=kinds()[kind].severity,
        confidence=face.score,
        masked="agreed, in the consent register" if face.consented else seen,
        detector="faces",
        polygon=face.polygon,
        frame=face.frame,
    )


def _from_scene(sightings: Sightings, clusters: Sequence[Cluster]) -> Iterator[Draft]:
    view = scene_view(sightings, clusters)
    place = place_of(sightings, view) if view else None
    if place:
        severity = kinds()["ward_scene"].severity
        yield Draft(
            "ward_scene", severity, place.probability, place.words, "scene", place.polygon, place.frame, redact=False
        )


def _from_clue(clue: MetadataClue) -> Iterator[Draft]:
    if clue.kind == "file_name":
        matches = read_name(clue.text)[1]
        if not about_patient(matches):
            return
    else:
        matches = tuple(m for m in find_in_line(clue.text) if m.confidence >= FIRM)
    severity = kinds()[clue.kind].severity
    if about_patient(matches) or (clue.kind == "meta_thumbnail" and clue.differs):
        severity = Severity.CRITICAL
    masked = clue.where
    if clue.differs:
        masked += ", shows something else than the photo"
    if matches:
        masked += ": " + ", ".join(sorted({kinds()[m.kind].title for m in matches}))
    yield Draft(kind=clue.kind, severity=severity, confidence=1.0, masked=masked, detector="metadata", redact=True)
