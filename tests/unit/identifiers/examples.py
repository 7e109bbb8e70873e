"""Lines with their values marked: "NHS No. [999 339 5633]" -> the bare line and the spans of the values."""

from __future__ import annotations


def unmark(example: str) -> tuple[str, list[tuple[int, int]]]:
    """The line without [ ], and (start, end) of every marked value."""
    text, spans, opened = "", [], 0
    for c in example:
        if c == "[":
            opened = len(text)
        elif c == "]":
            spans.append((opened, len(text)))
        else:
            text += c
    return text, spans
