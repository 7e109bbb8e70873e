"""A full name where nothing else speaks of a patient: an author, a shop, a signature, or a misread line.

It stays a finding and is covered, but as a hint ("look"), not as an alarm: names are on every poster and advert, and
who is warned of each of them stops reading warnings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import inf

from scanner.findings import Sightings, TextLine
from scanner.identifiers.layout import LineMatch
from scanner.identifiers.namelists import family_names, given_names, name_key
from scanner.judgement.clinical_signs import signs
from scanner.judgement.context import FIRM, PATIENT, Cluster, kinds_of
from scanner.judgement.looks import CLINICAL
from scanner.judgement.scene import LIKELY, clinical_probability, ward_probability

# Rules that find a name by its form alone, without a title, bed, number, age or label beside it.
BY_FORM = frozenset({"name_alone", "full_name_in_text"})
# On these a name is a patient's until somebody shows that it is not.
PATIENTS_THINGS = frozenset({"wristband", "board", "screen", "patient_monitor", "medical_image"})
# Kinds beside which a name is no longer alone.
COMPANY = PATIENT | {"age", "clinical_text"}
HINT = FIRM - 0.05
# A surname and an initial: two or three letters of a misread word look the same.
SHORT = frozenset({"surname_initial"})
# A surname, a comma, a given name: in capitals throughout, any two words may stand so.
IN_CAPITALS = frozenset({"surname_comma"})
LONG = 4  # letters of a listed name that is no chance: "Ja" is one
WELL_READ = 0.75  # reading score below which such a name may be anything
_INSTITUTION = re.compile(r"\b(?:college|society|academy|institute|association|faculty|fellowship)\b", re.IGNORECASE)


def as_hints(clusters: Sequence[Cluster], sightings: Sightings) -> tuple[Cluster, ...]:
    """The clusters with lone names as hints, also a surname and an initial on an institution's seal, or hardly read.

    Where nobody looked at the scene, or it may be clinical, only those of seals.
    """
    clusters = tuple(_hinted(c, _short) if _on_seal(c, sightings.text) else c for c in clusters)
    lowered = tuple(
        cluster if cluster.on in PATIENTS_THINGS else _hinted(cluster, partial(_doubtful, cluster, sightings.text))
        for cluster in clusters
    )
    if lowered == clusters:
        return clusters
    return clusters if any(_clinical(lowered, sightings)) else lowered


def _hinted(cluster: Cluster, lone: Callable[[LineMatch], bool]) -> Cluster:
    if not any(map(lone, cluster.matches)):
        return cluster
    matches = tuple(
        replace(m, match=replace(m.match, confidence=min(HINT, m.match.confidence))) if lone(m) else m
        for m in cluster.matches
    )
    return replace(cluster, matches=matches, kinds=kinds_of(matches))


def _on_seal(cluster: Cluster, text: Sequence[TextLine]) -> bool:
    """Whether the words of a college or society stand around, and nothing else of a patient."""
    if cluster.on in PATIENTS_THINGS or _company(cluster):
        return False
    return any(_INSTITUTION.search(text[i].text or "") for i in cluster.lines)


def _company(cluster: Cluster) -> bool:
    """Whether something besides short names speaks of a patient."""
    others = [m for m in cluster.matches if not _short(m)]
    return bool(kinds_of(others) & COMPANY)


def _short(found: LineMatch) -> bool:
    return found.match.kind == "patient_name" and found.match.rule in SHORT


def _doubtful(cluster: Cluster, text: Sequence[TextLine], found: LineMatch) -> bool:
    """Whether the name is told by its form alone, or is one word and a letter that were hardly read."""
    if _by_form(found) or _strange(found):
        return True
    scores = [text[i].score for i in cluster.lines if found.value in (text[i].text or "")]
    return _short(found) and not _company(cluster) and bool(scores) and max(scores) < WELL_READ


def _by_form(found: LineMatch) -> bool:
    return found.match.kind == "patient_name" and found.match.rule in BY_FORM


def _strange(found: LineMatch) -> bool:
    """Whether these are two capital words that no list of names knows: a scrap of a list of ingredients."""
    words = [name_key(word) for word in re.findall(r"[^\W\d_]+", found.value)]
    known = any(len(word) >= LONG and (word in given_names() or word in family_names()) for word in words)
    return found.match.rule in IN_CAPITALS and found.value.isupper() and not known


def _clinical(clusters: Sequence[Cluster], sightings: Sightings) -> Iterator[bool]:
    """Everything in the photo that could make the name a patient's."""
    yield not sightings.scenes
    yield any(max(ward_probability(s), clinical_probability(s)) >= LIKELY for s in sightings.scenes)
    yield any(cluster.kinds & COMPANY for cluster in clusters)
    yield bool(signs(sightings.text, clusters, sightings.codes, ()))
    yield any(artefact.score >= CLINICAL.get(artefact.cls.value, inf) for artefact in sightings.artefacts)
