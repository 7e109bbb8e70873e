"""Which pictures belong to which suite. A suite is an endless list; its usual length stands in LENGTH."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.render import furniture, rooms
from tests.render.artefacts import notes, signs, whiteboard
from tests.render.artefacts.base import Piece, draw_code, patient_ids
from tests.render.canvas import Canvas
from tests.render.cast import gs1_check, patients
from tests.render.containers import VARIANTS
from tests.render.faces import dress_faces
from tests.render.frame import Shadow
from tests.render.people import portrait
from tests.render.produce import Job, dress_subject
from tests.render.recipes import NEGATIVE_SUBJECTS, SUBJECTS, Subject
from tests.render.scene import Stage, stand
from tests.render.sets import SETS
from tests.render.staging import Wish
from tests.render.surfaces import Plane

LENGTH = {
    "smoke": 12,
    "core": 120,
    "background": 40,
    "stress": 60,
    "unreadable": 30,
    "negatives": 60,
    "barcodes": 40,
    "jigsaw": 18,
    "metadata": 40,
    "consent": 20,
}
SMOKE = (
    "wristband",
    "whiteboard",
    "ehr_screen",
    "id_badge",
    "drug_chart",
    "specimen_tube",
    "drip_label",
    "handover_sheet",
    "theatre_list",
    "addressograph_sheet",
    "post_it",
    "xray",
)
HANDHELD = frozenset({"handover_sheet", "drug_chart", "ecg", "thank_you_card", "label_code", "theatre_list"})
FAR = (
    ("whiteboard", ""),
    ("ehr_screen", ""),
    ("whiteboard", "mixed"),
    ("bedhead_card", ""),
    ("trust_poster", ""),
    ("patient_monitor", ""),
    ("xray", ""),
    ("handover_sheet", "hand"),
)
COVERS = ("hand", "tube", "curtain", "reflection", "")
CODE_KINDS = ("DataMatrix", "QRCode", "Code128", "Aztec", "Code39", "PDF417", "EAN13", "ITF")
MODULES, TILTS = (1.4, 2.0, 2.5, 3.2, 4.5, 7.0), (0.0, 15.0, 30.0, 45.0)
CLUES = ("door_sign", "trust_poster", "calendar", "wall_clock", "initials_board", "thank_you_card")


def plan(
    suite: str,
    index: int,
    seed: int,
    size: tuple[int, int],
    level: str | None,
    only: str | None,
    photo: str | None = None,
) -> Job:
    """The job for picture `index`. `photo` = training | measuring: held in front of a real photo of that half.

    Raises KeyError for an unknown suite.
    """
    job = _PLANS[suite](index, seed, size)
    changes: dict[str, Any] = {"level": level} if level else {}
    if only:
        changes |= {"scene": only, "setting": ""}
    if photo:
        changes |= {"setting": "hand", "extra": job.extra | {"training": photo == "training"}}
    return Job(**{**job.__dict__, **changes}) if changes else job


def _smoke(i: int, seed: int, size: tuple[int, int]) -> Job:
    return Job("smoke", i, seed, SMOKE[i % len(SMOKE)], "L0", size)


def _core(i: int, seed: int, size: tuple[int, int]) -> Job:
    level = ("L1", "L2")[(i // 2) % 2]
    if i % 6 == 5:
        return Job("core", i, seed, "whiteboard", level, size, "mixed")
    n = i - i // 6 - (1 if i % 6 == 5 else 0)
    names = tuple(SUBJECTS)
    name = names[n % len(names)]
    return Job("core", i, seed, name, level, size, "hand" if name in HANDHELD and n % 4 == 3 else "")


def _background(i: int, seed: int, size: tuple[int, int]) -> Job:
    name, setting = FAR[i % len(FAR)]
    big = (4032, 3024) if size == (2016, 1512) else size
    cap = {
        "whiteboard": 24.0,
        "ehr_screen": 4.2,
        "bedhead_card": 9.0,
        "trust_poster": 16.0,
        "patient_monitor": 5.0,
        "xray": 4.6,
        "handover_sheet": 2.0,
    }[name]
    focal = 0.75 * max(big)
    near, far = (600.0, 1500.0) if name == "handover_sheet" else (2000.0, 8000.0)
    return Job(
        "background",
        i,
        seed,
        name,
        "L1",
        big,
        setting,
        (focal * cap / far, focal * cap / near),
        extra={"people": True},
    )


def _stress(i: int, seed: int, size: tuple[int, int]) -> Job:
    names = tuple(SUBJECTS)
    return Job(
        "stress",
        i,
        seed,
        names[(i * 5) % len(names)],
        "L3",
        size,
        turn=(0, 1, 2, 3, 0)[i % 5],
        mirror=i % 9 == 8,
        cover=COVERS[i % len(COVERS)],
        extra={"roll": (8.0, 45.0, 60.0)[i % 3]},
    )


def _unreadable(i: int, seed: int, size: tuple[int, int]) -> Job:
    names = tuple(SUBJECTS)
    return Job("unreadable", i, seed, names[(i * 7) % len(names)], "L4", size)


def _negatives(i: int, seed: int, size: tuple[int, int]) -> Job:
    names = (*NEGATIVE_SUBJECTS, "empty_corridor", "empty_bay")
    return Job("negatives", i, seed, names[i % len(names)], ("L1", "L2")[(i // len(names)) % 2], size)


def _barcodes(i: int, seed: int, size: tuple[int, int]) -> Job:
    extra = {
        "format": CODE_KINDS[i % len(CODE_KINDS)],
        "module_px": MODULES[(i // 2) % len(MODULES)],
        "tilt": TILTS[(i // 3) % len(TILTS)],
        "patient": i % 3 != 0,
    }
    return Job("barcodes", i, seed, "barcode", "L1", size, extra=extra)


def _jigsaw(i: int, seed: int, size: tuple[int, int]) -> Job:
    chosen = [c for n, c in enumerate(CLUES) if ((i * 11 + 5) >> n) & 1] or [CLUES[i % len(CLUES)]]
    return Job("jigsaw", i, seed, "jigsaw", "L1", size, extra={"clues": chosen, "batch": f"b{i // 3}"})


def _metadata(i: int, seed: int, size: tuple[int, int]) -> Job:
    names = tuple(VARIANTS)
    turned = names[i % len(names)].startswith("orientation_")  # who ignores the tag must miss something
    return Job(
        "metadata",
        i,
        seed,
        (("wristband", "ehr_screen", "whiteboard") if turned else ("empty_bay", "drug_box", "empty_corridor"))[i % 3],
        "L1",
        (1600, 1200) if size == (2016, 1512) else size,
        extra={"container": names[i % len(names)]},
    )


def _consent(i: int, seed: int, size: tuple[int, int]) -> Job:
    return Job("consent", i, seed, "faces", ("L1", "L2")[i % 2], size, extra={"case": i})


_PLANS: dict[str, Callable[[int, int, tuple[int, int]], Job]] = {
    "smoke": _smoke,
    "core": _core,
    "background": _background,
    "stress": _stress,
    "unreadable": _unreadable,
    "negatives": _negatives,
    "barcodes": _barcodes,
    "jigsaw": _jigsaw,
    "metadata": _metadata,
    "consent": _consent,
}


# -- stages that no single subject describes
# ------------------------------------------------------------------------
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
        "thank_you_card": ((148, 105), lambda ppm: notes.thank_you(rng, ppm, person[0])),
    }
    x = -1350.0
    for name in job.extra["clues"]:
        size, build = makers[name]
        stage.put(
            Plane(stand(world, x + size[0] / 2, float(rng.uniform(-350, 50)), 2570), size),
            build,
            shadow=Shadow(0.3, 4, 6, 5),
        )
        x += size[0] + 110
    if rng.random() < 0.6:
        furniture.bed(stage, world, float(rng.uniform(-600, 600)), 1900, sigma=0.8)


def _faces(stage: Stage, job: Job, wish: Wish) -> None:
    dress_faces(stage, int(job.extra["case"]))


SPECIAL: dict[str, Callable[[Stage, Job, Wish], None]] = {
    "empty_corridor": _corridor,
    "empty_bay": _bay,
    "barcode": _barcode,
    "jigsaw": _clues,
    "faces": _faces,
}
