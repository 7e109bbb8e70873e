"""Thresholds of the artefact detector: precision and recall of each class on sources that it has not learnt from.

    python -m tests.accuracy.tune_artefacts [--least .7]

Prints, for each class, the lowest score from which precision reaches `--least`, with the recall that remains there.
Only photos where the class is annotated completely count; doubtful things and groups count neither way.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scanner.detectors.artefacts import CLASSES, ArtefactDetector, Found
from scanner.detectors.artefacts_decoding import Floats
from scanner.detectors.boxes import overlap
from scanner.findings import ArtefactClass
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.photo import Frame
from tests.accuracy.artefacts import HELD_OUT
from tests.accuracy.harness import evaluation_folder

SOFT = {"doubtful", "group"}
HIT = 0.3


@dataclass(frozen=True)
class Answer:
    """One detection: whether it hit a required thing of its class, which one, or is no mistake at least."""

    cls: ArtefactClass
    score: float
    thing: tuple[str, int] | None
    neutral: bool


def answers(
    detector: ArtefactDetector, root: Path, floor: float
) -> Iterator[tuple[list[Answer], list[dict[str, Any]]]]:
    """For each unseen photo: what was answered, and what was required."""
    held = set(json.loads(HELD_OUT.read_text(encoding="utf-8")))
    for part in ("wards", "objects"):
        truth = json.loads((root / part / "annotations.json").read_text(encoding="utf-8"))
        for name, photo in truth["images"].items():
            if photo["repo"] in held or not photo["train"]:
                with Image.open(root / part / name) as picture:
                    frame = Frame(0, np.asarray(picture.convert("RGB")))
                found = detector.find(frame.scaled, floor)
                needed = [o for o in photo["objects"] if not SOFT & set(o["tags"])]
                yield _judged(name, photo, found), needed


def _judged(name: str, photo: dict[str, Any], found: list[Found]) -> list[Answer]:
    complete = photo.get("exhaustive") or [c.value for c in CLASSES]
    hard = [(i, o) for i, o in enumerate(photo["objects"]) if not SOFT & set(o["tags"])]
    soft = _boxes([o for o in photo["objects"] if SOFT & set(o["tags"])])
    taken: set[int] = set()
    judged = []
    for one in sorted(found, key=lambda f: -f.score):
        own = [(i, o) for i, o in hard if o["class"] == one.cls.value and i not in taken]
        shares = overlap(one.box[None], _boxes([o for _, o in own]))[0]
        thing = own[int(shares.argmax())][0] if own and shares.max() >= HIT else None
        taken |= {thing} if thing is not None else set()
        excused = bool((overlap(one.box[None], soft) > 0.1).any() or (_inside(one.box, soft) > 0.5).any())
        neutral = thing is None and (excused or one.cls.value not in complete)
        judged.append(Answer(one.cls, one.score, (name, thing) if thing is not None else None, neutral))
    return judged


def _inside(one: Floats, others: Floats) -> Floats:
    """Share of each of the boxes (n, 4) that lies inside one box (4,)."""
    sides = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    own = np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(np.prod(np.maximum(sides, 0), axis=1) / np.maximum(own, 1e-6), dtype=np.float32)


def _boxes(things: list[dict[str, Any]]) -> Floats:
    rows = [(x, y, x + w, y + h) for x, y, w, h in (thing["box"] for thing in things)]
    return np.array(rows, np.float32).reshape(-1, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--least", type=float, default=0.7, help="precision to reach")
    parser.add_argument("--floor", type=float, default=0.15)
    args = parser.parse_args()
    detector = ArtefactDetector(Engine(EngineOptions(threads=1)))
    seen: list[Answer] = []
    needed: list[dict[str, Any]] = []
    for photo_seen, photo_needed in answers(detector, evaluation_folder() / "artefacts", args.floor):
        seen += photo_seen
        needed += photo_needed
    print(f"{'class':16s} {'things':>6s} " + " ".join(f"{t:>11.2f}" for t in np.arange(0.2, 0.75, 0.05)))
    for cls in CLASSES:
        mine = [a for a in seen if a.cls is cls and not a.neutral]
        total = sum(o["class"] == cls.value for o in needed)
        cells = []
        for t in np.arange(0.2, 0.75, 0.05):
            above = [a for a in mine if a.score >= t]
            hits = sum(a.thing is not None for a in above)
            cells.append(f"{hits:>3d} of {len(above):<4d}")
        print(f"{cls.value:16s} {total:>6d} " + " ".join(cells))
        for t in np.arange(args.floor, 0.95, 0.01):
            above = [a for a in mine if a.score >= t]
            hits = sum(a.thing is not None for a in above)
            if above and hits / len(above) >= args.least:
                print(f"    from {t:.2f} on: precision {hits / len(above):.2f}, recall {hits / max(1, total):.2f}")
                break


if __name__ == "__main__":
    main()
