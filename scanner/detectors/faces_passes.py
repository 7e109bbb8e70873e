"""Which looks one picture gets: at several sizes, mirrored, and turned by quarter turns.

A face is found best between about 16 and 128 px, upright. So the network looks at a pyramid of sizes. All
four quarter turns get the coarse levels; the turn that shows most faces gets every level and a mirrored
look. The finest level is examined only in cells where the level below it showed the least sign of something
small: on photos of crowds this left out 80 % of the area and no face.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.detectors.boxes import Floats, overlap
from scanner.detectors.faces_network import (
    XS,
    YS,
    Detections,
    FaceNetwork,
    moved,
    nothing,
    scaled,
)
from scanner.photo.photo import Pixels

CELL = 256  # px, side of the squares in which fine levels are examined
MARGIN = 32  # px of surroundings on each side
CROP = CELL + 2 * MARGIN
WHOLE_SHARE = CELL**2 / CROP**2  # with more active cells than this the whole level costs less
SMALL = 48.0  # px of the finer level; a face smaller than this gains from the closer look
LARGEST_IN_CELL = 80.0  # px; larger ones are cut by the cell's edge, and found on a coarser level
WELL_SEEN = (12.0, 250.0)  # px at which silence means something
NEAR_EDGE = 8  # px; a peak this near to a cell's edge wakes the neighbour too
QUARTERS = 4
HINT = 0.05  # score from which a place is worth a closer look
STRANGE_HINT = 0.15  # the same in another turn than that of the photo's sure faces
SURE = 0.5  # score from which it needs none, in another turn or mirrored
VOTER = 0.4  # score from which a face has a say in which way is up
SAME_PLACE = 0.4  # share of the smaller box
CLEAR_LEAD = 0.1  # votes; most photos are upright
NO_DOUBT = 0.5  # votes; with this lead of the photo's own turn a face in another is strange


@dataclass(frozen=True)
class Plan:
    """`finest`: long side of the finest level, never more than twice the picture's own.
    `coarse`: long side up to which every quarter turn is examined; `coarsest`: where halving ends."""

    finest: int = 4032
    coarse: int = 1200
    coarsest: int = 640
    between: bool = False  # also sizes half way (a factor of the square root of 2)

    def scales(self, width: int, height: int) -> list[float]:
        """From coarse to fine."""
        long_side = max(width, height)
        scale = min(2.0, self.finest / long_side)
        step = 2**0.5 if self.between else 2.0
        result = [scale]
        while scale * long_side > self.coarsest:
            scale /= step
            result.append(scale)
        return result[::-1]


@dataclass(frozen=True)
class Look:
    """One pass. `turn`: clockwise quarter turns that were applied; `scale`: of the picture.

    `found` is in pixels of the picture as given. `cells`: which cells of CELL px (at `scale`) were examined,
    None for all.
    """

    turn: int
    mirrored: bool
    scale: float
    found: Detections
    cells: NDArray[np.bool_] | None = None

    def saw(self, x: Floats, y: Floats, size: Floats) -> NDArray[np.bool_]:
        """Whether faces at these places of this size (pixels of the picture) could have been found."""
        apparent = size * self.scale
        if self.cells is None:
            return np.asarray((apparent >= WELL_SEEN[0]) & (apparent <= WELL_SEEN[1]), np.bool_)
        rows, columns = self.cells.shape
        row = np.clip((y * self.scale // CELL).astype(int), 0, rows - 1)
        column = np.clip((x * self.scale // CELL).astype(int), 0, columns - 1)
        return np.asarray(self.cells[row, column] & (apparent >= WELL_SEEN[0]) & (apparent <= SMALL), np.bool_)


@dataclass(frozen=True)
class Looks:
    """Every pass over one picture. `votes`: how much speaks for each quarter turn (0 to 3)."""

    passes: tuple[Look, ...]
    votes: tuple[float, ...]

    @property
    def main(self) -> int:
        """The turn in which the photo's faces stand upright; 0 unless much speaks for another."""
        best = max(range(QUARTERS), key=lambda turn: self.votes[turn])
        clear = self.votes[best] > max(self.votes[0] + CLEAR_LEAD, sum(self.votes) / 2)
        return best if clear else 0

    def strange(self, turn: int) -> float:
        """0 where the turn may well be the photo's own, up to 1 where other faces speak against it."""
        return float(np.clip((self.votes[self.main] - self.votes[turn]) / NO_DOUBT, 0, 1))


def all_looks(network: FaceNetwork, pixels: Pixels, plan: Plan) -> Looks:
    """Raises nothing for odd sizes; memory stays bounded by the tiles."""
    height, width = pixels.shape[:2]
    levels = _pyramid(pixels, plan.scales(width, height))
    coarse = [level for level in levels if max(level.shape[:2]) <= plan.coarse] or levels[:1]
    fine = levels[len(coarse) :]
    looker = _Looker(network, width, height)
    by_turn = {turn: [looker.whole(level, turn, False) for level in coarse] for turn in range(QUARTERS)}
    votes = _votes([look for looks in by_turn.values() for look in looks])
    way_up = Looks((), votes)
    main = way_up.main
    own = by_turn[main]
    for level in fine:
        near = level is not levels[-1]
        own.append(looker.whole(level, main, False) if near else looker.closer(level, main, False, own[-1].found))
    sure = np.concatenate([look.found[look.found[:, 4] > SURE] for look in own])
    for turn, looks in by_turn.items():
        least = STRANGE_HINT if way_up.strange(turn) > 0.5 else HINT
        for level in fine if turn != main else ():
            hints = looks[-1].found[looks[-1].found[:, 4] > least]
            looks.append(looker.closer(level, turn, False, _elsewhere(hints, sure)))
    mirrored = [looker.whole(level, main, True) for level in coarse]
    for level, look in zip(fine, own[len(coarse) :], strict=True):
        unsure = look.found[look.found[:, 4] < SURE]
        mirrored.append(looker.closer(level, main, True, unsure))
    return Looks((*itertools.chain.from_iterable(by_turn.values()), *mirrored), votes)


class _Looker:
    """Runs the network on views of one picture and maps the answers back to its pixels."""

    def __init__(self, network: FaceNetwork, width: int, height: int) -> None:
        self._network = network
        self._size = (width, height)

    def whole(self, level: Pixels, turn: int, mirrored: bool) -> Look:
        found = self._network.look_in_tiles(_view(level, turn, mirrored))
        return self._look(level, turn, mirrored, _restored(found, turn, mirrored, level))

    def closer(self, level: Pixels, turn: int, mirrored: bool, hints: Detections) -> Look:
        """Only the cells that hold a hint of something small; `hints` in pixels of the picture."""
        scale = level.shape[1] / self._size[0]
        cells = _active_cells(scaled(hints, scale, scale), level)
        if cells.mean() > WHOLE_SHARE or max(level.shape[:2]) <= CROP:
            return self.whole(level, turn, mirrored)
        parts = [nothing()]
        for row, column in zip(*np.nonzero(cells), strict=True):
            parts.append(self._cell(level, turn, mirrored, int(column) * CELL, int(row) * CELL))
        return self._look(level, turn, mirrored, np.concatenate(parts), cells)

    def _cell(self, level: Pixels, turn: int, mirrored: bool, x: int, y: int) -> Detections:
        """Faces with their centre in one cell, in pixels of the level."""
        crop = np.zeros((CROP, CROP, 3), np.uint8)
        top, left = max(0, y - MARGIN), max(0, x - MARGIN)
        part = level[top : y + CELL + MARGIN, left : x + CELL + MARGIN]
        inset = (top - (y - MARGIN), left - (x - MARGIN))
        crop[inset[0] : inset[0] + part.shape[0], inset[1] : inset[1] + part.shape[1]] = part
        found = _restored(self._network.look(_view(crop, turn, mirrored)), turn, mirrored, crop)
        centre = (found[:, 0:2] + found[:, 2:4]) / 2 - MARGIN
        inside = ((centre >= 0) & (centre < CELL)).all(axis=1)
        small = (found[:, 2:4] - found[:, 0:2]).max(axis=1, initial=0) < LARGEST_IN_CELL
        return moved(found[inside & small], x - MARGIN, y - MARGIN)

    def _look(
        self,
        level: Pixels,
        turn: int,
        mirrored: bool,
        found: Detections,
        cells: NDArray[np.bool_] | None = None,
    ) -> Look:
        x, y = self._size[0] / level.shape[1], self._size[1] / level.shape[0]
        return Look(turn, mirrored, 1 / max(x, y), scaled(found, x, y), cells)


def _pyramid(pixels: Pixels, scales: Iterable[float]) -> list[Pixels]:
    """The picture at each scale, coarse to fine; each is made from the next finer one."""
    height, width = pixels.shape[:2]
    source, levels = pixels, []
    for scale in sorted(scales, reverse=True):
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if size != (source.shape[1], source.shape[0]):
            way = cv2.INTER_AREA if size[0] < source.shape[1] else cv2.INTER_LINEAR
            level = np.asarray(cv2.resize(source, size, interpolation=way), np.uint8)
        else:
            level = source
        levels.append(level)
        source = level if scale <= 1 else pixels
    return levels[::-1]


def _view(pixels: Pixels, turn: int, mirrored: bool) -> Pixels:
    turned = np.rot90(pixels, -turn)
    return turned[:, ::-1] if mirrored else turned


def _restored(found: Detections, turn: int, mirrored: bool, seen: Pixels) -> Detections:
    """Answers given on `_view(seen, turn, mirrored)`, in pixels of `seen`."""
    height, width = seen.shape[:2]
    if mirrored:
        found = found.copy()
        found[:, XS] = (height if turn % 2 else width) - found[:, XS]
        # What was left is right now: swap the eyes and the corners of the mouth.
        found[:, 5:15] = found[:, [7, 8, 5, 6, 9, 10, 13, 14, 11, 12]]
    result = found.copy()
    for x, y in zip(XS, YS, strict=True):
        across, down = found[:, x], found[:, y]
        if turn == 1:
            result[:, x], result[:, y] = down, height - across
        elif turn == 2:
            result[:, x], result[:, y] = width - across, height - down
        elif turn == 3:
            result[:, x], result[:, y] = width - down, across
    corners = result[:, 0:4].copy()
    result[:, 0:2] = np.minimum(corners[:, 0:2], corners[:, 2:4])
    result[:, 2:4] = np.maximum(corners[:, 0:2], corners[:, 2:4])
    return result


def _active_cells(hints: Detections, level: Pixels) -> NDArray[np.bool_]:
    """Cells with a hint of a SMALL face in or next to them; all in pixels of `level`."""
    hints = hints[hints[:, 4] > HINT]
    rows, columns = (-(-side // CELL) for side in level.shape[:2])
    cells = np.zeros((rows, columns), np.bool_)
    small = hints[(hints[:, 2:4] - hints[:, 0:2]).max(axis=1, initial=0) < SMALL]
    centre = (small[:, 0:2] + small[:, 2:4]) / 2
    for x, y in itertools.product((-NEAR_EDGE, NEAR_EDGE), repeat=2):
        column = np.clip((centre[:, 0] + x) // CELL, 0, columns - 1).astype(int)
        row = np.clip((centre[:, 1] + y) // CELL, 0, rows - 1).astype(int)
        cells[row, column] = True
    return cells


def _elsewhere(hints: Detections, sure: Detections) -> Detections:
    """The hints that are not part of a sure face."""
    if not len(hints) or not len(sure):
        return hints
    inside = overlap(hints[:, :4], sure[:, :4], of_smaller=True).max(axis=1)
    return np.asarray(hints[inside < SAME_PLACE])


def _votes(looks: Sequence[Look]) -> tuple[float, ...]:
    """Each place with a face votes for the turn that saw it best, by its lead over the second best."""
    found = np.concatenate([look.found for look in looks])
    turns = np.concatenate([np.full(len(look.found), look.turn) for look in looks])
    order = np.argsort(-found[:, 4], kind="stable")
    order = order[found[order, 4] > VOTER]
    votes = np.zeros(QUARTERS)
    while len(order):
        here = overlap(found[order[:1], :4], found[order, :4], of_smaller=True)[0] >= SAME_PLACE
        seen = [found[order[here & (turns[order] == t)], 4].max(initial=0) for t in range(QUARTERS)]
        best, second = sorted(seen, reverse=True)[:2]
        votes[int(np.argmax(seen))] += best - second
        order = order[~here]
    return tuple(votes.tolist())
