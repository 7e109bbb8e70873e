"""The picture while it is being composed: colour, and who owns each pixel (the id buffer).

Painter's order: what is placed later covers what was placed before, casts its shadow on it and takes its
pixels
in `owner`. Light: one direction plus a smooth field over the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.render.arrays import f32
from tests.render.canvas import Canvas, Colour
from tests.render.materials import Material, shrink
from tests.render.surfaces import Array, Camera, Cylinder, Plane, Pose, Surface, forward, outline, sample

Array32 = NDArray[np.float32]
NOBODY = 0


@dataclass(frozen=True)
class Light:
    """`towards`: unit vector to the lamp in the camera frame; a front-lit matt surface comes out near 1."""

    towards: Array
    ambient: float
    field: Array32  # (h, w) multiplier

    def shade(self, normals: Array32) -> Array32:
        lambert = np.maximum(0.0, normals @ self.towards.astype(np.float32))
        return (self.ambient + (1.08 - self.ambient) * lambert).astype(np.float32)


def make_light(rng: Generator, camera: Camera, evenness: float = 0.5, ambient: float | None = None) -> Light:
    """Lamps somewhere above and in front; the field falls off across the picture."""
    towards = np.array([rng.uniform(-0.6, 0.6), rng.uniform(-1.0, -0.4), rng.uniform(-1.3, -0.7)])
    towards /= np.linalg.norm(towards)
    y, x = np.mgrid[0 : camera.height : 8, 0 : camera.width : 8].astype(np.float32)
    x, y = x / camera.width - 0.5, y / camera.height - 0.5
    turn = rng.uniform(0, 2 * np.pi)
    ramp = np.cos(turn) * x + np.sin(turn) * y
    cx, cy = rng.uniform(-0.6, 0.6, 2)
    pool = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.35)
    soft = 1.0 + (1 - evenness) * (0.28 * ramp + 0.30 * (pool - 0.5))
    full = cv2.resize(soft.astype(np.float32), (camera.width, camera.height), interpolation=cv2.INTER_LINEAR)
    return Light(towards, float(rng.uniform(0.45, 0.65)) if ambient is None else ambient, full)


@dataclass(frozen=True)
class Shadow:
    """Cast on whatever lies behind: depth 0..1, offset and softness in pixels."""

    depth: float = 0.35
    dx: float = 4.0
    dy: float = 6.0
    soft: float = 6.0


@dataclass
class Frame:
    camera: Camera
    light: Light
    rgb: Array32 = field(init=False)
    owner: NDArray[np.uint16] = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.camera.height, self.camera.width)
        self.rgb = np.zeros((*shape, 3), dtype=np.float32)
        self.owner = np.zeros(shape, dtype=np.uint16)

    # -- endless planes
    # ---------------------------------------------------------------------------------------
    def fill(
        self,
        pose: Pose,
        material: Material,
        bounds: tuple[float, float, float, float] | None = None,
        sigma: float = 0.0,
        dim: float = 1.0,
    ) -> None:
        """An endless tiled plane, or the part of it within `bounds` (x0, y0, x1, y1, mm from the pose's
        centre)."""
        cam = self.camera
        plane = Plane(pose, (0.0, 0.0))
        gx, gy = np.meshgrid(
            np.arange(cam.width, dtype=np.float32) + np.float32(0.5),
            np.arange(cam.height, dtype=np.float32) + np.float32(0.5),
        )
        rays_n = np.stack([(gx - cam.width / 2) / cam.focal, (gy - cam.height / 2) / cam.focal], -1) @ pose.rot[
            :2, 2
        ].astype(np.float32) + np.float32(pose.rot[2, 2])
        depth = np.float32(pose.centre @ pose.rot[:, 2]) / np.where(np.abs(rays_n) < 1e-6, np.float32(1e-6), rays_n)
        seen = depth > 1.0
        u, v, normals = plane.inverse(cam, gx, gy)
        if bounds is not None:
            seen &= (u >= bounds[0]) & (v >= bounds[1]) & (u <= bounds[2]) & (v <= bounds[3])
        if not seen.any():
            return
        typical = float(np.median(depth[seen]))
        tile = shrink(material, cam.focal / typical)
        scale = tile.shape[0] / material.mm
        colour = cv2.remap(
            tile,
            (u * scale) % tile.shape[0],
            (v * scale) % tile.shape[0],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        ).astype(np.float32)
        # Far away the tile would alias: fade to its mean colour.
        mean = tile.reshape(-1, 3).mean(axis=0).astype(np.float32)
        fade = np.clip(depth / (3.0 * typical) - 0.33, 0, 1)[..., None]
        colour += (mean - colour) * fade
        normal = normals[0, 0]
        lit = float(self.light.shade(normal[None])[0]) * dim
        colour *= (self.light.field * np.float32(lit) * seen)[..., None]
        self._over(colour, seen.astype(np.float32), (0, 0, cam.width, cam.height), None, sigma, NOBODY)

    # -- things
    # -----------------------------------------------------------------------------------------------
    def place(
        self,
        canvas: Canvas,
        surface: Surface,
        owner: int = NOBODY,
        *,
        shadow: Shadow | None = None,
        sigma: float = 0.0,
        emissive: float = 0.0,
        gloss: float = 0.0,
        supersample: int = 2,
    ) -> None:
        """Puts a canvas into the picture. `emissive` 0..1: share of own light; `gloss` adds a highlight."""
        roi = self.roi(surface, margin=3)
        if roi is None:
            return
        pixels, normals = sample(surface, self.camera, canvas.rgba(), canvas.ppm, roi, supersample)
        lit = self.light.shade(normals) * self.light.field[roi[1] : roi[1] + roi[3], roi[0] : roi[0] + roi[2]]
        lit = lit * (1 - emissive) + emissive
        rgba = pixels.astype(np.float32)
        colour = rgba[..., :3] * lit[..., None]
        alpha = rgba[..., 3] / 255.0
        if gloss > 0:
            half = self.light.towards - np.array([0, 0, 1.0])
            half /= np.linalg.norm(half)
            shine = np.clip(np.nan_to_num(normals @ half.astype(np.float32)), 0.0, 1.0) ** 40
            colour += (gloss * 255.0) * (shine * alpha)[..., None]
        self._over(colour, alpha, roi, shadow, sigma, owner)

    def layer(
        self,
        colour: Array32,
        alpha: Array32,
        x: int,
        y: int,
        owner: int = NOBODY,
        shadow: Shadow | None = None,
        sigma: float = 0.0,
    ) -> None:
        """Puts ready-lit pixels (premultiplied) at (x, y); parts outside the picture are cut off."""
        h, w = alpha.shape
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(self.camera.width, x + w), min(self.camera.height, y + h)
        if x1 <= x0 or y1 <= y0:
            return
        part = (slice(y0 - y, y1 - y), slice(x0 - x, x1 - x))
        self._over(colour[part].copy(), alpha[part].copy(), (x0, y0, x1 - x0, y1 - y0), shadow, sigma, owner)

    def roi(self, surface: Surface, margin: int) -> tuple[int, int, int, int] | None:
        """Bounding box of the surface in the picture, clipped; None where it cannot be seen."""
        pixels, front = forward(surface, self.camera, _coverage(surface))
        pixels = pixels[front & np.isfinite(pixels).all(axis=1)]
        if not len(pixels):
            return None
        x0, y0 = np.floor(np.nanmin(pixels, axis=0)).astype(int) - margin
        x1, y1 = np.ceil(np.nanmax(pixels, axis=0)).astype(int) + margin
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(self.camera.width, x1), min(self.camera.height, y1)
        return (int(x0), int(y0), int(x1 - x0), int(y1 - y0)) if x1 - x0 > 1 and y1 - y0 > 1 else None

    def _over(
        self,
        colour: Array32,
        alpha: Array32,
        roi: tuple[int, int, int, int],
        shadow: Shadow | None,
        sigma: float,
        owner: int,
    ) -> None:
        x, y, w, h = roi
        if sigma > 0.3:
            pad = int(3 * sigma) + 1
            x0, y0 = max(0, x - pad), max(0, y - pad)
            x1, y1 = min(self.camera.width, x + w + pad), min(self.camera.height, y + h + pad)
            edges = (y - y0, y1 - y - h, x - x0, x1 - x - w)
            border = cv2.BORDER_CONSTANT
            if w == self.camera.width and h == self.camera.height:
                border = cv2.BORDER_REPLICATE
            colour = soften(f32(cv2.copyMakeBorder(colour, *edges, border)), sigma)
            alpha = soften(f32(cv2.copyMakeBorder(alpha, *edges, border)), sigma)
            x, y, w, h = x0, y0, x1 - x0, y1 - y0
        if shadow is not None:
            self._cast(alpha, (x, y, w, h), shadow)
        part = (slice(y, y + h), slice(x, x + w))
        self.rgb[part] = self.rgb[part] * (1 - alpha[..., None]) + colour
        self.owner[part] = np.where(alpha > 0.5, np.uint16(owner), self.owner[part])

    def _cast(self, alpha: Array32, roi: tuple[int, int, int, int], shadow: Shadow) -> None:
        x, y, w, h = roi
        step = max(1, int(shadow.soft / 3))  # a soft shadow needs no fine grid
        pad = (int(3 * shadow.soft + max(abs(shadow.dx), abs(shadow.dy))) // step + 2) * step
        x0, y0 = max(0, x - pad), max(0, y - pad)
        x1, y1 = min(self.camera.width, x + w + pad), min(self.camera.height, y + h + pad)
        size = (max(1, (x1 - x0) // step), max(1, (y1 - y0) // step))
        fx, fy = size[0] / (x1 - x0), size[1] / (y1 - y0)
        move = np.array([[fx, 0, (x - x0 + shadow.dx) * fx], [0, fy, (y - y0 + shadow.dy) * fy]], dtype=np.float32)
        small = cv2.warpAffine(cv2.blur(alpha, (step, step)) if step > 1 else alpha, move, size)
        small = cv2.GaussianBlur(small, (0, 0), max(0.5, shadow.soft / step))
        cut = cv2.resize(small, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        self.rgb[y0:y1, x0:x1] *= (1 - shadow.depth * cut)[..., None]


def soften(values: Array32, sigma: float) -> Array32:
    """Gaussian blur; a strong one is computed on a smaller copy, where nobody can see the difference."""
    step = int(sigma / 2)
    if step < 2:
        return f32(cv2.GaussianBlur(values, (0, 0), sigma))
    h, w = values.shape[:2]
    small = cv2.resize(values, (max(1, w // step), max(1, h // step)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / step)
    return f32(cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR))


def _coverage(surface: Surface) -> Array:
    w, h = surface.size
    inside = np.array([(x, y) for x in np.linspace(0, w, 25) for y in np.linspace(0, h, 9)])
    return np.concatenate([outline(surface), inside])


# -- simple solids
# --------------------------------------------------------------------------------------------
def flat_canvas(width: float, height: float, colour: Colour, ppm: float = 1.0) -> Canvas:
    return Canvas(width, height, ppm, colour)


def cuboid(
    frame: Frame,
    front: Pose,
    size: tuple[float, float, float],
    colour: Colour,
    *,
    sigma: float = 0.0,
    shadow: Shadow | None = None,
    face: Canvas | None = None,
    owner: int = NOBODY,
) -> None:
    """A box whose front face has pose `front`; `size` = width, height, depth (mm); `face` is drawn on the
    front."""
    w, h, d = size
    sides: Sequence[tuple[Pose, tuple[float, float]]] = (
        (front.child(0, -h / 2, lift=-d / 2, tilt_x=-90), (w, d)),
        (front.child(0, h / 2, lift=-d / 2, tilt_x=90), (w, d)),
        (front.child(-w / 2, 0, lift=-d / 2, tilt_y=90), (d, h)),
        (front.child(w / 2, 0, lift=-d / 2, tilt_y=-90), (d, h)),
    )
    visible = [(p, s) for p, s in sides if float(p.centre @ p.rot[:, 2]) > 0]
    for pose, extent in visible:
        frame.place(
            flat_canvas(*extent, colour, _coarse(extent)),
            Plane(pose, extent),
            owner,
            sigma=sigma,
            shadow=shadow,
        )
    canvas = face if face is not None else flat_canvas(w, h, colour, _coarse((w, h)))
    frame.place(canvas, Plane(front, (w, h)), owner, sigma=sigma, shadow=None if visible else shadow)


def pole(
    frame: Frame,
    pose: Pose,
    radius: float,
    length: float,
    colour: Colour,
    *,
    sigma: float = 0.0,
    gloss: float = 0.25,
    shadow: Shadow | None = None,
) -> None:
    """A round bar along the pose's y; the centre lies on the line nearest the viewer."""
    extent = (2 * np.pi * radius, length)
    frame.place(
        flat_canvas(*extent, colour, _coarse(extent)),
        Cylinder(pose, extent, radius, np.pi * radius),
        sigma=sigma,
        gloss=gloss,
        shadow=shadow,
    )


def _coarse(extent: tuple[float, float]) -> float:
    """Plain faces need few pixels, but enough for a clean edge."""
    return max(0.02, min(2.0, 400.0 / max(extent)))
