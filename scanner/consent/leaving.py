"""When a face leaves the register, nobody who looks like it may be shown in its place.

A face that fits two people is covered (`matching.match`). With one of the two gone it would fit the other alone, and
the very person who left would be shown by somebody else's consent. The deleted face cannot be compared later, so this
is decided at the last moment at which it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scanner.consent.matching import SAME
from scanner.consent.people import Person, Vector, same_name


def with_doubts(before: Sequence[Person], after: Sequence[Person]) -> tuple[Person, ...]:
    """`after`; whoever could be somebody whose face was there before and is no longer is marked unsure."""
    gone = [face for person in before if _left(person, after) for face in person.references]
    if not gone:
        return tuple(after)
    return tuple(replace(person, unsure=True) if _could_be(person, gone) else person for person in after)


def _left(person: Person, after: Sequence[Person]) -> bool:
    return bool(person.references) and not any(
        other.references and same_name(other.name, person.name) for other in after
    )


def _could_be(person: Person, gone: Sequence[Vector]) -> bool:
    """Any two photos count, not the median: here a false alarm covers a face too many, a miss shows one."""
    if not person.references:
        return False
    apart = np.asarray(person.references)[:, np.newaxis] - np.asarray(gone)[np.newaxis]
    return bool(np.linalg.norm(apart, axis=2).min() <= SAME)
