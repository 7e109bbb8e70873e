"""Text: coverage and reading, by group, with the regions that stayed visible."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from tests.accuracy.harness import Bench, Miss, Section, wilson


def measure(bench: Bench) -> Section:
    root = bench.part("text")
    truth = json.loads((root / "annotations.json").read_text(encoding="utf-8"))
    names = bench.sample(truth["images"])
    answers = bench.scan(root, names, "text")
    found = {
        name: {
            "regions": [
                {"poly": region["polygon"], "text": region.get("text") or ""} for region in answer["text_regions"]
            ],
            "ms": answer["timings_ms"].get("text"),
        }
        for name, answer in zip(names, answers, strict=True)
    }
    photos = {name: truth["images"][name] for name in names}
    annotations = bench.write("text/annotations.json", {"version": 1, "images": photos})
    predictions = bench.write("text/predictions.json", {"images": found})
    groups = bench.work / "text/groups.json"
    table = bench.score("eval_text.py", annotations, predictions, "--json", groups)
    section = Section("text", len(names), table=table.rstrip())
    for group, row in json.loads(groups.read_text(encoding="utf-8")).items():
        for key in ("cover70", "word", "ident", "prec", "false"):
            if row[key] is not None:
                section.figures[f"{group} {key}"] = row[key]
        if row["cover70"] is not None:
            hits = round(row["cover70"] * row["regions"])
            section.table += f"\ncovered, {group}: {wilson(hits, row['regions'])}"
    section.misses = _misses(bench.module("eval_text.py"), photos, found)
    return section


def _misses(tool: Any, photos: dict[str, Any], found: dict[str, Any]) -> list[Miss]:
    """Legible regions of which less than 70 % lies inside what was found."""
    misses: list[Miss] = []
    for name, photo in photos.items():
        seen = [np.asarray(r["poly"], dtype=np.float32) for r in found[name]["regions"]]
        for region in photo["regions"]:
            if not region["legible"]:
                continue
            quad = np.asarray(region["poly"], dtype=np.float32)
            low = np.floor(quad.min(0)) - 1
            size = np.ceil(quad.max(0) - low).astype(int) + 2
            place = tool.mask((size[1], size[0]), [quad - low])
            near = [p for p in seen if (p.min(0) < quad.max(0)).all() and (p.max(0) > quad.min(0)).all()]
            hidden = place & tool.mask((size[1], size[0]), [p - low for p in near])
            share = hidden.sum() / max(1, place.sum())
            if share < 0.7:
                tags = " ".join(region.get("tags", []))
                misses.append(Miss(name, f"{region.get('h', 0):.0f} px {tags} covered {share:.2f}", _points(quad)))
    return misses


def _points(quad: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in quad)
