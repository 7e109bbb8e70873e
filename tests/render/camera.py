"""What a phone camera does to the scene, in fixed order, with every parameter recorded.

exposure, cast, glare, vignette, defocus, motion, moire, shot and read noise, chroma smoothing, sharpening, 8
bit,
then JPEG. Levels L0 (a scanner's view) to L4 (seen, not readable).
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from tests.render.arrays import f32

Array32 = NDArray[np.float32]


@dataclass(frozen=True)
class Glare:
    """One elliptical reflection: centre, radii (pixels), turn (rad), peak (grey levels added)."""

    x: float
    y: float
    rx: float
    ry: float
    turn: float
    peak: float


@dataclass(frozen=True)
class Shot:
    """One picture's settings. `sigma`, `motion`: pixels of the final picture; `noise`: grey levels."""

    level: str = "L1"
    gain: float = 1.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    glares: tuple[Glare, ...] = ()
    vignette: float = 0.12
    sigma: float = 0.5
    motion: float = 0.0
    motion_angle: float = 0.0
    noise: float = 2.0
    sharpen: float = 0.5
    contrast: float = 0.12
    quality: int = 88
    second_pass: str = "none"  # none | messenger | screenshot

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @property
    def equivalent_sigma(self) -> float:
        """Defocus and motion as one Gaussian: sqrt(sigma^2 + L^2 / 12)."""
        return float(np.hypot(self.sigma, self.motion / np.sqrt(12.0)))


@dataclass(frozen=True)
class LevelRange:
    """Ranges per level: tilt in degrees, key text's cap height in pixels, blur and motion per cap."""

    tilt: float
    cap: tuple[float, float]
    blur: tuple[float, float]
    motion: tuple[float, float]
    noise: tuple[float, float]
    glare: str  # none | off | touch | over
    quality: tuple[int, int]


LEVELS: dict[str, LevelRange] = {
    "L0": LevelRange(0, (20, 28), (0, 0), (0, 0), (0, 0), "none", (95, 95)),
    "L1": LevelRange(15, (12, 24), (0.02, 0.06), (0, 0.15), (1, 6), "off", (88, 92)),
    "L2": LevelRange(35, (8, 16), (0.04, 0.13), (0, 0.4), (3, 16), "touch", (72, 85)),
    "L3": LevelRange(55, (5, 12), (0.10, 0.25), (0.1, 0.9), (6, 36), "over", (38, 60)),
    "L4": LevelRange(50, (3, 8), (0.25, 0.45), (0.2, 1.3), (3, 36), "over", (45, 85)),
}


def choose_shot(rng: Generator, level: str, cap_px: float, size: tuple[int, int]) -> Shot:
    """Settings for `level`, where the key text is `cap_px` high; glares are aimed by `aim_glare`."""
    span = LEVELS[level]
    if level == "L0":
        return Shot(level, vignette=0.0, sigma=0.0, noise=0.0, sharpen=0.0, contrast=0.0, quality=95)
    warm = rng.normal(0, 0.035)
    strong = rng.random() < 0.5  # either defocus or motion dominates
    return Shot(
        level,
        gain=float(rng.uniform(0.88, 1.08)),
        cast=(float(1 + warm), 1.0, float(1 - warm * 1.2)),
        vignette=float(rng.uniform(0.05, 0.25)),
        sigma=float(cap_px * rng.uniform(*span.blur) * (1.0 if strong else 0.6)),
        motion=float(cap_px * rng.uniform(*span.motion) * (0.4 if strong else 1.0)),
        motion_angle=float(rng.uniform(0, 180)),
        noise=float(span.noise[0] + (span.noise[1] - span.noise[0]) * rng.uniform() ** 2),
        sharpen=float(rng.uniform(0.2, 0.8)),
        contrast=float(rng.uniform(0.0, 0.2)),
        quality=int(rng.integers(span.quality[0], span.quality[1] + 1)),
        second_pass=("messenger", "none", "screenshot")[int(rng.choice(3, p=[0.45, 0.45, 0.1]))]
        if level == "L3"
        else "none",
    )


def aim_glare(rng: Generator, shot: Shot, size: tuple[int, int], text_centre: tuple[float, float]) -> Shot:
    """Adds one or two reflections, away from, touching or over the key text, as the level says."""
    where = LEVELS[shot.level].glare
    if where == "none" or rng.random() < 0.3:
        return shot
    w = size[0]
    glares = []
    for _ in range(int(rng.integers(1, 3))):
        rx = float(rng.uniform(0.03, 0.14) * w)
        reach = {"off": 2.6, "touch": 1.4, "over": 0.6}[where] * rx
        turn = float(rng.uniform(0, 2 * np.pi))
        glares.append(
            Glare(
                text_centre[0] + np.cos(turn) * reach,
                text_centre[1] + np.sin(turn) * reach,
                rx,
                rx * float(rng.uniform(0.25, 0.8)),
                float(rng.uniform(0, np.pi)),
                float(rng.uniform(80, 255)),
            )
        )
    return replace(shot, glares=tuple(glares))


def glare_at(shot: Shot, x: float, y: float) -> float:
    """Grey levels that the reflections add at a point."""
    return float(sum(_lobe(g, np.float32(x), np.float32(y)) for g in shot.glares))


def _lobe(g: Glare, x: NDArray[np.floating] | np.floating, y: NDArray[np.floating] | np.floating) -> Array32:
    dx, dy = x - g.x, y - g.y
    u = (np.cos(g.turn) * dx + np.sin(g.turn) * dy) / g.rx
    v = (-np.sin(g.turn) * dx + np.cos(g.turn) * dy) / g.ry
    return np.asarray(g.peak * np.exp(-(u * u + v * v)), dtype=np.float32)


def expose(rng: Generator, rgb: Array32, shot: Shot, glossy: Array32 | None = None) -> NDArray[np.uint8]:
    """(h, w, 3) float 0..255 as composed -> 8-bit picture. `glossy`: (h, w) share of glare that shows."""
    h, w = rgb.shape[:2]
    out = rgb * (np.array(shot.cast, dtype=np.float32) * np.float32(shot.gain))
    small_y, small_x = np.mgrid[0:h:4, 0:w:4].astype(np.float32)
    if shot.glares:
        added = np.sum([_lobe(g, small_x, small_y) for g in shot.glares], axis=0)
        full = cv2.resize(added, (w, h), interpolation=cv2.INTER_LINEAR)
        out += (full if glossy is None else full * glossy)[..., None]
    if shot.vignette:
        r2 = ((small_x / w - 0.5) ** 2 + (small_y / h - 0.5) ** 2) * 2
        out *= cv2.resize(1 - np.float32(shot.vignette) * r2, (w, h), interpolation=cv2.INTER_LINEAR)[..., None]
    if shot.sigma > 0.2:
        out = cv2.GaussianBlur(out, (0, 0), shot.sigma)
    if shot.motion > 1.2:
        out = cv2.filter2D(out, -1, _motion_kernel(shot.motion, shot.motion_angle), borderType=cv2.BORDER_REPLICATE)
    out = np.clip(out, 0, 262)
    if shot.noise > 0:
        out = _grain(rng, out, shot.noise)
    if shot.sharpen > 0:
        out += np.float32(shot.sharpen) * (out - cv2.GaussianBlur(out, (0, 0), 1.2))
    if shot.contrast > 0:
        x = np.clip(out, 0, 255) / np.float32(255)
        out = 255 * ((1 - np.float32(shot.contrast)) * x + np.float32(shot.contrast) * x * x * (3 - 2 * x))
    return np.asarray(np.clip(out + np.float32(0.5), 0, 255).astype(np.uint8))


def tone(shot: Shot, value: float, glare: float) -> float:
    """What the exposure makes of one grey level, spatial effects apart; used for the truth's contrast."""
    x = min(255.0, max(0.0, value * shot.gain + glare)) / 255
    return 255 * ((1 - shot.contrast) * x + shot.contrast * x * x * (3 - 2 * x))


def _grain(rng: Generator, rgb: Array32, sd: float) -> Array32:
    """Shot noise growing with the light, read noise; softer in colour than in brightness."""
    h, w = rgb.shape[:2]
    strength = np.float32(sd) * np.sqrt(0.25 + 0.75 * rgb[..., 1] / np.float32(160))
    luma = rng.standard_normal((h, w), dtype=np.float32) * strength
    half = rng.standard_normal(((h + 3) // 4, (w + 3) // 4, 3), dtype=np.float32) * np.float32(0.45 * sd)
    chroma = cv2.resize(half, (w, h), interpolation=cv2.INTER_LINEAR)
    return np.asarray(rgb + luma[..., None] + chroma, dtype=np.float32)


def _motion_kernel(length: float, angle: float) -> Array32:
    n = int(np.ceil(length)) | 1
    kernel = np.zeros((n + 2, n + 2), np.float32)
    c = (n + 1) / 2
    dx, dy = np.cos(np.radians(angle)) * length / 2, np.sin(np.radians(angle)) * length / 2
    for t in np.linspace(-1, 1, 8 * n):
        x, y = c + dx * t, c + dy * t
        i, j = int(y), int(x)
        for a, b, weight in (
            (i, j, (1 - y + i) * (1 - x + j)),
            (i, j + 1, (1 - y + i) * (x - j)),
            (i + 1, j, (y - i) * (1 - x + j)),
            (i + 1, j + 1, (y - i) * (x - j)),
        ):
            if a < n + 2 and b < n + 2:
                kernel[a, b] += weight
    return f32(kernel / kernel.sum())


def jpeg(pixels: NDArray[np.uint8], quality: int, limit: int | None = None) -> bytes:
    """JPEG bytes; with `limit` the quality goes down in steps of 3 until the file is smaller."""
    picture = Image.fromarray(pixels)
    while True:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, subsampling=2, optimize=True)
        if limit is None or buffer.tell() <= limit or quality <= 50:
            return buffer.getvalue()
        quality -= 3
