"""Sets for screens that are no desk monitors: a tablet on a table or in a hand, the television on an arm at a bed."""

from __future__ import annotations

from tests.render import body, furniture, rooms
from tests.render.canvas import Canvas, Colour
from tests.render.closeups import blurred_room
from tests.render.frame import Shadow, cuboid, flat_canvas, pole
from tests.render.recipes import Subject
from tests.render.scene import Stage, stand
from tests.render.staging import Wish, aim, contact, room_at
from tests.render.surfaces import Plane, Pose

CASES: tuple[Colour, ...] = ((22, 23, 26), (228, 230, 232), (40, 90, 160), (40, 44, 50))
RIM = 11.0  # mm of glass and case round the display


def on_tablet(stage: Stage, subject: Subject, wish: Wish) -> None:
    """Lying on a table or a bed, or held up by its edge."""
    rng = stage.rng
    held = rng.random() < 0.5
    a = aim(stage, subject, wish, downwards=not held)
    pose = Pose.facing(stage.camera, a.x, a.y, a.distance, a.tilt_x, a.tilt_y, a.roll)
    if held:
        blurred_room(stage, a.distance)
    else:
        rooms.table_top(stage, pose.child(0, 0, roll=-a.roll, lift=-9))
    _slab(stage, pose, subject.size, None if held else contact(stage, a.distance, 8.0))
    stage.put(Plane(pose, subject.size), subject.build)
    skin = body.SKINS[int(rng.integers(len(body.SKINS)))]
    px = stage.camera.focal / a.distance
    side = 1 if rng.random() < 0.5 else -1
    if held:
        thumb = pose.child(
            side * (subject.size[0] / 2 - 4), subject.size[1] * float(rng.uniform(0.1, 0.35)), side * 70.0, 5
        )
        stage.limb(body.fingers_holding(rng, 1), thumb, skin, shadow=Shadow(0.4, px, 2 * px, 2 * px))
    elif rng.random() < wish.clutter:  # the pencil that belongs to it
        at = side * (subject.size[0] / 2 + float(rng.uniform(26, 50)))
        pencil = pose.child(at, float(rng.uniform(-30, 30)), roll=float(rng.uniform(-25, 25)), lift=4)
        shadow = Shadow(0.4, 1.5 * px, 2.5 * px, 2 * px)
        pole(stage.frame, pencil, 4.4, 160, (238, 239, 240), gloss=0.4, shadow=shadow)


def _slab(stage: Stage, pose: Pose, size: tuple[float, float], shadow: Shadow | None) -> None:
    """The case and the black glass round the display; some cases are thick rubber, as wards like them."""
    rng = stage.rng
    case = CASES[int(rng.integers(len(CASES)))]
    rubber = 14.0 if rng.random() < 0.4 else 2.0
    for grow, colour, lift, corner in (
        (RIM + rubber, case, -3.0, 13.0),
        (RIM, (12, 12, 14), -1.0, 9.0),
    ):
        extent = (size[0] + 2 * grow, size[1] + 2 * grow)
        slab = flat_canvas(*extent, colour, 5.0)
        slab.round_corners(corner)
        stage.frame.place(slab, Plane(pose.child(0, 0, lift=lift), extent), shadow=shadow, gloss=0.15)
        shadow = None
    lens = flat_canvas(5, 5, (38, 42, 60), 6.0)
    lens.round_corners(2.5)
    stage.frame.place(lens, Plane(pose.child(0, -size[1] / 2 - RIM * 0.55), (5, 5)))


def on_arm(stage: Stage, subject: Subject, wish: Wish) -> None:
    """The television of a bed: on a jointed arm, a handset at its side, keys below the picture."""
    rng = stage.rng
    a = aim(stage, subject, wish)
    world, spot = room_at(stage, a)
    x, y, z = (float(v) for v in spot)
    sigma = min(6.0, 700 / z + 1.2)
    rooms.shell(stage, world, z + float(rng.uniform(700, 2000)), eye=y + 1000, sigma=sigma)
    side = 1 if rng.random() < 0.5 else -1
    if rng.random() < 0.7:
        rooms.curtain(stage, world, x - side * float(rng.uniform(300, 900)), z + 550, 1200, y + 1000, sigma)
    furniture.bed(stage, world, x + side * 250, z + 300, y + 1000, sigma)
    _arm(stage, world, (x, y, z), subject.size, side)
    case = stand(world, x, y, z, tilt_y=float(rng.uniform(-5, 5)))
    w, h = subject.size
    colour: Colour = ((226, 228, 230), (62, 66, 72), (196, 204, 212))[int(rng.integers(3))]
    extent = (w + 54, h + 110)
    front = case.child(0, 28, lift=-2)
    cuboid(
        stage.frame, front.child(0, 0, lift=-14), (w + 30, h + 86, 40), (96, 100, 106), shadow=Shadow(0.45, 8, 14, 16)
    )
    stage.frame.place(_front(extent, (w, h), colour), Plane(front, extent), gloss=0.12)
    _keys(stage, case.child(0, h / 2 + 34, lift=0), w)
    stage.put(Plane(case, subject.size), subject.build)
    _handset(stage, case.child(side * (w / 2 + 50), 20, lift=4), side)


def _front(extent: tuple[float, float], screen: tuple[float, float], colour: Colour) -> Canvas:
    """The moulded front: a lighter edge, a groove, the black rim of the panel, loudspeaker holes."""
    w, h = extent
    c = Canvas(w, h, 2.0, colour)
    c.rect(0, 0, w, h, None, rooms.as_colour(colour, 1.1), 2.0, 18)
    c.rect(6, 6, w - 12, h - 12, None, rooms.as_colour(colour, 0.86), 0.8, 14)
    left, top = (w - screen[0]) / 2 - 7, h / 2 - 28 - screen[1] / 2 - 7
    c.rect(left, top, screen[0] + 14, screen[1] + 14, (14, 14, 16), rooms.as_colour(colour, 0.7), 0.8, 6)
    for i in range(12):
        for j in range(3):
            c.ellipse(w / 2 - 33 + i * 6, h - 21 + j * 5, 2.4, 2.4, rooms.as_colour(colour, 0.45))
    c.round_corners(18)
    return c


def _arm(stage: Stage, world: Pose, at: tuple[float, float, float], size: tuple[float, float], side: int) -> None:
    """From behind the case up to a rail above the bed."""
    x, y, z = at
    grey = (206, 209, 212)
    up = y - size[1] / 2 - 330
    pole(stage.frame, stand(world, x, y - size[1] / 2 - 120, z + 50), 17, 480, grey, gloss=0.4, sigma=0.5)
    pole(stage.frame, stand(world, x + side * 330, up, z + 60, roll=90), 20, 760, grey, gloss=0.4, sigma=0.6)
    pole(stage.frame, stand(world, x, up, z + 38), 30, 90, (150, 154, 160), gloss=0.4, sigma=0.5)


def _keys(stage: Stage, pose: Pose, width: float) -> None:
    """A row of keys without words, a card slot."""
    for i in range(7):
        key = flat_canvas(20, 11, (214, 60, 60) if i == 6 else (120, 126, 134), 3.0)
        key.round_corners(3)
        stage.frame.place(key, Plane(pose.child(-width * 0.32 + i * 30, 0, lift=0.5), (20, 11)))
    slot = flat_canvas(62, 4, (20, 20, 22), 2.0)
    stage.frame.place(slot, Plane(pose.child(width * 0.36, 0, lift=0.5), (62, 4)))


def _handset(stage: Stage, pose: Pose, side: int) -> None:
    """Hangs in a cradle, with a curled cord that ends below the picture's edge."""
    dark = (48, 52, 58)
    cuboid(stage.frame, pose, (46, 190, 30), (70, 74, 80), shadow=Shadow(0.4, 4, 8, 8))
    for dy in (-72, 72):
        cuboid(stage.frame, pose.child(0, dy, lift=20), (42, 46, 26), dark)
    pole(stage.frame, pose.child(0, 0, lift=24), 14, 150, dark, gloss=0.35)
    for n in range(14):
        ring = pose.child(side * 3.0 * (n % 2), 106 + n * 9.0, roll=70.0, lift=10)
        pole(stage.frame, ring, 3.2, 20, (30, 32, 36), gloss=0.3)
