"""Which drawn items the product's findings name, and which they cover."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.accuracy.suites.items import Item, Points

Json = dict[str, Any]
COVERED = 0.8  # share of an item's polygon that findings must cover
CARRIERS = frozenset(
    {"wristband", "board", "screen", "patient_monitor", "paper_record", "patient_list", "specimen_label"}
    | {"drip_label", "bedhead_sign", "sticky_note", "medical_image", "staff_badge"}
)


def share_covered(polygon: Points, others: Iterable[Points]) -> float:
    """Share (0..1) of `polygon` inside the union of `others`; drawn at four times the size where it is small."""
    low, high = polygon.min(axis=0) - 1, polygon.max(axis=0) + 1
    near = [p for p in others if (p.min(axis=0) < high).all() and (p.max(axis=0) > low).all()]
    if not near:
        return 0.0
    zoom = 4.0 if float((high - low).max()) < 500 else 1.0
    width, height = (np.ceil((high - low) * zoom).astype(int) + 1).tolist()
    own, union = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    cv2.fillPoly(own, [_whole((polygon - low) * zoom)], 1)
    for other in near:
        cv2.fillPoly(union, [_whole((other - low) * zoom)], 1)
    return float(union[own > 0].mean()) if own.any() else 0.0


def _whole(points: NDArray[np.float32]) -> NDArray[np.int32]:
    return np.round(points).astype(np.int32)


def polygons(findings: Iterable[Json], kinds: set[str] | frozenset[str] | None = None) -> list[Points]:
    """Places of the findings on the first frame, of these kinds or of all."""
    return [
        np.asarray(f["polygon"], dtype=np.float32)
        for f in findings
        if f["polygon"] and f.get("frame", 0) == 0 and (kinds is None or f["kind"] in kinds)
    ]


def named(item: Item, findings: list[Json], on_it: Iterable[Item] = ()) -> bool:
    """A finding of the item's kind, or of a thing that encloses it, covers 80 % of its polygon.

    A thing as a whole is named by a finding of its kind that covers four fifths of the items `on_it`: how far a
    thing reaches beyond what it carries is a matter of taste.
    """
    if item.group != "thing":
        return share_covered(item.polygon, polygons(findings, item.named_by | CARRIERS)) >= COVERED
    places = polygons(findings, item.named_by)
    inside = [share_covered(other.polygon, places) >= COVERED for other in on_it]
    if not inside:
        return share_covered(item.polygon, places) >= 0.5
    return sum(inside) >= COVERED * len(inside)


def to_be_covered(item: Item, findings: list[Json]) -> bool:
    """Whatever they are called, findings that the copy destroys cover 80 % of it."""
    return share_covered(item.polygon, polygons(f for f in findings if f["redact"])) >= COVERED


def false_alarms(findings: list[Json], items: Iterable[Item], expected: set[str]) -> list[Json]:
    """Findings for which nothing was drawn: of no expected kind, and not lying on an item of their kind."""
    items = list(items)

    def drawn(finding: Json) -> bool:
        own = [item.polygon for item in items if finding["kind"] in item.named_by]
        return bool(finding["polygon"]) and share_covered(np.asarray(finding["polygon"], np.float32), own) >= 0.3

    return [f for f in findings if f["kind"] not in expected and not drawn(f)]
