"""Many looks, one face: what agrees counts more, parts of faces go, nothing is invented."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from scanner.detectors.faces import roll
from scanner.detectors.faces_merge import Candidates, candidates
from scanner.detectors.faces_network import COLUMNS, Detections
from scanner.detectors.faces_passes import QUARTERS, Look, Looks

UPRIGHT = (1.0, 0.0, 0.0, 0.0)
Row = tuple[float, float, float, float, float]  # x, y, width, height, score


def _found(*rows: Row) -> Detections:
    found = np.zeros((len(rows), COLUMNS), np.float32)
    for i, (x, y, width, height, score) in enumerate(rows):
        found[i, :5] = (x, y, x + width, y + height, score)
    return found


def _merged(*looks: Look | Sequence[Row], votes: tuple[float, ...] = UPRIGHT) -> Candidates:
    passes = [x if isinstance(x, Look) else Look(0, False, 1.0, _found(*x)) for x in looks]
    return candidates(Looks(tuple(passes), votes))


def test_looks_that_agree_make_surer() -> None:
    face: Row = (100, 100, 40, 50, 0.3)
    (alone,) = _merged([face], [], []).scores()
    (agreed,) = _merged([face], [face], [face]).scores()
    assert alone < 0.25 < agreed


def test_box_is_the_mean_weighted_by_sureness() -> None:
    found = _merged([(100, 100, 40, 50, 0.8)], [(104, 100, 40, 50, 0.4)])
    assert found.boxes[0].tolist() == pytest.approx([100.8, 100, 140.8, 150])


def test_part_of_a_face_is_not_a_second_face() -> None:
    whole, part, neighbour = (0, 0, 100, 120, 0.9), (20, 10, 40, 40, 0.5), (90, 0, 100, 120, 0.5)
    assert len(_merged([whole, part, neighbour]).boxes) == 2


def test_upright_face_seen_badly_in_another_turn_is_one_face() -> None:
    turned = Look(1, False, 1.0, _found((30, 0, 120, 90, 0.6)))
    assert len(_merged([(0, 0, 100, 120, 0.9)], turned).boxes) == 1


@pytest.mark.parametrize(("votes", "surer"), [(UPRIGHT, False), ((0.0,) * QUARTERS, True)])
def test_lone_turned_face_counts_less_beside_upright_ones(votes: tuple[float, ...], surer: bool) -> None:
    turned = Look(1, False, 1.0, _found((300, 300, 40, 50, 0.4)))
    same = Look(0, False, 1.0, _found((300, 300, 40, 50, 0.4)))
    first, second = _merged(turned, votes=votes).scores(), _merged(same, votes=UPRIGHT).scores()
    assert (first[0] > second[0] * 0.9) == surer


def test_unexamined_cells_do_not_speak_against_a_face() -> None:
    face: Row = (100, 100, 20, 24, 0.4)
    cells = np.zeros((4, 4), np.bool_)
    unseen = Look(0, False, 2.0, _found(), cells)
    looked_and_silent = Look(0, False, 2.0, _found(), ~cells)
    assert _merged([face], unseen).scores()[0] > _merged([face], looked_and_silent).scores()[0]


def test_nothing_and_specks() -> None:
    assert len(_merged([], []).scores()) == 0
    assert len(_merged([(5, 5, 4, 5, 0.9)]).scores()) == 0


@pytest.mark.parametrize("degrees", [0, 30, 90, 180, -60])
def test_roll_is_clockwise(degrees: float) -> None:
    marks = np.array([(-10, -8), (10, -8), (0, 0), (-7, 9), (7, 9)], float)
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert abs((roll((marks @ turn.T).ravel()) - degrees + 180) % 360 - 180) < 0.2


def test_roll_of_a_profile_uses_the_line_to_the_mouth() -> None:
    assert roll(np.array([0, 0, 0.5, 0, -8, 8, 0, 20, 0.5, 20], float)) == pytest.approx(0, abs=3)
