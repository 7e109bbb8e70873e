"""Hands and arms from smoothly joined capsules, seen by ray marching at low resolution.

Good enough to be skin at a glance: rounded, lit, mottled. No faces are ever drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.render.frame import NOBODY, Frame, Shadow
from tests.render.materials import noise
from tests.render.surfaces import Array, Pose

Array32 = NDArray[np.float32]
SKINS: tuple[tuple[int, int, int], ...] = (
    (233, 190, 165),
    (222, 174, 146),
    (198, 142, 110),
    (150, 102, 76),
    (104, 68, 50),
    (78, 50, 38),
)


@dataclass(frozen=True)
class Limb:
    """Capsules (n, 8): ax ay az ra bx by bz rb in local mm; `nails`: (m, 4) x y z radius."""

    capsules: Array
    nails: Array
    blend: float = 4.0
    mottle: float = 1.0  # how blotchy: 0 for plastic


def forearm_and_hand(rng: Generator, wrist: float = 27.0, fist: float = 0.15) -> Limb:
    """Lies along local y: elbow at negative y, wrist at the origin, fingers to positive y, back of the hand
    towards the viewer (negative z). `wrist`: radius in mm."""
    parts: list[list[float]] = [
        [0, -330, 8, 27.0 * 1.7, 0, -90, 2, 27.0 * 1.12],
        [0, -90, 2, 27.0 * 1.12, 0, 30, 0, 27.0 * 0.98],
    ]
    for x in (-22, -8, 8, 22):  # the palm
        parts.append([x * 0.55, 32, 3, 14.5, x * 1.15, 92, 2, 10.5])
    nails: list[list[float]] = []
    lengths = (74, 86, 80, 62)
    for x, length in zip((-27, -9, 9, 26), lengths, strict=True):
        spread, droop = x * 0.10 + rng.uniform(-2, 2), length * (fist + rng.uniform(0, 0.12))
        knee = (x + spread * 0.5, 96 + length * 0.5, 3 + droop * 0.3)
        tip = (x + spread, 96 + length * (1 - 0.25 * fist), 3 + droop)
        parts.append([x, 92, 2, 10.5, *knee, 9.2])
        parts.append([*knee, 9.2, *tip, 7.4])
        nails.append([tip[0], tip[1] + 1.0, tip[2] - 7.2, 5.2])
    side = -1.0
    parts.append([side * 22, 38, 8, 17, side * 46, 74, 14, 12])
    parts.append([side * 46, 74, 14, 11.5, side * 56, 104, 18, 9])
    nails.append([side * 56, 106, 9.5, 6.0])
    scale = wrist / 27.0  # a baby's hand is a small hand
    capsules, tips = np.array(parts, dtype=float) * scale, np.array(nails, dtype=float) * scale
    return Limb(capsules, tips, 4.0 * scale)


def fingers_holding(rng: Generator, count: int = 1) -> Limb:
    """A thumb (and fingers) coming from negative y and ending at the origin, lying on a sheet at z = 0."""
    parts, nails = [], []
    for i in range(count):
        x = i * 19 + rng.uniform(-1, 1)
        y = -rng.uniform(0, 9) * (i % 3)
        parts.append([x * 1.1 + 2, -150, -10, 15, x, -46 + y, -11, 11.5])
        parts.append([x, -46 + y, -11, 11.2, x - 1.5, y, -8, 8.8])
        nails.append([x - 1.5, y - 1, -16.0, 6.4])
    middle = (count - 1) * 19 / 2
    parts.append([middle + 4, -170, -14, 16 + 5 * count, middle + 3, -130, -12, 13 + 5 * count])  # the hand behind them
    parts.append([middle + 10, -620, -30, 44, middle + 4, -180, -14, 27])
    return Limb(np.array(parts, dtype=float), np.array(nails, dtype=float), 4.0)


def draw_limb(
    frame: Frame,
    rng: Generator,
    limb: Limb,
    pose: Pose,
    skin: tuple[int, int, int],
    *,
    shadow: Shadow | None = None,
    sigma: float = 0.0,
    owner: int = NOBODY,
    grid: int = 240,
) -> None:
    """Renders into the frame; `grid`: rays along the longer side (upsampled smoothly)."""
    caps = limb.capsules
    ends = np.concatenate([caps[:, :3], caps[:, 4:7]])
    radii = np.concatenate([caps[:, 3], caps[:, 7]])
    world = pose.to_camera(ends)
    keep = world[:, 2] > 30
    if not keep.any():
        return
    px = frame.camera.project(world[keep])
    reach = (radii[keep] + 12) * frame.camera.focal / world[keep, 2] * 1.15
    lo = np.maximum(np.floor((px - reach[:, None]).min(axis=0)), (-80, -80)).astype(int)
    hi = np.minimum(
        np.ceil((px + reach[:, None]).max(axis=0)), (frame.camera.width + 80, frame.camera.height + 80)
    ).astype(int)
    w, h = int(hi[0] - lo[0]), int(hi[1] - lo[1])
    if w < 4 or h < 4:
        return
    step = max(1.0, max(w, h) / grid)
    gx, gy = np.meshgrid(
        np.arange(lo[0], hi[0], step, dtype=np.float32), np.arange(lo[1], hi[1], step, dtype=np.float32)
    )
    hit, normal, local = _march(frame, limb, pose, gx, gy)
    colour = _skin(rng, skin, normal, local, limb, frame, pose)
    edge = cv2.resize(hit, (w, h), interpolation=cv2.INTER_CUBIC)
    alpha = np.clip((edge - 0.62) / 0.24, 0, 1).astype(np.float32)
    full = cv2.resize(colour, (w, h), interpolation=cv2.INTER_CUBIC)
    pores = noise(rng, 256, 1.2)
    tiled = np.tile(pores, (h // 256 + 1, w // 256 + 1))[:h, :w]
    full = np.clip(full * (1 + 0.018 * tiled[..., None]), 0, 255) * alpha[..., None]
    frame.layer(full.astype(np.float32), alpha, int(lo[0]), int(lo[1]), owner, shadow, sigma)


def _distance(limb: Limb, p: Array32) -> Array32:
    """Smooth union of the capsules at points (n, 3)."""
    total = np.zeros(len(p), dtype=np.float32)
    k = np.float32(1.0 / limb.blend)
    for cap in limb.capsules.astype(np.float32):
        a, ra, b, rb = cap[:3], cap[3], cap[4:7], cap[7]
        ab = b - a
        t = np.clip(((p - a) @ ab) / (ab @ ab), 0, 1)
        d = np.linalg.norm(p - a - t[:, None] * ab, axis=1) - (ra + (rb - ra) * t)
        total += np.exp(np.clip(-d * k, -60, 60))
    return np.asarray(-np.log(np.maximum(total, 1e-26)) / k, dtype=np.float32)


def _march(frame: Frame, limb: Limb, pose: Pose, gx: Array32, gy: Array32) -> tuple[Array32, Array32, Array32]:
    rays = frame.camera.rays(gx, gy).reshape(-1, 3)
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    direction = (rays @ pose.rot.astype(np.float32)).astype(np.float32)
    start = (-(pose.rot.T @ pose.centre)).astype(np.float32)
    reach = limb.capsules[:, :3]
    near = float(np.linalg.norm(start - reach, axis=1).min() - limb.capsules[:, [3, 7]].max() - 30)
    t = np.full(len(rays), max(1.0, near), dtype=np.float32)
    live = np.arange(len(rays))
    closest = np.full(len(rays), 1e3, dtype=np.float32)
    t_best = t.copy()
    far = float(np.linalg.norm(start - np.concatenate([reach, limb.capsules[:, 4:7]]), axis=1).max() + 80)
    for _ in range(48):
        d = _distance(limb, start + t[live, None] * direction[live])
        nearer = d < closest[live]
        closest[live[nearer]], t_best[live[nearer]] = d[nearer], t[live[nearer]]
        t[live] += np.maximum(d * 0.9, 0.05)
        live = live[(d > 0.25) & (t[live] < far)]
        if not len(live):
            break
    local = start + t_best[:, None] * direction
    coarse = np.float32((gx[0, 1] - gx[0, 0]) / frame.camera.focal) * np.maximum(t_best, 1)  # mm per ray
    # A soft step over about two coarse pixels gives a smooth silhouette after enlarging.
    hit = np.clip(1.0 - (closest - 0.3) / (2.0 * coarse), 0, 1)
    normal = np.zeros_like(local)
    on = np.flatnonzero(hit > 0)
    if len(on):
        base = _distance(limb, local[on])
        for axis in range(3):
            offset = np.zeros(3, dtype=np.float32)
            offset[axis] = 0.6
            normal[on, axis] = _distance(limb, local[on] + offset) - base
        normal[on] /= np.linalg.norm(normal[on], axis=1, keepdims=True) + 1e-6
    shape = gx.shape
    return (
        hit.reshape(shape).astype(np.float32),
        normal.reshape(*shape, 3).astype(np.float32),
        local.reshape(*shape, 3).astype(np.float32),
    )


def _skin(
    rng: Generator,
    skin: tuple[int, int, int],
    normal: Array32,
    local: Array32,
    limb: Limb,
    frame: Frame,
    pose: Pose,
) -> Array32:
    world = normal @ pose.rot.T.astype(np.float32)
    lamp = frame.light.towards.astype(np.float32)
    wrap = np.clip((world @ lamp + 0.35) / 1.35, 0, 1)  # light bleeds round the edge of skin
    base = np.array(skin, dtype=np.float32)
    warm = np.array([1.0, 0.80, 0.72], dtype=np.float32)
    lit = (0.42 + 0.62 * wrap)[..., None]
    colour = base * lit * (warm + (1 - warm) * np.clip(wrap * 1.5, 0, 1)[..., None])
    blotch = noise(rng, 256, 2.6)
    iu, iv = (local[..., 0] * 1.6).astype(int) % 256, (local[..., 1] * 1.6).astype(int) % 256
    red = blotch[iv, iu][..., None]
    colour *= 1 + np.float32(limb.mottle) * red * np.array([0.015, 0.035, 0.035], dtype=np.float32)
    for x, y, z, r in limb.nails.astype(np.float32):
        d = np.sqrt(
            ((local[..., 0] - x) / 0.8) ** 2 + ((local[..., 1] - y) / 1.15) ** 2 + ((local[..., 2] - z) * 0.7) ** 2
        )
        nail = np.clip((r - d) / 1.2, 0, 1)[..., None]
        colour = colour * (1 - 0.6 * nail) + (colour * 1.02 + np.array([14, 12, 14], dtype=np.float32)) * 0.6 * nail
    return np.asarray(colour, dtype=np.float32)
