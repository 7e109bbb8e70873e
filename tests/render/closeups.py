"""Sets at arm's length: on a desk, a wrist, a chest, in a hand, on an infusion bag, a tube on a worktop."""

from __future__ import annotations

import numpy as np

from tests.render import body, furniture, rooms
from tests.render import materials as m
from tests.render.frame import Shadow, flat_canvas, pole
from tests.render.recipes import Subject
from tests.render.scene import Stage
from tests.render.staging import Wish, aim, background_blur, contact, paper
from tests.render.surfaces import Cylinder, Plane, Pose


def on_table(stage: Stage, subject: Subject, wish: Wish) -> None:
    a = aim(stage, subject, wish, downwards=True)
    desk = Pose.facing(stage.camera, a.x, a.y, a.distance, a.tilt_x, a.tilt_y)
    rooms.table_top(stage, desk)
    lying = desk.child(0, 0, roll=a.roll, lift=2)
    stage.put(paper(stage, subject, lying), subject.build, shadow=contact(stage, a.distance))
    _desk_clutter(stage, desk, subject, wish, a.distance)


def _desk_clutter(stage: Stage, desk: Pose, subject: Subject, wish: Wish, distance: float) -> None:
    rng = stage.rng
    half = np.array(subject.size) / 2
    reach = stage.camera.width / stage.camera.focal * distance / 2
    if rng.random() < wish.clutter:
        colours = ((24, 50, 140), (18, 18, 20), (170, 30, 40), (20, 110, 60))
        x = float(half[0] * rng.uniform(0.6, 1.1)) * (1 if rng.random() < 0.5 else -1)
        furniture.pen(
            stage,
            desk,
            x,
            float(half[1] + rng.uniform(8, 40)),
            float(rng.uniform(30, 150)),
            colours[int(rng.integers(4))],
        )
    if rng.random() < wish.clutter * 0.6 and reach > half[0] * 1.3:
        furniture.paper_corner(
            stage,
            desk.child(0, 0, lift=-1.5),
            float(half[0] + 120),
            float(rng.uniform(-120, 60)),
            float(rng.uniform(-30, 30)),
        )
    if rng.random() < wish.clutter * 0.35 and reach > 180:
        furniture.keyboard(stage, desk.child(float(rng.uniform(-60, 60)), -half[1] - 100, lift=5))


def on_wrist(stage: Stage, subject: Subject, wish: Wish) -> None:
    rng = stage.rng
    if rng.random() < 0.3:
        on_table(stage, subject, wish)
        return
    a = aim(stage, subject, Wish(wish.cap_px, wish.tilt, wish.roll, wish.clutter))
    roll = a.roll + float(rng.uniform(-25, 25))
    x, y = (full * float(rng.uniform(0.4, 0.6)) for full in (stage.camera.width, stage.camera.height))
    bed = Pose.facing(stage.camera, x, y, a.distance + 60, tilt_x=-abs(a.tilt_x))
    rooms.table_top(stage, bed, ("linen", "waffle", "cloth")[int(rng.integers(3))])
    arm = Pose.facing(stage.camera, x, y, a.distance, a.tilt_x, a.tilt_y, roll)
    wrist = subject.radius - 2
    skin = body.SKINS[int(rng.integers(len(body.SKINS)))]
    px = stage.camera.focal / a.distance
    limb = body.forearm_and_hand(rng, wrist, float(rng.uniform(0.1, 0.4)))
    turned = arm.child(0, float(rng.uniform(-15, 15)), lift=-wrist - 2, roll=180.0 if rng.random() < 0.35 else 0.0)
    stage.limb(limb, turned, skin, shadow=Shadow(0.45, 4 * px, 6 * px, 6 * px))
    u0 = subject.size[0] * subject.at[0] + float(rng.uniform(-18, 18)) * subject.size[0] / 250
    stage.put(
        Cylinder(arm, subject.size, subject.radius, u0),
        subject.build,
        shadow=Shadow(0.4, 0.5 * px, 0.7 * px, 0.7 * px),
    )


def _tunic(stage: Stage, chest: Pose, cloth: m.RGB, distance: float) -> None:
    """A breast pocket, a seam down the front, buttons."""
    rng = stage.rng
    dark, px = rooms.as_colour(cloth, 0.78), stage.camera.focal / distance
    side = 1 if rng.random() < 0.5 else -1
    shadow = Shadow(0.3, 0.5 * px, px, px)
    seam = chest.child(-side * 75.0, 0)
    stage.frame.place(flat_canvas(2.2, 700, dark, 2.0), Plane(seam, (2.2, 700)), shadow=shadow)
    for n in range(-2, 3):
        button = flat_canvas(11, 11, rooms.as_colour(cloth, 1.25), 4.0)
        button.round_corners(5.4)
        stage.frame.place(button, Plane(chest.child(-side * 84.0, n * 95.0), (11, 11)), shadow=shadow)
    x, y, w, h = side * 62.0, 70.0, 112.0, 125.0
    for dx, dy, ww, hh in ((0, -h / 2, w, 7.0), (-w / 2, 0, 1.6, h), (w / 2, 0, 1.6, h), (0, h / 2, w, 1.6)):
        strip = chest.child(x + dx, y + dy)
        stage.frame.place(flat_canvas(ww, hh, rooms.as_colour(cloth, 0.9), 2.0), Plane(strip, (ww, hh)), shadow=shadow)


def on_chest(stage: Stage, subject: Subject, wish: Wish) -> None:
    """A badge on a tunic, with or without a lanyard."""
    rng = stage.rng
    a = aim(stage, subject, wish)
    chest = Pose.facing(stage.camera, a.x, a.y, a.distance + 6, a.tilt_x * 0.7, a.tilt_y)
    cloth = rooms.choose(rng, rooms.CLOTHS)
    stage.frame.fill(chest, m.linen(rng, cloth, 0.8, 380.0))
    _tunic(stage, chest, cloth, a.distance)
    px = stage.camera.focal / a.distance
    hanging = chest.child(0, 0, roll=a.roll * 0.6, lift=5)
    if subject.size[1] > subject.size[0]:
        strap = rooms.as_colour(rooms.choose(rng, rooms.CLOTHS), 0.6)
        for side in (-1, 1):
            band = chest.child(side * 21, -subject.size[1] / 2 - 128, roll=side * 9.0, lift=2)
            stage.frame.place(
                flat_canvas(15, 260, strap, 3.0),
                Plane(band, (15, 260)),
                shadow=Shadow(0.4, px, 2 * px, 1.5 * px),
            )
        clip = hanging.child(0, -subject.size[1] / 2 - 3, lift=1)
        stage.frame.place(
            flat_canvas(9, 15, (190, 192, 196), 6.0), Plane(clip, (9, 15)), shadow=Shadow(0.4, px, px, px)
        )
    stage.put(Plane(hanging, subject.size), subject.build, shadow=Shadow(0.45, 1.5 * px, 2.5 * px, 2 * px))


def blurred_room(stage: Stage, near: float) -> None:
    """What is behind something held up at `near` mm."""
    rng = stage.rng
    world = stage.world(float(rng.uniform(-3, 8)), float(rng.uniform(-20, 20)))
    depth = float(rng.uniform(2200, 5000))
    blur = max(3.0, background_blur(stage, near, depth) + 3)
    rooms.shell(stage, world, depth, sigma=blur)
    if rng.random() < 0.7:
        furniture.bed(stage, world, float(rng.uniform(-900, 900)), depth * 0.62, sigma=blur)


def in_hand(stage: Stage, subject: Subject, wish: Wish) -> None:
    """Held up in front of a room that is out of focus."""
    rng = stage.rng
    a = aim(stage, subject, wish)
    if stage.backdrop is not None:
        stage.frame.rgb = stage.backdrop.copy()
    else:
        blurred_room(stage, a.distance)
    pose = Pose.facing(stage.camera, a.x, a.y, a.distance, a.tilt_x, a.tilt_y, a.roll)
    stage.put(paper(stage, subject, pose), subject.build)
    px = stage.camera.focal / a.distance
    skin = body.SKINS[int(rng.integers(len(body.SKINS)))]
    side = 1 if rng.random() < 0.5 else -1
    thumb = pose.child(side * subject.size[0] * 0.42, subject.size[1] * 0.44, roll=180.0 - side * 35.0, lift=5)
    stage.limb(body.fingers_holding(rng, 1), thumb, skin, shadow=Shadow(0.4, px, 2 * px, 2 * px))


def on_bag(stage: Stage, subject: Subject, wish: Wish) -> None:
    rng = stage.rng
    a = aim(stage, subject, wish)
    world = stage.world(float(rng.uniform(-8, 4)), float(rng.uniform(-15, 15)))
    rooms.shell(stage, world, a.distance + 1900, sigma=6)
    rooms.curtain(stage, world, float(rng.uniform(-700, 700)), a.distance + 1200, 1300, sigma=6)
    pose = Pose.facing(stage.camera, a.x, a.y, a.distance, a.tilt_x, a.tilt_y, a.roll)
    furniture.pole_bag(stage, pose.child(0, float(rng.uniform(-30, 10)), lift=-34), (178, 255))
    stage.put(
        Cylinder(pose, subject.size, subject.radius, subject.size[0] / 2),
        subject.build,
        shadow=Shadow(0.15, 1, 2, 2),
    )


def as_tube(stage: Stage, subject: Subject, wish: Wish) -> None:
    """One labelled tube on a worktop, perhaps with others beside it."""
    rng = stage.rng
    a = aim(stage, subject, wish, downwards=True)
    desk = Pose.facing(stage.camera, a.x, a.y, a.distance + 13, a.tilt_x, a.tilt_y)
    rooms.table_top(stage, desk, ("worktop", "cloth", "laminate")[int(rng.integers(3))])
    lids = ((150, 110, 190), (230, 190, 60), (90, 170, 220), (200, 50, 60), (150, 154, 158))
    px = stage.camera.focal / a.distance
    for n in range(int(rng.integers(1, 4)) - 1, -1, -1):
        shift = n * float(rng.uniform(22, 40)) * (1 if rng.random() < 0.5 else -1)
        lying = desk.child(n * 4.0, shift, roll=a.roll + n * float(rng.uniform(-20, 20)), lift=13)
        axis = lying.child(0, 0, roll=90)
        shadow = Shadow(0.4, 2 * px, 4 * px, 3 * px)
        pole(stage.frame, axis.child(0, 2, lift=-0.3), 6.3, 78, (206, 214, 216), gloss=0.6, shadow=shadow)
        pole(stage.frame, axis.child(0, 4, lift=-0.4), 6.0, 50, (120, 24, 32), gloss=0.4)
        pole(
            stage.frame,
            axis.child(0, -44, lift=1.5),
            8.0,
            16,
            lids[int(rng.integers(5))],
            gloss=0.35,
            shadow=shadow,
        )
        if n == 0:
            stage.put(
                Cylinder(
                    lying,
                    subject.size,
                    subject.radius,
                    subject.size[1] * subject.at[1] + float(rng.uniform(-2, 4)),
                    True,
                ),
                subject.build,
            )
