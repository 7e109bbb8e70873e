"""Findings that somebody has accepted, so that the next audit shows what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.errors import UsageError
from scanner.textfiles import read_small

SCHEMA = 1
_LARGEST = 500_000_000  # bytes: the accepted findings of a whole drive
_ALIKE = 0.3  # overlap (IoU) from which two boxes are the same place
Box = tuple[float, float, float, float]  # left, top, right, bottom


def print_of(sha256: str, finding: Mapping[str, Any]) -> str:
    """A stable name for a finding: photo, kind and rough place; nothing of what it says."""
    box = _box(finding)
    place = [round(side / 40) for side in box] if box else None
    parts = json.dumps([sha256, finding["kind"], finding.get("frame", 0), place])
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Baseline:
    """Accepted findings by photo: (kind, frame, box or None for one without a place)."""

    accepted: Mapping[str, Sequence[tuple[str, int, Box | None]]]

    def fresh(self, sha256: str, findings: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
        """Numbers of the findings that are not accepted. One accepted place covers any number of its kind there."""
        known = self.accepted.get(sha256, ())
        return tuple(f["id"] for f in findings if not any(_same(f, old) for old in known))


def load_baseline(path: Path) -> Baseline:
    """Raises UsageError for a file that is none."""
    try:
        document = json.loads(read_small(path, _LARGEST))
        if document["baseline"] != SCHEMA:
            raise ValueError
        accepted: dict[str, list[tuple[str, int, Box | None]]] = {}
        for row in document["accepted"]:
            box = None if row["box"] is None else tuple(float(side) for side in row["box"])
            if box is not None and len(box) != 4:
                raise ValueError
            accepted.setdefault(str(row["sha256"]), []).append((str(row["kind"]), int(row["frame"]), box))
    except OSError as error:
        raise UsageError(f"The baseline {path} could not be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path} is no baseline of this program.") from error
    return Baseline(accepted)


def baseline_rows(sha256: str, findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A photo's findings as rows of a baseline file."""
    return [{"sha256": sha256, "kind": f["kind"], "frame": f.get("frame", 0), "box": _box(f)} for f in findings]


def _box(finding: Mapping[str, Any]) -> Box | None:
    if not finding.get("polygon"):
        return None
    xs, ys = zip(*finding["polygon"], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _same(finding: Mapping[str, Any], old: tuple[str, int, Box | None]) -> bool:
    kind, frame, box = old
    mine = _box(finding)
    if finding["kind"] != kind or finding.get("frame", 0) != frame:
        return False
    return mine is box if mine is None or box is None else _overlap(mine, box) >= _ALIKE


def _overlap(a: Box, b: Box) -> float:
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    together = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - width * height
    return width * height / together if together > 0 else 1.0
