"""Number plates told by where they stand: a line of letters and figures alone, among the tallest of the photo.

Outside India, Britain and a few other countries a plate's form says little ("ABC 123" is also a room, a pump, a
standard), so the rest of the photo must speak for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.findings import Match, TextLine
from scanner.geometry import text_height
from scanner.identifiers.plates import lone_plate

_NEIGHBOURS = 3  # lines on one thing: a plate bears its number, a country or state, a dealer
_SMALL = 0.5  # of the number's height; what is lower is small print: stickers, the frame
_PEERS, _SMALL_PRINT = 2, 6  # lines that were read and are taller, and all lines, where there is small print
_CLEAR, _WORD = 0.8, 3  # reading score and letters of writing that the number is measured by
_TALL = 0.6  # of the tallest writing in the photo: there may be a shop sign or a slogan too
_OWN_TALL = 0.9  # of the tallest on the same thing


def lone_plates(lines: Sequence[TextLine], clusters: Sequence[int]) -> Iterator[tuple[int, Match]]:
    """Indices of such lines, each with its match. `clusters`: the cluster number of every line."""
    likely = [i for i, line in enumerate(lines) if line.text and lone_plate(line.text)]
    if not likely:
        return
    heights = [text_height(line.polygon) for line in lines]
    tallest = max((h for line, h in zip(lines, heights, strict=True) if _is_clear(line)), default=0.0)
    for i in likely:
        own = [j for j, cluster in enumerate(clusters) if cluster == clusters[i]]
        peers = sum(lines[j].read and heights[j] >= _SMALL * heights[i] for j in own)
        few = len(own) <= (_SMALL_PRINT if peers <= _PEERS else _NEIGHBOURS)
        if few and heights[i] >= max(_TALL * tallest, _OWN_TALL * max(heights[j] for j in own)):
            yield i, Match("vehicle_plate", 0, len(lines[i].text or ""), 0.55, "a number plate", "plate_alone")


def _is_clear(line: TextLine) -> bool:
    return line.read and line.score >= _CLEAR and sum(c.isalnum() for c in line.text or "") >= _WORD
