"""What a site's policy file adds to the rules: its own number formats, public words, forbidden areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.findings import Action, Finding, Match, Severity, TextLine
from scanner.identifiers.layout import LineMatch
from scanner.identifiers.masks import describe
from scanner.identifiers.strips import part_of
from scanner.judgement.context import Cluster, kinds_of
from scanner.judgement.jigsaw_clues import phrase_pattern
from scanner.kinds import kinds
from scanner.settings import NumberFormat, Policy

# What a site may declare public. Everything about patients stays as it is, whatever a file says.
RELAXABLE = frozenset({"place_signal", "staff_name", "phone", "email", "address", "postcode", "clinical_text"})
_SURE = 0.95


def with_site_numbers(
    clusters: Sequence[Cluster], text: Sequence[TextLine], formats: Sequence[NumberFormat]
) -> tuple[Cluster, ...]:
    """The clusters with a match for every local patient number; it replaces what lay at the same place."""
    if not formats:
        return tuple(clusters)
    return tuple(_numbered(cluster, text, formats) for cluster in clusters)


def _numbered(cluster: Cluster, text: Sequence[TextLine], formats: Sequence[NumberFormat]) -> Cluster:
    added = []
    for index in cluster.lines:
        line = text[index]
        for match in site_numbers(line.text or "", formats):
            value = (line.text or "")[match.start : match.end]
            place = part_of(line.polygon, line.text or "", match.start, match.end)
            added.append(LineMatch((index,), match, value, place))
    if not added:
        return cluster
    kept = [m for m in cluster.matches if not any(_overlap(m, other) for other in added)]
    matches = tuple(sorted((*kept, *added), key=lambda m: (m.lines, m.match.start)))
    return replace(cluster, matches=matches, kinds=kinds_of(matches))


def site_numbers(line: str, formats: Sequence[NumberFormat]) -> Iterator[Match]:
    for wanted in formats:
        for hit in re.finditer(wanted.pattern, line):
            if hit.end() > hit.start():
                masked = describe(f"{wanted.label}, {hit.end() - hit.start()} characters", hit.group())
                yield Match("local_patient_number", hit.start(), hit.end(), _SURE, masked, "site_number")


def without_allowed(
    clusters: Sequence[Cluster], text: Sequence[TextLine], allowed: Sequence[str]
) -> tuple[Cluster, ...]:
    """The clusters without matches that lie in public words; on a patient's things nothing is public."""
    if not allowed:
        return tuple(clusters)
    patterns = [phrase_pattern(phrase) for phrase in allowed]

    def public(found: LineMatch) -> bool:
        if found.match.kind not in RELAXABLE:
            return False
        whole = text[found.lines[0]].text or "" if len(found.lines) == 1 else found.value
        spans = [hit.span() for pattern in patterns for hit in pattern.finditer(whole)]
        return any(start <= found.match.start and found.match.end <= end for start, end in spans)

    made = []
    for cluster in clusters:
        kept = cluster.matches if cluster.identified else tuple(m for m in cluster.matches if not public(m))
        made.append(replace(cluster, matches=kept, kinds=kinds_of(kept)))
    return tuple(made)


def site_findings(text: Sequence[TextLine], caption: str, policy: Policy, first: int) -> Iterator[Finding]:
    """Numbered from `first`: doors of areas where photos are not allowed, and site numbers in the caption."""
    number = first
    patterns = [phrase_pattern(phrase) for phrase in policy.forbidden]
    seen = [line for line in text if line.text and any(p.search(line.text) for p in patterns)]
    area = "words of an area where your site's policy does not allow photos"
    for line in seen:
        yield replace(
            _finding(number, "place_signal", Severity.HIGH, area, (Action.STOP,)),
            polygon=line.polygon,
            frame=line.frame,
        )
        number += 1
    if any(p.search(caption) for p in patterns):
        yield _finding(number, "place_signal", Severity.HIGH, f"in the caption: {area}", (Action.STOP,))
        number += 1
    for line_of_caption in caption.splitlines():
        for match in site_numbers(line_of_caption, policy.numbers):
            kind = kinds()[match.kind]
            yield _finding(number, match.kind, kind.severity, f"in the caption: {match.masked}", (Action.LOOK,))
            number += 1


def _finding(number: int, slug: str, severity: Severity, masked: str, actions: tuple[Action, ...]) -> Finding:
    kind = kinds()[slug]
    return Finding(
        id=number,
        kind=slug,
        severity=severity,
        confidence=_SURE,
        polygon=None,
        masked=masked,
        why=kind.why,
        actions=actions,
        guidance=kind.guidance,
        detector="policy",
        redact=False,
    )


def _overlap(one: LineMatch, other: LineMatch) -> bool:
    if other.lines[0] not in one.lines:
        return False
    return len(one.lines) > 1 or (one.match.start < other.match.end and other.match.start < one.match.end)
