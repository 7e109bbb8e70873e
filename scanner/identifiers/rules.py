"""What an identifier rule is. Each topic file holds a table of them; `table.py` gathers all tables.

A value belongs to the label in front of it: "Hosp No 9993395633" is a hospital number whatever its check digit
says, and a number behind "Lot" is nobody's. Without a label, the shape or the check digit must carry the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Protocol

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Label:
    """Words that say what comes next ("NHS No"): `kind` is a row of the label table, offsets are in the line."""

    kind: str
    start: int
    end: int


class LineView(Protocol):
    """What a finder may look at; `line.Line` is the real thing."""

    @property
    def text(self) -> str: ...
    @property
    def digits(self) -> str: ...
    @property
    def labels(self) -> tuple[Label, ...]: ...


Finder = Callable[[LineView], Iterator[Span]]


@dataclass(frozen=True)
class Rule:
    """One row of the rule table.

    `pattern` finds the value (its group `v`, or all of it), ignoring case, in the text as read or, where
    `repaired` is set, in the view with look-alike digits put right; `finder` is for what a pattern cannot say.
    `labels`: label kinds that may stand in front of the value; `refused`: kinds that must not, beside those that
    never may (see `find`).
    `confidence` counts without such a label (0: the rule needs one), `labelled` with it, `unproven` with it but
    where `validate` refuses the value (0: then it is dropped).
    `digits`: how many digits the line must hold at least, and `hints`: strings (lower case) of which one must be in
    it, before the pattern is tried at all; they only save time.
    `beside`: kinds, of which one must be found in the same line, or the match is dropped.
    `masked` describes the value for people. `positives` mark the value with [ ]; `negatives` must not give
    this kind anywhere.
    """

    kind: str
    name: str
    masked: str
    confidence: float
    positives: tuple[str, ...]
    pattern: str = ""
    finder: Finder | None = None
    repaired: bool = False
    case: bool = False
    refused: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    labelled: float = 0.0
    unproven: float = 0.0
    validate: Callable[[str], bool] | None = None
    beside: frozenset[str] = frozenset()
    digits: int = 1
    hints: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    source: str = ""


@cache
def compiled(pattern: str, case: bool = False) -> re.Pattern[str]:
    """Patterns are compiled when first used, so that importing the rules stays fast."""
    return re.compile(pattern, 0 if case else re.IGNORECASE)


def any_of(*names: str) -> frozenset[str]:
    return frozenset(names)
