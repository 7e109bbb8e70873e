"""Where a flat canvas sits in space: plane, cylinder, crumpled sheet, all seen by one pinhole camera.

Camera frame: millimetres, origin at the lens, x right, y down, z away from the camera. Canvas frame:
millimetres,
origin top left. Every surface gives the exact forward map (canvas -> picture, for the truth) and the exact or
converged inverse (picture -> canvas, for the pixels), so both come from one formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.render.arrays import f32, u8

Array = NDArray[np.float64]
Array32 = NDArray[np.float32]
PHONE_FOCAL = 0.75  # focal length of a phone's main camera as a share of the picture's long side


@dataclass(frozen=True)
class Camera:
    """Pinhole; pixels of the final picture, principal point in its middle."""

    width: int
    height: int
    focal: float

    @classmethod
    def phone(cls, width: int, height: int, zoom: float = 1.0) -> Camera:
        return cls(width, height, PHONE_FOCAL * max(width, height) * zoom)

    def project(self, points: Array) -> Array:
        """(n, 3) mm -> (n, 2) pixels; points at or behind the lens become nan."""
        z = np.where(points[:, 2] > 1.0, points[:, 2], np.nan)
        return np.stack(
            [points[:, 0] / z * self.focal + self.width / 2, points[:, 1] / z * self.focal + self.height / 2],
            axis=1,
        )

    def ray_through(self, x: float, y: float, distance: float) -> Array:
        """The point at depth `distance` seen at picture position (x, y)."""
        return np.array(
            [
                (x - self.width / 2) / self.focal * distance,
                (y - self.height / 2) / self.focal * distance,
                distance,
            ]
        )

    def rays(self, px: Array32, py: Array32) -> Array32:
        """Direction with z = 1 for every pixel: (..., 3)."""
        return np.stack(
            [(px - self.width / 2) / self.focal, (py - self.height / 2) / self.focal, np.ones_like(px)],
            axis=-1,
        ).astype(np.float32)

    @property
    def matrix(self) -> Array:
        return np.array([[self.focal, 0, self.width / 2], [0, self.focal, self.height / 2], [0, 0, 1.0]])


def rotation(tilt_x: float = 0.0, tilt_y: float = 0.0, roll: float = 0.0) -> Array:
    """Degrees. Roll turns within the plane (clockwise in the picture), then tilts about y, then about x."""
    a, b, c = np.radians([tilt_x, tilt_y, roll])
    rx = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    ry = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    rz = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    out: Array = rx @ ry @ rz
    return out


@dataclass(frozen=True)
class Pose:
    """`rot` columns: where the canvas's x, y and (away from the viewer) z axes point; `centre`: mm."""

    rot: Array
    centre: Array

    @classmethod
    def facing(
        cls,
        camera: Camera,
        x: float,
        y: float,
        distance: float,
        tilt_x: float = 0.0,
        tilt_y: float = 0.0,
        roll: float = 0.0,
    ) -> Pose:
        """Centre seen at picture position (x, y), `distance` mm deep; no tilt = parallel to the sensor."""
        return cls(rotation(tilt_x, tilt_y, roll), camera.ray_through(x, y, distance))

    def child(
        self,
        dx: float,
        dy: float,
        roll: float = 0.0,
        lift: float = 0.0,
        tilt_x: float = 0.0,
        tilt_y: float = 0.0,
    ) -> Pose:
        """A pose lying on this one: moved by (dx, dy) within the plane, lifted towards the viewer, turned."""
        return Pose(self.rot @ rotation(tilt_x, tilt_y, roll), self.centre + self.rot @ np.array([dx, dy, -lift]))

    @property
    def mirrored(self) -> bool:
        """Left for right, as in a looking-glass."""
        return float(np.linalg.det(self.rot)) < 0

    def to_camera(self, local: Array) -> Array:
        """(n, 3) local mm (origin at the centre) -> camera frame."""
        out: Array = local @ self.rot.T + self.centre
        return out


class Surface(Protocol):
    """A canvas of `size` (mm) placed in space."""

    @property
    def size(self) -> tuple[float, float]: ...

    @property
    def pose(self) -> Pose: ...

    def points(self, mm: Array) -> tuple[Array, Array]:
        """(n, 2) canvas mm -> (n, 3) positions and (n, 3) unit normals towards the viewer's side."""
        ...

    def inverse(self, camera: Camera, px: Array32, py: Array32) -> tuple[Array32, Array32, Array32]:
        """Picture positions -> canvas u, v (mm; far outside where missed) and normals (..., 3)."""
        ...


def forward(surface: Surface, camera: Camera, mm: Array) -> tuple[Array, NDArray[np.bool_]]:
    """(n, 2) canvas mm -> (n, 2) pixels, and whether the point's front side looks at the camera."""
    points, normals = surface.points(mm)
    return camera.project(points), np.einsum("ij,ij->i", points, normals) < 0


@dataclass(frozen=True)
class Plane:
    pose: Pose
    size: tuple[float, float]

    def points(self, mm: Array) -> tuple[Array, Array]:
        local = np.column_stack([mm[:, 0] - self.size[0] / 2, mm[:, 1] - self.size[1] / 2, np.zeros(len(mm))])
        normal = np.broadcast_to(-self.pose.rot[:, 2], (len(mm), 3))
        return self.pose.to_camera(local), np.asarray(normal)

    def homography(self, camera: Camera) -> Array:
        """3x3, canvas mm -> picture pixels."""
        r, c = self.pose.rot, self.pose.centre
        origin = c - r[:, 0] * self.size[0] / 2 - r[:, 1] * self.size[1] / 2
        out: Array = camera.matrix @ np.column_stack([r[:, 0], r[:, 1], origin])
        return out

    def inverse(self, camera: Camera, px: Array32, py: Array32) -> tuple[Array32, Array32, Array32]:
        h = np.linalg.inv(self.homography(camera)).astype(np.float32)
        w = h[2, 0] * px + h[2, 1] * py + h[2, 2]
        w = np.where(np.abs(w) < 1e-12, np.float32(1e-12), w)
        normal = np.broadcast_to((-self.pose.rot[:, 2]).astype(np.float32), (*px.shape, 3))
        return (
            (h[0, 0] * px + h[0, 1] * py + h[0, 2]) / w,
            (h[1, 0] * px + h[1, 1] * py + h[1, 2]) / w,
            normal,
        )


@dataclass(frozen=True)
class Cylinder:
    """A canvas wrapped round an axis along its own y (or x, with `along_x`); `u0` (mm across the axis) is the
    line
    nearest the viewer. The pose's centre lies on that nearest line at half length; the axis is one radius
    behind.
    """

    pose: Pose
    size: tuple[float, float]
    radius: float
    u0: float
    along_x: bool = False  # a tube's label, whose lines run along the tube

    def points(self, mm: Array) -> tuple[Array, Array]:
        round_, axial = (mm[:, 1], mm[:, 0]) if self.along_x else (mm[:, 0], mm[:, 1])
        angle = (round_ - self.u0) / self.radius
        across, depth = np.sin(angle), 1 - np.cos(angle)
        along = axial - self.size[0 if self.along_x else 1] / 2
        flat = np.zeros(len(mm))
        if self.along_x:
            local = np.column_stack([along, self.radius * across, self.radius * depth])
            normal = np.column_stack([flat, across, depth - 1])
        else:
            local = np.column_stack([self.radius * across, along, self.radius * depth])
            normal = np.column_stack([across, flat, depth - 1])
        return self.pose.to_camera(local), normal @ self.pose.rot.T

    def inverse(self, camera: Camera, px: Array32, py: Array32) -> tuple[Array32, Array32, Array32]:
        turn = self.pose.rot[:, [1, 0, 2]] if self.along_x else self.pose.rot
        rays = camera.rays(px, py) @ turn.astype(np.float32)
        start = (-(turn.T @ self.pose.centre)).astype(np.float32)  # the lens in local coordinates
        sx, sz = start[0], start[2] - np.float32(self.radius)
        dx, dy, dz = rays[..., 0], rays[..., 1], rays[..., 2]
        a, b = dx * dx + dz * dz, sx * dx + sz * dz
        disc = b * b - a * (sx * sx + sz * sz - np.float32(self.radius) ** 2)
        t = (-b - np.sqrt(np.maximum(disc, 0))) / np.maximum(a, np.float32(1e-12))
        x, z = sx + t * dx, sz + t * dz
        angle = np.arctan2(x, -z)
        u = np.where(disc > 0, self.u0 + angle * self.radius, np.float32(-1e6)).astype(np.float32)
        v = (start[1] + t * dy + self.size[0 if self.along_x else 1] / 2).astype(np.float32)
        local = np.stack([x, np.zeros_like(x), z], axis=-1) / np.float32(self.radius)
        normal = (local @ turn.T.astype(np.float32)).astype(np.float32)
        return (v, u, normal) if self.along_x else (u, v, normal)


@dataclass(frozen=True)
class Sheet:
    """Paper that does not lie flat: two waves of a few millimetres, and sharp folds across it.

    `waves`: (amplitude mm, wavelength mm, direction rad, phase); `folds`: (position 0..1, height mm, along
    x?).
    """

    pose: Pose
    size: tuple[float, float]
    waves: tuple[tuple[float, float, float, float], ...] = ()
    folds: tuple[tuple[float, float, bool], ...] = ()

    def _height(self, u: Array, v: Array) -> tuple[Array, Array, Array]:
        """Height towards the viewer and its two slopes."""
        h, hu, hv = np.zeros_like(u), np.zeros_like(u), np.zeros_like(u)
        for amplitude, length, direction, phase in self.waves:
            k, c, s = 2 * np.pi / length, np.cos(direction), np.sin(direction)
            angle = k * (u * c + v * s) + phase
            h, slope = h + amplitude * np.sin(angle), amplitude * k * np.cos(angle)
            hu, hv = hu + slope * c, hv + slope * s
        for place, height, along_x in self.folds:
            span, q = (self.size[0], u) if along_x else (self.size[1], v)
            reach = 0.16 * span
            d = q - place * span
            bump = height * np.exp(-np.abs(d) / reach)
            slope = -np.sign(d) * bump / reach
            h = h + bump
            hu, hv = (hu + slope, hv) if along_x else (hu, hv + slope)
        return h, hu, hv

    def points(self, mm: Array) -> tuple[Array, Array]:
        h, hu, hv = self._height(mm[:, 0], mm[:, 1])
        local = np.column_stack([mm[:, 0] - self.size[0] / 2, mm[:, 1] - self.size[1] / 2, -h])
        normal = np.column_stack([-hu, -hv, -np.ones(len(mm))])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        return self.pose.to_camera(local), normal @ self.pose.rot.T

    def inverse(self, camera: Camera, px: Array32, py: Array32) -> tuple[Array32, Array32, Array32]:
        rays = camera.rays(px, py) @ self.pose.rot.astype(np.float32)
        start = (-(self.pose.rot.T @ self.pose.centre)).astype(np.float32)
        dz = np.where(np.abs(rays[..., 2]) < 1e-6, np.float32(1e-6), rays[..., 2])
        half_w, half_h = np.float32(self.size[0] / 2), np.float32(self.size[1] / 2)
        h = np.zeros_like(px)
        for _ in range(5):  # slopes are gentle, so this converges to well under a tenth of a millimetre
            t = (-h - start[2]) / dz
            u, v = start[0] + t * rays[..., 0] + half_w, start[1] + t * rays[..., 1] + half_h
            height, hu, hv = self._height(np.clip(u, -50, self.size[0] + 50), np.clip(v, -50, self.size[1] + 50))
            h = f32(height)
        normal = np.stack([-hu, -hv, -np.ones_like(hu)], axis=-1).astype(np.float32)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        return u.astype(np.float32), v.astype(np.float32), normal @ self.pose.rot.T.astype(np.float32)


def outline(surface: Surface, step: int = 24) -> Array:
    """The canvas's border in mm, clockwise from top left, `step` points to each edge."""
    return edge_points(np.array([(0, 0), (surface.size[0], 0), surface.size, (0, surface.size[1])], dtype=float), step)


def edge_points(quad: Array, step: int = 24) -> Array:
    t = np.linspace(0, 1, step, endpoint=False)[:, None]
    return np.concatenate([quad[i] + (quad[(i + 1) % 4] - quad[i]) * t for i in range(4)])


def pixels_per_mm(surface: Surface, camera: Camera) -> float:
    """The largest projected scale over the surface."""
    w, h = surface.size
    grid = np.array([(x, y) for x in np.linspace(0, w, 9) for y in np.linspace(0, h, 5)])
    best = 0.0
    for step in ((min(1.0, w / 50), 0.0), (0.0, min(1.0, h / 50))):
        a, front = forward(surface, camera, grid)
        b, _ = forward(surface, camera, grid + np.array(step))
        scale = np.linalg.norm(b - a, axis=1)[front] / max(step)
        if len(scale):
            best = max(best, float(np.nanmax(scale)))
    return best


def sample(
    surface: Surface,
    camera: Camera,
    picture: NDArray[np.uint8],
    ppm: float,
    roi: tuple[int, int, int, int],
    supersample: int,
) -> tuple[NDArray[np.uint8], Array32]:
    """The canvas pixels as the camera sees them in `roi` (x, y, w, h), `supersample` times finer, then
    shrunk.

    Returns (h, w, c) uint8 and the normals (h, w, 3) at picture resolution.
    """
    x0, y0, w, h = roi
    s = supersample
    if isinstance(surface, Plane):
        to_fine = np.array([[s, 0, -s * x0 - 0.5], [0, s, -s * y0 - 0.5], [0, 0, 1.0]])
        from_canvas = np.array([[1 / ppm, 0, 0.5 / ppm], [0, 1 / ppm, 0.5 / ppm], [0, 0, 1.0]])
        matrix = to_fine @ surface.homography(camera) @ from_canvas
        fine = cv2.warpPerspective(
            picture,
            matrix,
            (w * s, h * s),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0, 0),
        )
        normal = np.broadcast_to((-surface.pose.rot[:, 2]).astype(np.float32), (h, w, 3))
    else:
        # The map is smooth: solve it at picture resolution (plus a rim) and interpolate in between.
        gx, gy = np.meshgrid(
            np.arange(-1, w + 1, dtype=np.float32) + np.float32(x0 + 0.5),
            np.arange(-1, h + 1, dtype=np.float32) + np.float32(y0 + 0.5),
        )
        u, v, normal_rim = surface.inverse(camera, gx, gy)
        normal = normal_rim[1:-1, 1:-1]
        u2, v2 = (cv2.resize(m, None, fx=s, fy=s, interpolation=cv2.INTER_LINEAR)[s:-s, s:-s] for m in (u, v))
        fine = cv2.remap(
            picture,
            u2 * np.float32(ppm) - np.float32(0.5),
            v2 * np.float32(ppm) - np.float32(0.5),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0, 0),
        )
    out = cv2.resize(fine, (w, h), interpolation=cv2.INTER_AREA) if s > 1 else fine
    return u8(out).reshape(h, w, -1), f32(normal)
