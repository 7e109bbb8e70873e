"""Photos and generator pictures to learn from.

A `Sample` holds one picture and what is known about it: outlines, places where nothing may be learnt, and the
classes that are complete in it (the others must not be learnt as background there).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

CLASSES = [
    "wristband", "board", "screen", "patient_monitor", "paper", "id_badge",
    "label", "sticky_note", "code", "medical_image", "number_plate", "sign",
]  # fmt: skip
SOFT = {"doubtful", "group"}
CACHED = 1280  # px, long side of the decoded copies
PARTS = (0.5, 0.25)  # smaller copies, so that no canvas has to shrink a large one
# What the generator's scenes hold (its names on the left); None: not one of our classes, so left out of the loss.
SCENES: dict[str, str | None] = {
    "wristband": "wristband", "whiteboard": "board", "staff_board": "board", "empty_board": "board",
    "initials_board": "board", "ehr_screen": "screen", "login_screen": "screen", "training_screen": "screen",
    "id_badge": "id_badge", "drug_chart": "paper", "handover_sheet": "paper", "theatre_list": "paper",
    "addressograph_sheet": "paper", "thank_you_card": "paper", "ecg": "paper", "crossword": "paper",
    "specimen_tube": "label", "drip_label": "label", "label_code": "label", "syringe": "label", "drug_box": "label",
    "post_it": "sticky_note", "harmless_note": "sticky_note", "xray": "medical_image", "ultrasound": "medical_image",
    "patient_monitor": "patient_monitor", "plate": "number_plate", "bedhead_card": "sign", "door_sign": "sign",
    "trust_poster": "sign", "fire_notice": "sign", "health_poster": "sign", "menu": "sign", "street_sign": "sign",
}  # fmt: skip
# The same by the generator's kind of a thing, for pictures with several things.
KINDS: dict[str, str | None] = {
    "board": "board", "drip_label": "label", "medical_image": "medical_image", "paper_record": "paper",
    "patient_list": "paper", "patient_monitor": "patient_monitor", "screen": "screen", "specimen_label": "label",
    "staff_badge": "id_badge", "sticky_note": "sticky_note", "vehicle_plate": "number_plate",
    "wristband": "wristband", "bedhead_sign": "sign", "place_signal": "sign",
}  # fmt: skip

Pixels = NDArray[np.uint8]
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """`outlines` (n, 4, 2) and `soft` (m, 4, 2) in pixels of the cached copy; `known` (12,) bool."""

    name: str
    repo: str
    cache: Path
    outlines: Array
    labels: NDArray[np.int64]
    soft: Array
    known: NDArray[np.bool_]
    train: bool = True
    synthetic: bool = False

    def pixels(self, shrink: float = 1.0) -> tuple[Pixels, float]:
        """The copy that is just large enough to be shrunk so far, and its scale against the cached size."""
        part = next((p for p in PARTS if p <= 1.5 * shrink), PARTS[-1]) if shrink < 0.6 else 1.0
        return np.load(_part(self.cache, part), mmap_mode="r"), part


def _cached(picture: Path, folder: Path) -> tuple[Path, float]:
    """A decoded copy on disk, long side at most CACHED, and its scale against the file."""
    pixels = cv2.imdecode(np.fromfile(picture, np.uint8), cv2.IMREAD_COLOR)
    scale = min(1.0, CACHED / max(pixels.shape[:2]))
    place = folder / f"{zlib.crc32(str(picture).encode()):08x}.npy"
    for part in (1.0, *PARTS):
        if not _part(place, part).is_file():
            by = scale * part
            small = cv2.resize(pixels, None, fx=by, fy=by, interpolation=cv2.INTER_AREA) if by < 1 else pixels
            np.save(_part(place, part), small)
    return place, scale


def _part(place: Path, part: float) -> Path:
    return place.with_suffix(f".{round(1 / part)}.npy")


def _corners(box: Sequence[float]) -> list[list[float]]:
    x, y, w, h = box
    return [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]


def _stacked(outlines: Iterable[Sequence[Sequence[float]]], scale: float) -> Array:
    rows = [np.asarray(o, np.float32) * scale for o in outlines]
    return np.stack(rows) if rows else np.zeros((0, 4, 2), np.float32)


def real_photos(root: Path, cache: Path) -> list[Sample]:
    """The annotated photos of wards/ and objects/ below `root`."""
    samples = []
    cache.mkdir(parents=True, exist_ok=True)
    for part in ("wards", "objects"):
        listing = json.loads((root / part / "annotations.json").read_text(encoding="utf-8"))
        for name, image in listing["images"].items():
            place, scale = _cached(root / part / name, cache)
            hard = [o for o in image["objects"] if not SOFT & set(o["tags"])]
            soft = [o for o in image["objects"] if SOFT & set(o["tags"])]
            known = image.get("exhaustive") or CLASSES
            samples.append(
                Sample(
                    f"{part}/{name}",
                    image["repo"],
                    place,
                    _stacked((_corners(o["box"]) for o in hard), scale),
                    np.array([CLASSES.index(o["class"]) for o in hard], np.int64),
                    _stacked((_corners(o["box"]) for o in soft), scale),
                    np.array([c in known for c in CLASSES]),
                    bool(image["train"]),
                )
            )
    return samples


# Homes, hotels, schools, streets: these are next to never in them.
ABSENT = frozenset({"wristband", "patient_monitor", "medical_image", "id_badge"})
SURE, MAYBE = 0.4, 0.08  # scores of the published network: a screen; perhaps one


def scene_photos(root: Path, screens: Path, cache: Path) -> list[Sample]:
    """Photos without clinical content (training part of the scenes), with the screens that the published network
    sees in them (`teacher.py`): lest ours forgets what a screen is, and sees monitors and bands everywhere."""
    told = json.loads(screens.read_text(encoding="utf-8"))
    samples = []
    for name, boxes in told["boxes"].items():
        place, scale = _cached(root / name, cache)
        hard = [_corners((x0, y0, x1 - x0, y1 - y0)) for x0, y0, x1, y1, score in boxes if score >= SURE]
        soft = [_corners((x0, y0, x1 - x0, y1 - y0)) for x0, y0, x1, y1, score in boxes if score < SURE]
        samples.append(
            Sample(
                f"scenes/{name}",
                told["repo"][name],
                place,
                _stacked(hard, scale),
                np.full(len(hard), CLASSES.index("screen"), np.int64),
                _stacked(soft, scale),
                np.array([c in ABSENT or c == "screen" for c in CLASSES]),
            )
        )
    return samples


def generated(root: Path, cache: Path) -> list[Sample]:
    """Pictures of `tests.render` (folders of JPEG and JSON pairs) below `root`."""
    samples = []
    cache.mkdir(parents=True, exist_ok=True)
    for truth in sorted(root.glob("*/[0-9]*.json")):
        scene = json.loads(truth.read_text(encoding="utf-8"))
        picture = truth.with_name(scene["file"])
        place, scale = _cached(picture, cache)
        hard, labels, soft = [], [], []
        alone = len(scene["artefacts"]) == 1
        for thing in scene["artefacts"]:
            cls = KINDS.get(thing["kind"]) or (SCENES.get(scene["scene"]) if alone else None)
            corners = cv2.boxPoints(cv2.minAreaRect(np.asarray(thing["poly"], np.float32))).tolist()
            if cls is None or thing["visible_fraction"] < 0.3:
                soft.append(corners)
            else:
                hard.append(corners)
                labels.append(CLASSES.index(cls))
        for code in scene["barcodes"]:
            corners = np.asarray(code["poly"], np.float32)
            if np.ptp(corners, axis=0).max() * scale >= 16:
                hard.append(corners.tolist())
                labels.append(CLASSES.index("code"))
        known = np.array([c != "sign" for c in CLASSES])  # the backdrops may show signs
        samples.append(
            Sample(
                picture.stem,
                "generator",
                place,
                _stacked(hard, scale),
                np.array(labels, np.int64),
                _stacked(soft, scale),
                known,
                synthetic=True,
            )
        )
    return samples
