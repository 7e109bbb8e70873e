"""Every rule finds its own examples, and nothing of its kind in its counter-examples."""

from __future__ import annotations

import pytest

from scanner.identifiers.find import find_in_line
from scanner.identifiers.names import RULES as NAME_RULES
from scanner.identifiers.rules import Rule
from scanner.identifiers.shapes import NameRule
from scanner.identifiers.table import RULES
from tests.unit.identifiers.examples import unmark

ALL: tuple[Rule | NameRule, ...] = (*RULES, *NAME_RULES)
POSITIVES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in ALL for e in r.positives]
NEGATIVES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in ALL for e in r.negatives]


def _kinds(rule: Rule | NameRule) -> set[str]:
    return {rule.kind, getattr(rule, "single", "") or rule.kind}


@pytest.mark.parametrize(("rule", "example"), POSITIVES)
def test_positive(rule: Rule | NameRule, example: str) -> None:
    text, spans = unmark(example)
    assert spans, "an example without a marked value"
    found = find_in_line(text)
    for start, end in spans:
        right = [m for m in found if m.kind in _kinds(rule) and m.start < end and start < m.end]
        assert right, (text[start:end], [(text[m.start : m.end], m.kind, m.rule) for m in found])
        covered = sum(min(m.end, end) - max(m.start, start) for m in right)
        assert covered >= 0.8 * (end - start), [(text[m.start : m.end], m.rule) for m in right]


@pytest.mark.parametrize(("rule", "example"), NEGATIVES)
def test_negative(rule: Rule | NameRule, example: str) -> None:
    found = find_in_line(example)
    wrong = [(example[m.start : m.end], m.kind, m.rule) for m in found if m.kind in _kinds(rule)]
    assert not wrong


def test_every_rule_is_used_by_one_of_its_examples() -> None:
    """A rule that is never the one that speaks is dead weight."""
    silent = []
    for rule in ALL:
        speaking = {m.rule for e in rule.positives for m in find_in_line(unmark(e)[0])}
        if rule.name not in speaking:
            silent.append((rule.name, sorted(speaking)))
    assert not silent


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in ALL]
    assert len(names) == len(set(names))
