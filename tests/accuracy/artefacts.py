"""Things that carry names: recall, coverage and precision, in real hospitals and in object photos."""

from __future__ import annotations

import json
import re

from tests.accuracy.harness import Bench, Section, box_of, not_checked

TOTAL = re.compile(r"(recall|any|covered|precision|macro-recall|macro-covered) ([\d.]+)")


def measure(bench: Bench) -> Section:
    section = Section("artefacts")
    for part in ("wards", "objects"):
        root = bench.part("artefacts", part)
        truth = json.loads((root / "annotations.json").read_text(encoding="utf-8"))
        names = bench.sample(truth["images"])
        first = bench.scan(root, names[:1], "artefacts")
        if not_checked(first, "artefacts"):
            section.note = "not built yet"
            return section
        answers = bench.scan(root, names, "artefacts")
        found = {
            name: [
                {"class": thing["class"], "box": box_of(thing["polygon"]), "score": thing["score"]}
                for thing in answer["artefacts"]
            ]
            for name, answer in zip(names, answers, strict=True)
        }
        images = {name: truth["images"][name] for name in names}
        annotations = bench.write(f"{part}.json", {**truth, "images": images})
        table = bench.score("eval_artefacts.py", annotations, bench.write(f"{part}-found.json", {"images": found}))
        section.photos += len(names)
        section.table += f"{part}\n{table}"
        section.figures |= {f"{part} {k}": float(v) for k, v in TOTAL.findall(table.splitlines()[-1])}
    return section
