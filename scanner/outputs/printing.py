"""Lines of a report on their way out: wrapped and coloured only for terminals."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text

_WIDEST = 100


@dataclass(frozen=True)
class Line:
    """One paragraph. `first` stands before its first line, the others are indented as far.

    `text` is already free of control characters. `whole`: never wrapped (paths, commands).
    """

    text: str = ""
    style: str = ""
    first: str = ""
    whole: bool = False


class Printer:
    """Prints to one stream; into a file or a pipe, nothing is wrapped, cut or coloured."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._width = min(self._console.width, _WIDEST) if self._console.is_terminal else None

    def lines(self, lines: Iterable[Line]) -> None:
        for line in lines:
            for number, part in enumerate(self._wrapped(line)):
                lead = line.first if number == 0 else " " * len(line.first)
                self._console.print(
                    Text(lead + part, style=line.style), soft_wrap=True, no_wrap=True, overflow="ignore"
                )

    def _wrapped(self, line: Line) -> list[str]:
        if self._width is None or line.whole:
            return [line.text]
        room = max(20, self._width - len(line.first))
        return textwrap.wrap(line.text, room, break_long_words=False, break_on_hyphens=False) or [""]
