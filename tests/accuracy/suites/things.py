"""Recognised things against drawn ones: is a wristband called a wristband, or at least anything?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

Json = dict[str, Any]
CLASS = {
    "wristband": "wristband",
    "board": "board",
    "screen": "screen",
    "patient_monitor": "patient_monitor",
    "paper_record": "paper",
    "patient_list": "paper",
    "staff_badge": "id_badge",
    "specimen_label": "label",
    "drip_label": "label",
    "sticky_note": "sticky_note",
    "medical_image": "medical_image",
    "vehicle_plate": "number_plate",
    "bedhead_sign": "sign",
}
SAME = 0.3  # intersection over union of upright boxes, as in the evaluation tool for real photos


def seen(drawn: Sequence[Json], found: Sequence[Json]) -> Iterator[tuple[str, bool, bool]]:
    """Class of each drawn thing that mostly shows, whether it was found as such, and as anything."""
    boxes = [(thing["class"], _box(thing["polygon"])) for thing in found if thing.get("frame", 0) == 0]
    for thing in drawn:
        name = CLASS.get(thing["kind"])
        if name is None or thing["visible_fraction"] < 0.5:
            continue
        own = _box(thing["poly"])
        classes = {cls for cls, box in boxes if _overlap(own, box) >= SAME}
        yield name, name in classes, bool(classes)


def _box(polygon: Any) -> tuple[float, float, float, float]:
    points = np.asarray(polygon, dtype=float)
    (left, top), (right, foot) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(foot)


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)
