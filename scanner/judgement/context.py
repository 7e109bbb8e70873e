"""What stands together: lines of text grouped by the thing that carries them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from scanner.findings import Code, Polygon, TextLine
from scanner.geometry import grown, hull, share_inside, text_height
from scanner.identifiers.layout import LineMatch, carrier, cluster_lines, find_in_photo

# Kinds that say by themselves that a patient (or somebody who came to see one) is meant.
PATIENT = frozenset(
    "nhs_number chi hcn ihi ppsn ssn mbi nino medicare_au eu_id local_patient_number "
    "patient_name patient_initials date_of_birth".split()
)
# Below this a match is a hint: a word from a name list, a number without a label.
FIRM = 0.5
ON_BADGES = frozenset({"patient_name", "patient_initials", "local_patient_number"})  # as its bearer's look at first
BADGE_RULE = "id_number"  # the rule of identifiers/uk.py for "ID 297339"


@dataclass(frozen=True)
class Cluster:
    """Lines of one frame that lie on one thing. `lines` are indices into the sighted text; `on` is the guess
    of what the thing is, from words and layout or from its looks; `kinds` are those of the firm matches on it."""

    lines: tuple[int, ...]
    matches: tuple[LineMatch, ...]
    on: str | None
    kinds: frozenset[str]
    outline: Polygon
    by_words: bool = True  # `on` comes from words and layout; False: from the looks of the thing alone

    @property
    def identified(self) -> bool:
        """Something on it points to a patient."""
        return bool(self.kinds & PATIENT)

    def carries(self, polygon: Polygon) -> bool:
        return share_inside(polygon, self.outline) >= 0.5


def clusters_of(text: Sequence[TextLine]) -> tuple[Cluster, ...]:
    """All clusters of all frames; every line belongs to exactly one."""
    clusters: list[Cluster] = []
    for frame in sorted({line.frame for line in text}):
        indices = [i for i, line in enumerate(text) if line.frame == frame]
        lines = [text[i] for i in indices]
        matches = find_in_photo(lines)
        groups = cluster_lines(lines)
        for group in sorted(set(groups)):
            own = [i for i, g in enumerate(groups) if g == group]
            clusters.append(_cluster(lines, own, matches, indices))
    return tuple(clusters)


def _cluster(
    lines: Sequence[TextLine], own: Sequence[int], matches: Sequence[LineMatch], indices: Sequence[int]
) -> Cluster:
    inside = set(own)
    mine = tuple(
        replace(m, lines=tuple(indices[i] for i in m.lines)) for m in matches if m.lines[0] in inside
    )  # from now on counted over all frames
    members = [lines[i] for i in own]
    margin = 0.6 * median(text_height(line.polygon) for line in members)
    cluster = Cluster(
        lines=tuple(indices[i] for i in own),
        matches=mine,
        on=carrier(members, [m.match for m in mine]),
        kinds=kinds_of(mine),
        outline=grown(hull(line.polygon for line in members), margin),
    )
    return on_badge(cluster)


def kinds_of(matches: Iterable[LineMatch]) -> frozenset[str]:
    """Kinds of the firm matches."""
    return frozenset(m.match.kind for m in matches if m.match.confidence >= FIRM)


def on_badge(cluster: Cluster) -> Cluster:
    """On a badge an "ID" is its bearer's, who is no patient, unless patients' numbers or birth dates stand there."""
    if cluster.on != "id_badge" or not any(m.match.rule == BADGE_RULE for m in cluster.matches):
        return cluster
    if cluster.kinds & (PATIENT - ON_BADGES):
        return cluster
    matches = tuple(
        replace(m, match=replace(m.match, kind="staff_id", masked="a staff number"))
        if m.match.rule == BADGE_RULE
        else m
        for m in cluster.matches
    )
    return replace(cluster, matches=matches, kinds=kinds_of(matches))


def carrier_of(code: Code, clusters: Sequence[Cluster]) -> Cluster | None:
    """The cluster that a code belongs to: a band's matrix code stands beside its lines, not among them."""
    reach = 1.5 * text_height(code.polygon)
    near = [c for c in clusters if share_inside(code.polygon, grown(c.outline, reach)) >= 0.5]
    return max(near, key=lambda c: (c.identified, share_inside(code.polygon, c.outline)), default=None)
