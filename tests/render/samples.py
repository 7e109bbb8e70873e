"""The twelve sample pictures of `sample_images/` and their expected.json, made from what was drawn.

Each sample is one function that dresses a stage. `expected.json` lists what must be found, with the polygon
of
what was drawn, the verdict, and the kinds that must not appear.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.render import body, furniture, rooms
from tests.render.artefacts import badge, labels, notes, screen, sheets, whiteboard, wristband
from tests.render.camera import Shot, expose, jpeg
from tests.render.cast import NAMED, STAFF
from tests.render.frame import Shadow
from tests.render.metadata import add_exif, thumbnail_of, to_orientation
from tests.render.people import portrait
from tests.render.scene import Placed, Stage, stand
from tests.render.surfaces import Cylinder, Plane, Pose, Sheet
from tests.render.truth import clip, mark_outline, shares, string_truth

SIZE = (1600, 1200)
LIMIT = 290_000  # bytes
PATIENT_KINDS = (
    "nhs_number",
    "patient_name",
    "date_of_birth",
    "wristband",
    "patient_list",
    "barcode_patient",
)
FELT, BIRO, NEAT = "Humor-Sans.ttf", "BecauseWeOrganize-Regular.otf", "ComicNeue-Regular.otf"


@dataclass(frozen=True)
class Sample:
    """`whole`: finding kinds that also count when they cover a string (the thing it stands on)."""

    name: str
    seed: int
    dress: Callable[[Stage], None]
    verdict: str
    must_not: tuple[str, ...] = ()
    strings: tuple[str, ...] = ("nhs_number", "patient_name", "date_of_birth", "credential")
    shot: Shot = field(default_factory=Shot)
    evenness: float = 0.45
    ambient: float | None = None
    orientation: int = 1
    exif: bool = False
    anywhere: tuple[str, ...] = ()  # required findings without a place


def _wristband(stage: Stage) -> None:
    rng = stage.rng
    bed = Pose.facing(stage.camera, 800, 600, 235, tilt_x=-16)
    rooms.table_top(stage, bed, "linen")
    arm = Pose.facing(stage.camera, 840, 500, 165, tilt_x=-12, roll=17)
    stage.limb(
        body.forearm_and_hand(rng, 27),
        arm.child(0, -6, lift=-29),
        body.SKINS[3],
        shadow=Shadow(0.5, 14, 26, 24),
    )
    stage.put(
        Cylinder(arm, (250, 25), 29.0, 120),
        lambda ppm: wristband.wristband(rng, ppm, NAMED[0], "plain"),
        shadow=Shadow(0.4, 2, 3, 3),
    )


def _datamatrix_band(stage: Stage) -> None:
    rng = stage.rng
    desk = Pose.facing(stage.camera, 800, 620, 170, tilt_x=-14)
    rooms.table_top(stage, desk, "waffle")
    lying = desk.child(-28, -8, roll=-8, lift=3)
    stage.put(
        Sheet(lying, (250, 25), ((3.0, 190.0, 0.0, 0.6),)),
        lambda ppm: wristband.wristband(rng, ppm, NAMED[3], "code", 0.5),
        shadow=Shadow(0.5, 3, 7, 5),
    )
    furniture.pen(stage, desk, 44, 52, 70, (30, 60, 150))


def _whiteboard(stage: Stage) -> None:
    world = stage.world(1.0, 12.0)
    rooms.shell(stage, world, 1560, sigma=0.8)
    stage.put(
        Plane(stand(world, -60, -40, 1540), (1200, 800)),
        lambda ppm: whiteboard.whiteboard(stage.rng, ppm, list(NAMED), "full", lambda r: FELT),
        shadow=Shadow(0.35, 8, 12, 10),
    )
    furniture.dispenser(stage, stand(world, 700, 130, 1480), 0.8)
    furniture.sharps_bin(stage, stand(world, -740, 560, 1440), 1.0)
    furniture.drip_stand(stage, world, -760, 1150, sigma=2.2)
    rooms.curtain(stage, world, 720, 1050, 500, sigma=2.5, tilt_y=-35)


def _record_screen(stage: Stage) -> None:
    world = stage.world(7.0, -9.0)
    rooms.shell(stage, world, 1500, eye=420, sigma=4)
    desk = stand(world, 0, 310, 700, tilt_x=-90)
    from tests.render import materials as m

    stage.frame.fill(desk, m.laminate(stage.rng, (206, 182, 150)), (-1400, -420, 1400, 900), 1.2)
    furniture.paper_corner(stage, desk.child(0, 0, lift=1), -400, 130, 16, 1.0)
    furniture.mug(stage, stand(world, 372, 262, 590), (60, 96, 130), 1.6)
    case = stand(world, 0, -10, 640, tilt_x=4)
    furniture.monitor_body(stage, case, (531.84, 299.16))
    stage.put(
        Plane(case.child(0, -5, lift=1), (531.84, 299.16)),
        lambda ppm: screen.ehr_screen(stage.rng, ppm, list(NAMED[1:]), STAFF[4], "record"),
    )
    furniture.keyboard(stage, desk.child(-10, 260, lift=6), 1.5)


def _badge(stage: Stage) -> None:
    rng = stage.rng
    desk = Pose.facing(stage.camera, 800, 600, 190, tilt_x=-12)
    rooms.table_top(stage, desk, "cloth")
    lying = desk.child(-6, 4, roll=9, lift=2)
    strap = lying.child(0, -108, roll=4)
    from tests.render.frame import flat_canvas

    stage.frame.place(flat_canvas(15, 150, (0, 84, 160), 4.0), Plane(strap, (15, 150)), shadow=Shadow(0.45, 3, 6, 5))
    stage.frame.place(
        flat_canvas(9, 14, (190, 192, 196), 6.0),
        Plane(lying.child(0, -38, lift=2), (9, 14)),
        shadow=Shadow(0.4, 2, 3, 3),
    )
    stage.put(
        Plane(lying, (54, 86)),
        lambda ppm: badge.id_badge(rng, ppm, STAFF[0], "chip"),
        shadow=Shadow(0.5, 4, 8, 6),
    )
    furniture.pen(stage, desk, 84, 10, 24, (20, 20, 24))


def _drip_label(stage: Stage) -> None:
    rng = stage.rng
    world = stage.world(-4.0, 6.0)
    rooms.shell(stage, world, 2200, sigma=7)
    rooms.curtain(stage, world, -500, 1500, 1300, sigma=7)
    furniture.pole_bag(stage, stand(world, 0, -5, 300), (178, 255))
    surface = Cylinder(stand(world, -2, 6, 268, roll=-3), (100, 60), 115.0, 50)
    stage.put(surface, lambda ppm: labels.drip_label(rng, ppm, NAMED[1], True, BIRO), shadow=Shadow(0.15, 1, 2, 2))


def _handover(stage: Stage) -> None:
    rng = stage.rng
    desk = Pose.facing(stage.camera, 800, 600, 265, tilt_x=-14)
    rooms.table_top(stage, desk, "laminate")
    lying = desk.child(0, 2, roll=-6, lift=3)
    stage.put(
        Sheet(lying, (297, 210), ((1.0, 240.0, 0.9, 0.3),), ((1 / 3, 5.0, True), (2 / 3, 4.0, True))),
        lambda ppm: sheets.handover_sheet(rng, ppm, [*NAMED, NAMED[0]][:5], BIRO),
        shadow=Shadow(0.45, 4, 8, 8),
    )
    furniture.pen(stage, desk, 96, 70, 52, (24, 50, 140))
    stage.limb(
        body.fingers_holding(rng, 1),
        desk.child(-118, 92, roll=200, lift=8),
        body.SKINS[0],
        shadow=Shadow(0.45, 6, 10, 9),
    )


def _corridor(stage: Stage) -> None:
    world = stage.world(1.0, -3.0)
    rooms.shell(stage, world, 11000, width=2500, sigma=0.5)
    for x in (-1240, 1235):
        furniture.handrail(stage, world, x, 1200, 10900, sigma=0.5)
    rooms.door(stage, world, 150, 10950, sigma=0.5)
    for x, z in ((1225, 4200), (1225, 7600), (-1225, 6200)):
        rooms.door(stage, world, x, z, tilt_y=90 if x > 0 else -90, sigma=0.5)
    furniture.dispenser(stage, stand(world, 1130, 60, 3100, tilt_y=90), 0.5)
    furniture.bed(stage, world, -640, 5600, sigma=0.5, yaw=1)
    furniture.drip_stand(stage, world, -1050, 4300, sigma=0.5)
    furniture.chair(stage, world, 850, 6300, sigma=0.5, yaw=60)


def _bay(stage: Stage) -> None:
    world = stage.world(7.0, 8.0)
    rooms.shell(stage, world, 3900, sigma=0.8)
    rooms.window(stage, stand(world, 1500, -420, 3880), (1100, 1100), 0.9)
    furniture.trunking(stage, world, 60, 3870, 1800, sigma=0.7)
    furniture.glove_box(stage, stand(world, -760, -330, 3800), 0.7)
    furniture.locker(stage, world, 800, 3300, sigma=0.6)
    furniture.bed(stage, world, 60, 2500, sigma=0.5, yaw=-4)
    furniture.drip_stand(stage, world, -740, 2800, sigma=0.6)
    furniture.chair(stage, world, 1250, 2700, sigma=0.6, yaw=30)
    rooms.curtain(stage, world, -1250, 2600, 1200, sigma=0.8, tilt_y=50)


def _chart(stage: Stage) -> None:
    rng = stage.rng
    desk = Pose.facing(stage.camera, 800, 600, 268, tilt_x=-10, tilt_y=5)
    rooms.table_top(stage, desk, "worktop")
    stage.put(
        Sheet(desk.child(0, 0, roll=4, lift=2), (297, 210), ((1.6, 300.0, 0.5, 0.2),)),
        lambda ppm: sheets.drug_chart(rng, ppm, NAMED[4], BIRO),
        shadow=Shadow(0.4, 4, 7, 7),
    )
    furniture.pen(stage, desk, 128, 40, 20, (16, 16, 18))


def _sticky(stage: Stage) -> None:
    from tests.render import materials as m

    world = stage.world(12.0, 14.0)
    rooms.shell(stage, world, 900, eye=420, sigma=6)
    desk = stand(world, 0, 190, 400, tilt_x=-90)
    stage.frame.fill(desk, m.worktop(stage.rng, (206, 206, 202)), (-1400, -400, 1400, 700), 0.8)
    case = stand(world, -150, -95, 370, tilt_x=3)
    furniture.monitor_body(stage, case, (531.84, 299.16), 26)
    stage.put(Plane(case.child(0, -5, lift=1), (531.84, 299.16)), lambda ppm: rooms.desktop_picture(stage.rng, ppm))
    note = case.child(196, 122, roll=-4, lift=3, tilt_x=-6)
    stage.put(
        Sheet(note, (76, 76), ((1.6, 130.0, 1.5, 0.4),)),
        lambda ppm: notes.post_it(stage.rng, ppm, "login", NEAT),
        shadow=Shadow(0.4, 4, 8, 6),
    )
    furniture.keyboard(stage, desk.child(-130, 130, lift=8, roll=3), 1.0)
    furniture.mug(stage, stand(world, 190, 142, 330), (150, 60, 50), 1.0)


def _team(stage: Stage) -> None:
    world = stage.world(0.0, -4.0)
    rooms.shell(stage, world, 2900, sigma=1.4)
    stage.put(
        Plane(stand(world, 40, -420, 2870), (1500, 900)),
        lambda ppm: whiteboard.whiteboard(stage.rng, ppm, list(NAMED), "full", lambda r: FELT, (1500, 900)),
        sigma=0.7,
        shadow=Shadow(0.3, 6, 9, 8),
    )
    furniture.dispenser(stage, stand(world, 1080, -160, 2800), 1.2)
    rooms.curtain(stage, world, -1300, 2300, 900, sigma=1.6, tilt_y=30)
    portrait(stage, "astronaut", (400, 1200), 2.0)
    portrait(stage, "hopper", (1215, 1200), 1.5)


SAMPLES: tuple[Sample, ...] = (
    Sample("wristband.jpg", 11, _wristband, "do_not_share", ("face_unknown", "vehicle_plate")),
    Sample("whiteboard.jpg", 12, _whiteboard, "do_not_share", ("face_unknown", "wristband"), ambient=0.84),
    Sample("record_screen.jpg", 13, _record_screen, "do_not_share", ("face_unknown", "wristband"), ambient=0.84),
    Sample(
        "staff_badge.jpg",
        14,
        _badge,
        "fix_before_sharing",
        ("face_unknown", *PATIENT_KINDS),
        strings=("staff_name",),
    ),
    Sample("drip_label.jpg", 15, _drip_label, "do_not_share", ("face_unknown", "wristband"), ambient=0.84),
    Sample("handover_sheet.jpg", 16, _handover, "do_not_share", ("face_unknown", "wristband")),
    Sample(
        "corridor.jpg",
        17,
        _corridor,
        "nothing_found",
        ("face_unknown", "board", "screen", "unread_text", *PATIENT_KINDS),
        ambient=0.84,
    ),
    Sample(
        "bed_space.jpg",
        18,
        _bay,
        "do_not_share",
        ("face_unknown", *PATIENT_KINDS),
        exif=True,
        anywhere=("meta_gps", "meta_thumbnail"),
        ambient=0.84,
    ),
    Sample("chart_sideways.jpg", 19, _chart, "do_not_share", ("face_unknown", "wristband"), orientation=6),
    Sample("sticky_note.jpg", 20, _sticky, "do_not_share", ("face_unknown", *PATIENT_KINDS), ambient=0.84),
    Sample("band_datamatrix.jpg", 21, _datamatrix_band, "do_not_share", ("face_unknown", "barcode_product")),
    Sample("team_photo.jpg", 22, _team, "do_not_share", ("wristband",), ambient=0.84),
)


def render(sample: Sample) -> tuple[Stage, NDArray[np.uint8]]:
    """The dressed stage and the upright picture."""
    rng = np.random.default_rng([sample.seed, 2025])
    stage = Stage.new(rng, *SIZE, evenness=sample.evenness, ambient=sample.ambient)
    sample.dress(stage)
    return stage, expose(np.random.default_rng([sample.seed, 7]), stage.frame.rgb, sample.shot)


def written_part(sample: Sample, stage: Stage, placed: Placed) -> list[list[float]]:
    """Hull of all that can be read on a thing: what must go; its blank rim and tail may stay."""
    truths = [string_truth(stage, placed, mark, sample.shot) for mark in placed.piece.canvas.marks]
    seen = [np.array(t.poly) for t in truths if t.human == "yes" and t.visible_fraction >= 0.9]
    seen += [np.array(mark_outline(stage, placed, code.quad)) for code in placed.piece.canvas.codes]
    return clip(stage, np.concatenate(seen))


def expectation(sample: Sample, stage: Stage) -> dict[str, Any]:
    """What expected.json says about this sample."""
    findings: list[dict[str, Any]] = [{"any_of": [kind], "polygon": None} for kind in sample.anywhere]
    for placed in stage.placed:
        piece = placed.piece
        if not piece.kind:
            continue
        findings.append({"any_of": [piece.kind], "polygon": written_part(sample, stage, placed)})
        for mark in piece.canvas.marks:
            if mark.kind in sample.strings:
                truth = string_truth(stage, placed, mark, sample.shot)
                if truth.human == "yes" and truth.visible_fraction >= 0.9:
                    findings.append({"any_of": [mark.kind, piece.kind], "polygon": truth.poly})
        for code in piece.canvas.codes:
            if float(shares(stage, placed, [code.quad])[0]) > 0.95:
                findings.append({"any_of": [code.kind, piece.kind], "polygon": mark_outline(stage, placed, code.quad)})
    findings += [
        {"any_of": ["face_unknown"], "polygon": [[round(float(v), 1) for v in p] for p in polygon]}
        for polygon, _, _ in stage.faces
    ]
    return {
        "size": list(SIZE),
        "orientation": sample.orientation,
        "verdict": sample.verdict,
        "findings": findings,
        "must_not": list(sample.must_not),
    }


def encode(sample: Sample, stage: Stage, pixels: NDArray[np.uint8]) -> bytes:
    stored = to_orientation(pixels, sample.orientation)
    data = jpeg(stored, sample.shot.quality, LIMIT)
    if sample.exif:
        board = next(s for s in SAMPLES if s.name == "whiteboard.jpg")
        return add_exif(data, gps=(54.0, -2.0), when="2025:09:14 08:42:10", thumbnail=thumbnail_of(render(board)[1]))
    return add_exif(data, orientation=sample.orientation) if sample.orientation != 1 else data


def write_samples(folder: Path, only: str | None = None) -> None:
    """Writes the pictures and expected.json."""
    folder.mkdir(parents=True, exist_ok=True)
    images: dict[str, Any] = {}
    for sample in SAMPLES:
        if only and only not in sample.name:
            continue
        stage, pixels = render(sample)
        (folder / sample.name).write_bytes(encode(sample, stage, pixels))
        images[sample.name] = expectation(sample, stage)
    if only is None:
        (folder / "expected.json").write_text(dump_expected(images), encoding="utf-8")


def dump_expected(images: dict[str, Any]) -> str:
    """One finding to a line: short enough to read, long enough to diff."""
    head = {
        "version": 1,
        "synthetic": True,
        "note": "Invented people and numbers; made by python -m tests.render --samples",
    }
    parts = []
    for name, image in images.items():
        rows = ",\n   ".join(json.dumps(f) for f in image["findings"])
        rest = json.dumps({k: v for k, v in image.items() if k != "findings"})[1:-1]
        parts.append(f' {json.dumps(name)}: {{{rest}, "findings": [\n   {rows}]}}')
    return json.dumps(head)[:-1] + ', "images": {\n' + ",\n".join(parts) + "\n}}\n"


__all__ = ["SAMPLES", "encode", "expectation", "render", "write_samples"]
