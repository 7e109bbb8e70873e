"""Words drawn into a picture, with the font that comes with Pillow (Aileron; little beyond ASCII)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from scanner.outputs.escape import plain

Colour = tuple[int, int, int]
_INSTEAD = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "×": "x"})


@dataclass(frozen=True)
class Style:
    """`size` in px of the em square; bold is drawn as a thin extra outline (the font has one weight)."""

    size: int
    colour: Colour
    bold: bool = False

    @property
    def leading(self) -> int:
        return round(self.size * 1.32)

    @property
    def stroke(self) -> float:
        return self.size / 45 if self.bold else 0.0


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def drawable(text: str) -> str:
    """`text` with the characters that the font has; an accent is dropped before its letter is."""
    spelled = unicodedata.normalize("NFKD", plain(text.translate(_INSTEAD)))
    return "".join(c if c.isascii() else "?" for c in spelled if not unicodedata.combining(c))


def width(text: str, style: Style) -> float:
    """In px."""
    return float(font(style.size).getlength(drawable(text))) + 2 * style.stroke


def wrapped(text: str, style: Style, room: float) -> list[str]:
    """`text` in lines of at most `room` px; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in drawable(text).split():
        for part in _cut(word, style, room):
            longer = f"{line} {part}" if line else part
            if line and width(longer, style) > room:
                lines.append(line)
                line = part
            else:
                line = longer
    return [*lines, line] if line else lines


def _cut(word: str, style: Style, room: float) -> list[str]:
    parts = []
    while len(word) > 1 and width(word, style) > room:
        fits = next((n for n in range(len(word) - 1, 1, -1) if width(word[:n], style) <= room), 1)
        parts.append(word[:fits])
        word = word[fits:]
    return [*parts, word]


def write(canvas: Image.Image, position: tuple[float, float], text: str, style: Style) -> None:
    """One line; `position` is the top left of the line's em box."""
    ImageDraw.Draw(canvas).text(
        position, drawable(text), fill=style.colour, font=font(style.size), stroke_width=style.stroke
    )
