"""Every thing that a scene can be about: its size, its key text, how to draw it, where it usually is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from numpy.random import Generator

from tests.render.artefacts import (
    badge,
    bedside_tv,
    labels,
    mannequin,
    medical,
    negatives,
    notes,
    posters,
    screen,
    sheets,
    signs,
    tablet,
    whiteboard,
    wristband,
)
from tests.render.artefacts.base import Piece, pick
from tests.render.cast import Patient, patients, staff_member

Build = Callable[[float], Piece]


@dataclass(frozen=True)
class Subject:
    """`size` mm; `cap`: cap height of the key text in mm; `setting`: where it is found; `radius` for
    cylinders;
    `at`: where the key text lies, as shares of the size; `soft`: paper that may be crumpled;
    `variant`: for sets that differ by it."""

    name: str
    size: tuple[float, float]
    cap: float
    setting: str
    build: Build
    radius: float = 0.0
    at: tuple[float, float] = (0.5, 0.5)
    soft: bool = False
    variant: str = ""


def _band(rng: Generator) -> Subject:
    person = patients(rng, 1)[0]
    variant = pick(rng, ("plain", "code", "code", "red", "two_codes", "baby"))
    module = float(rng.uniform(0.35, 0.5))
    size, cap, at = ((160.0, 12.0), 1.6, (0.45, 0.5)) if variant == "baby" else ((250.0, 25.0), 2.5, (0.47, 0.5))
    return Subject(
        "wristband",
        size,
        cap,
        "wrist",
        lambda ppm: wristband.wristband(rng, ppm, person, variant, module),
        float(rng.uniform(16, 20)) if variant == "baby" else float(rng.uniform(26, 32)),
        at,
        True,
    )


def _board(rng: Generator, variant: str | None = None) -> Subject:
    extra = rng.spawn(1)[0]  # of its own: what it chooses changes nothing else in the picture
    listed = variant not in ("staff_only", "empty")
    people = _some(rng, extra, (5, 10), 10 if listed else 0)
    size = ((1200.0, 800.0), (1500.0, 900.0), (900.0, 600.0), (1200.0, 900.0))[int(rng.integers(4))]
    kind = variant or pick(rng, ("full", "full", "full", "initials", "ghost"))
    return Subject(
        "whiteboard",
        size,
        24.0,
        "wall",
        lambda ppm: whiteboard.whiteboard(rng, ppm, people, kind, size=size, extra=extra),
    )


def _some(rng: Generator, extra: Generator, count: tuple[int, int], most: int) -> list[Patient]:
    """A number of patients within `count`; of the longest lists half go on to `most`."""
    number = int(rng.integers(*count))
    if number == count[1] - 1 < most and extra.random() < 0.5:
        number = int(extra.integers(number + 1, most + 1))
    return patients(rng, number)


def _screen(rng: Generator, variant: str | None = None) -> Subject:
    people, user = patients(rng, int(rng.integers(4, 10))), staff_member(rng)
    kind = variant or pick(rng, ("record", "record", "list"))
    return Subject(
        "ehr_screen",
        (531.84, 299.16),
        4.2,
        "monitor",
        lambda ppm: screen.ehr_screen(rng, ppm, people, user, kind),
        at=(0.4, 0.2),
    )


def _one(
    name: str,
    size: tuple[float, float],
    cap: float,
    setting: str,
    draw: Callable[[Generator, float, Patient], Piece],
    **more: object,
) -> Callable[[Generator], Subject]:
    def prepare(rng: Generator) -> Subject:
        person = patients(rng, 1)[0]
        return replace(Subject(name, size, cap, setting, lambda ppm: draw(rng, ppm, person)), **more)  # type: ignore[arg-type]

    return prepare


def _many(
    name: str,
    size: tuple[float, float],
    cap: float,
    setting: str,
    draw: Callable[[Generator, float, list[Patient]], Piece],
    count: tuple[int, int],
    at: tuple[float, float],
    most: int = 0,
) -> Callable[[Generator], Subject]:
    def prepare(rng: Generator) -> Subject:
        people = _some(rng, rng.spawn(1)[0], count, most)
        return Subject(name, size, cap, setting, lambda ppm: draw(rng, ppm, people), at=at, soft=True)

    return prepare


def _plain(
    name: str,
    size: tuple[float, float],
    cap: float,
    setting: str,
    draw: Callable[[Generator, float], Piece],
    soft: bool = False,
) -> Callable[[Generator], Subject]:
    return lambda rng: Subject(name, size, cap, setting, lambda ppm: draw(rng, ppm), soft=soft)


def _id_badge(rng: Generator) -> Subject:
    who = staff_member(rng)
    variant = pick(rng, ("photo", "chip", "hello"))
    size = (75.0, 35.0) if variant == "hello" else (54.0, 86.0)
    return Subject("id_badge", size, 4.0, "chest", lambda ppm: badge.id_badge(rng, ppm, who, variant))


def _training_screen(rng: Generator) -> Subject:
    person = replace(patients(rng, 1)[0], surname="ZZTEST", given="Donotuse", key="zztest")
    return Subject(
        "training_screen",
        (531.84, 299.16),
        4.2,
        "monitor",
        lambda ppm: screen.ehr_screen(rng, ppm, [person], staff_member(rng), "record"),
    )


def _tablet(rng: Generator) -> Subject:
    person, variant = patients(rng, 1)[0], pick(rng, tablet.VARIANTS)
    size = tablet.size_of(variant)
    return Subject(
        "tablet_form",
        size,
        2.4,
        "tablet",
        lambda ppm: tablet.tablet_form(rng, ppm, person, variant),
        at=(0.4, 0.2),
        variant=variant,
    )


def _television(rng: Generator, idle: bool = False) -> Subject:
    person, variant = None if idle else patients(rng, 1)[0], pick(rng, bedside_tv.VARIANTS)
    return Subject(
        "patient_tv",
        bedside_tv.SIZE,
        bedside_tv.CAPS[variant],
        "arm",
        lambda ppm: bedside_tv.bedside_tv(rng, ppm, person, variant),
    )


def _doll(rng: Generator) -> Subject:
    variant = pick(rng, mannequin.VARIANTS)
    return Subject(
        "mannequin",
        mannequin.SIZE,
        13.0,
        "floor",
        lambda ppm: mannequin.mannequin(rng, ppm, variant),
        variant=variant,
    )


SUBJECTS: dict[str, Callable[[Generator], Subject]] = {
    "wristband": _band,
    "whiteboard": _board,
    "ehr_screen": _screen,
    "id_badge": _id_badge,
    "drug_chart": _one(
        "drug_chart",
        (297, 210),
        2.3,
        "table",
        sheets.drug_chart,
        at=(0.15, 0.15),
        soft=True,
    ),
    "specimen_tube": _one(
        "specimen_tube",
        (50, 34),
        2.3,
        "tube",
        lambda r, m, p: labels.tube_label(r, m, p, coded=r.spawn(1)[0].random() < 0.5),
        radius=6.5,
        at=(0.5, 0.28),
    ),
    "drip_label": _one("drip_label", (100, 60), 3.2, "bag", labels.drip_label, radius=110.0),
    "handover_sheet": _many("handover_sheet", (297, 210), 2.0, "table", sheets.handover_sheet, (5, 9), (0.2, 0.35), 10),
    "theatre_list": _many("theatre_list", (297, 210), 2.2, "table", sheets.theatre_list, (6, 11), (0.25, 0.4)),
    "addressograph_sheet": _one(
        "addressograph_sheet",
        (210, 297),
        2.3,
        "table",
        labels.addressograph_sheet,
        soft=True,
    ),
    "label_code": _one("label_code", (70, 35), 2.1, "table", labels.label_code),
    "post_it": _plain(
        "post_it",
        (76, 76),
        7.0,
        "bezel",
        lambda r, m: notes.post_it(r, m, pick(r, ("login", "door", "wifi"))),
    ),
    "bedhead_card": _one("bedhead_card", (210, 148), 9.0, "wall", notes.bedhead_card),
    "thank_you_card": _one("thank_you_card", (148, 105), 6.0, "table", notes.thank_you, soft=True),
    "xray": _one("xray", (350, 430), 4.6, "lightbox", medical.xray, at=(0.3, 0.08)),
    "ultrasound": _one("ultrasound", (400, 300), 4.4, "monitor", medical.ultrasound, at=(0.3, 0.08)),
    "ecg": _one("ecg", (300, 80), 2.8, "table", medical.ecg, at=(0.3, 0.1), soft=True),
    "patient_monitor": _one(
        "patient_monitor",
        (330, 250),
        5.0,
        "monitor",
        lambda r, m, p: medical.patient_monitor(r, m, p, r.random() < 0.6),
    ),
    "door_sign": _plain("door_sign", (600, 200), 30.0, "wall", signs.door_sign),
    "trust_poster": _plain("trust_poster", (420, 594), 16.0, "wall", signs.trust_poster),
    "wall_clock": _plain("wall_clock", (300, 300), 20.0, "wall", signs.wall_clock),
    "calendar": _plain("calendar", (300, 330), 14.0, "wall", signs.calendar),
    "plate": _plain("plate", (520, 111), 74.0, "car", signs.plate),
    "tablet_form": _tablet,
    "patient_tv": _television,
    "reflected_board": lambda r: replace(_board(r), name="reflected_board", setting="glass"),
    "imaging_screen": lambda r: replace(_screen(r, "imaging"), at=(0.25, 0.15)),
    "wall_logo": _plain("wall_logo", (900, 260), 34.0, "wall", signs.wall_logo),
}
NEGATIVE_SUBJECTS: dict[str, Callable[[Generator], Subject]] = {
    "drug_box": _plain("drug_box", (130, 70), 3.5, "table", negatives.drug_box),
    "asset_tag": _plain("asset_tag", (60, 26), 3.0, "table", negatives.asset_tag),
    "syringe": _plain("syringe", (60, 30), 5.0, "table", labels.syringe_label),
    "fire_notice": _plain("fire_notice", (210, 297), 9.0, "wall", negatives.fire_notice),
    "phone_list": _plain("phone_list", (210, 297), 4.8, "wall", negatives.phone_list),
    "menu": _plain("menu", (297, 420), 10.0, "wall", negatives.menu),
    "street_sign": _plain("street_sign", (700, 160), 50.0, "wall", negatives.street_sign),
    "book": _plain("book", (128, 196), 8.0, "table", negatives.book),
    "crossword": _plain("crossword", (150, 150), 6.0, "table", negatives.crossword, soft=True),
    "harmless_note": _plain("harmless_note", (76, 76), 7.0, "bezel", lambda r, m: notes.post_it(r, m, "harmless")),
    "login_screen": lambda r: _screen(r, pick(r, ("login", "locked"))),
    "staff_board": lambda r: _board(r, "staff_only"),
    "empty_board": lambda r: _board(r, "empty"),
    "training_screen": _training_screen,
    "mannequin": _doll,
    "idle_tv": lambda r: _television(r, idle=True),
    "health_poster": _plain("health_poster", (420, 594), 14.0, "wall", posters.health_poster),
}
# What came after the first measurements: suites keep their first round of pictures as it was.
NEWER = frozenset({"tablet_form", "patient_tv", "reflected_board", "imaging_screen", "wall_logo"})
NEWER_NEGATIVES = frozenset({"mannequin", "idle_tv", "health_poster"})
