"""One picture of a suite: dress the stage, take the photo, turn it, write down the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.render.artefacts.base import Piece
from tests.render.backgrounds import backdrop
from tests.render.camera import LEVELS, Shot, aim_glare, choose_shot, expose
from tests.render.describe import describe, move
from tests.render.job import Job
from tests.render.occlude import moire, occlude
from tests.render.recipes import NEGATIVE_SUBJECTS, SUBJECTS
from tests.render.scene import Placed, Stage
from tests.render.sets import SETS
from tests.render.staging import Wish
from tests.render.surfaces import forward

ROOM_SETS = frozenset({"wall", "monitor", "bezel", "bag", "lightbox", "hand", "mixed", "car", "arm", "glass"})
ALL_SUBJECTS = SUBJECTS | NEGATIVE_SUBJECTS


@dataclass(frozen=True)
class Photo:
    pixels: NDArray[np.uint8]  # upright
    truth: dict[str, Any]
    shot: Shot


Dress = Callable[[Stage, Job, Wish], None]


def dress_subject(stage: Stage, job: Job, wish: Wish) -> None:
    """The usual case: one thing of the list, where it is usually found."""
    subject = ALL_SUBJECTS[job.scene](stage.rng)
    built: list[Piece] = []

    def build(ppm: float) -> Piece:
        built.append(subject.build(ppm))
        return built[-1]

    SETS[job.setting or subject.setting](stage, replace(subject, build=build), wish)
    stage.choose_subject(built[0])


def take(job: Job, dress: Dress = dress_subject) -> Photo:
    """Renders one picture and its truth."""
    rng = job.rng()
    span = LEVELS[job.level]
    cap = float(rng.uniform(*(job.cap or span.cap)))
    scale = max(job.size) / 2016  # levels are meant for the final file, whatever its size
    room = (
        job.scene in ("empty_bay", "empty_corridor", "jigsaw", "faces")
        or job.setting in ROOM_SETS
        or (
            not job.setting
            and job.scene in ALL_SUBJECTS
            and ALL_SUBJECTS[job.scene](np.random.default_rng(0)).setting in ROOM_SETS
        )
    )
    wish = Wish(
        cap,
        span.tilt,
        0.0 if job.level == "L0" else float(job.extra.get("roll", 8.0)),
        0.0 if job.level == "L0" else 0.6,
    )
    stage, name = None, ""
    for attempt in range(3):
        wish = wish if attempt < 2 else replace(wish, clutter=0.0)
        stage = Stage.new(
            rng,
            *job.size,
            evenness=float(rng.uniform(0, 0.6)) if job.level != "L0" else 1.0,
            ambient=0.84 if room else None,
        )
        if "training" in job.extra:
            name, stage.backdrop = backdrop(rng, job.size, bool(job.extra["training"]))
        dress(stage, job, wish)
        if stage.subject is None or job.cover or _mostly_seen(stage, stage.subject):
            break
    assert stage is not None
    if job.cover and stage.subject:
        occlude(stage, stage.subject, job.cover)
    shot = choose_shot(rng, job.level, cap, job.size)
    if stage.subject:
        target = stage.subject.surface
        centre, _ = forward(target, stage.camera, np.array([[target.size[0] / 2, target.size[1] / 2]]))
        shot = aim_glare(rng, shot, job.size, (float(centre[0, 0]), float(centre[0, 1])))
    glossy = np.where(stage.frame.owner > 0, np.float32(1.0), np.float32(0.25))
    pixels = expose(rng, moire(stage, stage.frame.rgb), shot, glossy)
    truth = describe(stage, shot, job)
    truth["background"] = name
    pixels, shrink = _second_pass(pixels, shot)
    pixels = _turned(pixels, job)
    move(truth, job, scale=shrink)
    truth["size"] = [pixels.shape[1], pixels.shape[0]]
    truth["px_per_2016"] = round(scale, 3)
    return Photo(pixels, truth, shot)


def _mostly_seen(stage: Stage, placed: Placed) -> bool:
    """Is the subject not hidden behind furniture?"""
    if not placed.piece.solid:
        return True  # its rectangle shows what lies behind it; nothing is put before it
    w, h = placed.surface.size
    mm = np.array([(x, y) for x in np.linspace(0.06, 0.94, 12) * w for y in np.linspace(0.1, 0.9, 8) * h])
    pixels, front = forward(placed.surface, stage.camera, mm)
    inside = (
        front
        & (pixels[:, 0] >= 0)
        & (pixels[:, 1] >= 0)
        & (pixels[:, 0] < stage.camera.width)
        & (pixels[:, 1] < stage.camera.height)
    )
    if not inside.any():
        return False
    at = pixels[inside].astype(int)
    return float((stage.frame.owner[at[:, 1], at[:, 0]] == placed.owner).mean()) > 0.9


def _second_pass(pixels: NDArray[np.uint8], shot: Shot) -> tuple[NDArray[np.uint8], float]:
    """A messenger's copy: long side 1600."""
    long = max(pixels.shape[:2])
    if shot.second_pass != "messenger" or long <= 1600:
        return pixels, 1.0
    f = 1600 / long
    size = (round(pixels.shape[1] * f), round(pixels.shape[0] * f))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), f


def _turned(pixels: NDArray[np.uint8], job: Job) -> NDArray[np.uint8]:
    out = pixels[:, ::-1] if job.mirror else pixels
    return np.ascontiguousarray(np.rot90(out, -job.turn))
