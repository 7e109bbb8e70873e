"""How a set places its subject: wanted text height and tilt in, depth, position and turn out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.render.frame import Shadow
from tests.render.recipes import Subject
from tests.render.scene import Stage
from tests.render.surfaces import Plane, Pose, Sheet, Surface

NEAREST = 75.0  # mm; phones do not focus closer


@dataclass(frozen=True)
class Wish:
    """`cap_px`: wanted cap height of the key text; `tilt`: largest angle to the sight line, degrees;
    `roll`: how far it may be turned in the picture; `clutter`: other things around (0..1)."""

    cap_px: float
    tilt: float
    roll: float = 8.0
    clutter: float = 0.6


@dataclass(frozen=True)
class Aim:
    """Where the subject's centre is to appear, at which depth, and how it is turned."""

    x: float
    y: float
    distance: float
    tilt_x: float
    tilt_y: float
    roll: float


def aim(stage: Stage, subject: Subject, wish: Wish, downwards: bool = False) -> Aim:
    """Chooses depth and position: whole subject in the picture where it fits, else its key text near the
    middle."""
    rng, cam = stage.rng, stage.camera
    distance = max(NEAREST, cam.focal * subject.cap / wish.cap_px)
    scale = cam.focal / distance
    amount, turn = wish.tilt * float(np.sqrt(rng.uniform(0.05, 1.0))), float(rng.uniform(0, 2 * np.pi))
    tilt_x, tilt_y = amount * float(np.sin(turn)), amount * float(np.cos(turn))
    if downwards:
        tilt_x = -abs(tilt_x)
    place = []
    for extent, full, share in zip(subject.size, (cam.width, cam.height), subject.at, strict=True):
        room = full - extent * scale * 1.1
        if room > 0:
            place.append(full / 2 + float(rng.uniform(-0.5, 0.5)) * room * 0.8)
        else:
            place.append(full * float(rng.uniform(0.4, 0.6)) - (share - 0.5) * extent * scale)
    return Aim(place[0], place[1], distance, tilt_x, tilt_y, float(rng.uniform(-wish.roll, wish.roll)))


def background_blur(stage: Stage, near: float, far: float) -> float:
    """Defocus of something at `far` when the lens is set to `near` (a phone's small lens), pixels."""
    return float(min(9.0, stage.camera.focal / 1512 * 420 * abs(1 / near - 1 / far)))


def paper(stage: Stage, subject: Subject, pose: Pose) -> Surface:
    """Flat, gently wavy or folded, as the subject allows."""
    rng = stage.rng
    if not subject.soft or rng.random() < 0.25:
        return Plane(pose, subject.size)
    waves = (
        (
            float(rng.uniform(0.6, 2.4)),
            float(rng.uniform(150, 320)),
            float(rng.uniform(0, 3.1)),
            float(rng.uniform(0, 6)),
        ),
    )
    folds: tuple[tuple[float, float, bool], ...] = ()
    if subject.size[0] > 180 and rng.random() < 0.5:
        folds = ((1 / 3, float(rng.uniform(2, 6)), True), (2 / 3, float(rng.uniform(2, 6)), True))
    if subject.name == "wristband":
        waves = ((float(rng.uniform(1.5, 4)), float(rng.uniform(160, 240)), 0.0, float(rng.uniform(0, 6))),)
    return Sheet(pose, subject.size, waves, folds)


def contact(stage: Stage, distance: float, gap: float = 2.0) -> Shadow:
    px = stage.camera.focal / distance
    return Shadow(float(stage.rng.uniform(0.3, 0.5)), gap * px * 0.6, gap * px, max(1.0, gap * px * 0.8))


def room_at(stage: Stage, a: Aim) -> tuple[Pose, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """A level room turned so that something on its back wall appears where `a` says."""
    world = stage.world(-a.tilt_x * 0.6, a.tilt_y, a.roll * 0.35)
    return world, world.rot.T @ stage.camera.ray_through(a.x, a.y, a.distance)
