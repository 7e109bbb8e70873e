"""The free rows below the names on a patient board, where a wiped-off name may still show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scanner.findings import Artefact, ArtefactClass, Finding, Polygon, Sightings, TextLine
from scanner.geometry import as_array, as_polygon, bounds, share_inside
from scanner.judgement.judge import judge

ROWS = (("4A", "OKONKWO J", "74"), ("4B", "WHITTAKER D", "91"), ("4C", "NAGARAJAN P", "41"), ("4D", "FERNSBY M", "92"))
ROW, TOP, NAMES = 60, 100, 200  # px: distance of the rows, the first one, left edge of the column of names


def rect(x: float, y: float, w: float, h: float) -> Polygon:
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def board(rows: int, turn: float = 0.0) -> Sightings:
    """Four patients on a board with room for so many `rows`, all turned clockwise by `turn` degrees."""
    text = [("Bed", 110, 60), ("Name", NAMES, 60), ("Age", 420, 60)]
    for number, cells in enumerate(ROWS):
        text += [(cell, x, TOP + ROW * number) for cell, x in zip(cells, (110, NAMES, 420), strict=True)]
    lines = [TextLine(_turned(rect(x, y, 13.0 * len(word), 24), turn), 0.95, word) for word, x, y in text]
    place = _turned(rect(90, 40, 420, TOP - 40 + ROW * rows), turn)
    return Sightings(tuple(lines), artefacts=(Artefact(place, ArtefactClass.BOARD, 0.8),))


def free(sightings: Sightings) -> list[Finding]:
    return [f for f in judge(sightings) if f.masked.startswith("free row")]


@pytest.mark.parametrize("turn", [0.0, 15.0, -40.0])
def test_every_free_row_below_the_names_goes(turn: float) -> None:
    found = free(board(6, turn))
    assert [(f.kind, f.on, f.redact) for f in found] == [("unread_text", "board", True)] * 2
    for number, finding in enumerate(found, start=4):
        wiped = _turned(rect(NAMES, TOP + ROW * number, 150, 24), turn)
        assert finding.polygon is not None
        assert share_inside(wiped, finding.polygon) > 0.9


def test_a_full_board_has_none_nor_one_whose_edge_nobody_saw() -> None:
    assert free(board(4)) == []
    assert free(Sightings(board(6).text)) == []


@pytest.mark.parametrize("turn", [8.0, -15.0])
def test_the_wall_below_a_slanted_board_is_no_row(turn: float) -> None:
    """The network outlines a slanted board by an upright box, which reaches further down."""
    seen = board(4, turn)
    left, top, right, bottom = bounds(seen.artefacts[0].polygon)
    box = replace(seen.artefacts[0], polygon=rect(left, top, right - left, bottom - top))
    assert free(replace(seen, artefacts=(box,))) == []


def test_a_row_that_is_written_in_is_not_free() -> None:
    seen = board(6)
    note = TextLine(rect(NAMES, TOP + ROW * 4, 150, 24), 0.9, "side room")
    (left,) = free(Sightings((*seen.text, note), artefacts=seen.artefacts))
    assert left.polygon is not None
    assert bounds(left.polygon)[1] > TOP + ROW * 5 - 10


def test_a_staff_board_stays() -> None:
    rota = ["Nurse in charge", "Sister Kaur", "Staff Nurse Bello", "HCA Dawn"]
    lines = tuple(TextLine(rect(NAMES, TOP + ROW * i, 13.0 * len(t), 24), 0.95, t) for i, t in enumerate(rota))
    assert free(Sightings(lines, artefacts=board(6).artefacts)) == []


def _turned(polygon: Polygon, degrees: float) -> Polygon:
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return as_polygon(as_array(polygon) @ matrix)
