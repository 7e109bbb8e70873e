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
_SMALL, _SMALL_PRINT = (
    0.5,
    6,
)  # more of them where nothing but the number is taller than half of it: stickers, the frame
_TALL = 0.6  # of the tallest writing in the photo: there may be a shop sign or a slogan too
_OWN_TALL = 0.9  # of the tallest on the same thing


def lone_plates(lines: Sequence[TextLine], clusters: Sequence[int]) -> Iterator[tuple[int, Match]]:
    """Indices of such lines, each with its match. `clusters`: the cluster number of every line."""
    likely = [i for i, line in enumerate(lines) if line.text and lone_plate(line.text)]
    heights = [text_height(line.polygon) for line in lines] if likely else []
    for i in likely:
        own = [height for height, cluster in zip(heights, clusters, strict=True) if cluster == clusters[i]]
        peers = sum(height >= _SMALL * heights[i] for height in own)
        if len(own) <= (_SMALL_PRINT if peers == 1 else _NEIGHBOURS) and heights[i] >= max(
            _TALL * max(heights), _OWN_TALL * max(own)
        ):
            yield i, Match("vehicle_plate", 0, len(lines[i].text or ""), 0.55, "a number plate", "plate_alone")
