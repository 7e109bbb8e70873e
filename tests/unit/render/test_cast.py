"""Invented people only: numbers from ranges that are never issued."""

from __future__ import annotations

import numpy as np
import pytest

from tests.render.cast import NAMED, drama_phone, gs1_check, nhs_from, nhs_valid, patients
from tests.render.jigsaw import points_of, score


def test_check_digits_against_published_specimens() -> None:
    assert nhs_valid("9993395633") and nhs_valid("9434765919")
    assert not nhs_valid("9993395634") and not nhs_valid("999339563")
    assert gs1_check("95200009993395633") == "3"
    assert nhs_from("999339563") == "9993395633"


def test_everybody_is_invented() -> None:
    people = [*NAMED, *patients(np.random.default_rng(5), 40)]
    assert all(p.nhs.startswith("999") and nhs_valid(p.nhs) for p in people)
    assert len({p.surname for p in people[len(NAMED) :]}) == 40
    assert all(p.gsrn == "9520000" + p.nhs + gs1_check("9520000" + p.nhs) for p in people)
    assert {p.age >= 0 for p in people} == {True}


def test_phones_lie_in_the_drama_ranges() -> None:
    rng = np.random.default_rng(1)
    assert all(drama_phone(rng).startswith(("07700 900", "01632 960", "020 7946 0")) for _ in range(30))


@pytest.mark.parametrize(
    ("points", "extras", "expected"),
    [
        ((2, 2, 1, 4), {}, (9, "very_high")),
        ((2, 1, 1, 2), {}, (6, "medium")),
        ((2, 3, 3, 2), {}, (10, "very_high")),
        ((3, 2, 2, 2), {}, (9, "very_high")),
        ((2, 3, 0, 0), {}, (5, "low")),
        ((3, 2, 0, 1), {}, (6, "low")),
        ((0, 0, 0, 2), {}, (2, "low")),
        ((3, 2, 2, 1), {}, (8, "high")),
        ((3, 2, 3, 2), {"batch": True}, (11, "very_high")),
    ],
)
def test_jigsaw_calibration(
    points: tuple[int, int, int, int], extras: dict[str, bool], expected: tuple[int, str]
) -> None:
    assert score(dict(zip(("PLACE", "TIME", "PERSON", "CONDITION"), points, strict=True)), **extras) == expected


def _string(kind: str, text: str, human: str = "yes") -> dict[str, str]:
    return {"kind": kind, "text": text, "human": human}


def test_points_come_from_what_can_be_read() -> None:
    board = {"PLACE": 1, "PERSON": 2, "CONDITION": 2}
    strings = [
        _string("place_signal", "Bay B"),
        _string("time_signal", "Sun 14/9/25"),
        _string("age", "95"),
        _string("clinical_text", "#NOF, DNACPR"),
    ]
    assert points_of([(board, strings)]) == {"PLACE": 3, "TIME": 2, "PERSON": 3, "CONDITION": 3}
    card = {"PLACE": 3, "PERSON": 2}, [_string("patient_name", "Maud", "no"), _string("place_signal", "Bay 3", "no")]
    assert points_of([card]) == {"PLACE": 0, "TIME": 0, "PERSON": 0, "CONDITION": 0}
    assert points_of([({"TIME": 1}, [])])["TIME"] == 1
