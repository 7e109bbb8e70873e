"""Which pictures belong to which suite. A suite is an endless list; its usual length stands in LENGTH."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.render.containers import VARIANTS
from tests.render.job import Job
from tests.render.recipes import NEGATIVE_SUBJECTS, NEWER, NEWER_NEGATIVES, SUBJECTS

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


FIRST = tuple(name for name in SUBJECTS if name not in NEWER)
LATER = tuple(name for name in SUBJECTS if name in NEWER)
FIRST_NEGATIVES = (*(n for n in NEGATIVE_SUBJECTS if n not in NEWER_NEGATIVES), "empty_corridor", "empty_bay")
LATER_NEGATIVES = tuple(n for n in NEGATIVE_SUBJECTS if n in NEWER_NEGATIVES)


def _named(n: int, first: tuple[str, ...], later: tuple[str, ...], stride: int = 1) -> str:
    """What the n-th picture is about. From the second round on, each fourth place, another in each round, goes to
    one of `later`: so a suite measured before they came keeps all other pictures to the byte."""
    lap, place = divmod(n, len(first))
    if lap and place % 4 == lap % 4:
        before = (lap - 1) * -(-len(first) // 4)
        return later[(before + place // 4) % len(later)]
    return first[n * stride % len(first)]


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
    name = _named(n, FIRST, LATER)
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
    return Job(
        "stress",
        i,
        seed,
        _named(i, FIRST, LATER, 5),
        "L3",
        size,
        turn=(0, 1, 2, 3, 0)[i % 5],
        mirror=i % 9 == 8,
        cover=COVERS[i % len(COVERS)],
        extra={"roll": (8.0, 45.0, 60.0)[i % 3]},
    )


def _unreadable(i: int, seed: int, size: tuple[int, int]) -> Job:
    return Job("unreadable", i, seed, _named(i, FIRST, LATER, 7), "L4", size)


def _negatives(i: int, seed: int, size: tuple[int, int]) -> Job:
    level = ("L1", "L2")[(i // len(FIRST_NEGATIVES)) % 2]
    return Job("negatives", i, seed, _named(i, FIRST_NEGATIVES, LATER_NEGATIVES), level, size)


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
