"""This face once: a file of decisions about places in single photos, each with who decided and when.

Nobody is enrolled by it. A decision belongs to the very bytes of a photo (their SHA-256) and to a place in it; after
any change to the photo it says nothing any more.
"""

from __future__ import annotations

import datetime
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scanner.errors import UsageError
from scanner.findings import Finding, PhotoReport, Polygon
from scanner.geometry import share_inside
from scanner.redaction.choice import named
from scanner.redaction.remaining import left_visible
from scanner.settings import RedactionSettings
from scanner.textfiles import read_small

SAME_PLACE = 0.5  # share of each of two places that lies in the other
_LARGEST = 50_000_000  # bytes
_FORMAT = "image-confidentiality-scanner decisions 1"
KEEP = "keep"


@dataclass(frozen=True)
class Decision:
    """`polygon` in pixels of the upright photo; `at`: time with offset, ISO 8601."""

    sha256: str
    kind: str
    polygon: Polygon
    frame: int
    by: str
    at: str
    decision: str = KEEP

    def about(self, finding: Finding, sha256: str | None) -> bool:
        return (
            self.sha256 == sha256
            and self.kind == finding.kind
            and self.frame == finding.frame
            and finding.polygon is not None
            and min(share_inside(finding.polygon, self.polygon), share_inside(self.polygon, finding.polygon))
            >= SAME_PLACE
        )


def kept_numbers(report: PhotoReport, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The numbers of this photo's findings that somebody decided to leave visible."""
    return tuple(str(f.id) for f in report.findings if any(d.about(f, report.sha256) for d in decisions))


def decided(report: PhotoReport, kept: Sequence[Finding], by: str, now: datetime.datetime) -> tuple[Decision, ...]:
    """A decision for each finding with a place."""
    if report.sha256 is None:
        return ()
    at = now.astimezone().isoformat(timespec="seconds")
    return tuple(Decision(report.sha256, f.kind, f.polygon, f.frame, by, at) for f in kept if f.polygon is not None)


def with_decisions(settings: RedactionSettings, report: PhotoReport) -> RedactionSettings:
    """The settings for one photo: what was decided about it earlier joins `keep`; and what `keep` leaves visible now is
    written down where somebody signs for it. Raises UsageError where the file cannot be read or written."""
    if settings.decisions is None:
        return settings
    earlier = read_decisions(settings.decisions)
    keep = kept_numbers(report, earlier)
    if settings.decided_by:
        # What lies on something that is covered is not shown, whatever was chosen: that is no decision to show it.
        shown = left_visible(report, settings)
        now = [f for f in shown if named(f, settings.keep) and str(f.id) not in keep]
        new = decided(report, now, settings.decided_by, datetime.datetime.now(datetime.UTC))
        if new:
            add_decisions(settings.decisions, new)
    return replace(settings, keep=(*settings.keep, *keep))


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """None in a file that is not there yet. Raises UsageError for anything that is no file of decisions."""
    try:
        content = json.loads(read_small(path, _LARGEST))
        if content["format"] != _FORMAT:
            raise ValueError
        return tuple(_decision(row) for row in content["decisions"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise UsageError(f"The decisions in {path} could not be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not a file of decisions that this program can read.") from error


def add_decisions(path: Path, new: Sequence[Decision]) -> None:
    """Write the file with these at its end, in one step. Raises UsageError where it cannot be written."""
    rows = [
        {
            "sha256": d.sha256,
            "kind": d.kind,
            "polygon": [[round(x, 1), round(y, 1)] for x, y in d.polygon],
            "frame": d.frame,
            "decision": d.decision,
            "by": d.by,
            "at": d.at,
        }
        for d in (*read_decisions(path), *new)
    ]
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "decisions": rows}, file, indent=1)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"The decisions could not be written to {path}: {error.strerror}.") from error


def _decision(row: dict[str, object]) -> Decision:
    polygon = row["polygon"]
    if row["decision"] != KEEP or not isinstance(polygon, list) or len(polygon) < 3:
        raise ValueError
    points = tuple((float(x), float(y)) for x, y in polygon)
    frame = row["frame"]
    if not isinstance(frame, int):
        raise ValueError
    return Decision(str(row["sha256"]), str(row["kind"]), points, frame, str(row["by"]), str(row["at"]))
