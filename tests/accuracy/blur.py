"""The copy: which words and codes survive in it, and how much else it destroys (mock-ups only)."""

from __future__ import annotations

import json
import re
import shutil

from tests.accuracy.harness import Bench, Miss, Section, wilson

KIND = re.compile(r"^(\S.*?)\s+survives\s+(\d+) of (\d+)$", re.M)
TOTAL = re.compile(r"survive (\d+) of (\d+).*without a copy (\d+); spilt.*mean ([\d.]+), worst ([\d.]+)")
SURVIVOR = re.compile(r"^  survives (\S+) (\S+)", re.M)


def measure(bench: Bench) -> Section:
    source = bench.part("text")
    truth = json.loads((source / "annotations.json").read_text(encoding="utf-8"))["images"]
    names = bench.sample(name for name, image in truth.items() if "mockup" in image["tags"])
    # The scoring script wants the annotations beside the photos it is to judge.
    root = bench.work / "blur"
    bench.write("blur/annotations.json", {"images": {name: truth[name] for name in names}})
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, root / name)
    answer = bench.blur(root, names, bench.work / "copies")
    table = bench.score("eval_blur.py", root, bench.write("blurred.json", answer), "--misses", "200")
    section = Section("blur", len(names))
    section.misses = [Miss(name, f"{kind} survives") for name, kind in SURVIVOR.findall(table)]
    lines = [line for line in table.splitlines() if not line.startswith("  survives")]
    verified = sum(bool(photo.get("verified")) for photo in answer["photos"])
    lines.append(f"copies that passed the product's own check: {wilson(verified, len(names))}")
    for kind, left, total in KIND.findall(table):
        lines.append(f"{kind}: survives {wilson(int(left), int(total))}")
        section.figures[f"{kind} survives"] = int(left)
    found = TOTAL.search(table)
    if found:
        keys = ("survivors", "of", "without a copy", "spilt, mean", "spilt, worst")
        section.figures |= dict(zip(keys, map(float, found.groups()), strict=True))
    section.figures["verified"] = verified
    section.table = "\n".join(lines)
    return section
