"""Movable things for the rooms: beds, lockers, pens, bins, cases of screens. No information on any."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.render import materials as m
from tests.render.canvas import Canvas, Colour
from tests.render.frame import Shadow, cuboid, flat_canvas, pole
from tests.render.rooms import CLOTHS, WALLS, WOODS, as_colour, choose
from tests.render.scene import Stage, stand
from tests.render.surfaces import Plane, Pose, Sheet


def pen(stage: Stage, desk: Pose, x: float, y: float, roll: float, colour: Colour, sigma: float = 0.0) -> None:
    lying = desk.child(x, y, roll=roll, lift=8)
    pole(stage.frame, lying, 4.2, 118, colour, gloss=0.5, sigma=sigma, shadow=Shadow(0.45, 3, 5, 4))
    pole(stage.frame, lying.child(0, 66, lift=-1), 2.6, 14, (60, 60, 64), gloss=0.4, sigma=sigma)
    pole(stage.frame, lying.child(0, -64), 3.4, 12, (190, 192, 196), gloss=0.6, sigma=sigma)


def paper_corner(stage: Stage, desk: Pose, x: float, y: float, roll: float, sigma: float = 0.0) -> None:
    """A sheet of paper with grey lines, too vague to be anything."""
    c = Canvas(210, 297, 1.2, (244, 244, 240))
    for i in range(22):
        c.line([(22, 30 + i * 11), (22 + float(stage.rng.uniform(90, 165)), 30 + i * 11)], (196, 198, 200), 1.4)
    surface = Sheet(desk.child(x, y, roll=roll, lift=1), (210, 297), ((1.5, 260.0, 0.4, 1.0),))
    stage.frame.place(c, surface, sigma=sigma, shadow=Shadow(0.3, 2, 3, 5))


def glove_box(stage: Stage, pose: Pose, sigma: float = 0.0) -> None:
    c = Canvas(240, 125, 1.0, (70, 130, 190))
    c.rect(12, 12, 216, 30, (235, 240, 245))
    c.ellipse(70, 52, 100, 52, (30, 40, 56))
    c.ellipse(86, 60, 68, 34, (120, 150, 200))
    cuboid(stage.frame, pose, (240, 125, 80), (58, 112, 168), face=c, sigma=sigma, shadow=Shadow(0.35, 5, 8, 9))


def mug(stage: Stage, pose: Pose, colour: Colour, sigma: float = 0.0) -> None:
    """Standing on the desk; `pose`: nearest line of its side at half height."""
    pole(stage.frame, pose, 40, 95, colour, gloss=0.5, sigma=sigma, shadow=Shadow(0.4, 10, 8, 12))
    lid = flat_canvas(80, 80, (70, 50, 40), 2.0)
    lid.alpha = _disc(lid)
    stage.frame.place(lid, Plane(pose.child(0, -47, lift=-40, tilt_x=-90), (80, 80)), sigma=sigma)


def _disc(c: Canvas) -> Image.Image:
    mask = Image.new("L", c.img.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
    return mask


def keyboard(stage: Stage, pose: Pose, sigma: float = 0.0, colour: Colour = (40, 42, 46)) -> None:
    """440 x 140 mm, lying in `pose`, keys without letters."""
    c = Canvas(440, 140, 1.6, colour)
    light = tuple(min(255, v + 26) for v in colour)
    for row in range(6):
        for column in range(21):
            if column in (15, 19 + row % 1) and row == 0:
                continue
            c.rect(10 + column * 20, 8 + row * 21, 17, 18, (light[0], light[1], light[2]), radius=2)
    c.round_corners(6)
    stage.frame.place(c, Plane(pose, (440, 140)), sigma=sigma, shadow=Shadow(0.45, 3, 7, 6))


def bed(
    stage: Stage, world: Pose, x: float, z: float, eye: float = 1500.0, sigma: float = 0.0, yaw: float = 0.0
) -> None:
    """Made-up hospital bed, foot end towards the viewer."""
    frame, rng = stage.frame, stage.rng
    base = stand(world, x, eye - 480, z, tilt_y=yaw)
    white, steel, frame_colour = (224, 228, 232), (176, 182, 188), (206, 210, 214)
    for side in (-420, 420):
        pole(frame, base.child(side, 300, lift=-100), 24, 340, steel, sigma=sigma)
    cuboid(frame, base.child(0, 120), (920, 120, 2000), frame_colour, sigma=sigma, shadow=Shadow(0.45, 0, 30, 30))
    cuboid(frame, base.child(0, -20), (880, 170, 1950), white, sigma=sigma)
    top = base.child(0, -110, lift=-980, tilt_x=-90)
    blanket = m.waffle(rng, choose(rng, CLOTHS))
    frame.fill(top, m.linen(rng, white, 0.8, 900), (-450, -980, 450, 980), sigma)
    frame.fill(top.child(0, 0, lift=6), blanket, (-452, -420, 452, 984), sigma, 0.96)
    frame.fill(base.child(0, -20, lift=8), blanket, (-446, -90, 446, 40), sigma, 0.86)
    cuboid(
        frame,
        base.child(0, -190, lift=-1620),
        (640, 150, 380),
        (236, 238, 240),
        sigma=sigma,
        shadow=Shadow(0.3, 0, 14, 14),
    )
    cuboid(
        frame,
        base.child(0, 10, lift=70),
        (960, 330, 40),
        as_colour(choose(rng, WOODS)),
        sigma=sigma,
        shadow=Shadow(0.3, 6, 14, 12),
    )
    for side in (-470, 470):
        for n in range(4):
            pole(frame, base.child(side, -180, lift=-500 - n * 260), 11, 330, steel, sigma=sigma)
        rail = base.child(side, -340, lift=-890, tilt_x=-90)
        pole(frame, rail, 15, 820, steel, sigma=sigma)


def drip_stand(stage: Stage, world: Pose, x: float, z: float, eye: float = 1500.0, sigma: float = 0.0) -> None:
    steel = (196, 200, 206)
    pole(stage.frame, stand(world, x, eye - 950, z), 12, 1900, steel, gloss=0.5, sigma=sigma)
    pole(stage.frame, stand(world, x, eye - 1890, z, roll=90), 7, 260, steel, gloss=0.5, sigma=sigma)
    bag = Canvas(130, 250, 0.6, (226, 232, 236))
    bag.rect(14, 20, 102, 190, (212, 222, 230), (186, 196, 206), 3, 14)
    for i in range(6):
        bag.line([(90, 60 + i * 22), (108, 60 + i * 22)], (120, 130, 140), 3)
    bag.round_corners(24)
    stage.frame.place(
        bag,
        Plane(stand(world, x - 90, eye - 1740, z - 20), (130, 250)),
        sigma=sigma,
        gloss=0.2,
        shadow=Shadow(0.15, 4, 6, 6),
    )


def picture_frame(stage: Stage, pose: Pose, sigma: float = 0.0) -> None:
    """A landscape print in a frame: shapes, no words."""
    rng = stage.rng
    c = Canvas(420, 320, 0.8, (232, 226, 210))
    c.rect(0, 0, 420, 320, None, as_colour(choose(rng, WOODS), 0.7), 16)
    for layer in range(4):
        base = 120 + layer * 45
        hills = [(50 + x * 16.0, min(270.0, base + 22 * float(np.sin(x * 0.6 + layer * 1.7)))) for x in range(21)]
        tone = as_colour(choose(rng, CLOTHS), 1.1 - 0.15 * layer)
        c.polygon([(50, 270), *hills, (370, 270)], tone)
    stage.frame.place(c, Plane(pose, (420, 320)), sigma=sigma, gloss=0.1, shadow=Shadow(0.3, 4, 6, 5))


def cupboard(stage: Stage, pose: Pose, doors: int, sigma: float = 0.0) -> None:
    """Wall cupboards with plain doors."""
    colour = as_colour(choose(stage.rng, WALLS), 1.0)
    w = 450.0 * doors
    face = Canvas(w, 600, 0.4, colour)
    for i in range(doors):
        face.rect(i * 450 + 6, 6, 438, 588, None, as_colour((colour[0], colour[1], colour[2]), 0.78), 4)
        face.rect(i * 450 + (380 if i % 2 == 0 else 50), 480, 18, 80, (176, 180, 184))
    cuboid(stage.frame, pose, (w, 600, 330), colour, face=face, sigma=sigma, shadow=Shadow(0.35, 6, 14, 12))


def radiator(stage: Stage, pose: Pose, width: float, sigma: float = 0.0) -> None:
    c = Canvas(width, 500, 0.4, (236, 236, 232))
    for i in range(int(width / 50)):
        c.rect(i * 50.0 + 8, 20, 30, 460, (222, 222, 218), radius=8)
    cuboid(stage.frame, pose, (width, 500, 90), (230, 230, 226), face=c, sigma=sigma, shadow=Shadow(0.3, 4, 8, 8))


def trunking(
    stage: Stage, world: Pose, x: float, z: float, width: float, eye: float = 1500.0, sigma: float = 0.0
) -> None:
    """The panel above a bed: sockets, gas outlets, a reading light."""
    c = Canvas(width, 220, 0.4, (226, 228, 226))
    c.rect(0, 84, width, 8, (186, 190, 192))
    for i in range(int(width / 170)):
        left = 40 + i * 165
        if i % 3 == 2:
            c.ellipse(left + 20, 112, 74, 74, ((60, 70, 160), (240, 240, 240), (200, 180, 60))[i % 3])
            c.ellipse(left + 40, 132, 34, 34, (60, 62, 66))
        else:
            c.rect(left, 112, 130, 76, (246, 246, 244), (190, 192, 194), 4)
            c.rect(left + 26, 138, 14, 24, (70, 70, 74))
            c.rect(left + 88, 138, 14, 24, (70, 70, 74))
    c.rect(width * 0.3, 12, width * 0.4, 56, (252, 250, 236), (200, 202, 204), 5)
    stage.frame.place(c, Plane(stand(world, x, eye - 1500, z), (width, 220)), sigma=sigma, shadow=Shadow(0.3, 0, 8, 7))


def locker(stage: Stage, world: Pose, x: float, z: float, eye: float = 1500.0, sigma: float = 0.0) -> None:
    colour = as_colour(choose(stage.rng, WOODS), 1.05)
    face = Canvas(450, 850, 0.4, colour)
    for y in (20, 250):
        face.rect(16, y, 418, 200 if y == 20 else 560, None, as_colour((colour[0], colour[1], colour[2]), 0.72), 5)
        face.rect(180, y + 30, 90, 18, (206, 208, 210))
    cuboid(
        stage.frame,
        stand(world, x, eye - 425, z),
        (450, 850, 420),
        colour,
        face=face,
        sigma=sigma,
        shadow=Shadow(0.4, 10, 20, 18),
    )
    pole(
        stage.frame,
        stand(world, x - 110, eye - 960, z + 180),
        55,
        220,
        (196, 216, 226),
        gloss=0.5,
        sigma=sigma,
    )
    pole(
        stage.frame,
        stand(world, x + 30, eye - 900, z + 160),
        36,
        100,
        (222, 226, 230),
        gloss=0.4,
        sigma=sigma,
    )


def chair(
    stage: Stage, world: Pose, x: float, z: float, eye: float = 1500.0, sigma: float = 0.0, yaw: float = -20.0
) -> None:
    """A high-backed patient chair in wipe-clean vinyl."""
    colour = as_colour(choose(stage.rng, CLOTHS), 0.85)
    base = stand(world, x, eye - 300, z, tilt_y=yaw)
    for side in (-250, 250):
        pole(stage.frame, base.child(side, 190, lift=20), 16, 240, (120, 100, 84), sigma=sigma)
    cuboid(stage.frame, base.child(0, -420, lift=-480), (560, 760, 90), colour, sigma=sigma)
    cuboid(stage.frame, base, (560, 150, 520), colour, sigma=sigma, shadow=Shadow(0.45, 8, 26, 24))
    for side in (-300, 300):
        cuboid(
            stage.frame,
            base.child(side, -150, lift=10),
            (60, 60, 520),
            as_colour((150, 120, 90)),
            sigma=sigma,
        )


def handrail(
    stage: Stage, world: Pose, x: float, near: float, far: float, eye: float = 1500.0, sigma: float = 0.0
) -> None:
    side = 90 if x > 0 else -90
    pose = stand(world, x, eye - 900, (near + far) / 2, tilt_y=side)
    colour = as_colour(choose(stage.rng, WOODS))
    stage.frame.place(
        flat_canvas(far - near, 150, colour, 0.1),
        Plane(pose, (far - near, 150)),
        sigma=sigma,
        shadow=Shadow(0.35, 0, 8, 6),
    )


def sharps_bin(stage: Stage, pose: Pose, sigma: float = 0.0) -> None:
    cuboid(stage.frame, pose, (180, 240, 150), (248, 214, 40), sigma=sigma, shadow=Shadow(0.35, 8, 10, 10))
    cuboid(stage.frame, pose.child(0, -135, lift=-10), (190, 40, 160), (60, 110, 190), sigma=sigma)


def dispenser(stage: Stage, pose: Pose, sigma: float = 0.0) -> None:
    cuboid(stage.frame, pose, (120, 260, 100), (238, 240, 242), sigma=sigma, shadow=Shadow(0.3, 8, 10, 8))
    stage.frame.place(
        flat_canvas(70, 120, (150, 190, 220), 1.0), Plane(pose.child(0, -30, lift=1), (70, 120)), sigma=sigma
    )


def monitor_body(
    stage: Stage,
    pose: Pose,
    size: tuple[float, float],
    bezel: float = 18.0,
    sigma: float = 0.0,
    colour: Colour = (32, 33, 36),
) -> None:
    """Case and stand; the lit display goes in front at `pose.child(0, 0, lift=1)`."""
    w, h = size
    pole(stage.frame, pose.child(0, h / 2 + 90, lift=-60), 34, 230, (48, 49, 53), sigma=sigma)
    foot = flat_canvas(260, 200, (44, 45, 49), 1.0)
    foot.round_corners(60)
    stage.frame.place(
        foot,
        Plane(pose.child(0, h / 2 + 175, lift=-40, tilt_x=-78), (260, 200)),
        sigma=sigma,
        shadow=Shadow(0.4, 0, 8, 10),
    )
    cuboid(
        stage.frame,
        pose,
        (w + 2 * bezel, h + 2 * bezel + 14, 34),
        colour,
        sigma=sigma,
        shadow=Shadow(0.45, 8, 14, 16),
    )


def pole_bag(stage: Stage, pose: Pose, size: tuple[float, float]) -> None:
    """An infusion bag close up, with its hook, ports and a tube."""
    w, h = size
    steel = (188, 192, 198)
    pole(stage.frame, pose.child(w * 0.9, 0, lift=-60), 9, 900, steel, gloss=0.5, sigma=2.0)
    c = Canvas(w, h, 3.0, (198, 208, 214))
    for _ in range(40):  # thin plastic: streaks of brighter and darker wall
        x = float(stage.rng.uniform(0, w))
        tone = int(stage.rng.integers(190, 224))
        c.line(
            [(x, 0), (x + float(stage.rng.uniform(-14, 14)), h)],
            (tone, min(255, tone + 6), min(255, tone + 10)),
            float(stage.rng.uniform(2, 9)),
        )
    c.img = c.img.filter(ImageFilter.GaussianBlur(9))
    c.rect(3, 3, w - 6, h - 6, None, (228, 234, 238), 2.2, 12)
    c.ellipse(w / 2 - 7, 6, 14, 9, (120, 130, 138))
    for i in range(9):
        c.line([(w - 24, 40 + i * 22), (w - 12, 40 + i * 22)], (70, 84, 100), 0.8)
    c.round_corners(26)
    c.alpha = c.alpha.point([round(v * 0.82) for v in range(256)])
    bag = Sheet(pose, size, ((3.0, 300.0, 1.4, 0.2),))
    stage.frame.place(c, bag, gloss=0.35, shadow=Shadow(0.25, 10, 12, 14))
    for dx, length in ((-18, 60), (16, 46)):
        pole(stage.frame, pose.child(dx, h / 2 + length / 2 - 4), 5.5, length, (226, 230, 234), gloss=0.6)
