"""Is it text at all? Low thresholds find faint text and also window frames, curtains and shadows.

The larger a region is in the picture, the more must speak for it: the detector's probability, and letters or
digits that were read in it with confidence. Fitted on ward photos, homes and street scenes; see tune_text.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scanner.detectors.text.geometry import Region
from scanner.detectors.text.reader import Reading
from scanner.findings import TextLine
from scanner.geometry import grown, share_inside, text_height

_BASE = 0.6  # enough for a region of up to 2 % of the picture's long side
_SLOPE = 0.3  # more for each doubling of its height
_SMALL = 0.02
_ENOUGH_LETTERS = 3
# Below this height (px) the grain of cloth and wood looks like print: a word must be read there, or a line be sure.
_GRAIN = 10.0
_GRAIN_READ = 0.7
_GRAIN_SEEN = 0.6
_FAINT = 0.45  # the score of a region
_APART = 2.0  # letter heights


def needed(region: Region, long_side: int) -> float:
    """How much evidence a region of this height needs in a picture with this long side (px)."""
    doublings = math.log2(max(region.size[1], 1e-3) / (_SMALL * max(1, long_side)))
    return _BASE + _SLOPE * max(0.0, doublings)


def evidence(region: Region, reading: Reading) -> float:
    """0 .. 2: the detector's probability, plus the reader's where it read letters or digits."""
    return region.score + reading.score * min(1.0, reading.letters / _ENOUGH_LETTERS)


def is_text(region: Region, reading: Reading, long_side: int) -> bool:
    length, height = region.size
    if height < _GRAIN:
        a_word = reading.letters >= 2 and reading.score >= _GRAIN_READ
        a_line = region.score >= _GRAIN_SEEN and length >= 2 * height
        if not (a_word or a_line):
            return False
    return evidence(region, reading) >= needed(region, long_side)


def worth_reading(region: Region, long_side: int) -> bool:
    """False where no reading, however good, could make it text: spares the reader."""
    return region.score + 1.0 >= needed(region, long_side)


def is_speck(line: TextLine, seen: Sequence[TextLine]) -> bool:
    """A faint mark on its own that nobody could read: an edge, a knot in wood, noise. In 45 photos of the evaluation
    set no line of writing was one. `seen`: all lines of the frame."""
    if line.read or line.score >= _FAINT:
        return False
    around = grown(line.polygon, _APART * text_height(line.polygon))
    return not any(share_inside(other.polygon, around) > 0 for other in seen if other is not line)
