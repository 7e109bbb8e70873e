"""A parked car from behind: the one place where a number plate is found."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.render import materials as m
from tests.render import rooms
from tests.render.artefacts.base import Piece
from tests.render.canvas import Canvas, Colour
from tests.render.frame import Shadow, cuboid
from tests.render.recipes import Subject
from tests.render.scene import Stage, stand
from tests.render.staging import Aim, Wish, aim, contact
from tests.render.surfaces import Array, Plane, Pose

SIZE = (1780.0, 1400.0)  # mm, roof to road
PLATE_Y = 900.0  # mm below the roof
EYE = 1450.0  # mm, the lens above the road
PAINTS = ((40, 60, 110), (150, 30, 40), (190, 194, 198), (40, 42, 46), (96, 104, 112), (222, 224, 222))
GLASS = [(430, 70), (1350, 70), (1490, 430), (290, 430)]


def back(ppm: float, paint: Colour) -> Canvas:
    """The rear view, in mm; what is no car is transparent."""
    c = Canvas(*SIZE, ppm, (18, 18, 20))
    dark, light = rooms.as_colour(paint, 0.62), rooms.as_colour(paint, 1.12)
    cabin = [(400, 0), (1380, 0), (1560, 470), (1760, 520), (1760, 600), (20, 600), (20, 520), (220, 470)]
    c.polygon([(float(x), float(y)) for x, y in cabin], paint)
    c.rect(20, 500, 1740, 560, paint)
    c.rect(20, 520, 1740, 26, light)  # the edge of the boot catches the sky
    c.polygon([(float(x), float(y)) for x, y in GLASS], (26, 32, 38))
    c.polygon([(520, 90), (760, 90), (560, 410), (340, 410)], (64, 76, 86))  # a reflection
    c.rect(380, 560, 1020, 300, dark)  # the recess above and round the plate
    c.rect(400, 590, 980, 280, paint)
    for x in (40, 1460):
        c.rect(x, 560, 280, 210, (126, 14, 22))
        c.rect(x + 20, 580, 240, 80, (196, 40, 44))
        c.rect(x + 30, 690, 90, 60, (220, 206, 196))
    c.rect(20, 1020, 1740, 150, dark)
    c.rect(120, 1110, 1540, 60, (34, 35, 38))
    for x in (130, 1410):
        c.rect(x, 1150, 240, 250, (22, 22, 24))
    c.img = c.img.filter(ImageFilter.GaussianBlur(3 * c.k))
    c.alpha = _outline(c, cabin)
    return c


def _outline(c: Canvas, cabin: list[tuple[int, int]]) -> Image.Image:
    mask = Image.new("L", c.img.size, 0)
    draw, k = ImageDraw.Draw(mask), c.k
    draw.polygon([(x * k, y * k) for x, y in cabin], fill=255)
    draw.rounded_rectangle((10 * k, 490 * k, 1770 * k, 1180 * k), 70 * k, fill=255)
    for x in (130, 1410):
        draw.rounded_rectangle((x * k, 1100 * k, (x + 240) * k, 1400 * k), 40 * k, fill=255)
    return mask


def _standing(stage: Stage, a: Aim) -> tuple[Pose, Array]:
    """The level world, and where the plate is in it, so that the road lies as far below the lens as for most people."""
    ray = stage.camera.ray_through(a.x, a.y, a.distance)
    worlds = [stage.world(float(pitch), a.tilt_y, a.roll * 0.35) for pitch in np.linspace(-40, 40, 81)]
    spots = [(world, world.rot.T @ ray) for world in worlds]
    return min(spots, key=lambda s: abs(float(s[1][1]) + SIZE[1] - PLATE_Y - EYE))


def on_car(stage: Stage, subject: Subject, wish: Wish) -> None:
    """The back of a car in a car park, seen from a few metres by somebody who stands."""
    rng = stage.rng
    a = aim(stage, subject, wish)
    world, spot = _standing(stage, a)
    x, z, ground = float(spot[0]), float(spot[2]), float(spot[1]) + SIZE[1] - PLATE_Y
    stage.frame.rgb[:] = np.array([196, 214, 232], dtype=np.float32)
    stage.frame.fill(stand(world, 0, ground, z, tilt_x=-90), m.worktop(rng, (104, 106, 110)))
    stage.frame.fill(stand(world, 0, 0, z + 9000), m.paint(rng, (176, 150, 130)), (-30000, -4000, 30000, ground), 2.0)
    paint = rooms.as_colour(rooms.choose(rng, PAINTS))
    for side in (-1, 1):  # the lines of the bay
        stage.frame.fill(
            stand(world, x + side * 1350, ground - 1, z, tilt_x=-90),
            m.paint(rng, (226, 226, 220)),
            (-50, -4200, 50, 900),
        )
    for lift, size, y in ((-500, (1120, 460, 1600), -650), (-40, (1660, 560, 3600), -100)):
        cuboid(stage.frame, stand(world, x, float(spot[1]) + y, z - lift), size, paint, shadow=Shadow(0.5, 0, 30, 20))
    centre = float(spot[1]) + SIZE[1] / 2 - PLATE_Y
    stage.put(Plane(stand(world, x, centre, z + 14), SIZE), lambda ppm: Piece("", back(ppm, paint), "car"))
    stage.put(Plane(stand(world, *spot), subject.size), subject.build, shadow=contact(stage, a.distance, 4.0))
