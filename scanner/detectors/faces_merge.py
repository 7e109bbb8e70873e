"""One face from many looks: which answers mean the same face, and how sure all of them together make us.

The network alone ranks a blurred cheek and a knee alike; several looks that agree tell them apart. What the looks
say is added up as log-odds, plainly: nothing here is fitted to face photos, whose terms allow measuring only (see
tests/accuracy/tune_faces.py). The constant decides what is reported, from .25 on, and called certain, from .5 on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scanner.detectors.boxes import Floats, overlap, strongest
from scanner.detectors.faces_network import COLUMNS
from scanner.detectors.faces_passes import Look, Looks

SEED = 0.06  # the best look must be at least this sure
SMALLEST = 8.0  # px; below this nobody can be recognised
MOST = 2000  # places in one picture; the weakest of more are left out, which bounds memory
SAME_FACE = 0.4  # overlap (IoU) at which two answers are one face
AVERAGED = 0.5  # overlap from which an answer shapes the box
TURNED_WEIGHT = 0.8  # of an answer from a turn that is not the photo's own, when boxes compete
NESTED = 0.65  # share of the smaller box inside a surer one: the same face
NESTED_TURNED = 0.35  # the same, for an answer from another turn
LEAST_SCORE = 0.02  # what silence counts as
TURNED_PENALTY = 1.0  # log-odds; turned faces in an upright photo are rare, beds and patients apart

CONSTANT = 3.5


@dataclass(frozen=True)
class Candidates:
    """N places that may be faces. `boxes` N x 4 (x1, y1, x2, y2), `marks` N x 10.

    `evidence`: N sums of log-odds, of the surest look, the second, and the mean of all that should see the face.
    `strange`: 0 to 1, how much the quarter turn in which it was seen best differs from the photo's own.
    """

    boxes: Floats
    marks: Floats
    evidence: Floats
    strange: Floats

    def scores(self) -> Floats:
        """0 to 1."""
        odds = CONSTANT + self.evidence
        return np.asarray(1 / (1 + np.exp(TURNED_PENALTY * self.strange - odds)))


def candidates(seen: Looks) -> Candidates:
    """Everything in one picture that may be a face, strongest first."""
    looks = seen.passes
    strange = np.array([seen.strange(look.turn) for look in looks])
    best = _seeds(looks, strange)
    seeds, origin = best[:, :COLUMNS], best[:, COLUMNS].astype(int)
    votes = np.zeros((len(seeds), len(looks)))
    total, weight = np.zeros((len(seeds), 4)), np.zeros((len(seeds), 1))
    for i, look in enumerate(looks):
        if len(look.found):
            same = overlap(seeds[:, :4], look.found[:, :4])
            votes[:, i] = np.where(same >= SAME_FACE, look.found[:, 4], 0).max(axis=1)
            trust = 0.25 if strange[i] > 0.5 else 1.0
            share = np.where(same >= AVERAGED, trust * look.found[:, 4] ** 2, 0)
            total += share @ look.found[:, :4]
            weight += share.sum(axis=1, keepdims=True)
    boxes = total / weight
    keep = _not_nested(boxes, strange[origin] > 0.5)
    keep = keep[boxes[keep, 3] - boxes[keep, 1] >= SMALLEST]
    boxes, votes, seeds, origin = boxes[keep], votes[keep], seeds[keep], origin[keep]
    evidence = _evidence(boxes, votes, origin, looks)
    return Candidates(boxes, seeds[:, 5:], evidence, strange[origin])


def _seeds(looks: Sequence[Look], strange: Floats) -> Floats:
    """The best answer for each place, strongest first, and in a last column the index of its look."""
    rows = []
    for i, look in enumerate(looks):
        found = np.column_stack([look.found, np.full(len(look.found), i)]).astype(np.float64)
        found[:, 4] *= 1 - (1 - TURNED_WEIGHT) * strange[i]
        rows.append(found[found[:, 4] >= SEED])
    found = np.concatenate(rows)
    return found[strongest(found[:, :4], found[:, 4], SAME_FACE)[:MOST]]


def _not_nested(boxes: Floats, foreign: NDArray[np.bool_]) -> NDArray[np.intp]:
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


def _evidence(boxes: Floats, votes: Floats, origin: NDArray[np.int_], looks: Sequence[Look]) -> Floats:
    """N sums of log-odds. `votes` N x looks; `origin`: the look that saw it best."""
    turn_of = np.array([look.turn for look in looks])
    size = np.sqrt(np.clip(boxes[:, 2:4] - boxes[:, 0:2], 1e-3, None).prod(axis=1))
    middle = (boxes[:, 0:2] + boxes[:, 2:4]) / 2
    own = turn_of[None] == turn_of[origin][:, None]
    ranked = -np.sort(-np.where(own, votes, 0), axis=1)
    heard = own & np.stack([look.saw(middle[:, 0], middle[:, 1], size) for look in looks], axis=1)
    mean = np.where(heard, _log_odds(votes), 0).sum(axis=1) / np.maximum(1, heard.sum(axis=1))
    second = ranked[:, min(1, ranked.shape[1] - 1)]
    return np.asarray(_log_odds(ranked[:, 0]) + _log_odds(second) + mean)
