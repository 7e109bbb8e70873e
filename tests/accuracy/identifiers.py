"""Identifiers in lines of text, by type, through `scanner caption --lines`."""

from __future__ import annotations

import json
import re

from tests.accuracy.harness import Bench, Json, Miss, Section, product, wilson

TYPE = re.compile(r"^(\w+)\s+n=\s*(\d+) found=([\d.]+) typed=([\d.]+)(?:  missed (.*))?$", re.M)
LINE_ID = re.compile(r"\('(L\d+)'")
TOTAL = re.compile(r"precision ([\d.]+)\).*flagged: (\d+)/(\d+)")


def measure(bench: Bench) -> Section:
    root = bench.part("identifiers")
    lines = (root / "lines.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in bench.sample(lines)]
    answer = product("caption", "--json", "--lines", stdin="".join(f"{row['text']}\n" for row in rows))
    kept, predicted = bench.work / "lines.jsonl", bench.work / "spans.jsonl"
    kept.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = {line["line"]: line["findings"] for line in answer["lines"]}
    spans = [
        {
            "id": row["id"],
            "spans": [{"start": f["start"], "end": f["end"], "type": f["kind"]} for f in found.get(number, [])],
        }
        for number, row in enumerate(rows)
    ]
    predicted.write_text("".join(json.dumps(row) + "\n" for row in spans), encoding="utf-8")
    table = bench.score("eval_identifiers.py", kept, predicted, "--show")
    section = Section("identifiers", len(rows), note="lines of text, not photos")
    # The lines belong to the evaluation data: results name them, and never quote them.
    shown = [_unquoted(line) for line in table.splitlines()]
    for kind, n, share, typed, missed in TYPE.findall(table):
        total, hits = int(n), round(float(share) * int(n))
        section.figures[f"{kind} found"] = float(share)
        section.figures[f"{kind} typed"] = float(typed)
        shown.append(f"{kind}: found {wilson(hits, total)}")
        if missed and missed != "[]":
            section.misses.append(Miss("lines.jsonl", f"{kind}: {' '.join(LINE_ID.findall(missed))}"))
    overall = TOTAL.search(table)
    if overall:
        section.figures["precision"] = float(overall[1])
        section.figures["clean lines flagged"] = int(overall[2])
        shown.append(f"lines without an identifier that were flagged: {wilson(int(overall[2]), int(overall[3]))}")
    hits, total = _wards(rows, found)
    if total:
        # The scoring script leaves place_signal out, the only kind that the contract has for a ward or bed.
        section.figures["WARD found, as place_signal"] = round(hits / total, 4)
        shown.append(f"WARD, with place_signal counted: found {wilson(hits, total)}")
    section.table = "\n".join(shown)
    return section


def _unquoted(line: str) -> str:
    """A line of the table without the text that it quotes."""
    if line.startswith("  false "):
        kind = line.split(maxsplit=2)[1]
        return f"  false {kind}: {' '.join(LINE_ID.findall(line))}"
    return line.partition("  missed ")[0]


def _wards(rows: list[Json], found: dict[int, list[Json]]) -> tuple[int, int]:
    """Wards, beds and bays of which at least half lies in a finding of any kind."""
    hits = total = 0
    for number, row in enumerate(rows):
        for span in (s for s in row["spans"] if s["type"] == "WARD"):
            inside = [
                i
                for i in range(span["start"], span["end"])
                if any(f["start"] <= i < f["end"] for f in found.get(number, []))
            ]
            total, hits = total + 1, hits + (2 * len(inside) >= span["end"] - span["start"])
    return hits, total
