"""One face from many looks: which answers mean the same face, and how sure all of them together make us.

The network alone ranks a blurred cheek and a knee alike; several looks that agree, a size like that of the
other faces of the photo, and no surer face on the same place tell them apart. A logistic regression weighs
this evidence (WEIGHTS, fitted and measured by tests/accuracy/tune_faces.py). Its constant is set so that
faces are reported from .25 on, and called certain from .5 on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scanner.detectors.faces_passes import Look

Floats = NDArray[np.float64]

SEED = 0.06  # the best look must be at least this sure
SAME_FACE = 0.4  # overlap (IoU) at which two answers are one face
AVERAGED = 0.5  # overlap from which an answer shapes the box
TURNED_WEIGHT = 0.8  # of an answer from a turn that is not the photo's own, when boxes compete
NESTED = 0.65  # share of the smaller box inside a surer one: the same face
NESTED_TURNED = 0.35  # the same, for an answer from another turn
WELL_SEEN = (12.0, 250.0)  # px at which a look's silence means something
LEAST_SCORE = 0.02  # what silence counts as
TURNED_PENALTY = 1.0  # log-odds; turned faces in an upright photo are rare, beds and patients apart

EVIDENCE = (
    "surest look, log-odds",
    "second look, log-odds",
    "mean of the looks that should see it, log-odds",
    "size in px, log",
    "height by width, log",
    "the same, squared",
    "share of the other faces that are as large, log",
    "faces as large near by, log",
    "share inside a surer face",
)
WEIGHTS = (1.61, 0.58, 0.64, 0.07, -3.04, 4.14, 0.18, 0.51, 0.09)  # one for each evidence
CONSTANT = 3.57


@dataclass(frozen=True)
class Candidates:
    """N places that may be faces. `boxes` N x 4 (x1, y1, x2, y2), `marks` N x 10, `evidence` N x 9.

    `turned`: seen best in another quarter turn than the photo's own.
    """

    boxes: Floats
    marks: Floats
    evidence: Floats
    turned: NDArray[np.bool_]

    def scores(self) -> Floats:
        """0 to 1."""
        odds = CONSTANT + self.evidence @ np.array(WEIGHTS)
        return np.asarray(1 / (1 + np.exp(TURNED_PENALTY * self.turned - odds)))


def candidates(looks: Sequence[Look]) -> Candidates:
    """`looks` of one picture; the first is in the photo's own turn."""
    answers = np.concatenate([look.found for look in looks]).astype(np.float64)
    origin = np.concatenate([np.full(len(look.found), i) for i, look in enumerate(looks)])
    foreign = np.array([look.turn != looks[0].turn for look in looks])[origin]
    strength = answers[:, 4] * np.where(foreign, TURNED_WEIGHT, 1.0)
    seeds = _seeds(answers, strength, foreign)
    same = overlap(answers[seeds, :4], answers[:, :4])
    votes = np.zeros((len(seeds), len(looks)))
    for i in range(len(looks)):
        mine = origin == i
        votes[:, i] = np.where(same[:, mine] >= SAME_FACE, answers[mine, 4], 0).max(axis=1, initial=0)
    share = np.where(same >= AVERAGED, answers[:, 4] ** 2 * np.where(foreign, 0.25, 1.0), 0)
    boxes = share @ answers[:, :4] / share.sum(axis=1, keepdims=True)
    keep = _not_nested(boxes, strength[seeds], foreign[seeds])
    boxes, votes, seeds = boxes[keep], votes[keep], seeds[keep]
    turns = np.array([look.turn for look in looks])[origin[seeds]]
    evidence = _evidence(boxes, votes, turns, looks, strength[seeds])
    return Candidates(boxes, answers[seeds, 5:15], evidence, foreign[seeds])


def overlap(one: Floats, other: Floats, *, of_smaller: bool = False) -> Floats:
    """Intersection over union (or over the smaller) of each box with each. N x 4, M x 4 -> N x M."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [np.clip(boxes[:, 2:4] - boxes[:, 0:2], 0, None).prod(axis=1) for boxes in (one, other)]
    if of_smaller:
        return np.asarray(shared / np.maximum(np.minimum(areas[0][:, None], areas[1][None]), 1e-9))
    return np.asarray(shared / np.maximum(areas[0][:, None] + areas[1][None] - shared, 1e-9))


def _seeds(answers: Floats, strength: Floats, foreign: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Indices of the best answer for each place, strongest first."""
    order = np.argsort(-strength, kind="stable")
    order = order[strength[order] >= SEED]
    seeds: list[int] = []
    while len(order):
        first, rest = order[0], order[1:]
        seeds.append(int(first))
        order = rest[overlap(answers[[first], :4], answers[rest, :4])[0] < SAME_FACE]
    return np.array(seeds, np.intp)


def _not_nested(boxes: Floats, strength: Floats, foreign: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Without the parts of faces: boxes that lie in a stronger one. `boxes` come strongest first."""
    inside = overlap(boxes, boxes, of_smaller=True)
    limit = np.where(foreign, NESTED_TURNED, NESTED)
    kept: list[int] = []
    for i in range(len(boxes)):
        if not (inside[i, kept] > limit[i]).any():
            kept.append(i)
    return np.array(kept, np.intp)


def _log_odds(score: Floats) -> Floats:
    clipped = np.clip(score, LEAST_SCORE, 1 - LEAST_SCORE)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _evidence(
    boxes: Floats, votes: Floats, turns: NDArray[np.int_], looks: Sequence[Look], strength: Floats
) -> Floats:
    """N x 9, in the order of EVIDENCE."""
    size = np.sqrt(np.clip(boxes[:, 2:4] - boxes[:, 0:2], 1e-3, None).prod(axis=1))
    middle = (boxes[:, 0:2] + boxes[:, 2:4]) / 2
    own = np.array([look.turn for look in looks])[None] == turns[:, None]
    ranked = -np.sort(-np.where(own, votes, 0), axis=1)
    x, y = middle.astype(np.float32).T
    apparent = size[:, None] * np.array([look.scale for look in looks])[None]
    heard = own & (apparent >= WELL_SEEN[0]) & (apparent <= WELL_SEEN[1])
    heard &= np.stack([look.saw(x, y) for look in looks], axis=1)
    mean = np.where(heard, _log_odds(votes), 0).sum(axis=1) / np.maximum(1, heard.sum(axis=1))
    alike, near = _company(size, middle, strength)
    inside = np.where(strength[None] > strength[:, None], overlap(boxes, boxes, of_smaller=True), 0)
    shape = np.log((boxes[:, 3] - boxes[:, 1]) / np.maximum(boxes[:, 2] - boxes[:, 0], 1e-3))
    shape = np.where(turns % 2 == 1, -shape, shape)
    columns = [
        _log_odds(ranked[:, 0]),
        _log_odds(ranked[:, 1]) if ranked.shape[1] > 1 else _log_odds(ranked[:, 0]),
        mean,
        np.log(size),
        shape,
        shape**2,
        alike,
        near,
        inside.max(axis=1, initial=0),
    ]
    return np.stack(columns, axis=1)


def _company(size: Floats, middle: Floats, strength: Floats) -> tuple[Floats, Floats]:
    """How many of the sure faces are of a like size, and how many of these are near by (both log)."""
    log_size = np.log(size)
    sure = np.broadcast_to(strength**2, (len(size), len(size))) * (1 - np.eye(len(size)))
    alike = sure * np.exp(-0.5 * ((log_size[:, None] - log_size[None]) / 0.35) ** 2)
    distance = np.linalg.norm(middle[:, None] - middle[None], axis=2)
    near = alike * np.exp(-distance / np.maximum(size[:, None], size[None]) / 6)
    return (
        np.log(0.05 + alike.sum(axis=1)) - np.log(0.1 + sure.sum(axis=1)),
        np.log(0.05 + near.sum(axis=1)),
    )
