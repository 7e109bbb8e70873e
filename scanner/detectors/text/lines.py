"""One line for each piece of text: regions that several levels saw are joined, repeats are dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from scanner.detectors.text.evidence import is_text, worth_reading
from scanner.detectors.text.geometry import Cover, Region, overlap, same_line, united
from scanner.detectors.text.reader import Reading

Read = Callable[[Region], tuple[Region, Reading]]

_REPEAT = 0.6  # a region that lies so far inside kept lines is the same text again
_SAME = 0.9  # ... and so far, it adds nothing
_FREE = 0.5
_INSIDE = 0.8
_ALIKE = 0.7


@dataclass(frozen=True)
class Line:
    """A kept region, turned as it is read, and what it says."""

    region: Region
    reading: Reading


class Page:
    """Collects the lines of one picture. Regions must come best seen first. `refused`: what was no line by itself."""

    def __init__(self, width: int, height: int, read: Read) -> None:
        self._long_side = max(width, height)
        self._read = read
        self._cover = Cover(width, height)
        self.lines: list[Line] = []
        self.refused: list[Region] = []

    def offer(self, region: Region) -> None:
        """Keep the region as a line, join it to one, or drop it as a repeat or as no text."""
        share = self._cover.share(region.outline())
        if share >= _SAME:
            return
        if not worth_reading(region, self._long_side):
            self.refused.append(region)
            return
        partner = self._partner(region) if share > 0.05 else None
        joined = partner is not None and self._join(partner, region)
        if not joined and share < _REPEAT:
            line = Line(*self._read(region))
            if not is_text(region, line.reading, self._long_side):
                self.refused.append(region)
            elif not self._echoes(line):
                self._keep(line)

    def unread(self) -> list[Region]:
        """The refused regions that are still mostly free of lines."""
        return [region for region in self.refused if self._cover.share(region.outline()) < _FREE]

    def _echoes(self, line: Line) -> bool:
        """A coarse level draws small print twice as tall as it is: same place, same words."""
        return any(
            overlap(kept.region, line.region) > _INSIDE
            and SequenceMatcher(None, kept.reading.text, line.reading.text, autojunk=False).ratio() > _ALIKE
            for kept in self.lines
        )

    def _partner(self, region: Region) -> int | None:
        """The kept line that this region continues, if there is one."""
        best, most = None, 0.5
        for index, line in enumerate(self.lines):
            if same_line(line.region, region):
                common = overlap(line.region, region)
                if common > most:
                    best, most = index, common
        return best

    def _join(self, index: int, region: Region) -> bool:
        """True where the region makes the line longer and the whole reads at least as well."""
        line = self.lines[index]
        whole = replace(line.region, quad=united(line.region.quad, region.quad))
        length, height = line.region.size
        if whole.size[0] < length + 0.5 * height:
            return False
        whole, reading = self._read(whole)
        if reading.letters <= line.reading.letters or reading.score < line.reading.score - 0.05:
            return False
        self.lines[index] = Line(whole, reading)
        self._cover.add(whole.outline())
        return True

    def _keep(self, line: Line) -> None:
        self.lines.append(line)
        self._cover.add(line.region.outline())
