"""Set for the resuscitation doll: a plain plastic torso or baby, lying on a mat, a floor or a bed.

A hard negative: skin, a head and a chest, and nobody there. It is drawn as a smooth doll, never as a person.
"""

from __future__ import annotations

import numpy as np

from tests.render import materials as m
from tests.render import rooms
from tests.render.body import Limb, draw_limb
from tests.render.canvas import Colour
from tests.render.frame import Shadow, flat_canvas
from tests.render.recipes import Subject
from tests.render.scene import Stage
from tests.render.staging import Wish, aim
from tests.render.surfaces import Plane, Pose, Sheet

PLASTICS: tuple[Colour, ...] = ((232, 188, 156), (214, 164, 128), (150, 104, 78), (206, 200, 190), (118, 156, 190))
JACKETS: tuple[Colour, ...] = ((36, 84, 150), (170, 36, 44), (40, 110, 80))
NO_NAILS = np.zeros((0, 4))


def _row(ax: float, ay: float, az: float, ar: float, bx: float, by: float, bz: float, br: float) -> list[float]:
    return [ax, ay, az, ar, bx, by, bz, br]


def _torso() -> list[list[float]]:
    """Shoulders to hips, flat at the back; the breastbone lies in the plane of the printed things."""
    rows = [_row(0, -168, 84, 58, s * 150, -142, 84, 56) for s in (-1, 1)]
    for x in (-104, -52, 0, 52, 104):
        rows.append(_row(x, -132, 84, 66, x * 0.9, 40, 82, 72))
        rows.append(_row(x * 0.9, 40, 82, 72, x * 0.78, 190, 86, 64))
        rows.append(_row(x * 0.78, 190, 86, 64, x * 0.88, 330, 86, 64))
    return rows


def adult() -> Limb:
    rows = _torso()
    rows += [
        _row(0, -190, 92, 46, 0, -262, 88, 46),
        _row(0, -296, 86, 62, 0, -372, 88, 70),
        _row(0, -300, 44, 10, 0, -328, 26, 8),
        *(_row(s * 70, -330, 90, 13, s * 72, -310, 92, 10) for s in (-1, 1)),
        *(_row(s * 186, -150, 88, 54, s * 208, -40, 96, 44) for s in (-1, 1)),
    ]
    return Limb(np.array(rows, dtype=float), NO_NAILS, 7.0, 0.15)


def jacket() -> Limb:
    """The training top over the torso, short sleeves, open at the neck."""
    rows = [[*r[:3], r[3] + 7, *r[4:7], r[7] + 7] for r in _torso()]
    rows += [_row(s * 186, -150, 88, 60, s * 204, -60, 94, 52) for s in (-1, 1)]
    return Limb(np.array(rows, dtype=float), NO_NAILS, 7.0, 0.15)


def baby() -> Limb:
    """All of it, arms and legs a little bent."""
    rows = [_row(x, -90, 60, 46, x * 0.9, 90, 60, 46) for x in (-34, 0, 34)]
    rows += [
        _row(0, -110, 62, 30, 0, -140, 60, 32),
        _row(0, -178, 58, 50, 0, -216, 60, 56),
        _row(0, -187, 14, 6, 0, -199, 10, 5),
        *(_row(s * 78, -88, 66, 26, s * 120, -10, 70, 21) for s in (-1, 1)),
        *(_row(s * 120, -10, 70, 21, s * 112, 66, 60, 18) for s in (-1, 1)),
        *(_row(s * 112, 66, 60, 18, s * 108, 92, 58, 20) for s in (-1, 1)),
        *(_row(s * 42, 110, 66, 36, s * 84, 210, 64, 30) for s in (-1, 1)),
        *(_row(s * 84, 210, 64, 30, s * 70, 310, 70, 24) for s in (-1, 1)),
        *(_row(s * 70, 310, 70, 24, s * 78, 330, 34, 20) for s in (-1, 1)),
    ]
    return Limb(np.array(rows, dtype=float), NO_NAILS, 5.0, 0.15)


def on_floor(stage: Stage, subject: Subject, wish: Wish) -> None:
    """Seen from above, as the one who kneels or stands beside it takes the photo."""
    rng = stage.rng
    a = aim(stage, subject, wish, downwards=True)
    turn = a.roll + float(rng.choice([0, 0, 90, -90, 180, 25]))
    px = stage.camera.focal / a.distance
    front = Pose.facing(stage.camera, a.x, a.y, a.distance, a.tilt_x, a.tilt_y, turn)
    _ground(stage, front.child(0, 0, lift=-155), px)
    variant = subject.variant
    skin = PLASTICS[int(rng.integers(len(PLASTICS)))]
    owner = len(stage.placed) + 1
    shadow = Shadow(0.45, 14 * px, 24 * px, 22 * px)
    body = baby() if variant == "baby" else adult()
    draw_limb(stage.frame, rng, body, front, skin, shadow=shadow, owner=owner, grid=300)
    if variant == "jacket":
        cloth = JACKETS[int(rng.integers(len(JACKETS)))]
        draw_limb(stage.frame, rng, jacket(), front, cloth, owner=owner, grid=300)
    stage.put(Plane(front.child(0, 0, lift=2), subject.size), subject.build)


def _ground(stage: Stage, pose: Pose, px: float) -> None:
    """Floor with or without a mat, or a mattress."""
    rng = stage.rng
    kind = ("mat", "floor", "bed", "mat")[int(rng.integers(4))]
    if kind == "bed":
        rooms.table_top(stage, pose, "linen")
        return
    stage.frame.fill(pose, m.vinyl(rng, rooms.choose(rng, rooms.FLOORS)))
    if kind == "mat":
        colour: Colour = ((40, 80, 150), (60, 120, 90), (150, 40, 50), (70, 74, 80))[int(rng.integers(4))]
        mat = flat_canvas(760, 1250, colour, 0.5)
        mat.round_corners(30)
        lying = pose.child(float(rng.uniform(-40, 40)), 60, roll=float(rng.uniform(-5, 5)), lift=12)
        surface = Sheet(lying, (760, 1250), ((1.6, 520.0, 0.5, 1.0),))
        stage.frame.place(mat, surface, shadow=Shadow(0.35, 4 * px, 8 * px, 8 * px))
