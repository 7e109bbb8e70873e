"""Faces in photos that lie on their side or head, and false faces in photos of rooms and documents without people.

The rooms are photos of homes (scene set, source "places365-homes"), the documents the mock-ups of the text set.
Every room with an answer was looked at; WITH_PEOPLE are those that show people, or pictures of people, after all.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.accuracy.harness import Bench, Miss, Section, box_of, wilson
from tests.accuracy.tune_faces import turned

TURNED = 60  # photos looked at in each of the four turns
ROOMS = 100
WITH_PEOPLE = frozenset(
    (
        "05fdc61d58d530", "184aeedaf316a4", "4e3b2a3eee37d5", "5b942e90d87c4b", "91a36d255df9cc", "95e1e440e0c4ce",
        "a46c626463cee3", "aa73979d8c55dd", "ad9466ff265eca", "b2aac585c2a642", "fe7590d3ffa682",
    )
)  # fmt: skip
SMALLEST = 16  # px, face height
SAME = 0.3
Json = dict[str, Any]


def measure(bench: Bench) -> Section:
    section = Section("faceselsewhere")
    section.table = "\n".join((*_turned(bench, section), *_without_people(bench, section)))
    return section


def _turned(bench: Bench, section: Section) -> Iterator[str]:
    root = bench.part("faces")
    truth: Json = json.loads((root / "faces.json").read_text(encoding="utf-8"))["photos"]
    tool = bench.module("eval_faces.py")
    names = _spread(sorted(n for n, p in truth.items() if max(p["w"], p["h"]) <= 1600), bench.limit or TURNED)
    for turn in range(4):
        folder = bench.work / f"turned{turn}"
        folder.mkdir()
        for i, name in enumerate(names):
            with Image.open(root / name) as picture:
                Image.fromarray(np.rot90(np.asarray(picture.convert("RGB")), -turn)).save(folder / f"{i}.png")
        answers = bench.scan(folder, [f"{i}.png" for i in range(len(names))], "faces")
        hits = total = 0
        for name, answer in zip(names, answers, strict=True):
            needed = [
                face["box"]
                for face in turned(truth[name], turn)["faces"]
                if "ignore" not in face["tags"] and min(face["box"][2:]) >= SMALLEST
            ]
            boxes = [box_of(face["polygon"]) for face in answer["faces"]]
            overlaps = tool.iou_matrix(boxes, needed)
            hits += int((overlaps.max(axis=0) >= SAME).sum()) if boxes and needed else 0
            total += len(needed)
        section.photos += len(names)
        section.figures[f"recall, turned by {90 * turn}"] = hits / total
        yield f"photos turned by {90 * turn:>3} degrees: recall {wilson(hits, total)}"


def _without_people(bench: Bench, section: Section) -> Iterator[str]:
    scenes, mockups = bench.part("scenes"), bench.part("text", "mockups")
    with (scenes / "labels.csv").open(encoding="utf-8") as listing:
        rooms = sorted(row["path"] for row in csv.DictReader(listing) if row["source"] == "places365-homes")
    rooms = [name for name in _spread(rooms, bench.limit or ROOMS) if Path(name).stem not in WITH_PEOPLE]
    documents = sorted(path.name for path in mockups.iterdir() if path.suffix in (".jpg", ".png"))
    sets = (("rooms", scenes, rooms), ("documents", mockups, documents))
    for what, root, names in sets:
        answers = bench.scan(root, names, "faces")
        faces = [len(answer["faces"]) for answer in answers]
        section.photos += len(names)
        section.figures[f"false faces per photo, {what}"] = sum(faces) / len(names)
        for name, count in zip(names, faces, strict=True):
            if count:
                section.misses.append(Miss(str((root / name).relative_to(bench.folder)), f"{count} faces"))
        wrong = wilson(sum(1 for count in faces if count), len(names))
        yield f"{what} without people: {sum(faces) / len(names):.2f} false faces per photo; photos with one {wrong}"


def _spread(names: list[str], count: int) -> list[str]:
    step = max(1.0, len(names) / count)
    return [names[int(i * step)] for i in range(min(count, len(names)))]
