"""Codes: read and located by format, in the code set, in the mock-ups, and false alarms on street photos."""

from __future__ import annotations

import json
import re
from typing import Any

import cv2
import numpy as np

from tests.accuracy.harness import Bench, Json, Miss, Section, wilson

CORRECTED = frozenset({"QRCode", "DataMatrix", "Aztec", "PDF417"})
LINE = re.compile(r"^(.{16}) n=\s*(\d+) read=\s*(\d+) .*?located=\s*(\d+)\b.*?(?:wrong|false alarms)=(\d+)", re.M)


def measure(bench: Bench) -> Section:
    section = Section("barcodes")
    _code_set(bench, section)
    _text_set(bench, section)
    return section


def _code_set(bench: Bench, section: Section) -> None:
    root = bench.part("barcodes")
    truth = json.loads((root / "annotations.json").read_text(encoding="utf-8"))["images"]
    names = bench.sample(truth)
    answers = dict(zip(names, bench.scan(root, names, "codes"), strict=True))
    images = {
        name: {"codes": _codes(answer), "ms": answer["timings_ms"].get("codes")} for name, answer in answers.items()
    }
    bench.write("barcodes/annotations.json", {"images": {name: truth[name] for name in names}})
    predictions = bench.write("barcodes/predictions.json", {"images": images})
    section.photos += len(names)
    section.table = bench.score("eval_barcodes.py", bench.work / "barcodes", predictions).rstrip()
    for name, n, read, located, wrong in LINE.findall(section.table):
        kind, total = name.strip(), int(n)
        if kind == "(none)":
            section.figures["false alarms"] = int(wrong)
            continue
        section.figures[f"{kind} read"] = round(int(read) / total, 4)
        section.figures[f"{kind} located"] = round(int(located) / total, 4)
        section.table += f"\n{kind}: read {wilson(int(read), total)}, located {wilson(int(located), total)}"
    for name, answer in images.items():
        kind = truth[name]["format"]
        if kind is None and answer["codes"]:
            section.misses.append(Miss(f"barcodes/{name}", "false alarm"))
        elif kind and not any(code["text"] for code in answer["codes"]):
            seen = "not read" if answer["codes"] else "not seen"
            section.misses.append(Miss(f"barcodes/{name}", f"{kind} {seen}"))


def _text_set(bench: Bench, section: Section) -> None:
    """Mock-ups hold codes whose place is known; all other photos of the text set hold none."""
    root = bench.part("text")
    truth = json.loads((root / "annotations.json").read_text(encoding="utf-8"))["images"]
    names = bench.sample(truth)
    total = read = located = false = clean = forgotten = 0
    for name, answer in zip(names, bench.scan(root, names, "codes"), strict=True):
        codes, wanted = _codes(answer), truth[name].get("codes", [])
        for code in wanted:
            near = [c for c in codes if _share_covered(code["poly"], c["poly"]) > 0.3]
            hit = any(c["text"] == code["payload"] for c in near)
            total, read, located = total + 1, read + hit, located + bool(near)
            if not hit:
                seen = "not read" if near else "not seen"
                section.misses.append(Miss(f"text/{name}", f"{code['format']} {seen}", tuple(map(tuple, code["poly"]))))
        clean += not wanted
        if codes and not wanted:
            # Error correction proves a matrix code that was read: the labels forgot it.
            proven = any(c["text"] and c["format"] in CORRECTED for c in codes)
            forgotten, false = forgotten + proven, false + (not proven)
            note = "read, but not labelled" if proven else "false alarm"
            section.misses.append(Miss(f"text/{name}", note, tuple(map(tuple, codes[0]["poly"]))))
    section.photos += len(names)
    section.table += f"\ncodes in mock-ups: read {wilson(read, total)}, located {wilson(located, total)}"
    section.table += f"\nphotos without a code that got one: {wilson(false, clean)}"
    section.table += f"\nphotos whose code the labels forgot: {forgotten}"
    if total:
        section.figures |= {"mock-ups read": round(read / total, 4), "mock-ups located": round(located / total, 4)}
    section.figures["false alarms, street and mock-ups"] = false


def _codes(answer: Json) -> list[Json]:
    return [
        {"text": code.get("payload") or "", "poly": code["polygon"], "format": code["format"]}
        for code in answer["codes"]
    ]


def _share_covered(wanted: Any, found: Any) -> float:
    a, b = (cv2.convexHull(np.asarray(p, dtype=np.float32)) for p in (wanted, found))
    common, _ = cv2.intersectConvexConvex(a, b)
    return float(common) / max(1.0, float(cv2.contourArea(a)))
