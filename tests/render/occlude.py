"""Things that get in the way: a hand, an infusion tube, a curtain's edge, a strip of reflected light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.render import body
from tests.render.arrays import f32
from tests.render.frame import Shadow
from tests.render.scene import OCCLUDER, Placed, Stage
from tests.render.surfaces import Pose, forward, rotation

KINDS = ("hand", "tube", "curtain", "reflection")


def occlude(stage: Stage, placed: Placed, kind: str) -> None:
    """Covers part of `placed`."""
    rng = stage.rng
    w, h = placed.surface.size
    spot = np.array([[w * float(rng.uniform(0.15, 0.85)), h * float(rng.uniform(0.2, 0.9))]])
    pixel, _ = forward(placed.surface, stage.camera, spot)
    x, y = float(pixel[0, 0]), float(pixel[0, 1])
    depth = float(placed.surface.points(spot)[0][0, 2])
    if not np.isfinite([x, y]).all():
        return
    if kind == "hand":
        _hand(stage, x, y, max(70.0, depth - 40))
    elif kind == "tube":
        _tube(stage, x, y, 4.0 * stage.camera.focal / max(120.0, depth))
    elif kind == "curtain":
        _edge(stage, x)
    else:
        _reflection(stage, placed)


def _hand(stage: Stage, x: float, y: float, depth: float) -> None:
    rng = stage.rng
    skin = body.SKINS[int(rng.integers(len(body.SKINS)))]
    near = min(depth, 520.0)  # a hand is close to the lens even where the board is not
    pose = Pose(rotation(roll=float(rng.uniform(120, 240))), stage.camera.ray_through(x, y, near))
    limb = body.fingers_holding(rng, int(rng.integers(1, 4)))
    px = stage.camera.focal / near
    stage.limb(limb, pose, skin, shadow=Shadow(0.35, 2 * px, 4 * px, 4 * px), sigma=0.0 if near == depth else 2.0)


def _tube(stage: Stage, x: float, y: float, radius: float) -> None:
    """A clear tube with a bright line along it, crossing the spot on a gentle curve."""
    rng, cam = stage.rng, stage.camera
    t = np.linspace(-1, 1, 60)
    turn, bend = float(rng.uniform(0, np.pi)), float(rng.uniform(-0.25, 0.25))
    along = t * cam.width
    across = bend * cam.width * t * t
    points = np.stack(
        [x + np.cos(turn) * along - np.sin(turn) * across, y + np.sin(turn) * along + np.cos(turn) * across],
        1,
    )
    mask = np.zeros((cam.height, cam.width), dtype=np.uint8)
    shine = np.zeros_like(mask)
    line = np.round(points * 8).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(mask, [line], False, 255, max(2, round(radius * 2)), cv2.LINE_AA, 3)
    cv2.polylines(shine, [line - round(radius * 2.4)], False, 255, max(1, round(radius * 0.5)), cv2.LINE_AA, 3)
    alpha = mask.astype(np.float32) / 255 * 0.78
    glow = cv2.GaussianBlur(shine, (0, 0), max(0.6, radius * 0.2)).astype(np.float32) / 255
    colour = (np.array([176, 186, 190], dtype=np.float32) + 70 * glow[..., None]) * alpha[..., None]
    stage.frame.layer(f32(colour), f32(alpha), 0, 0, OCCLUDER, Shadow(0.25, radius, radius * 1.4, radius))


def _edge(stage: Stage, x: float) -> None:
    """Something dark and out of focus reaches in from the side."""
    rng, cam = stage.rng, stage.camera
    width = x if x < cam.width / 2 else cam.width - x
    columns = np.arange(cam.width, dtype=np.float32)
    reach = np.clip((width * 0.9 - columns) / 26 + 0.5, 0, 1)
    row = reach if x < cam.width / 2 else reach[::-1]
    alpha: NDArray[np.float32] = np.ascontiguousarray(np.broadcast_to(row, (cam.height, cam.width)))
    tone = rng.uniform(50, 150, 3).astype(np.float32)
    folds = (1 + 0.12 * np.sin(columns / cam.width * 60))[None, :, None]
    stage.frame.layer((tone * folds * alpha[..., None]).astype(np.float32), alpha, 0, 0, OCCLUDER)


def _reflection(stage: Stage, placed: Placed) -> None:
    """Ceiling strip lights mirrored in a glossy face: adds light, hides by glare only."""
    rng, cam = stage.rng, stage.camera
    mine = stage.frame.owner == placed.owner
    y, x = np.mgrid[0 : cam.height, 0 : cam.width].astype(np.float32)
    turn = float(rng.uniform(-0.5, 0.5))
    d = (x - cam.width * float(rng.uniform(0.3, 0.7))) * np.cos(turn) + (y - cam.height / 2) * np.sin(turn)
    strip = np.exp(-((d / (0.035 * cam.width)) ** 4)) * float(rng.uniform(60, 150))
    stage.frame.rgb += (strip * mine)[..., None].astype(np.float32)


def moire(stage: Stage, rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lit screens beat against the sensor's grid: two near-frequency gratings, 3-8 %."""
    rng = stage.rng
    for placed in stage.placed:
        if placed.piece.emissive < 0.6 or rng.random() < 0.4:
            continue
        mine = stage.frame.owner == placed.owner
        rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
        if not len(rows) or not len(columns):
            continue
        part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        y, x = np.mgrid[part].astype(np.float32)
        turn, period = float(rng.uniform(0, np.pi)), float(rng.uniform(2.2, 4.5))
        k = 2 * np.pi / period
        wave = np.sin(k * (x * np.cos(turn) + y * np.sin(turn))) * np.sin(
            1.04 * k * (x * np.cos(turn + 0.05) + y * np.sin(turn + 0.05))
        )
        rgb[part] *= (1 + float(rng.uniform(0.03, 0.08)) * wave * mine[part])[..., None].astype(np.float32)
    return rgb
