"""Every identifier in the text of one photo: each line by itself, and what rows, columns and neighbours add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.findings import Match, Polygon, TextLine
from scanner.geometry import hull
from scanner.identifiers.carriers import carrier
from scanner.identifiers.clusters import cluster_lines
from scanner.identifiers.duty_boards import without_patients
from scanner.identifiers.find import find_in_line
from scanner.identifiers.lone_plates import lone_plates
from scanner.identifiers.rows import ADDRESS_GLUE, Joined, columns_of, headed, joined_row, pure_label, rows_of, stacked
from scanner.identifiers.strips import Strip, part_of, strip_of
from scanner.identifiers.wrapped import wrapped

__all__ = ["LineMatch", "carrier", "cluster_lines", "find_in_photo"]

_COMPANY = frozenset(
    "patient_name patient_initials date_of_birth age nhs_number chi hcn local_patient_number place_signal "
    "clinical_text".split()
)
_NUMBERS = frozenset("nhs_number chi hcn phone date_of_birth time_signal local_patient_number eu_id ssn ihi".split())
_STACKED = frozenset({"patient_name", "staff_name", "address"})
_SMALL = 10  # lines; on a thing this small every line is every other line's neighbour


@dataclass(frozen=True)
class LineMatch:
    """A match in the text of a photo.

    `lines`: indices of the lines it runs through, in reading order. `match.start`/`match.end` are offsets into
    the first of them where it is the only one, else into `value`, the text of the match. `polygon` covers the
    matched part of all of them, in pixels of the photo.
    """

    lines: tuple[int, ...]
    match: Match
    value: str
    polygon: Polygon


@dataclass(frozen=True)
class _Candidate:
    match: Match
    joined: Joined

    def parts(self) -> list[tuple[Strip, int, int]]:
        """(strip, start, end) of the characters of each box that the match covers."""
        found = []
        for piece in self.joined.pieces:
            start, end = max(self.match.start, piece.start), min(self.match.end, piece.end)
            if start < end:
                found.append((piece.strip, start - piece.start, end - piece.start))
        return found

    def fills_lines(self) -> bool:
        """Whether the match runs through several boxes and leaves nothing of them over."""
        parts = self.parts()
        return len(parts) > 1 and all(end - start >= len(strip.text.strip(" ,.")) for strip, start, end in parts)


def find_in_photo(lines: Sequence[TextLine]) -> tuple[LineMatch, ...]:
    """All matches, by line and place; no two share a character. Lines that were not read give none."""
    numbers = cluster_lines(lines)
    found: list[LineMatch] = []
    for number in sorted(set(numbers)):
        strips = [strip_of(i, lines[i]) for i, n in enumerate(numbers) if n == number and lines[i].text]
        own = [_line_match(candidate, lines) for candidate in _settle(_candidates(strips))]
        settled = without_patients([m.match for m in own], [m.value for m in own], strips)
        found.extend(replace(m, match=match) for m, match in zip(own, settled, strict=True))
    taken = {index for match in found for index in match.lines}
    for i, match in lone_plates(lines, numbers):
        if i not in taken:
            found.append(LineMatch((i,), match, lines[i].text or "", lines[i].polygon))
    return tuple(sorted(found, key=lambda m: (m.lines, m.match.start)))


def _candidates(strips: Sequence[Strip]) -> Iterator[_Candidate]:
    rows = rows_of(strips)
    headings = [(heading, cell) for heading, cells in columns_of(rows) for cell in cells]
    refused = {cell.index for heading, cell in headings if _is_product(heading)}
    for candidate in _in_rows(rows):
        if candidate.match.kind not in _NUMBERS or not any(s.index in refused for s, _, _ in candidate.parts()):
            yield candidate
    for heading, cell in headings:
        joined = headed(heading, cell)
        yield from (_Candidate(match, joined) for match in find_in_line(joined.text))
    yield from (_Candidate(match, joined) for match, joined in wrapped(rows))
    for joined in stacked(rows):
        for match in find_in_line(joined.text):
            candidate = _Candidate(match, joined)
            glued = _STACKED if ADDRESS_GLUE not in joined.text else frozenset({"address"})
            if match.kind in glued and (candidate.fills_lines() or match.rule == "role_after"):
                yield candidate


def _is_product(heading: Strip) -> bool:
    label = pure_label(heading.text)
    return label is not None and label.kind == "product"


def _in_rows(rows: Sequence[Sequence[Strip]]) -> Iterator[_Candidate]:
    """Matches of each row; a second look where neighbours give company to what stands alone."""
    joined = [joined_row(row) for row in rows]
    first = [find_in_line(j.text) for j in joined]
    kinds = [frozenset(m.kind for m in matches if m.confidence >= 0.5) & _COMPANY for matches in first]
    small = sum(len(row) for row in rows) <= _SMALL
    for i, (text, matches) in enumerate(zip(joined, first, strict=True)):
        near = kinds if small else kinds[max(0, i - 1) : i + 2]
        company = frozenset().union(*near)
        final = find_in_line(text.text, company) if company - kinds[i] else matches
        yield from (_Candidate(match, text) for match in final)


def _settle(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The surest candidates that share no character of a box; ones that touch no box (headings) go."""
    taken: dict[int, list[tuple[int, int]]] = {}
    kept = []
    for candidate in sorted(candidates, key=lambda c: (-c.match.confidence, c.match.start - c.match.end)):
        parts = candidate.parts()
        free = all(end <= a or start >= b for strip, start, end in parts for a, b in taken.get(strip.index, ()))
        if parts and free:
            for strip, start, end in parts:
                taken.setdefault(strip.index, []).append((start, end))
            kept.append(candidate)
    return kept


def _line_match(candidate: _Candidate, lines: Sequence[TextLine]) -> LineMatch:
    parts = candidate.parts()
    polygons = [part_of(lines[s.index].polygon, s.text, start, end) for s, start, end in parts]
    indices = tuple(strip.index for strip, _, _ in parts)
    value = " ".join(strip.text[start:end] for strip, start, end in parts)
    start, end = parts[0][1:] if len(parts) == 1 else (0, len(value))
    polygon = polygons[0] if len(polygons) == 1 else hull(polygons)
    return LineMatch(indices, replace(candidate.match, start=start, end=end), value, polygon)
