"""Lines that stand together, in photos of one and of several frames."""

from __future__ import annotations

from dataclasses import replace

from scanner.findings import TextLine
from scanner.judgement.context import clusters_of

CARD = ("NHS No. 999 339 5633", "Born 12-Mar-1951")


def lines(frame: int) -> tuple[TextLine, ...]:
    rows = []
    for i, text in enumerate(CARD):
        x, y, wide = 100.0, 100.0 + 40 * i, 12.0 * len(text)
        rows.append(TextLine(((x, y), (x + wide, y), (x + wide, y + 22), (x, y + 22)), 0.9, text, frame=frame))
    return tuple(rows)


def test_matches_name_their_lines_over_all_frames() -> None:
    text = (*lines(0), *lines(1), *lines(2))
    clusters = clusters_of(text)
    assert [cluster.lines for cluster in clusters] == [(0, 1), (2, 3), (4, 5)]
    for cluster in clusters:
        assert cluster.matches
        for found in cluster.matches:
            assert set(found.lines) <= set(cluster.lines)
            assert found.value in (text[found.lines[0]].text or "")


def test_frames_are_judged_apart() -> None:
    (alone,) = clusters_of(lines(0))
    (_, second) = clusters_of((*lines(0), *lines(1)))
    assert [replace(m, lines=()) for m in alone.matches] == [replace(m, lines=()) for m in second.matches]
