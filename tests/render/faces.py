"""Faces in scenes: two public-domain portraits always, crops from RENDER_FACE_DIR where that folder is given.

No face is ever drawn. Ladder of sizes, roll, frame on a wall, phone screen, badge, mirror image in glass,
mask over
mouth and nose, one consented and one not.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw

from tests.render import furniture, rooms
from tests.render.artefacts.base import Piece
from tests.render.canvas import Canvas, FaceMark
from tests.render.crops import picture_of, sources
from tests.render.frame import Shadow
from tests.render.scene import Stage, stand
from tests.render.surfaces import Plane

WIDTHS = (12, 16, 24, 32, 48, 96, 200)
ROLLS = (0.0, 20.0, -20.0, 45.0, 90.0)
CASES = ("poster", "phone", "badge", "reflection", "mask")


def face_piece(
    rng: Generator,
    ppm: float,
    who: str,
    size: tuple[float, float],
    frame: str,
    *,
    consented: bool = False,
    masked: bool = False,
    mirrored: bool = False,
) -> Piece:
    """A rectangle that shows a head: printed photograph, phone screen or badge."""
    picture, outline = picture_of(who)
    if masked:
        picture = _masked(rng, picture, outline)
    if mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        outline = tuple((1 - x, y) for x, y in outline)
    w, h = size
    rim = {"poster": 0.05, "phone": 0.04, "badge": 0.16, "bare": 0.0}[frame] * w
    c = Canvas(
        w,
        h,
        ppm,
        {"poster": (240, 238, 232), "phone": (16, 17, 20), "badge": (252, 252, 252), "bare": (200, 200, 200)}[frame],
    )
    side = min(w, h) - 2 * rim
    left, top = (w - side) / 2, (h - side) / 2
    c.paste(picture, left, top, side, side)
    xs, ys = [left + x * side for x, _ in outline], [top + y * side for _, y in outline]
    quad = np.array([(min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys))])
    c.faces.append(FaceMark(quad, Path(who).stem, consented))
    if frame == "phone":
        c.round_corners(w * 0.09)
    return Piece("", c, f"face_{frame}", emissive=0.85 if frame == "phone" else 0.0)


def _masked(rng: Generator, picture: Image.Image, outline: tuple[tuple[float, float], ...]) -> Image.Image:
    out = picture.copy()
    n = picture.width
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    x0, x1, y0, y1 = min(xs) * n, max(xs) * n, min(ys) * n, max(ys) * n
    mid, low = y0 + 0.52 * (y1 - y0), y1 + 0.02 * (y1 - y0)
    colour = (120, 170, 200) if rng.random() < 0.6 else (230, 234, 236)
    shape = [
        (x0 + 2, mid + 4),
        ((x0 + x1) / 2, mid - 6),
        (x1 - 2, mid + 4),
        (x1 - (x1 - x0) * 0.16, low),
        ((x0 + x1) / 2, low + 4),
        (x0 + (x1 - x0) * 0.16, low),
    ]
    draw = ImageDraw.Draw(out)
    draw.polygon(shape, fill=colour)
    for i in range(1, 4):
        y = mid + (low - mid) * i / 4
        draw.line(
            [(x0 + (x1 - x0) * 0.12, y), (x1 - (x1 - x0) * 0.12, y)],
            fill=tuple(round(v * 0.9) for v in colour),
            width=max(1, n // 160),
        )
    return out


def dress_faces(stage: Stage, case: int) -> None:
    """One consented and one unknown person; the unknown one runs through sizes, turns and kinds."""
    rng = stage.rng
    who = sources()
    world = stage.world(float(rng.uniform(-2, 3)), float(rng.uniform(-8, 8)))
    rooms.shell(stage, world, 2600, sigma=0.6)
    furniture.bed(stage, world, float(rng.uniform(-700, 700)), 1900, sigma=0.7)
    width, roll, kind = WIDTHS[case % len(WIDTHS)], ROLLS[(case // 2) % len(ROLLS)], CASES[case % len(CASES)]
    first, second = (who[0], who[1]) if case % 2 == 0 else (who[1], who[0])
    if len(who) > 2 and case % 3 == 2:
        second = who[2 + case % (len(who) - 2)]
    z = 1500.0
    known = stand(world, float(rng.uniform(-520, -260)), float(rng.uniform(-260, 0)), z)
    stage.put(
        Plane(known, (300, 360)),
        lambda ppm: face_piece(rng, ppm, first, (300, 360), "poster", consented=True),
        shadow=Shadow(0.3, 6, 8, 8),
    )
    face_share = 0.5
    side = max(30.0, width / face_share / stage.camera.focal * z)
    unknown = stand(world, float(rng.uniform(250, 560)), float(rng.uniform(-260, 60)), z, roll=roll)
    size = (side, side * (1.5 if kind == "phone" else 1.2))
    frame = {"poster": "poster", "phone": "phone", "badge": "badge", "reflection": "bare", "mask": "poster"}[kind]
    before = stage.frame.rgb.copy() if kind == "reflection" else None
    stage.put(
        Plane(unknown, size),
        lambda ppm: face_piece(rng, ppm, second, size, frame, masked=kind == "mask", mirrored=kind == "reflection"),
        shadow=None if kind == "reflection" else Shadow(0.3, 5, 7, 7),
    )
    if before is not None:  # a faint mirror image in glass
        share = np.float32(rng.uniform(0.25, 0.4))
        mine = cv2.GaussianBlur((stage.frame.owner == stage.placed[-1].owner).astype(np.float32), (0, 0), 1.0)[
            ..., None
        ]
        stage.frame.rgb = before + (stage.frame.rgb - before) * (mine * share + (1 - mine) * 0)
