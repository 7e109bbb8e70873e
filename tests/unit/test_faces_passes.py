"""The looks at one picture: views and their way back, levels, and which turn is up."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from scanner.detectors.faces_network import COLUMNS
from scanner.detectors.faces_passes import Look, Looks, Plan, _restored, _view, _votes


@pytest.mark.parametrize(("turn", "mirrored"), list(itertools.product(range(4), (False, True))))
def test_answers_come_back_to_the_pixels_that_were_seen(turn: int, mirrored: bool) -> None:
    """Landmarks painted as single pixels into the picture are found where the view shows them."""
    picture = np.zeros((40, 70, 3), np.uint8)
    points = [(10, 20), (30, 22), (20, 25), (12, 33), (28, 35)]
    for value, (x, y) in enumerate(points, 1):
        picture[y, x] = value
    view = _view(picture, turn, mirrored)
    answer = np.zeros((1, COLUMNS), np.float32)
    # In a mirrored view the eye that is left in the picture is seen on the right, and is called right.
    order = [2, 1, 3, 5, 4] if mirrored else [1, 2, 3, 4, 5]
    seen = [np.argwhere(view[..., 0] == value)[0] for value in order]
    answer[0, 5::2] = [x + 0.5 for _, x in seen]
    answer[0, 6::2] = [y + 0.5 for y, _ in seen]
    answer[0, 0:2] = answer[0, 5:].reshape(5, 2).min(axis=0)
    answer[0, 2:4] = answer[0, 5:].reshape(5, 2).max(axis=0)
    back = _restored(answer, turn, mirrored, picture)
    assert np.allclose(back[0, 5:].reshape(5, 2), np.array(points) + 0.5)
    assert np.allclose(back[0, 0:4], [10.5, 20.5, 30.5, 35.5])


def test_a_mirrored_view_keeps_upright_faces_upright() -> None:
    """Mirrored after turning: in the turn where a face stands upright it stays so."""
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[:, 0] = 1  # the left edge is up for a face that lies on its side
    assert (_view(picture, 1, True)[0, :, 0] == 1).all()


@pytest.mark.parametrize("size", [(1, 1), (400, 300), (1024, 768), (4032, 3024), (2, 3000), (20000, 100)])
def test_levels(size: tuple[int, int]) -> None:
    scales = Plan().scales(*size)
    assert scales == sorted(scales) and scales[-1] <= 2
    assert max(size) * scales[-1] <= 4032.5
    assert max(size) * scales[0] <= 640


def _look(turn: int, *scores: float) -> Look:
    found = np.zeros((len(scores), COLUMNS), np.float32)
    for i, score in enumerate(scores):
        found[i, :5] = [100 * i, 0, 100 * i + 50, 50, score]
    return Look(turn, False, 1.0, found)


def test_the_turn_with_surer_faces_is_up() -> None:
    votes = _votes([_look(0, 0.5, 0.5), _look(1, 0.9, 0.8), _look(2, 0.1, 0.9), _look(3)])
    assert np.allclose(votes, (0, 0.4, 0.1, 0))
    looks = Looks((), votes)
    assert looks.main == 1
    assert looks.strange(1) == 0 and looks.strange(0) == pytest.approx(0.8)


def test_without_evidence_the_picture_is_upright() -> None:
    assert Looks((), _votes([_look(turn) for turn in range(4)])).main == 0
    assert Looks((), (0.0, 0.05, 0.0, 0.0)).main == 0
