"""The free rows below the names on a patient board: what was wiped off there can often still be made out.

No engine reads such a trace, and the detector of text sees it at no size, so the place is told by the table alone:
under the last name, in the column of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scanner.findings import Polygon, TextLine
from scanner.geometry import area, as_array, as_polygon, bounds, share_inside
from scanner.judgement.context import FIRM
from scanner.judgement.surfaces import Surface

NAMES = frozenset({"patient_name", "patient_initials"})
FEWEST = 3  # names from which they make a column
ALIGNED = 1.5  # letter heights by which the start of a name may lie beside the others
RIM = 0.4  # letter heights by which a wiped name may start before or end behind those that are there
HEIGHT = 0.6  # share of a row that its writing fills; a copy covers a third more on every side
INSIDE = 0.75  # share of a row on the board from which there is room for a name
TAKEN = 0.5  # share of a line in a row from which it is not free
UPRIGHT = 0.95  # share of the box around a board that it fills, from which no quadrangle of its own is known
TURNED = 0.4  # determinant below which rows and columns lie too near the diagonals
COVERED = 0.9  # share of a row inside the outline of the board's writing, which goes anyhow

Points = NDArray[np.float32]


def free_rows(surface: Surface, text: Sequence[TextLine]) -> tuple[Polygon, ...]:
    """The place of the writing in each free row, from the last name down to the edge of the board; in pixels of the
    photo. None where there is no board, or no column of names on it. `text`: all lines of the photo."""
    cluster = surface.cluster
    if surface.cls != "board" or surface.artefact is None or cluster is None:
        return ()
    found = {m.lines[0]: as_array(m.polygon) for m in cluster.matches if _names(m.match.kind, m.match.confidence)}
    quads = [quad for quad in found.values() if len(quad) == 4]
    if len(quads) < FEWEST:
        return ()
    written = [text[i].polygon for i in cluster.lines]
    return tuple(
        row
        for row in _rows(quads, surface.artefact.polygon)
        if share_inside(row, cluster.outline) < COVERED and not any(share_inside(w, row) >= TAKEN for w in written)
    )


def _names(kind: str, confidence: float) -> bool:
    return kind in NAMES and confidence >= FIRM


def _rows(quads: Sequence[Points], board: Polygon) -> Iterator[Polygon]:
    """Names in a column, each laid one row further down, in the direction and at the distance of those above."""
    across = _unit(np.sum([_unit(quad[1] - quad[0]) for quad in quads], axis=0))
    down = np.array([-across[1], across[0]], dtype=np.float32)
    height = float(np.median([np.linalg.norm(quad[3] - quad[0]) for quad in quads]))
    starts = np.array([(quad[0] + quad[3]) / 2 for quad in quads])
    starts = starts[np.argsort(starts @ down)]
    step = _step(starts, height, across)
    if step is None:
        return
    width = max(float(np.linalg.norm(quad[1] - quad[0])) for quad in quads)
    board = _slanted(board, across, _unit(step))
    half = down * HEIGHT * float(np.linalg.norm(step)) / 2
    left, right = starts[-1] - RIM * height * across, starts[-1] + (width + RIM * height) * across
    while True:
        left, right = left + step, right + step
        row = as_polygon(np.array([left - half, right - half, right + half, left + half]))
        if share_inside(row, board) < INSIDE:
            return
        yield row


def _slanted(board: Polygon, across: Points, down: Points) -> Polygon:
    """The board with its sides along its rows and columns: the upright box around a slanted one holds much of the
    wall below it. The box itself where the board is turned too far to tell."""
    left, top, right, bottom = bounds(board)
    if area(board) < UPRIGHT * (right - left) * (bottom - top):
        return board
    sides = np.abs(np.array([across, down])).T  # the box is as wide and as high as what both sides reach
    if abs(np.linalg.det(sides)) < TURNED:
        return board
    length, height = np.linalg.solve(sides, np.array([right - left, bottom - top]))
    if min(length, height) <= 0:
        return board
    centre = np.array([left + right, top + bottom]) / 2
    along, below = across * length / 2, down * height / 2
    return as_polygon(centre + np.array([-along - below, along - below, along + below, below - along]))


def _step(starts: Points, height: float, across: Points) -> Points | None:
    """From one row to the next; None where the names stand side by side or are strewn about."""
    steps = np.diff(starts, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    steps = steps[lengths >= max(height, 1.0)]
    if len(steps) < FEWEST - 1 or float(np.median(np.abs(steps @ across))) > ALIGNED * height:
        return None
    return np.asarray(np.median(steps, axis=0), dtype=np.float32)


def _unit(vector: Points) -> Points:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), dtype=np.float32)
