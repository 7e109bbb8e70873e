"""Measures the identifier rules on labelled lines: python -m tests.accuracy.tune_identifiers LINES [--show]

LINES is JSONL, one {"text": ..., "spans": [{"start", "end", "type"}]} a line with the types of the evaluation
data (NAME STAFF NHS ... WARD DATE DX DRUG), or our own text file with [TYPE value] marks. Prints for each type how
many spans were found (half covered by matches) and how many by a match of the right kind.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.findings import Match
from scanner.identifiers.find import find_in_line

TYPES = {
    "NAME": "patient_name patient_initials staff_name",
    "NHS": "nhs_number chi hcn",
    "ID": "local_patient_number staff_id eu_id ppsn ssn mbi ihi medicare_au nino",
    "DATE": "date_of_birth time_signal",
    "ADDR": "address postcode",
    "WARD": "place_signal",
    "DX": "clinical_text",
    "PHONE": "phone",
    "EMAIL": "email",
    "AGE": "age",
    "CRED": "credential",
    "PLATE": "vehicle_plate",
}
TYPE_OF = {kind: name for name, kinds in TYPES.items() for kind in kinds.split()}
SAME = {
    **dict.fromkeys(("STAFF",), "NAME"),
    **dict.fromkeys(("CHI", "HC"), "NHS"),
    **dict.fromkeys(("MRN", "STAFFID", "SSN", "EUID"), "ID"),
    **dict.fromkeys(("DOB", "TIME"), "DATE"),
    **dict.fromkeys(("POST",), "ADDR"),
    **dict.fromkeys(("DRUG",), "DX"),
}
NOT_LABELLED = {"AGE", "WARD"}  # in the evaluation data, ages and the names of hospitals carry no labels
_MARK = re.compile(r"\[([A-Z]+) ([^\]]*)\]")


@dataclass
class Score:
    """Counts over all lines; `by_type` holds (spans, found, rightly named)."""

    by_type: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    predictions: int = 0
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    clean: int = 0
    flagged: int = 0
    seconds: float = 0.0

    def total(self, column: int) -> int:
        return sum(counts[column] for counts in self.by_type.values())

    @property
    def found(self) -> float:
        return self.total(1) / max(1, self.total(0))

    @property
    def named(self) -> float:
        return self.total(2) / max(1, self.total(0))

    @property
    def precision(self) -> float:
        return 1 - len(self.false) / max(1, self.predictions)


def read(path: Path) -> list[dict[str, Any]]:
    raw = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in raw]
    return [unmark(line) for line in raw if line and not line.startswith("#")]


def unmark(marked: str) -> dict[str, Any]:
    text, spans, position = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        kind, value = mark.groups()
        spans.append({"start": len(text), "end": len(text) + len(value), "type": kind})
        text += value
        position = mark.end()
    return {"text": text + marked[position:], "spans": spans}


def measure(lines: list[dict[str, Any]]) -> Score:
    find_in_line("Bed 4 OKONKWO Josephine 12-Mar-1951")  # load the lists
    score = Score()
    begin = time.process_time()
    results = [find_in_line(line["text"]) for line in lines]
    score.seconds = time.process_time() - begin
    for line, matches in zip(lines, results, strict=True):
        _count(score, line["text"], line["spans"], matches)
    return score


def _count(score: Score, text: str, spans: list[dict[str, Any]], matches: tuple[Match, ...]) -> None:
    for span in spans:
        hits = [m for m in matches if m.start < span["end"] and span["start"] < m.end]
        covered = sum(min(m.end, span["end"]) - max(m.start, span["start"]) for m in hits)
        found = covered * 2 >= span["end"] - span["start"]
        named = found and any(TYPE_OF[m.kind] == SAME.get(span["type"], span["type"]) for m in hits)
        counts = score.by_type[span["type"]]
        counts[:] = counts[0] + 1, counts[1] + found, counts[2] + named
        if not named:
            seen = [(m.kind, m.rule) for m in hits]
            score.missed.append(f"{span['type']} {text[span['start'] : span['end']]!r} in {text!r} {seen}")
    counted = [m for m in matches if TYPE_OF[m.kind] not in NOT_LABELLED]
    score.predictions += len(counted)
    for m in counted:
        if not any(m.start < span["end"] and span["start"] < m.end for span in spans):
            score.false.append(f"{m.kind} {m.rule} {text[m.start : m.end]!r} in {text!r}")
    score.clean += not spans
    score.flagged += not spans and bool(counted)


def main(path: str, show: bool) -> None:
    lines = read(Path(path))
    score = measure(lines)
    for kind, (n, found, named) in sorted(score.by_type.items(), key=lambda item: -item[1][0]):
        print(f"{kind:8s} n={n:3d} found={found / n:.3f} typed={named / n:.3f}")
    print(
        f"ALL n={score.total(0)} found={score.found:.3f} typed={score.named:.3f} predictions={score.predictions} "
        f"false={len(score.false)} precision={score.precision:.3f} clean lines flagged {score.flagged}/{score.clean} "
        f"{1000 * score.seconds / len(lines):.3f} ms a line"
    )
    if show:
        print(*(f"  missed {text}" for text in score.missed), *(f"  false {text}" for text in score.false), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1], "--show" in sys.argv)
