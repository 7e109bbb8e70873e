"""Measures the identifier rules on labelled lines: python -m tests.accuracy.tune_identifiers LINES.jsonl [--show]

One JSON object a line: {"text": ..., "spans": [{"start", "end", "type"}]}; types as in the evaluation data
(NAME STAFF NHS ... WARD DATE DX DRUG). Prints, for each type, how many spans were found and rightly named.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from scanner.identifiers.find import find_in_line

TYPES = {
    "patient_name": "NAME", "patient_initials": "NAME", "staff_name": "NAME", "nhs_number": "NHS", "chi": "NHS",
    "hcn": "NHS",
    "local_patient_number": "ID", "staff_id": "ID", "eu_id": "ID", "ppsn": "ID", "ssn": "ID", "mbi": "ID",
    "ihi": "ID", "medicare_au": "ID", "nino": "ID",
    "date_of_birth": "DATE", "time_signal": "DATE", "address": "ADDR", "postcode": "ADDR", "place_signal": "WARD",
    "clinical_text": "DX", "phone": "PHONE", "email": "EMAIL", "age": "AGE", "credential": "CRED",
    "vehicle_plate": "PLATE",
}  # fmt: skip
SAME = {"STAFF": "NAME", "CHI": "NHS", "HC": "NHS", "MRN": "ID", "STAFFID": "ID", "SSN": "ID", "EUID": "ID",
"DOB": "DATE",
        "TIME": "DATE", "POST": "ADDR", "DRUG": "DX"}  # fmt: skip
NOT_LABELLED = {"AGE", "WARD"}  # ages and places carry no labels where they are no ward


_MARK = re.compile(r"\[([A-Z]+) ([^\]]*)\]")


def read(path: Path) -> list[dict[str, Any]]:
    """Labelled lines from JSONL, or from our own marked text file."""
    raw = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in raw]
    return [unmark(line) for line in raw if line and not line.startswith("#")]


def unmark(marked: str) -> dict[str, Any]:
    text, spans, position = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        spans.append(
            {"start": len(text), "end": len(text) + len(mark.group(2)), "type": mark.group(1), "text": mark.group(2)}
        )
        text += mark.group(2)
        position = mark.end()
    return {"text": text + marked[position:], "spans": spans}


def main(path: str, show: bool) -> None:
    lines = read(Path(path))
    find_in_line("Bed 4 OKONKWO Josephine 12-Mar-1951")  # load the lists
    begin = time.process_time()
    results = [find_in_line(line["text"]) for line in lines]
    seconds = time.process_time() - begin
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    false = flagged = clean = predictions = 0
    for line, matches in zip(lines, results, strict=True):
        spans = line["spans"]
        for span in spans:
            hits = [m for m in matches if m.start < span["end"] and span["start"] < m.end]
            covered = sum(min(m.end, span["end"]) - max(m.start, span["start"]) for m in hits)
            found = covered * 2 >= span["end"] - span["start"]
            right = any(TYPES[m.kind] == SAME.get(span["type"], span["type"]) for m in hits)
            count = tally[span["type"]]
            count[0] += 1
            count[1] += found
            count[2] += found and right
            if show and not (found and right):
                seen = [(line["text"][m.start : m.end], m.kind, m.rule) for m in hits]
                print(
                    f"  {'wrong' if found else 'MISS '} {span['type']:6s} {span['text']!r} in {line['text']!r} {seen}"
                )
        counted = [m for m in matches if TYPES[m.kind] not in NOT_LABELLED]
        predictions += len(counted)
        bad = [m for m in counted if not any(m.start < s["end"] and s["start"] < m.end for s in spans)]
        false += len(bad)
        if not spans:
            clean += 1
            flagged += bool(counted)
        for m in bad if show else ():
            print(f"  FALSE {m.kind} {m.rule} {line['text'][m.start : m.end]!r} in {line['text']!r}")
    for kind, (n, found, right) in sorted(tally.items(), key=lambda item: -item[1][0]):
        print(f"{kind:8s} n={n:3d} found={found / n:.3f} typed={right / n:.3f}")
    n, found, right = (sum(count[i] for count in tally.values()) for i in range(3))
    print(
        f"ALL n={n} found={found / n:.3f} typed={right / n:.3f} predictions={predictions} false={false} "
        f"precision={1 - false / max(1, predictions):.3f} clean lines flagged {flagged}/{clean} "
        f"{1000 * seconds / len(lines):.3f} ms a line"
    )


if __name__ == "__main__":
    main(sys.argv[1], "--show" in sys.argv)
