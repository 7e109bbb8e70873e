"""Does this photo show a ward? The network's answer, calibrated, raised by what else was seen.

Logistic fusion: the network's score and each further sign are added as logarithms of odds. Nothing is ever
subtracted, so an empty corridor without a single word on it counts as much as the picture says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from scanner.findings import Polygon, SceneGuess, SceneView, Sightings
from scanner.geometry import hull
from scanner.judgement.clinical_signs import Sign, signs, weight
from scanner.judgement.context import Cluster, clusters_of

# Platt scaling (Platt 1999) of the network's scores; fitted and printed by models/ward_scene/report.py.
SLOPE, OFFSET = 1.250, -1.275
CLINICAL_SLOPE, CLINICAL_OFFSET = 1.239, -1.456
# Of the photos that the network is sure are nothing clinical some are: with other evidence its "no" counts no more.
LEAST = 0.01
# A clinical setting that is no ward ranks between a ward and everything else: it counts a little against "not
# clinical", and loses a part of what it scores however sure the network is of people or equipment.
OTHER_WEIGHT, OTHER_LOSS = 0.2, 0.2
LIKELY = 0.5
_MOST_REASONS = 4
_MOST_OF_FRAME = 0.8  # an outline around more than this says nothing
_CERTAIN = 1e-4  # scores are kept this far from 0 and 1, whatever the network claims


@dataclass(frozen=True)
class Place:
    """What there is to tell about the place: `words`, and how sure (0..1).

    `polygon` surrounds the part of the frame that speaks for a ward, None where no part stands out.
    """

    words: str
    probability: float
    polygon: Polygon | None
    frame: int


def ward_probability(guess: SceneGuess) -> float:
    """From the pixels alone, calibrated (0..1): a ward against no clinical content."""
    ward = guess.ward + OTHER_WEIGHT * guess.clinical_other
    neither = max(0.0, 1 - guess.ward - guess.clinical_other)
    if not ward:
        return _sigmoid(SLOPE * _logit(0.0) + OFFSET)
    score = ward / (ward + neither) * (1 - OTHER_LOSS * guess.clinical_other / (guess.ward + guess.clinical_other))
    return _sigmoid(SLOPE * _logit(score) + OFFSET)


def clinical_probability(guess: SceneGuess) -> float:
    """From the pixels alone, calibrated (0..1): a ward, or clinical people or equipment."""
    return _sigmoid(CLINICAL_SLOPE * _logit(guess.ward + guess.clinical_other) + CLINICAL_OFFSET)


def scene_view(sightings: Sightings, clusters: Sequence[Cluster] | None = None) -> SceneView | None:
    """The place after all evidence; None where the network did not look.

    The likeliest frame speaks for the photo. The reasons name words of public lettering only, never a value.
    `clusters`: those of the sighted text, where the caller has them already.
    """
    if not sightings.scenes:
        return None
    guess = _likeliest(sightings.scenes)
    picture = ward_probability(guess)
    groups = clusters_of(sightings.text) if clusters is None else clusters
    further = signs(sightings.text, groups, sightings.codes, sightings.artefacts)
    fused = _sigmoid(_logit(max(picture, LEAST)) + weight(further)) if further else picture
    return SceneView(max(picture, fused), (*_seen(guess), *_told(further)))


def clinical_context(sightings: Sightings) -> bool:
    """Whether other findings should be read as made in a clinical place: it looks like a ward, the words and
    things in it say so, or the picture shows clinical people or equipment. False where nobody looked."""
    view = scene_view(sightings)
    return view is not None and (view.ward_like >= LIKELY or any(map(_clinical, sightings.scenes)))


def place_of(sightings: Sightings, view: SceneView) -> Place | None:
    """What a person should know about the place; None where it does not look clinical."""
    guess = _likeliest(sightings.scenes)
    if view.ward_like >= LIKELY:
        region = _region(guess) if guess.ward >= guess.clinical_other else None
        return Place("; ".join(view.evidence), view.ward_like, region, guess.frame)
    if _clinical(guess):
        return Place("; ".join(view.evidence), clinical_probability(guess), None, guess.frame)
    return None


def _likeliest(scenes: Sequence[SceneGuess]) -> SceneGuess:
    return max(scenes, key=ward_probability)


def _clinical(guess: SceneGuess) -> bool:
    return clinical_probability(guess) >= LIKELY


def _seen(guess: SceneGuess) -> Iterator[str]:
    """The network's own reason, in words."""
    ward = ward_probability(guess)
    if ward >= LIKELY and guess.ward >= guess.clinical_other:
        yield f"looks like a ward or treatment area ({_percent(ward)})"
    elif _clinical(guess):
        yield f"looks like a clinical setting or equipment ({_percent(clinical_probability(guess))})"


def _told(further: Sequence[Sign]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sign.reason for sign in further))[:_MOST_REASONS]


def _region(guess: SceneGuess) -> Polygon | None:
    """Around the largest connected part of the heat map that is likelier a ward than not, in px of the frame."""
    heat = np.asarray(guess.heat, dtype=np.float32)
    width, height = guess.size
    if heat.ndim != 2 or not heat.size or not width or not height:
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats((heat >= LIKELY).astype(np.uint8), connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if not len(areas) or areas.max() > _MOST_OF_FRAME * heat.size:
        return None
    rows, columns = heat.shape
    cells = np.argwhere(labels == 1 + int(areas.argmax()))
    across, down = width / columns, height / rows
    return hull(
        ((x * across, y * down), ((x + 1) * across, y * down),
         ((x + 1) * across, (y + 1) * down), (x * across, (y + 1) * down))
        for y, x in cells.tolist()
    )  # fmt: skip


def _percent(probability: float) -> str:
    return f"{min(99, max(1, round(100 * probability)))} %"


def _logit(probability: float) -> float:
    bounded = min(1 - _CERTAIN, max(_CERTAIN, probability))
    return math.log(bounded / (1 - bounded))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))
