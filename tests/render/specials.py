"""Stages that no single subject describes: an empty corridor or bay, a lone barcode, a wall of clues, faces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.render import furniture, materials, rooms
from tests.render.artefacts import notes, signs, whiteboard
from tests.render.artefacts.base import Piece, draw_code, patient_ids
from tests.render.canvas import Canvas
from tests.render.cast import Patient, gs1_check, patients
from tests.render.faces import dress_faces
from tests.render.frame import Shadow
from tests.render.job import Job
from tests.render.people import portrait
from tests.render.produce import dress_subject
from tests.render.recipes import Subject
from tests.render.scene import Stage, stand
from tests.render.sets import SETS
from tests.render.staging import Wish, contact
from tests.render.surfaces import Plane, Pose, rotation


def dress(stage: Stage, job: Job, wish: Wish) -> None:
    if job.scene in SPECIAL:
        SPECIAL[job.scene](stage, job, wish)
    else:
        dress_subject(stage, job, wish)
    if job.extra.get("people") and stage.subject:
        _team(stage)


def _team(stage: Stage) -> None:
    """One or two people in front, beside the thing in the background, as in a team photo."""
    rng, cam = stage.rng, stage.camera
    box = stage.frame.roi(stage.subject.surface, 0) if stage.subject else None
    taken = (box[0], box[0] + box[2]) if box else (0, 0)
    for who, natural in (("astronaut", 340), ("hopper", 480)):
        scale = cam.height / natural * float(rng.uniform(0.35, 0.8))
        reach = natural * scale * 0.5
        spots = [x for x in np.linspace(reach, cam.width - reach, 12) if x + reach < taken[0] or x - reach > taken[1]]
        if spots and rng.random() < 0.7:
            portrait(stage, who, (float(spots[int(rng.integers(len(spots)))]), cam.height), scale)
            return


def _corridor(stage: Stage, job: Job, wish: Wish) -> None:
    rng = stage.rng
    world = stage.world(float(rng.uniform(-1, 4)), float(rng.uniform(-6, 6)))
    rooms.shell(stage, world, float(rng.uniform(7000, 12000)), width=2500, sigma=0.5)
    for x in (-1200, 1200):
        furniture.handrail(stage, world, x, 1200, 9000, sigma=0.5)
        for z in (4200, 6600):
            if rng.random() < 0.6:
                rooms.door(stage, world, x * 0.98, z, tilt_y=90 if x > 0 else -90, sigma=0.5)
    furniture.bed(stage, world, float(rng.uniform(-600, 600)), 5600, sigma=0.5)
    furniture.drip_stand(stage, world, float(rng.uniform(-1000, 1000)), 4300, sigma=0.5)


def _bay(stage: Stage, job: Job, wish: Wish) -> None:
    rng = stage.rng
    world = stage.world(float(rng.uniform(3, 10)), float(rng.uniform(-12, 12)))
    depth = float(rng.uniform(3400, 4800))
    rooms.shell(stage, world, depth, sigma=0.7)
    furniture.trunking(stage, world, 60, depth - 30, 1800, sigma=0.6)
    rooms.window(stage, stand(world, 1500, -420, depth - 15), (1100, 1100), 0.8)
    furniture.locker(stage, world, float(rng.uniform(700, 900)), depth - 600, sigma=0.6)
    furniture.bed(stage, world, 60, depth - 1400, sigma=0.5, yaw=float(rng.uniform(-6, 6)))
    furniture.chair(stage, world, 1250, depth - 1200, sigma=0.6, yaw=float(rng.uniform(-30, 30)))
    furniture.drip_stand(stage, world, -740, depth - 1100, sigma=0.6)
    rooms.curtain(stage, world, -1250, depth - 1300, 1200, sigma=0.8, tilt_y=50)


def _barcode(stage: Stage, job: Job, wish: Wish) -> None:
    rng, e = stage.rng, job.extra
    person = patients(rng, 1)[0]
    module = 0.5

    def build(ppm: float) -> Piece:
        c = Canvas(90, 60, ppm, (250, 250, 248))
        format_, patient = str(e["format"]), bool(e["patient"])
        ids = patient_ids(person) if patient else ()
        body = f"952000{int(rng.integers(10**5, 10**6))}0"
        payload = {
            "DataMatrix": person.gs1_text
            if patient
            else f"(01){body}{gs1_check(body)}(17)270930(10)A{int(rng.integers(1000, 9999))}",
            "QRCode": f"{person.nhs}|{person.full}" if patient else "https://example.org/menu",
            "Aztec": f"{person.nhs}|{person.full}" if patient else "https://example.org/map",
            "PDF417": f"{person.nhs}|{person.full}" if patient else "PARCEL 000174",
            "Code128": person.nhs if patient else "PART-00417",
            "Code39": person.mrn if patient else "PART417",
            "EAN13": body[:12] + gs1_check(body[:12]),
            "ITF": "09520001234566",
        }[format_]
        kind = "barcode_patient" if patient and format_ not in ("EAN13", "ITF") else "barcode_product"
        draw_code(c, 5, 5, module, payload, format_, height=12, gs1=format_ == "DataMatrix", kind=kind, ids=ids)
        return Piece("", c, "code_label")

    subject = Subject("barcode", (90, 60), module, "table", build)
    SETS["table"](stage, subject, Wish(float(e["module_px"]) * max(job.size) / 2016, float(e["tilt"]), 8.0, 0.3))


def _clues(stage: Stage, job: Job, wish: Wish) -> None:
    rng = stage.rng
    world = stage.world(float(rng.uniform(-2, 4)), float(rng.uniform(-10, 10)))
    rooms.shell(stage, world, 2600, sigma=0.6)
    person = patients(rng, 6)
    makers: dict[str, tuple[tuple[float, float], Callable[[float], Piece]]] = {
        "door_sign": ((600, 200), lambda ppm: signs.door_sign(rng, ppm)),
        "trust_poster": ((420, 594), lambda ppm: signs.trust_poster(rng, ppm)),
        "calendar": ((300, 330), lambda ppm: signs.calendar(rng, ppm)),
        "wall_clock": ((300, 300), lambda ppm: signs.wall_clock(rng, ppm)),
        "initials_board": (
            (900, 600),
            lambda ppm: whiteboard.whiteboard(rng, ppm, person, "initials", size=(900, 600)),
        ),
    }
    x = -1350.0
    for name in job.extra["clues"]:
        if name not in makers:
            continue
        size, build = makers[name]
        stage.put(
            Plane(stand(world, x + size[0] / 2, float(rng.uniform(-350, 50)), 2570), size),
            build,
            shadow=Shadow(0.3, 4, 6, 5),
        )
        x += size[0] + 110
    if rng.random() < 0.6:
        furniture.bed(stage, world, float(rng.uniform(-600, 600)), 1900, sigma=0.8)
    if "thank_you_card" in job.extra["clues"]:
        _card(stage, wish, person[0])


def _card(stage: Stage, wish: Wish, person: Patient) -> None:
    """Writing of 6 mm cannot be read from across a room: the card stands on a table before the one who looks."""
    rng, cam = stage.rng, stage.camera
    distance = cam.focal * 6.0 / max(wish.cap_px, 10.0 * cam.width / 2016)
    half = 52.5 * cam.focal / distance
    place = (cam.width * float(rng.uniform(0.25, 0.75)), cam.height - half * float(rng.uniform(1.25, 1.6)))
    spot = cam.ray_through(*place, distance)
    pose = Pose(rotation(tilt_x=float(rng.uniform(-14, -6)), tilt_y=float(rng.uniform(-10, 10))), spot)
    foot = Pose(rotation(tilt_x=-72), spot + np.array([0.0, 54.0, 0.0]))
    stage.frame.fill(foot, materials.laminate(rng, rooms.choose(rng, rooms.WOODS)), (-420, -90, 420, 600), 0.8)
    stage.put(
        Plane(pose, (148, 105)), lambda ppm: notes.thank_you(rng, ppm, person), shadow=contact(stage, distance, 6.0)
    )


def _faces(stage: Stage, job: Job, wish: Wish) -> None:
    dress_faces(stage, int(job.extra["case"]))


SPECIAL: dict[str, Callable[[Stage, Job, Wish], None]] = {
    "empty_corridor": _corridor,
    "empty_bay": _bay,
    "barcode": _barcode,
    "jigsaw": _clues,
    "faces": _faces,
}
