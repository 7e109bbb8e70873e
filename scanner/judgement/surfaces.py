"""Text and the things it stands on: which lines lie on which recognised thing, and what that makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from scanner.findings import Artefact, ArtefactClass, Code, Sightings, TextLine
from scanner.geometry import area, grown, hull, share_inside, text_height
from scanner.judgement.context import FIRM, Cluster, on_badge
from scanner.judgement.legibility import is_lettering, lines_on

APART = frozenset({ArtefactClass.CODE, ArtefactClass.NUMBER_PLATE})  # read by rules of their own
CARRIERS = frozenset(ArtefactClass) - APART
ON = 0.6  # share of a cluster inside a thing from which it lies on it
SAME = 0.5  # share of the smaller one inside the other from which a thing of words and one of looks are one
# What few words and their layout say, what it looks like, and the score from which looks decide between the two: lines
# in the corners of a film are those on a band, a monitor's readings those of an ECG.
LOOKS_DECIDE = {
    **{
        (words, looks): 0.7
        for words in ("wristband", "medical_image")
        for looks in ("label", "paper", "screen", "board", "patient_monitor")
    },
    ("wristband", "medical_image"): 0.5,
    ("medical_image", "patient_monitor"): 0.5,
}
PLATE_RIM = 0.25  # part of the letter height by which a number plate reaches beyond its figures
LOCATED = 0.5  # score of a code that was seen but not read; what was read is one for certain
LARGER = 4.0  # a thing so much larger than its writing is no good outline for it


@dataclass(frozen=True)
class Surface:
    """A recognised thing, the writing on it as one cluster (None: none seen), or writing that makes a thing."""

    cls: str
    frame: int
    artefact: Artefact | None
    cluster: Cluster | None


def surfaces_of(
    text: Sequence[TextLine], clusters: Sequence[Cluster], artefacts: Sequence[Artefact]
) -> tuple[tuple[Cluster, ...], tuple[Surface, ...]]:
    """The clusters, those on one thing joined and named after it, and the surfaces that carry them.

    Given its own clusters again it changes nothing.
    Every line is still in exactly one cluster. A cluster lies on the smallest thing that holds most of it.
    """
    below: dict[int, list[Cluster]] = {}
    free: list[Cluster] = []
    for cluster in clusters:
        index = _carrier(text[cluster.lines[0]].frame, cluster, artefacts)
        if index is None:
            free.append(cluster)
        else:
            below.setdefault(index, []).append(cluster)
    surfaces, settled = [], list(free)
    for index, artefact in enumerate(artefacts):
        own = _named(_joined(below[index]), artefact) if index in below else None
        settled += [own] if own else []
        surfaces.append(Surface((own.on if own else None) or artefact.cls.value, artefact.frame, artefact, own))
    surfaces += [Surface(c.on, text[c.lines[0]].frame, None, c) for c in free if c.on]
    return tuple(sorted(settled, key=lambda c: min(c.lines))), tuple(surfaces)


def seen_by_words(sightings: Sightings, clusters: Sequence[Cluster]) -> Sightings:
    """The things with `read` set, named again where the words on them say so, and with those that only words and
    layout gave away."""
    text = sightings.text
    things = [_read(thing, lines_on(thing, text)) for thing in sightings.artefacts]
    things += [thing for thing in _by_words(text, clusters) if not any(_one(thing, other) for other in things)]
    return replace(sightings, artefacts=tuple(things))


def as_listed(sightings: Sightings, clusters: Sequence[Cluster]) -> Sightings:
    """What a report lists: also every code and number plate that was found by reading, in the reader's outline.

    Not for judgement: there the code or the line of text speaks for itself.
    """
    seen = seen_by_words(sightings, clusters)
    exact = [*_plates(seen.text, clusters), *_codes(seen.codes)]
    things = [thing for thing in seen.artefacts if not any(_one(thing, other) for other in exact)]
    return replace(seen, artefacts=(*things, *exact))


def _by_words(text: Sequence[TextLine], clusters: Sequence[Cluster]) -> Iterator[Artefact]:
    for cluster in clusters:
        if cluster.on and cluster.identified:
            score = max((m.match.confidence for m in cluster.matches), default=FIRM)
            frame = text[cluster.lines[0]].frame
            yield Artefact(cluster.outline, ArtefactClass(cluster.on), round(score, 4), frame, read=True)


def _plates(text: Sequence[TextLine], clusters: Sequence[Cluster]) -> Iterator[Artefact]:
    for found in (m for cluster in clusters for m in cluster.matches if m.match.kind == "vehicle_plate"):
        plate = grown(found.polygon, PLATE_RIM * text_height(found.polygon))
        frame, score = text[found.lines[0]].frame, round(found.match.confidence, 4)
        yield Artefact(plate, ArtefactClass.NUMBER_PLATE, score, frame, read=True)


def _codes(codes: Sequence[Code]) -> Iterator[Artefact]:
    for code in codes:
        score = LOCATED if code.payload is None else 1.0
        yield Artefact(code.polygon, ArtefactClass.CODE, score, code.frame, read=code.payload is not None)


def _read(artefact: Artefact, lines: Sequence[TextLine]) -> Artefact:
    plate = artefact.cls is ArtefactClass.NUMBER_PLATE
    cls = ArtefactClass.SIGN if plate and is_lettering(lines) else artefact.cls
    return replace(artefact, cls=cls, read=any(line.read for line in lines))


def fits(artefact: Artefact, cluster: Cluster) -> bool:
    """Whether the thing is a good outline for the writing: not so large that most of it is something else."""
    return area(artefact.polygon) <= LARGER * area(cluster.outline)


def _one(thing: Artefact, other: Artefact) -> bool:
    """Whether both are one thing. Codes and plates stand on other things; of the rest, any two names are one thing."""
    if thing.frame != other.frame or (thing.cls is not other.cls and {thing.cls, other.cls} & APART):
        return False
    return max(share_inside(thing.polygon, other.polygon), share_inside(other.polygon, thing.polygon)) >= SAME


def _carrier(frame: int, cluster: Cluster, artefacts: Sequence[Artefact]) -> int | None:
    around = [
        index
        for index, artefact in enumerate(artefacts)
        if artefact.frame == frame
        and artefact.cls in CARRIERS
        and share_inside(cluster.outline, artefact.polygon) >= ON
    ]
    return min(around, key=lambda index: area(artefacts[index].polygon), default=None)


def _joined(clusters: Sequence[Cluster]) -> Cluster:
    """One cluster of several; what most of the recognised lines were thought to stand on stays their guess."""
    if len(clusters) == 1:
        return clusters[0]
    votes: dict[str, int] = {}
    for cluster in clusters:
        if cluster.on:
            votes[cluster.on] = votes.get(cluster.on, 0) + len(cluster.lines)
    return Cluster(
        lines=tuple(sorted(i for c in clusters for i in c.lines)),
        matches=tuple(m for c in clusters for m in c.matches),
        on=max(votes, key=lambda name: votes[name], default=None),
        kinds=frozenset().union(*(c.kinds for c in clusters)),
        outline=hull(c.outline for c in clusters),
        by_words=any(c.by_words for c in clusters if c.on),
    )


def _named(cluster: Cluster, artefact: Artefact) -> Cluster:
    """The words win where they are telling: they were measured, and looks confuse flat things."""
    if artefact.score >= LOOKS_DECIDE.get((cluster.on or "", artefact.cls.value), inf):
        return replace(cluster, on=artefact.cls.value)
    return on_badge(cluster if cluster.on else replace(cluster, on=artefact.cls.value, by_words=False))
