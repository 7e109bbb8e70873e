"""Backdrops and furniture: desks, beds, bays, corridors. Nothing here carries information."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from tests.render import materials as m
from tests.render.artefacts.base import Piece
from tests.render.canvas import Canvas, Colour
from tests.render.frame import Shadow, flat_canvas
from tests.render.scene import Stage, stand
from tests.render.surfaces import Plane, Pose

WALLS: tuple[m.RGB, ...] = (
    (226, 222, 208),
    (214, 224, 226),
    (232, 230, 226),
    (222, 228, 214),
    (236, 226, 214),
)
FLOORS: tuple[m.RGB, ...] = ((150, 164, 172), (168, 160, 148), (140, 156, 150), (120, 132, 150))
CLOTHS: tuple[m.RGB, ...] = (
    (112, 160, 178),
    (150, 176, 150),
    (190, 170, 200),
    (206, 190, 150),
    (96, 130, 170),
)
WOODS: tuple[m.RGB, ...] = ((196, 158, 116), (168, 124, 84), (214, 190, 156), (140, 104, 76))
GREYS: tuple[m.RGB, ...] = ((186, 190, 192), (150, 156, 160), (222, 222, 218), (96, 102, 110))


def choose(rng: Generator, options: tuple[m.RGB, ...]) -> m.RGB:
    return options[int(rng.integers(len(options)))]


def as_colour(rgb: m.RGB, factor: float = 1.0) -> Colour:
    r, g, b = (int(np.clip(v * factor, 0, 255)) for v in rgb)
    return r, g, b


def table_top(stage: Stage, pose: Pose, kind: str | None = None, sigma: float = 0.0) -> None:
    """Fills the picture with a desk, a worktop, a sheet or a blanket lying in `pose`."""
    rng = stage.rng
    kind = kind or ("laminate", "worktop", "linen", "waffle", "cloth")[int(rng.integers(5))]
    material = {
        "laminate": lambda: m.laminate(rng, choose(rng, WOODS)),
        "worktop": lambda: m.worktop(rng, choose(rng, GREYS)),
        "linen": lambda: m.linen(rng, (218, 223, 228)),
        "waffle": lambda: m.waffle(rng, choose(rng, CLOTHS)),
        "cloth": lambda: m.linen(rng, choose(rng, CLOTHS), 0.6),
    }[kind]()
    stage.frame.fill(pose, material, sigma=sigma)


def shell(
    stage: Stage,
    world: Pose,
    depth: float,
    eye: float = 1500.0,
    width: float = 5200.0,
    height: float = 2600.0,
    sigma: float = 0.0,
    right: float | None = None,
) -> None:
    """Back wall at `depth`, side walls, floor, ceiling, skirting and bumper rail."""
    rng, frame = stage.rng, stage.frame
    paint = choose(rng, WALLS)
    wall, floor = m.paint(rng, paint), m.vinyl(rng, choose(rng, FLOORS))
    left, far = -width * float(rng.uniform(0.4, 0.6)), right if right is not None else width / 2
    top = eye - height
    frame.fill(stand(world, 0, top, depth / 2, tilt_x=90), m.ceiling(rng), sigma=sigma, dim=1.02)
    frame.fill(stand(world, 0, eye, depth / 2, tilt_x=-90), floor, sigma=sigma)
    frame.fill(stand(world, left, 0, depth / 2, tilt_y=-90), wall, (-depth, top, depth / 2, eye), sigma, 0.95)
    frame.fill(stand(world, far, 0, depth / 2, tilt_y=90), wall, (-depth / 2, top, depth, eye), sigma, 0.92)
    frame.fill(stand(world, 0, 0, depth), wall, (left, top, far, eye), sigma)
    for n in range(1, int(depth / 1800)):  # light panels
        lamp = flat_canvas(600, 1200, (255, 255, 252), 0.1)
        frame.place(
            lamp,
            Plane(stand(world, 0, top + 2, n * 1800, tilt_x=90), (600, 1200)),
            emissive=1.0,
            sigma=sigma + 1,
        )
    skirt = as_colour(choose(rng, FLOORS), 0.8)
    frame.place(
        flat_canvas(far - left, 120, skirt, 0.1),
        Plane(stand(world, (left + far) / 2, eye - 60, depth - 4), (far - left, 120)),
        sigma=sigma,
    )
    rail = as_colour(choose(rng, CLOTHS), 0.9)
    frame.place(
        flat_canvas(far - left, 160, rail, 0.1),
        Plane(stand(world, (left + far) / 2, eye - 900, depth - 8), (far - left, 160)),
        sigma=sigma,
        shadow=Shadow(0.3, 0, 5, 4),
    )


def curtain(
    stage: Stage,
    world: Pose,
    x: float,
    z: float,
    width: float,
    eye: float = 1500.0,
    sigma: float = 0.0,
    tilt_y: float = 0.0,
) -> None:
    material = m.curtain(stage.rng, choose(stage.rng, CLOTHS))
    stage.frame.fill(
        stand(world, x, eye - 1250, z, tilt_y=tilt_y), material, (-width / 2, -900, width / 2, 1080), sigma
    )
    rail = stand(world, x, eye - 2160, z - 20, tilt_y=tilt_y)
    stage.frame.place(flat_canvas(width + 200, 26, (214, 216, 218), 0.1), Plane(rail, (width + 200, 26)), sigma=sigma)


def door(
    stage: Stage,
    world: Pose,
    x: float,
    z: float,
    eye: float = 1500.0,
    sigma: float = 0.0,
    tilt_y: float = 0.0,
) -> None:
    c = Canvas(1000, 2050, 0.4, as_colour(choose(stage.rng, WOODS), 1.02))
    c.rect(0, 0, 1000, 2050, None, (210, 212, 214), 45)
    c.rect(690, 380, 170, 620, (150, 172, 184), (200, 202, 204), 14)
    c.rect(90, 1040, 200, 60, (200, 204, 208))
    c.rect(60, 1750, 880, 240, (190, 194, 198))
    stage.frame.place(
        c,
        Plane(stand(world, x, eye - 1025, z, tilt_y=tilt_y), (1000, 2050)),
        sigma=sigma,
        shadow=Shadow(0.25, 0, 0, 8),
    )


def window(stage: Stage, pose: Pose, size: tuple[float, float], sigma: float = 0.0) -> None:
    """Bright sky behind slatted blinds."""
    w, h = size
    c = Canvas(w, h, 0.4, (236, 242, 250))
    for i in range(int(h / 40)):
        c.rect(0, i * 40, w, 16, (206, 214, 222))
    c.rect(0, 0, w, h, None, (232, 232, 230), 50)
    c.rect(w / 2 - 20, 0, 40, h, (232, 232, 230))
    stage.frame.place(c, Plane(pose, size), sigma=sigma)


def desktop_picture(rng: Generator, ppm: float) -> Piece:
    """A screen showing hills instead of anybody's record."""
    c = Canvas(531.84, 299.16, min(ppm, 3.0), (120, 176, 220))
    for layer in range(5):
        base, tone = 120 + layer * 40, (60 + layer * 6, 120 - layer * 12, 110 - layer * 16)
        ridge = [(x * 27.0, base + 26 * np.sin(x * 0.7 + layer * 2.1) + float(rng.uniform(-5, 5))) for x in range(21)]
        c.polygon([(0, 300), *ridge, (540, 300)], (int(tone[0]), int(max(0, tone[1])), int(max(0, tone[2]))))
    c.rect(0, 289, 531.84, 10.2, (34, 36, 42))
    for i in range(7):
        c.rect(6 + i * 12, 291, 6.4, 6.4, ((70, 130, 200), (220, 170, 60), (90, 170, 110))[i % 3], radius=1)
    return Piece("", c, "desktop", {}, emissive=0.85)
