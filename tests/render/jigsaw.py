"""The jigsaw score of a picture from the clues that were drawn into it (domain rule, calibration vectors in
tests)."""

from __future__ import annotations

DIMENSIONS = ("PLACE", "TIME", "PERSON", "CONDITION")


def score(points: dict[str, int], *, news: bool = False, rural: bool = False, batch: bool = False) -> tuple[int, str]:
    """Sum of the four dimensions with the extras, and its band after the gate."""
    total = sum(points.get(d, 0) for d in DIMENSIONS) + 2 * news + rural + batch
    if points.get("PERSON", 0) == 0 and points.get("CONDITION", 0) <= 1:
        return total, "low"
    return total, "very_high" if total >= 9 else "high" if total >= 7 else "medium" if total >= 4 else "low"
