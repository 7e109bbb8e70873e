"""Things that carry names, told by looks, words and codes together: recall, coverage and precision, in real hospitals
and in object photos.

Only on sources that the network has not learnt from: those of models/artefacts/held_out.json, and those whose
licence rules training out.
"""

from __future__ import annotations

import json
import re

from tests.accuracy.harness import CHECKOUT, Bench, Section, box_of, not_checked

DETECT = "text,codes,artefacts"  # words and codes tell things too: number plates, films, bands
HELD_OUT = CHECKOUT / "models" / "artefacts" / "held_out.json"

TOTAL = re.compile(r"(recall|any|covered|precision|macro-recall|macro-covered) ([\d.]+)")


def measure(bench: Bench) -> Section:
    section = Section("artefacts")
    held_out = set(json.loads(HELD_OUT.read_text(encoding="utf-8")))
    for part in ("wards", "objects"):
        root = bench.part("artefacts", part)
        truth = json.loads((root / "annotations.json").read_text(encoding="utf-8"))
        unseen = {k: v for k, v in truth["images"].items() if v["repo"] in held_out or not v["train"]}
        names = bench.sample(unseen)
        first = bench.scan(root, names[:1], DETECT)
        if not_checked(first, "artefacts"):
            section.note = "not built yet"
            return section
        answers = bench.scan(root, names, DETECT)
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
