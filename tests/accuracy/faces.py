"""Faces: recall by height, coverage, precision."""

from __future__ import annotations

import json
from typing import Any

from tests.accuracy.harness import Bench, Miss, Section, box_of, corners, wilson


def measure(bench: Bench) -> Section:
    root = bench.part("faces")
    truth = json.loads((root / "faces.json").read_text(encoding="utf-8"))["photos"]
    names = bench.sample(truth)
    answers = bench.scan(root, names, "faces")
    found = {
        name: [[*box_of(face["polygon"]), face["score"]] for face in answer["faces"]]
        for name, answer in zip(names, answers, strict=True)
    }
    tool = bench.module("eval_faces.py")
    photos = {name: truth[name] for name in names}
    result = tool.evaluate(photos, found, 0.0, 10, 0.15)
    section = Section("faces", len(names), table=tool.table(result))
    for bucket, count in result["n"].items():
        share = result["recall_iou30"][bucket]
        if share is not None:
            section.table += f"\nrecall, {bucket} px: {wilson(round(share * count / 100), count)}"
            section.figures[f"recall {bucket}"] = share
    for name in (">=16", ">=32"):
        section.figures[f"recall {name}"] = result["recall_iou30"][name]
        section.figures[f"covered {name}"] = result["covered60"][name]
    for name in ("precision", "false_alarms_per_photo", "photos_with_an_uncovered_face_24px"):
        section.figures[name] = result[name]
    for tag in ("masked", "lying", "profile", "pose"):
        if tag in result["by_tag_recall30_ge16px"]:
            section.figures[f"recall {tag}"] = result["by_tag_recall30_ge16px"][tag][0]
    section.misses = _misses(tool, photos, found)
    return section


def _misses(tool: Any, photos: dict[str, Any], found: dict[str, list[list[float]]]) -> list[Miss]:
    misses: list[Miss] = []
    for name, photo in photos.items():
        needed = [f for f in photo["faces"] if "ignore" not in f["tags"] and f["box"][3] >= 16]
        overlaps = tool.iou_matrix([b[:4] for b in found[name]], [f["box"] for f in needed])
        for i, face in enumerate(needed):
            if not len(found[name]) or overlaps[:, i].max() < 0.3:
                note = " ".join([f"{face['box'][3]} px", *face["tags"]])
                misses.append(Miss(name, note, corners(face["box"])))
    return misses
