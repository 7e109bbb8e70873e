"""The jigsaw rule: calibration vectors of the domain table (c), and the cheapest piece by brute force."""

from __future__ import annotations

import random

import pytest

from scanner.clues import Clue, Piece
from scanner.judgement.jigsaw import BANDS, DIMENSIONS, cheapest, jigsaw_of, tally

Vector = tuple[int, int, int, int]


def clue(dimension: str, points: int, photo: int | None = 0, piece: str = "", **changes: object) -> Clue:
    name = piece or f"{photo}:{dimension}"
    return Clue(dimension, points, dimension, Piece(name, f"remove {name}", 1), photo=photo, **changes)  # type: ignore[arg-type]


def clues(vector: Vector, photo: int | None = 0) -> list[Clue]:
    return [clue(d, points, photo) for d, points in zip(DIMENSIONS, vector, strict=True) if points]


@pytest.mark.parametrize(
    ("vector", "score", "band"),
    [
        pytest.param((2, 2, 1, 4), 9, "very_high", id="I5 X-ray, last week, service, man, unusual injury"),
        pytest.param((2, 1, 1, 2), 6, "medium", id="I6 theatre photo, insignia, body, operation"),
        pytest.param((2, 3, 3, 2), 10, "very_high", id="that evening, campaigner, injuries, employer"),
        pytest.param((3, 2, 2, 2), 9, "very_high", id="board with initials, ages, diagnoses; ward; date"),
        pytest.param((2, 3, 0, 0), 5, "low", id="selfie in corridor, lanyard, EXIF time"),
        pytest.param((3, 2, 0, 1), 6, "low", id="empty bay under Stroke Unit Bay 3"),
        pytest.param((0, 0, 0, 2), 2, "low", id="plain wrist X-ray"),
        pytest.param((3, 2, 2, 1), 8, "high", id="thank-you card, ward named"),
    ],
)
def test_calibration_vectors(vector: Vector, score: int, band: str) -> None:
    found = jigsaw_of(clues(vector))
    assert (found.place, found.time, found.person, found.condition) == vector
    assert (found.score, found.band) == (score, band)


def test_two_photos_with_different_dimensions_add_one() -> None:
    """Calibration: A = ward sign and date, B = elderly hand with rare tattoo in bed, cannula."""
    both = [*clues((3, 2, 0, 0), photo=0), *clues((0, 0, 3, 2), photo=1)]
    assert (tally(both).score, tally(both).band) == (11, "very_high")
    caption = [*clues((3, 2, 0, 0), photo=0), *clues((0, 0, 3, 2), photo=None)]
    assert tally(caption).score == 10
    same = [*clues((3, 0, 0, 0), photo=0), *clues((3, 0, 0, 0), photo=1)]
    assert tally(same).score == 3


def test_additions() -> None:
    sure = clues((2, 2, 1, 2))
    assert tally([*sure, clue("event", 2)]).score == 7 + 2
    assert tally([*sure, clue("rural", 1)]).score == 7 + 1
    assert tally([*sure, clue("event", 2), clue("event", 2), clue("rural", 1)]).score == 7 + 3


def test_a_date_and_a_clock_in_one_photo_are_an_exact_time() -> None:
    date, clock = clue("time", 2, sort="date"), clue("time", 1, sort="clock")
    assert tally([date, clock]).time == 3
    assert tally([date, clue("time", 1, photo=1, sort="clock")]).time == 2
    assert tally([date, clue("time", 1, photo=None, sort="clock")]).time == 3


def test_what_remains_is_summed_too() -> None:
    gone = [clue("place", 2, piece="metadata", remains=False), clue("time", 3, piece="metadata", remains=False)]
    found = jigsaw_of([*gone, *clues((0, 0, 1, 2))])
    assert found.band == "high"
    assert found.after is not None
    assert (found.after.score, found.after.band, found.after.after) == (3, "low", None)


def test_metadata_goes_before_a_crop_that_helps_as_much() -> None:
    metadata, sign = Piece("metadata", "strip", 0), Piece("thing:0:1", "crop the sign", 2)
    found = [
        Clue("time", 2, "date", metadata),
        Clue("place", 2, "hospital", sign),
        *clues((0, 0, 2, 2)),
    ]
    fix = cheapest(found)
    assert fix is not None
    assert fix.words == "strip: 8 -> 6"


def test_no_fix_where_no_single_piece_lowers_anything() -> None:
    assert cheapest([*clues((0, 0, 2, 0)), clue("person", 2, piece="another")]) is None


def batch(rng: random.Random) -> list[Clue]:
    """Two or three photos and a caption, each with a few pieces that tell one or two things."""
    found = []
    for photo in (*range(rng.randint(2, 3)), None):
        for piece in range(rng.randint(1, 4)):
            made = Piece(f"{photo}:{piece}", f"remove {photo}:{piece}", rng.randint(0, 4))
            for dimension in rng.sample((*DIMENSIONS, "event", "rural"), rng.randint(1, 2)):
                points = {"event": 2, "rural": 1}.get(dimension) or rng.randint(1, 4 if dimension == "condition" else 3)
                sort = rng.choice(("date", "clock", "")) if dimension == "time" else ""
                found.append(Clue(dimension, points, dimension, made, photo=photo, sort=sort))
    return found


@pytest.mark.parametrize("seed", range(10))
def test_the_cheapest_piece_is_the_best_of_all_single_removals(seed: int) -> None:
    found = batch(random.Random(seed))
    fix = cheapest(found)
    pieces = {c.piece for c in found}
    left = {p: tally([c for c in found if c.piece != p]) for p in pieces}
    best = min((BANDS.index(t.band), t.score) for t in left.values())
    if fix is None:
        assert best >= tally(found).rank
        return
    assert (BANDS.index(fix.after.band), fix.after.score) == best
    equal = [p for p, t in left.items() if (BANDS.index(t.band), t.score) == best]
    assert fix.piece.effort == min(p.effort for p in equal)
