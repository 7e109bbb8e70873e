"""One line per photo for spreadsheets, which also carries people's decisions back."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import TextIO

from scanner.findings import Severity
from scanner.outputs.escape import plain
from scanner.outputs.rows import DEPTHS, PhotoRow

COLUMNS = (
    "path", "sha256", "group", "verdict", "worst", "clinical", "findings", "new_findings", "status", "depth", "errors",
    "taken", "taken_by_camera", "size", "same_content", "looks_alike", "people", "copy", "decision", "decided_by",
    "decided_at", "note", "not_checked",
)  # fmt: skip
# Spreadsheets run a cell that starts so as a formula (OWASP, CSV injection). Where lists are separated by semicolons,
# as in most of Europe, a new cell starts after each, whatever quotes there are around it.
_FORMULA = re.compile(r"""(^|;)(?=[ "]*[=+\-@＝＋－＠])""")


def write_csv(stream: TextIO, rows: Iterable[PhotoRow]) -> None:
    """With a byte-order mark, so that spreadsheet programs read names right."""
    stream.write(f"\ufeff{','.join(COLUMNS)}\r\n")
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow([cell(str(value)) for value in _values(row)])


def cell(text: str) -> str:
    """`text` on one line, and never a formula: an apostrophe in front makes it text."""
    return _FORMULA.sub(r"\1'", plain(text))


def _values(row: PhotoRow) -> list[object]:
    entry = row.entry() if row.depth else {}
    decision = row.decision
    return [
        row.path,
        row.sha256 or "",
        row.group.value,
        row.verdict or "",
        Severity(row.severity).slug if row.severity >= 0 else "",
        f"{row.clinical:.2f}",
        "; ".join(f"{slug} {number}" for slug, number in sorted(row.kinds.items())),
        "" if row.fresh is None else len(row.fresh),
        row.status,
        DEPTHS[row.depth],
        " ".join(entry.get("errors", [])),
        row.taken or "",
        "yes" if row.by_camera else "no",
        row.size if row.size is not None else "",
        row.same_content,
        "" if row.alike is None else row.alike,
        "; ".join(map(str, row.people)),
        entry.get("output") or "",
        *((decision.decision, decision.who, decision.decided, decision.note) if decision else ("",) * 4),
        "; ".join(row.not_checked),
    ]
