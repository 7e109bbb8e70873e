"""Ward-like scenes: area under the curve and recall at fixed false alarms, on the validation half."""

from __future__ import annotations

import csv
import re

from tests.accuracy.harness import Bench, Section

SCORES = re.compile(r"AUC ([\d.]+).*recall@5%FPR ([\d.]+).*recall@10%FPR ([\d.]+)")


def measure(bench: Bench) -> Section:
    root = bench.part("scenes")
    section = Section("scenes")
    with (root / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["path"].startswith("val/")]
    if bench.scan(root, [rows[0]["path"]], "scene")[0]["scene"] is None:
        section.note = "not built yet"
        return section
    names = bench.sample(row["path"] for row in rows)
    answers = bench.scan(root, names, "scene")
    (bench.work / "scenes").mkdir()
    kept, scores = bench.work / "scenes/labels.csv", bench.work / "scores.csv"
    with kept.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["path"] in set(names))
    with scores.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["path", "score"])
        for name, answer in zip(names, answers, strict=True):
            table.writerow([name, (answer["scene"] or {}).get("ward_like", 0.0)])
    section.photos = len(names)
    section.table = bench.score("eval_scenes.py", scores, "--set", kept.parent, "--split", "val").rstrip()
    found = SCORES.search(section.table)
    if found:
        section.figures = dict(zip(("AUC", "recall@5%", "recall@10%"), map(float, found.groups()), strict=True))
    return section
