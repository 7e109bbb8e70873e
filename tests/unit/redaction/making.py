"""Findings, reports and photos by hand, for the tests of this room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scanner.findings import (
    Action,
    Box,
    Finding,
    PhotoReport,
    Polygon,
    Severity,
    Sightings,
    Status,
    TextLine,
)
from scanner.geometry import rectangle
from scanner.photo.photo import Frame, Photo


def box(x: int, y: int, width: int, height: int) -> Polygon:
    return rectangle((x, y, width, height))


def finding(number: int, kind: str, place: Box | None, **changes: Any) -> Finding:
    made = Finding(
        id=number,
        kind=kind,
        severity=Severity.HIGH,
        confidence=0.9,
        polygon=rectangle(place) if place else None,
        masked="",
        why="",
        actions=(Action.REDACT,),
        guidance="",
        detector="test",
        redact=True,
    )
    return replace(made, **changes)


def line(x: int, y: int, width: int, height: int = 20) -> TextLine:
    return TextLine(box(x, y, width, height), 0.9, "some words")


def report(*findings: Finding, sightings: Sightings | None = None, **changes: Any) -> PhotoReport:
    made = PhotoReport(
        path="photo.jpg",
        status=Status.SCANNED,
        width=400,
        height=300,
        frames=1,
        findings=findings,
        sightings=sightings or Sightings(),
    )
    return replace(made, **changes)


def photo(format: str = "JPEG", height: int = 300, width: int = 400, frames: int = 1) -> Photo:
    """Coarse noise, so that every place is different from every other."""
    rng = np.random.default_rng(5)
    pages = []
    for index in range(frames):
        coarse = rng.integers(0, 256, (-(-height // 8), -(-width // 8), 3)).astype(np.uint8)
        pages.append(Frame(index, coarse.repeat(8, axis=0).repeat(8, axis=1)[:height, :width]))
    return Photo(Path("photo.jpg"), "0" * 64, format, tuple(pages), frames)
