"""All rules with a pattern or finder, gathered from the topic files."""

from __future__ import annotations

from functools import cache

from scanner.identifiers import (
    ages_beside_names,
    australia,
    clinical,
    contact,
    credentials,
    dates,
    europe,
    ireland,
    place_time,
    plates,
    staff,
    uk,
    usa,
)
from scanner.identifiers.rules import Rule

RULES: tuple[Rule, ...] = (
    *uk.RULES, *ireland.RULES, *usa.RULES, *australia.RULES, *europe.RULES, *dates.RULES,
    *ages_beside_names.RULES, *contact.RULES, *plates.RULES,
    *staff.RULES, *credentials.RULES, *place_time.RULES, *clinical.RULES,
)  # fmt: skip


@cache
def labelled() -> dict[str, tuple[Rule, ...]]:
    """Rules that only look behind a label, by the kind of label."""
    kinds = {kind for rule in RULES for kind in rule.labels}
    return {k: tuple(r for r in RULES if k in r.labels and not r.confidence and not r.finder) for k in kinds}


@cache
def bare() -> tuple[Rule, ...]:
    """Rules that look at the whole line."""
    return tuple(rule for rule in RULES if rule.confidence or rule.finder)
