"""Set for a mirror image: a board seen in a window at night, in the glass of a door, a dark screen or a mirror.

The reflected board is a plane whose x axis points the other way, so pixels and truth both come out mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import ImageFilter

from tests.render import rooms
from tests.render.arrays import f32
from tests.render.canvas import Canvas, Colour
from tests.render.frame import NOBODY, Shadow, cuboid, flat_canvas
from tests.render.recipes import Subject
from tests.render.scene import Stage, stand
from tests.render.staging import Wish, aim, room_at
from tests.render.surfaces import Array, Plane, Pose, forward

SOFT = 0.4  # px; glass is never quite flat


@dataclass(frozen=True)
class Pane:
    """`share`: how much of the board's light comes back; `through`: how much of what lies behind still shows."""

    name: str
    share: tuple[float, float]
    through: float
    bars: tuple[float, ...]  # upright bars, as shares of the width
    rim: float  # of the frame, share of the glass's height
    frame: Colour


PANES = (
    Pane("window", (0.34, 0.6), 0.9, (0.5,), 0.05, (232, 232, 228)),
    Pane("door", (0.3, 0.5), 0.9, (), 0.16, (168, 124, 84)),
    Pane("screen", (0.26, 0.42), 0.95, (), 0.03, (24, 24, 27)),
    Pane("mirror", (0.88, 0.95), 0.0, (), 0.02, (196, 198, 200)),
)


def mirrored(pose: Pose) -> Pose:
    """The same place, seen left for right."""
    return Pose(pose.rot @ np.diag([-1.0, 1.0, 1.0]), pose.centre)


def in_glass(stage: Stage, subject: Subject, wish: Wish) -> None:
    """What hangs on the wall behind the photographer shows in the glass before them."""
    rng = stage.rng
    a = aim(stage, subject, wish)
    pane = PANES[int(rng.integers(len(PANES)))]
    world, spot = room_at(stage, a)
    near = 0.55 * a.distance  # the image lies as far behind the glass as the board before it
    at = spot * (near / a.distance)
    rooms.shell(stage, world, float(at[2]) + 20, eye=max(1500.0, float(at[1]) + 900), sigma=0.5)
    size = _extent(rng, subject, near / a.distance, pane)
    glass = Plane(stand(world, *at), size)
    _frame(stage, glass, pane)
    stage.frame.place(_behind(rng, pane, size), glass, emissive=0.0 if pane.through == 0 else 0.7, sigma=1.5)
    _reflect(stage, subject, Plane(mirrored(stand(world, *spot)), subject.size), glass, pane)
    for share in pane.bars:
        extent = (0.028 * size[0], size[1])
        bar = flat_canvas(*extent, pane.frame, 0.5)
        stage.frame.place(bar, Plane(glass.pose.child((share - 0.5) * size[0], 0, lift=6), extent))


def _extent(rng: Generator, subject: Subject, scale: float, pane: Pane) -> tuple[float, float]:
    """The glass in mm: the image fits in it, with more beside it for windows and mirrors."""
    spare = 1.06 if pane.name == "screen" else float(rng.uniform(1.12, 1.6))
    tall = spare * (1.35 if pane.name == "door" else 1.0)
    return subject.size[0] * scale * spare, subject.size[1] * scale * tall


def _frame(stage: Stage, glass: Plane, pane: Pane) -> None:
    w, h = glass.size
    rim = pane.rim * h
    if pane.name == "door":  # the leaf around the pane
        leaf = flat_canvas(w + 3 * rim, 2000, pane.frame, 0.2)
        pose = glass.pose.child(0, 1000 - h / 2 - 2 * rim, lift=2)
        stage.frame.place(leaf, Plane(pose, (w + 3 * rim, 2000)), sigma=0.5, shadow=Shadow(0.3, 2, 5, 5))
        handle = flat_canvas(34, 150, (196, 200, 204), 1.0)
        stage.frame.place(handle, Plane(glass.pose.child(w / 2 + 0.75 * rim, 0.2 * h, lift=4), (34, 150)))
        return
    shadow = Shadow(0.35, 5, 8, 8)
    cuboid(stage.frame, glass.pose.child(0, 0, lift=2), (w + 2 * rim, h + 2 * rim, 40), pane.frame, shadow=shadow)


def _behind(rng: Generator, pane: Pane, size: tuple[float, float]) -> Canvas:
    """What shows through: the night with a few lamps, a dim corridor, the black of a screen, the room in a mirror."""
    w, h = size
    dark: Colour = {"window": (14, 18, 30), "door": (52, 54, 58), "screen": (9, 9, 11), "mirror": (150, 156, 154)}[
        pane.name
    ]
    c = Canvas(w, h, max(0.2, min(1.0, 900 / w)), dark)
    if pane.name == "window":
        for _ in range(int(rng.integers(4, 10))):
            r = float(rng.uniform(0.004, 0.012)) * w
            warm: Colour = ((150, 124, 74), (120, 126, 134), (120, 84, 46))[int(rng.integers(3))]
            c.ellipse(float(rng.uniform(0, w)), float(rng.uniform(0.55, 0.98)) * h, 2 * r, 2 * r, warm)
        c.img = c.img.filter(ImageFilter.GaussianBlur(0.004 * w * c.k))
    elif pane.name == "door":
        c.polygon([(0.3 * w, 0), (0.7 * w, 0), (0.85 * w, h), (0.15 * w, h)], (70, 72, 76))
        c.rect(0.42 * w, 0.04 * h, 0.16 * w, 0.03 * h, (150, 152, 150))
        c.img = c.img.filter(ImageFilter.GaussianBlur(0.02 * w * c.k))
    elif pane.name == "mirror":  # the other side of the room, darker than the wall round the glass
        c.rect(0, 0, w, 0.13 * h, (196, 196, 192))
        c.rect(0.03 * w, 0, 0.06 * w, h, (118, 132, 138))
        c.rect(0, 0.86 * h, w, 0.05 * h, (96, 122, 128))
        c.img = c.img.filter(ImageFilter.GaussianBlur(0.006 * w * c.k))
    return c


def _reflect(stage: Stage, subject: Subject, image: Plane, glass: Plane, pane: Pane) -> None:
    """Adds the board's mirror image inside the glass; double glazing gives a weaker second one."""
    rng, frame = stage.rng, stage.frame
    share = float(rng.uniform(*pane.share))
    before, owners = frame.rgb.copy(), frame.owner.copy()
    alpha = _alone(stage, flat_canvas(*subject.size, (255, 255, 255), 0.1), image)
    stage.put(image, subject.build, sigma=SOFT)
    inside = _mask(stage, glass)
    board = frame.rgb * np.float32(share) * inside[..., None]
    owner = len(stage.placed)
    shown = ((frame.owner == owner) & (inside > 0.5)).astype(np.float32)
    if pane.name == "window":
        board += 0.25 * _shifted(board, float(rng.uniform(2, 5)) * stage.camera.width / 2016)
    covered = (alpha * inside)[..., None] * np.float32(1.0 - pane.through)
    frame.rgb = f32(before * (1 - covered) + board)
    frame.owner = np.where(shown > 0.5, np.uint16(owner), owners)
    stage.placed[-1] = replace(stage.placed[-1], strength=share)


def _alone(stage: Stage, white: Canvas, image: Plane) -> NDArray[np.float32]:
    """How much of each pixel the image covers; leaves the frame black and owned by nobody."""
    frame = stage.frame
    frame.rgb[:] = 0.0
    frame.place(white, image, emissive=1.0, sigma=SOFT)
    alpha = f32(frame.rgb[..., 0] / 255)
    frame.rgb[:] = 0.0
    frame.owner[:] = NOBODY
    return alpha


def _mask(stage: Stage, glass: Plane) -> NDArray[np.float32]:
    """1 inside the glass, 0 outside, soft at the edge."""
    w, h = glass.size
    corners: Array = np.array([(0, 0), (w, 0), (w, h), (0, h)], dtype=float)
    pixels, _ = forward(glass, stage.camera, corners)
    mask = np.zeros((stage.camera.height, stage.camera.width), np.uint8)
    cv2.fillConvexPoly(mask, np.round(pixels * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    return f32(mask.astype(np.float32) / 255)


def _shifted(picture: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    move = np.array([[1, 0, by], [0, 1, 0.4 * by]], dtype=np.float32)
    return f32(cv2.warpAffine(picture, move, (picture.shape[1], picture.shape[0])))
