"""More clues never lower the sum, fewer never raise it; a finding never quotes what was read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.clues import Clue, Piece
from scanner.judgement.jigsaw import DIMENSIONS, cheapest, tally

PIECES = st.integers(0, 5).map(lambda n: Piece(f"p{n}", f"remove p{n}", n % 3))


@st.composite
def a_clue(draw: st.DrawFn) -> Clue:
    dimension = draw(st.sampled_from((*DIMENSIONS, "event", "rural")))
    sort = draw(st.sampled_from(("", "date", "clock"))) if dimension == "time" else ""
    photo = draw(st.sampled_from((0, 1, 2, None)))
    return Clue(dimension, draw(st.integers(1, 4)), "x", draw(PIECES), photo=photo, sort=sort)


CLUES = st.lists(a_clue(), max_size=12)


@given(CLUES, a_clue())
def test_adding_a_clue_never_lowers_the_sum_or_the_band(clues: list[Clue], more: Clue) -> None:
    assert tally([*clues, more]).score >= tally(clues).score
    assert tally([*clues, more]).rank >= tally(clues).rank


@given(CLUES, st.data())
def test_removing_a_clue_never_raises_the_sum_or_the_band(clues: list[Clue], data: st.DataObject) -> None:
    if clues:
        gone = data.draw(st.integers(0, len(clues) - 1))
        assert tally(clues[:gone] + clues[gone + 1 :]).rank <= tally(clues).rank


@given(CLUES)
def test_order_does_not_matter(clues: list[Clue]) -> None:
    assert tally(clues) == tally(reversed(clues))


@given(CLUES)
def test_the_named_piece_lowers_what_it_says(clues: list[Clue]) -> None:
    fix = cheapest(clues)
    if fix:
        assert tally(c for c in clues if c.piece.id != fix.piece.id) == fix.after
        assert fix.after.rank < fix.before.rank
