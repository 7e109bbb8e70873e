"""The panel beside or below an annotated picture: verdict, and one row for each item in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from scanner.findings import PhotoReport, Severity, Verdict
from scanner.kinds import kinds
from scanner.outputs.grouping import Group
from scanner.outputs.lettering import Colour, Style, wrapped, write
from scanner.outputs.marks import WHITE, Mark, plate
from scanner.outputs.words import NO_VERDICT, VERDICT, kinds_of, numbers, whereabouts

INK: Colour = (24, 28, 34)
_GREY: Colour = (88, 96, 108)
_PAPER: Colour = (250, 250, 248)
_BAND: dict[Verdict | None, Colour] = {
    Verdict.DO_NOT_SHARE: (184, 0, 32),
    Verdict.FIX_BEFORE_SHARING: (196, 82, 0),
    Verdict.CHECK_BY_EYE: (24, 92, 178),
    Verdict.NOTHING_FOUND: (84, 94, 108),
    None: (84, 94, 108),
}
# Characters that a plate in the legend may hold; a longer list of numbers stands below the title.
_LABEL = 5
_MOST_ROWS = 40
_FOOTER = "Found by a program that may miss things. Look at the whole photo yourself."


@dataclass(frozen=True)
class _Row:
    """`indent`: where the words begin, from the left edge of the plate."""

    tile: Image.Image
    indent: int
    title: tuple[str, ...]
    notes: tuple[str, ...]
    height: int


def legend_panel(report: PhotoReport, groups: Sequence[Group], size: int, across: int, tall: int | None) -> Image.Image:
    """A panel `across` px wide. With `tall` it has exactly that height; without, it has one or more columns
    and the height that they need, for at most 40 rows. What does not fit is counted ("+ 14 more")."""
    pad = size
    band = _band(report, size, across)
    footer = wrapped(_FOOTER, _small(size), across - 2 * pad)
    foot = len(footer) * _small(size).leading + pad
    columns = 1 if tall else max(1, across // (size * 22))
    column = (across - pad) // columns - pad
    room = tall - band.height - foot - 2 * pad if tall else None
    rows = _fitting(report, groups[:_MOST_ROWS], size, column, room)
    stacks = _stacks(rows, columns)
    left_out = sum(len(group.everything) for group in groups[len(rows) :])
    needed = max((sum(row.height for row in stack) for stack in stacks), default=0)
    height = tall or band.height + needed + (_leading(size) if left_out else 0) + foot + 2 * pad
    panel = Image.new("RGB", (across, height), _PAPER)
    panel.paste(band, (0, 0))
    for index, stack in enumerate(stacks):
        y = band.height + pad
        for row in stack:
            _draw_row(panel, row, (pad + index * (column + pad), y), size)
            y += row.height
    if left_out:
        text = f"+ {left_out} more, listed where you ran the scan"
        write(panel, (pad, height - foot - _leading(size)), text, Style(size, INK, bold=True))
    for number, line in enumerate(footer):
        write(panel, (pad, height - foot + number * _small(size).leading), line, _small(size))
    return panel


def _leading(size: int) -> int:
    return Style(size, INK).leading


def _small(size: int) -> Style:
    return Style(max(11, round(size * 0.8)), _GREY)


def _band(report: PhotoReport, size: int, across: int) -> Image.Image:
    style = Style(round(size * 1.25), WHITE, bold=True)
    lines = wrapped(VERDICT[report.verdict] if report.verdict else NO_VERDICT, style, across - 2 * size)
    image = Image.new("RGB", (across, len(lines) * style.leading + size), _BAND[report.verdict])
    for number, line in enumerate(lines):
        write(image, (size, size // 2 + number * style.leading), line, style)
    return image


def _fitting(report: PhotoReport, groups: Sequence[Group], size: int, across: int, room: int | None) -> list[_Row]:
    """The rows that fit, worst first: with their notes if all fit, else without notes, else as many as fit
    above a line that counts the others."""
    rows = _rows(report, groups, size, across, notes=True)
    if room is None or sum(row.height for row in rows) <= room:
        return rows
    rows = _rows(report, groups, size, across, notes=False)
    if sum(row.height for row in rows) <= room:
        return rows
    used = 0
    for number, row in enumerate(rows):
        used += row.height
        if used + _leading(size) > room:
            return rows[:number]
    return rows


def _rows(report: PhotoReport, groups: Sequence[Group], size: int, across: int, *, notes: bool) -> list[_Row]:
    tiles = [plate(Mark((), group.severity, _label(group), group.stays), size) for group in groups]
    indent = max((tile.width for tile in tiles), default=0) + size // 2
    rows = []
    for group, tile in zip(groups, tiles, strict=True):
        title, small = _words(report, group, size, across - indent, notes=notes)
        height = len(title) * _leading(size) + len(small) * _small(size).leading + round(size * 0.7)
        rows.append(_Row(tile, indent, tuple(title), tuple(small), height))
    return rows


def _words(report: PhotoReport, group: Group, size: int, room: int, *, notes: bool) -> tuple[list[str], list[str]]:
    """Title and notes of a row, in lines."""
    kind = kinds()[group.lead.kind]
    count = f" ({len(group.members)})" if len(group.members) > 1 else ""
    where = whereabouts(group.members, report)
    title = wrapped(f"{kind.title}{count}" + (f", {where}" if where else ""), Style(size, INK, bold=True), room)
    small: list[str] = []
    if _label(group) is None:
        small += wrapped(f"Numbers {numbers(group.members)}.", _small(size), room)
    if notes and group.carried:
        small += wrapped(f"On it: {kinds_of(group.carried)}.", _small(size), room)
    if notes and group.severity > Severity.LOW:
        small += wrapped(kind.advice, _small(size), room)
    return title, small


def _label(group: Group) -> str | None:
    words = numbers(group.members)
    return words if len(words) <= _LABEL else None


def _stacks(rows: Sequence[_Row], columns: int) -> list[list[_Row]]:
    """Rows in reading order down the columns, about equally high."""
    share = sum(row.height for row in rows) / max(1, columns)
    stacks: list[list[_Row]] = [[]]
    used = 0.0
    for row in rows:
        if used + row.height / 2 > share * len(stacks) and len(stacks) < columns:
            stacks.append([])
        stacks[-1].append(row)
        used += row.height
    return stacks


def _draw_row(panel: Image.Image, row: _Row, position: tuple[int, int], size: int) -> None:
    x, y = position
    panel.paste(row.tile, (x, y), row.tile)
    x += row.indent
    for line in row.title:
        write(panel, (x, y), line, Style(size, INK, bold=True))
        y += _leading(size)
    for line in row.notes:
        write(panel, (x, y), line, _small(size))
        y += _small(size).leading
