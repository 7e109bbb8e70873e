"""What people decided about photos, taken in from the CSV report that they filled in."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scanner.audit.damage import readable
from scanner.audit.discovery import PHOTO
from scanner.audit.lock import locked
from scanner.audit.opening import connect
from scanner.audit.repeats import whole
from scanner.errors import UsageError
from scanner.outputs.csv_report import cell
from scanner.outputs.rows import Decision
from scanner.textfiles import csv_lines

DECISIONS = ("publish", "publish_redacted", "hold", "reject")
_LONGEST = 2000  # characters of a note


def load_decisions(path: Path) -> dict[tuple[str, str], Decision | None]:
    """Decisions by (path as the CSV report shows it, sha256); None takes one back.

    Raises UsageError for a file that is no such CSV, or a line with an unknown decision or nobody's name.
    """
    found: dict[tuple[str, str], Decision | None] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines, separator = csv_lines(stream)
            reader = csv.DictReader(lines, delimiter=separator)
            missing = {"path", "sha256", "decision", "decided_by"} - set(reader.fieldnames or ())
            if missing:
                raise UsageError(f"{path} lacks the columns {', '.join(sorted(missing))} of the CSV report.")
            for row in reader:
                found[row["path"], row["sha256"]] = _decision(row, f"{path}, line {reader.line_num}")
    except OSError as error:
        raise UsageError(f"The decisions {path} could not be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} is no CSV in UTF-8. Save it as CSV UTF-8 and try again.") from error
    return found


def _decision(row: dict[str, str | None], where: str) -> Decision | None:
    word = (row.get("decision") or "").strip().lower().replace(" ", "_")
    if not word:
        return None
    if word not in DECISIONS:
        raise UsageError(f"{where}: the decision {word!r} is not known; choose from {', '.join(DECISIONS)}.")
    who = (row.get("decided_by") or "").strip()
    if not who:
        raise UsageError(f"{where}: say in decided_by who decided.")
    when = (row.get("decided_at") or "").strip() or datetime.now(UTC).isoformat(timespec="seconds")
    return Decision(word, who, when, (row.get("note") or "").strip()[:_LONGEST])


def _shown(path: str, place: str | None) -> tuple[str, str]:
    """As a report shows it, and as one of runs from several places does."""
    return cell(path), cell(whole(path, place))


def take_in(runs: Sequence[Path], decisions: dict[tuple[str, str], Decision | None]) -> tuple[int, int]:
    """Keep decisions with the runs that hold their photos. How many were kept, and how many fit no photo: one that
    changed since the CSV was made needs another look."""
    used: set[tuple[str, str]] = set()
    for folder in runs:
        with locked(folder), readable(folder, ValueError):
            store = connect(folder, write=True)
            try:
                about = store.execute("SELECT value FROM about WHERE key = 'place'").fetchone()
                place = json.loads(about["value"]) if about else None
                with store:
                    rows = store.execute(
                        "SELECT path, results.sha256 AS sha256 FROM files JOIN results ON results.id = files.result "
                        "WHERE family = ? AND results.sha256 IS NOT NULL", (PHOTO,)
                    ).fetchall()  # fmt: skip
                    for row in rows:
                        names = {(path, row["sha256"]) for path in _shown(os.fsdecode(row["path"]), place)}
                        known = next(iter(names & decisions.keys()), None)
                        if known is None:
                            continue
                        used.add(known)
                        store.execute("DELETE FROM decisions WHERE path = ?", (row["path"],))
                        if made := decisions[known]:
                            store.execute(
                                "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)",
                                (row["path"], row["sha256"], made.decision, made.who, made.decided, made.note),
                            )
            finally:
                store.close()
    told = {known for known, made in decisions.items() if made}
    return len(used & told), len(told - used)
