"""The table of loose words runs on its own examples."""

from __future__ import annotations

import pytest

from scanner.judgement.jigsaw_words import Words, rows, spoken


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.dimension} {row.points} {row.what}")
def test_row_on_its_examples(row: Words) -> None:
    assert row.yes
    assert [text for text in row.yes if not row.pattern.search(text)] == []
    assert [text for text in row.no if row.pattern.search(text)] == []


def test_points_stay_in_the_table_of_the_domain() -> None:
    most = {"place": 3, "time": 3, "person": 3, "condition": 4, "event": 2, "rural": 1}
    assert all(1 <= row.points <= most[row.dimension] for row in rows())


def test_guests_of_a_visit_are_no_patients() -> None:
    assert not [r for r in spoken("The minister visited our unit") if r.dimension in ("person", "event")]
    assert [r for r in spoken("The minister was brought to our unit, injured") if r.dimension == "event"]


def test_a_pronoun_counts_only_beside_a_patient() -> None:
    assert not [r for r in spoken("She won the quiz") if r.dimension == "person"]
    assert [r for r in spoken("treated for her injuries") if r.dimension == "person"]
