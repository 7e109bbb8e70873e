"""Numbers of findings: people type them after --keep, so an option must not move them.

They follow what was seen, as if nobody had agreed and no site had its own rules. What only those add comes after it;
what they take away leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from scanner.findings import Finding, Polygon, Sightings

_Key = tuple[str, int, Polygon | None, str]


def as_strangers(sightings: Sightings) -> Sightings:
    """The same, as if nobody had agreed to be shown."""
    return replace(sightings, faces=tuple(replace(face, consented=False) for face in sightings.faces))


def numbered_like(found: Iterable[Finding], plain: Sequence[Finding]) -> tuple[Finding, ...]:
    """`found` with the numbers that the same things have in `plain`, and higher ones for the others."""
    known: dict[_Key, list[int]] = {}
    for finding in reversed(plain):
        known.setdefault(_key(finding), []).append(finding.id)
    free = count(after(plain))
    return tuple(replace(f, id=ids.pop() if (ids := known.get(_key(f))) else next(free)) for f in found)


def after(findings: Iterable[Finding]) -> int:
    """The first number that none of them has."""
    return 1 + max((finding.id for finding in findings), default=0)


def _key(finding: Finding) -> _Key:
    kind = "face_unknown" if finding.kind == "face_consented" else finding.kind
    return kind, finding.frame, finding.polygon, finding.detector
