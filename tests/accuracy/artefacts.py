"""Things that carry names, told by looks, words and codes together: recall, coverage and precision, in real hospitals
and in object photos.

Only on sources that the network has not learnt from: those of models/artefacts/held_out.json, and those whose
licence rules training out.
"""

from __future__ import annotations

import json
import re

from tests.accuracy.harness import CHECKOUT, Bench, Json, Section, box_of, not_checked

# Words and codes tell things too: number plates, films, bands. Then what the network alone does.
DETECT = {"": "text,codes,artefacts", " by looks alone": "artefacts"}
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
        images = {name: truth["images"][name] for name in names}
        annotations = bench.write(f"{part}.json", {**truth, "images": images})
        for how, detect in DETECT.items():
            answers = bench.scan(root, names, detect)
            if not_checked(answers, "artefacts"):
                section.note = "not built yet"
                return section
            found = bench.write(f"{part}-found.json", {"images": dict(zip(names, map(_things, answers), strict=True))})
            table = bench.score("eval_artefacts.py", annotations, found)
            section.table += f"{part}{how}\n{table}"
            section.figures |= {f"{part}{how} {k}": float(v) for k, v in TOTAL.findall(table.splitlines()[-1])}
        section.photos += len(names)
    return section


def _things(photo: Json) -> list[Json]:
    return [{"class": a["class"], "box": box_of(a["polygon"]), "score": a["score"]} for a in photo["artefacts"]]
