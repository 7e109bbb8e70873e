"""Descriptions of values that never quote them."""

from __future__ import annotations

_RUN = 3  # as many characters in a row count as a quotation


def describe(description: str, value: str) -> str:
    """The description, or a vaguer one where it happens to share three letters in a row with the value."""
    lowered = value.lower()
    runs = {lowered[i : i + _RUN] for i in range(len(lowered) - _RUN + 1)}
    for words in (description, "some text", "private", f"{len(value)} signs"):
        if not any(run in words.lower() for run in runs):
            return words
    return "•••"
