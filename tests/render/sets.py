"""Where a subject is found: on a desk, a wall, a wrist, a screen, an infusion bag, a chest, in a hand.

Every set puts the subject so that its key text is about as high as the level asks, within the tilt it allows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.render import furniture, rooms
from tests.render import materials as m
from tests.render.artefacts.base import Piece
from tests.render.artefacts.screen import ehr_screen
from tests.render.car import on_car
from tests.render.cast import patients, staff_member
from tests.render.closeups import as_tube, in_hand, on_bag, on_chest, on_table, on_wrist
from tests.render.devices import on_arm, on_tablet
from tests.render.doll import on_floor
from tests.render.frame import Shadow, cuboid, flat_canvas
from tests.render.glass import in_glass
from tests.render.recipes import NEGATIVE_SUBJECTS, Subject
from tests.render.scene import Stage, stand
from tests.render.staging import Wish, aim, background_blur, contact, room_at
from tests.render.surfaces import Plane, Pose, Sheet


def on_wall(stage: Stage, subject: Subject, wish: Wish) -> None:
    a = aim(stage, subject, wish)
    world, spot = room_at(stage, a)
    depth = float(spot[2]) + 25
    eye = max(1500.0, float(spot[1]) + subject.size[1] / 2 + 300)
    rooms.shell(stage, world, depth, eye=eye, height=eye + 1100, sigma=0.5)
    _wall_clutter(stage, world, spot, subject, depth, eye, wish)
    stage.put(Plane(stand(world, *spot), subject.size), subject.build, shadow=contact(stage, a.distance, 8.0))
    _foreground(stage, world, depth, eye, wish)


def _wall_clutter(
    stage: Stage,
    world: Pose,
    spot: np.ndarray[tuple[int], np.dtype[np.float64]],
    subject: Subject,
    depth: float,
    eye: float,
    wish: Wish,
) -> None:
    rng = stage.rng
    gap = subject.size[0] / 2
    if rng.random() < wish.clutter:
        furniture.dispenser(stage, stand(world, float(spot[0]) + gap + 200, float(spot[1]) + 150, depth - 100), 0.6)
    if rng.random() < wish.clutter:
        furniture.glove_box(stage, stand(world, float(spot[0]) - gap - 240, float(spot[1]) - 20, depth - 80), 0.6)
    if rng.random() < wish.clutter and depth > 1500:
        if subject.size[1] < 300:
            furniture.trunking(stage, world, float(spot[0]), depth - 20, 1800, eye - 900, 0.6)
        else:
            beside = stand(world, float(spot[0]) - gap - 150, float(spot[1]) + 560, depth - 160)
            furniture.sharps_bin(stage, beside, 0.6)
    if rng.random() < wish.clutter and depth > 1000:
        side = -1 if rng.random() < 0.5 else 1
        furniture.picture_frame(
            stage, stand(world, float(spot[0]) + side * (gap + 420), float(spot[1]) - 120, depth - 12), 0.6
        )
    if rng.random() < wish.clutter * 0.7 and depth > 1600:
        side = -1 if rng.random() < 0.5 else 1
        doors = int(rng.integers(2, 5))
        furniture.cupboard(
            stage,
            stand(world, float(spot[0]) + side * (gap + 700 + 225 * doors), float(spot[1]) - 260, depth - 350),
            doors,
            0.6,
        )
    if rng.random() < wish.clutter * 0.7 and depth > 1400:
        furniture.radiator(
            stage,
            stand(world, float(spot[0]) + float(rng.uniform(-900, 900)), eye - 420, depth - 110),
            1100,
            0.6,
        )
    if rng.random() < wish.clutter * 0.6 and depth > 1800:
        rooms.window(
            stage,
            stand(world, float(spot[0]) + gap + 1100, float(spot[1]) - 150, depth - 10),
            (1100, 1000),
            0.8,
        )


def _foreground(stage: Stage, world: Pose, depth: float, eye: float, wish: Wish) -> None:
    """Furniture between lens and wall, at the sides."""
    rng = stage.rng
    if depth > 2600 and rng.random() < wish.clutter:
        x = float(rng.uniform(0.25, 0.45)) * depth * (1 if rng.random() < 0.5 else -1)
        furniture.bed(stage, world, x, depth * 0.66, eye, 0.8, float(rng.uniform(-12, 12)))
    if depth > 1400 and rng.random() < wish.clutter * 0.7:
        side = 1 if rng.random() < 0.5 else -1
        z = depth * float(rng.uniform(0.5, 0.8))
        furniture.drip_stand(stage, world, side * z * 0.5, z, eye, background_blur(stage, depth, z) + 0.5)
    if depth > 1800 and rng.random() < wish.clutter * 0.5:
        side = 1 if rng.random() < 0.5 else -1
        rooms.curtain(stage, world, side * depth * 0.62, depth * 0.75, 900, eye, 1.5, -side * 40.0)


def on_monitor(stage: Stage, subject: Subject, wish: Wish) -> None:
    rng = stage.rng
    a = aim(stage, subject, wish)
    world, spot = room_at(stage, a)
    z = float(spot[2])
    rooms.shell(
        stage,
        world,
        z + float(rng.uniform(450, 1500)),
        eye=float(spot[1]) + 900,
        sigma=min(6.0, 900 / z + 1.5),
    )
    desk_y = float(spot[1]) + subject.size[1] / 2 + 185
    desk = stand(world, float(spot[0]), desk_y, z - 60, tilt_x=-90)
    wood = (
        m.laminate(rng, rooms.choose(rng, rooms.WOODS))
        if rng.random() < 0.6
        else m.worktop(rng, rooms.choose(rng, rooms.GREYS))
    )
    near = z < 1200
    half, front = (1500, 900) if near else (800, 320)
    if not near:  # the whole desk is in view: give it a front
        below = stand(world, float(spot[0]), desk_y + 370, z - 60 - front + 20)
        cuboid(
            stage.frame,
            below,
            (2.0 * half - 60, 740, 560),
            rooms.as_colour(rooms.choose(rng, rooms.WOODS), 0.8),
        )
    stage.frame.fill(desk, wood, (-half, -420, half, front), 0.8)
    if rng.random() < wish.clutter:
        furniture.paper_corner(
            stage, desk.child(0, 0, lift=1), -subject.size[0] * 0.7, 120, float(rng.uniform(-30, 30)), 0.8
        )
    if rng.random() < wish.clutter:
        furniture.mug(
            stage,
            stand(world, float(spot[0]) + subject.size[0] * 0.68, desk_y - 48, z - 60),
            rooms.as_colour(rooms.choose(rng, rooms.CLOTHS), 0.7),
            0.9,
        )
    case = stand(world, *spot)
    colour = ((32, 33, 36), (60, 62, 66), (214, 216, 218))[int(rng.integers(3))]
    furniture.monitor_body(stage, case, subject.size, float(rng.uniform(12, 26)), colour=colour)
    stage.put(Plane(case.child(0, -4, lift=1), subject.size), subject.build)
    if rng.random() < wish.clutter:
        furniture.keyboard(stage, desk.child(float(rng.uniform(-40, 40)), 190, lift=6), 0.8)


def on_bezel(stage: Stage, subject: Subject, wish: Wish) -> None:
    """A note stuck to a screen's edge; what the screen shows is a picture, a log-in form or a record."""
    rng = stage.rng
    a = aim(stage, subject, wish)
    world, spot = room_at(stage, a)
    z = float(spot[2])
    size = (531.84, 299.16)
    side = -1 if rng.random() < 0.5 else 1
    dx, dy = side * float(rng.uniform(120, 215)), float(rng.uniform(60, 125))
    rooms.shell(stage, world, z + 700, eye=float(spot[1]) + 800, sigma=4)
    desk_y = float(spot[1]) - dy + size[1] / 2 + 185
    desk = stand(world, float(spot[0]), desk_y, z - 60, tilt_x=-90)
    stage.frame.fill(desk, m.worktop(rng, rooms.choose(rng, rooms.GREYS)), (-1500, -420, 1500, 900), 0.8)
    case = stand(world, float(spot[0]) - dx, float(spot[1]) - dy, z + 4)
    furniture.monitor_body(stage, case, size, 24)
    shows = float(rng.uniform(0, 1.0 if subject.name == "post_it" else 0.75))  # a negative stays a negative
    people, user = patients(rng, 3), staff_member(rng)

    def content(ppm: float) -> Piece:
        if shows < 0.5:
            return rooms.desktop_picture(rng, ppm)
        return ehr_screen(rng, ppm, people, user, "login" if shows < 0.75 else "record")

    stage.put(Plane(case.child(0, -4, lift=1), size), content)
    note = case.child(dx, dy, roll=a.roll, lift=3, tilt_x=float(rng.uniform(-9, -3)))
    waves = ((float(rng.uniform(0.8, 2.2)), 130.0, 1.5, float(rng.uniform(0, 6))),)
    stage.put(Sheet(note, subject.size, waves), subject.build, shadow=contact(stage, a.distance, 3.0))
    furniture.keyboard(stage, desk.child(-dx, 150, lift=6), 0.8)


def on_lightbox(stage: Stage, subject: Subject, wish: Wish) -> None:
    a = aim(stage, subject, wish)
    world, spot = room_at(stage, a)
    z = float(spot[2])
    rooms.shell(stage, world, z + 60, eye=float(spot[1]) + 1100, sigma=0.8)
    stage.frame.rgb *= 0.45  # the room is darkened
    case = stand(world, *spot)
    cuboid(
        stage.frame,
        case.child(0, 0, lift=-2),
        (subject.size[0] + 130, subject.size[1] + 110, 50),
        (206, 208, 210),
        shadow=Shadow(0.4, 8, 12, 12),
    )
    lit = (subject.size[0] + 80, subject.size[1] + 60)
    stage.put(
        Plane(case.child(0, 0, lift=-1), lit),
        lambda ppm: Piece("", flat_canvas(*lit, (250, 252, 255), 0.4), "lamp", emissive=1.0),
    )
    stage.put(Plane(case, subject.size), subject.build)


def mixed(stage: Stage, subject: Subject, wish: Wish) -> None:
    """A nurses' station: the subject on the wall, a screen and papers on the desk in front of it."""
    from tests.render.recipes import SUBJECTS

    rng = stage.rng
    a = aim(stage, subject, wish)
    world, spot = room_at(stage, a)
    depth = float(spot[2]) + 25
    rooms.shell(stage, world, depth, eye=max(1500.0, float(spot[1]) + 900), sigma=0.5)
    stage.put(Plane(stand(world, *spot), subject.size), subject.build, shadow=contact(stage, a.distance, 8.0))
    desk_z, desk_y = (
        depth * float(rng.uniform(0.45, 0.65)),
        float(spot[1]) + subject.size[1] / 2 + 420 * depth / 2500,
    )
    desk = stand(world, float(spot[0]), desk_y, desk_z, tilt_x=-90)
    stage.frame.fill(desk, m.laminate(rng, rooms.choose(rng, rooms.WOODS)), (-900, -320, 900, 600), 0.4)
    front = stand(world, float(spot[0]), desk_y + 520, desk_z - 600)
    cuboid(stage.frame, front, (1800, 1000, 30), rooms.as_colour(rooms.choose(rng, rooms.WALLS), 0.85))
    monitor = SUBJECTS["ehr_screen"](rng)
    case = stand(
        world,
        float(spot[0]) + float(rng.uniform(-500, 500)),
        desk_y - 340,
        desk_z,
        tilt_y=float(rng.uniform(-25, 25)),
    )
    furniture.monitor_body(stage, case, monitor.size)
    stage.put(Plane(case.child(0, -4, lift=1), monitor.size), monitor.build)
    for name in ("handover_sheet", "drug_chart", "phone_list")[: int(rng.integers(1, 4))]:
        thing = (SUBJECTS | NEGATIVE_SUBJECTS)[name](rng)
        lying = desk.child(
            float(rng.uniform(-700, 700)),
            float(rng.uniform(120, 380)),
            roll=float(rng.uniform(-30, 30)),
            lift=2,
        )
        stage.put(Plane(lying, thing.size), thing.build, shadow=Shadow(0.3, 1, 2, 2))


SETS: dict[str, Callable[[Stage, Subject, Wish], None]] = {
    "table": on_table,
    "wall": on_wall,
    "wrist": on_wrist,
    "chest": on_chest,
    "hand": in_hand,
    "monitor": on_monitor,
    "bezel": on_bezel,
    "bag": on_bag,
    "tube": as_tube,
    "lightbox": on_lightbox,
    "car": on_car,
    "mixed": mixed,
    "tablet": on_tablet,
    "arm": on_arm,
    "glass": in_glass,
    "floor": on_floor,
}
