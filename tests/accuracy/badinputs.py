"""Odd, damaged and hostile files: how many are treated as their manifest says."""

from __future__ import annotations

import json
import sys
from collections import Counter

from tests.accuracy.harness import Bench, Miss, Section, wilson


def measure(bench: Bench) -> Section:
    root = bench.part("badinputs")
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    chosen = bench.sample(case["file"] for case in manifest["cases"])
    corpus = bench.work / "badinputs"
    corpus.mkdir()
    (corpus / "files").symlink_to(root / "files")
    cases = [case for case in manifest["cases"] if case["file"] in set(chosen)]
    bench.write("badinputs/manifest.json", {**manifest, "cases": cases})
    report = bench.work / "report.json"
    command = f"{sys.executable} -m scanner blur {{in}} -o {{out}}"
    table = bench.score("run_badinputs.py", corpus, "--cmd", command, "--report", report)
    rows = json.loads(report.read_text(encoding="utf-8"))
    section = Section("badinputs", len(rows), table=table.rstrip())
    passed = sum(not row["bad"] for row in rows)
    section.figures = {"passed": passed, "files": len(rows)}
    section.table += f"\npassed {wilson(passed, len(rows))}"
    total: Counter[str] = Counter(row["kind"] for row in rows)
    good: Counter[str] = Counter(row["kind"] for row in rows if not row["bad"])
    for kind, count in sorted(total.items()):
        section.figures[f"{kind} passed"] = good[kind]
        section.table += f"\n{kind}: {wilson(good[kind], count)}"
    section.misses = [Miss(row["file"], "; ".join(row["bad"])) for row in rows if row["bad"]]
    return section
