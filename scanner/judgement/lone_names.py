"""A full name where nothing else speaks of a patient: an author, a shop, a signature, or a misread line.

It stays a finding and is covered, but as a hint ("look"), not as an alarm: names are on every poster and advert, and
who is warned of each of them stops reading warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from scanner.findings import Sightings
from scanner.identifiers.layout import LineMatch
from scanner.judgement.clinical_signs import signs
from scanner.judgement.context import FIRM, PATIENT, Cluster, kinds_of
from scanner.judgement.scene import LIKELY, clinical_probability, ward_probability
from scanner.judgement.things import CLINICAL

# Rules that find a name by its form alone, without a title, bed, number, age or label beside it.
BY_FORM = frozenset({"name_alone", "full_name_in_text"})
# On these a name is a patient's until somebody shows that it is not.
PATIENTS_THINGS = frozenset({"wristband", "board", "screen", "patient_monitor", "medical_image"})
# Kinds beside which a name is no longer alone.
COMPANY = PATIENT | {"age", "clinical_text"}
HINT = FIRM - 0.05


def as_hints(clusters: Sequence[Cluster], sightings: Sightings) -> tuple[Cluster, ...]:
    """The clusters with lone names as hints. Unchanged where nobody looked at the scene, or it may be clinical."""
    lowered = tuple(_lowered(cluster) for cluster in clusters)
    if all(one is other for one, other in zip(lowered, clusters, strict=True)):
        return tuple(clusters)
    return tuple(clusters) if any(_clinical(lowered, sightings)) else lowered


def _lowered(cluster: Cluster) -> Cluster:
    if cluster.on in PATIENTS_THINGS or not any(map(_by_form, cluster.matches)):
        return cluster
    matches = tuple(
        replace(m, match=replace(m.match, confidence=min(HINT, m.match.confidence))) if _by_form(m) else m
        for m in cluster.matches
    )
    return replace(cluster, matches=matches, kinds=kinds_of(matches))


def _by_form(found: LineMatch) -> bool:
    return found.match.kind == "patient_name" and found.match.rule in BY_FORM


def _clinical(clusters: Sequence[Cluster], sightings: Sightings) -> Iterator[bool]:
    """Everything in the photo that could make the name a patient's."""
    yield not sightings.scenes
    yield any(max(ward_probability(s), clinical_probability(s)) >= LIKELY for s in sightings.scenes)
    yield any(cluster.kinds & COMPANY for cluster in clusters)
    yield bool(signs(sightings.text, clusters, sightings.codes, ()))
    yield any(artefact.score >= CLINICAL.get(artefact.cls.value, inf) for artefact in sightings.artefacts)
