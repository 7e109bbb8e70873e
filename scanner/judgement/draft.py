"""A finding before it has its number and the words of the table."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.findings import Polygon, Severity

# px; print of less than about 4 px cap height is read by nobody and looks like grain
SMALLEST_TEXT = 5.0


@dataclass(frozen=True)
class Draft:
    """`redact` None: as the kind's actions and the severity say."""

    kind: str
    severity: Severity
    confidence: float
    masked: str
    detector: str
    polygon: Polygon | None = None
    frame: int = 0
    on: str | None = None
    redact: bool | None = None
