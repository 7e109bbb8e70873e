"""A flat thing to draw on, measured in millimetres, that remembers exactly where each string went.

Frame: x to the right, y down, origin top left, millimetres (times `unit_mm` where the artist prefers screen
pixels). Pixels: `ppm` per millimetre. Quads run clockwise from the text's own top left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.render import fonts

Colour = tuple[int, int, int]
Quad = NDArray[np.float64]  # (4, 2), mm
BLACK: Colour = (22, 22, 26)
INKS: tuple[Colour, ...] = ((20, 40, 150), (15, 15, 20), (170, 20, 30), (15, 110, 50))


@dataclass(frozen=True)
class Mark:
    """One drawn string: what, where, and how it looked on the flat artefact."""

    text: str
    kind: str
    role: str  # patient | staff | neg | ghost | label
    quad: Quad
    glyphs: tuple[Quad, ...]  # one per character, blanks included
    cap_mm: float
    handwritten: bool
    person: str | None
    contrast: float  # |text - ground| in grey levels, as drawn


@dataclass(frozen=True)
class CodeMark:
    """One drawn barcode; `ids` are the identifiers parsed out of the payload by whoever composed it."""

    format: str
    payload: str
    quad: Quad
    module_mm: float
    kind: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class FaceMark:
    quad: Quad
    person: str
    consented: bool = False


def luminance(colour: tuple[float, ...] | NDArray[np.floating]) -> float:
    return float(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])


@dataclass
class Canvas:
    """`width` and `height` in units; `mm` = unit * `unit_mm`."""

    width: float
    height: float
    ppm: float
    ground: Colour = (250, 250, 248)
    unit_mm: float = 1.0
    marks: list[Mark] = field(default_factory=list)
    codes: list[CodeMark] = field(default_factory=list)
    faces: list[FaceMark] = field(default_factory=list)
    img: Image.Image = field(init=False)
    alpha: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        size = (max(1, round(self.width * self.k)), max(1, round(self.height * self.k)))
        self.img = Image.new("RGB", size, self.ground)
        self.alpha = Image.new("L", size, 255)

    @property
    def k(self) -> float:
        """Pixels per unit."""
        return self.ppm * self.unit_mm

    @property
    def size_mm(self) -> tuple[float, float]:
        return self.width * self.unit_mm, self.height * self.unit_mm

    # -- shapes ---------------------------------------------------------------------------------------------
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.img)

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: Colour | None = None,
        outline: Colour | None = None,
        line: float = 0.0,
        radius: float = 0.0,
    ) -> None:
        k = self.k
        box = (x * k, y * k, max(x * k, (x + w) * k - 1), max(y * k, (y + h) * k - 1))
        width = max(1, round(line * k)) if outline else 0
        self.draw().rounded_rectangle(box, radius * k, fill=fill, outline=outline, width=width)

    def line(self, points: list[tuple[float, float]], fill: Colour, width: float) -> None:
        flat = [(x * self.k, y * self.k) for x, y in points]
        self.draw().line(flat, fill=fill, width=max(1, round(width * self.k)), joint="curve")

    def ellipse(self, x: float, y: float, w: float, h: float, fill: Colour) -> None:
        k = self.k
        self.draw().ellipse((x * k, y * k, (x + w) * k, (y + h) * k), fill=fill)

    def polygon(self, points: list[tuple[float, float]], fill: Colour) -> None:
        self.draw().polygon([(x * self.k, y * self.k) for x, y in points], fill=fill)

    def paste(self, picture: Image.Image, x: float, y: float, w: float, h: float) -> None:
        size = (max(1, round(w * self.k)), max(1, round(h * self.k)))
        self.img.paste(picture.resize(size, Image.Resampling.LANCZOS), (round(x * self.k), round(y * self.k)))

    def round_corners(self, radius: float) -> None:
        mask = Image.new("L", self.img.size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius * self.k, fill=255)
        self.alpha = mask

    # -- text -----------------------------------------------------------------------------------------------
    def measure(self, text: str, cap: float, font: str) -> float:
        """Advance width in units."""
        return float(fonts.by_cap(font, cap * self.k).getlength(text)) / self.k

    def text(
        self,
        x: float,
        y: float,
        text: str,
        cap: float,
        font: str = fonts.SANS,
        fill: Colour = BLACK,
        kind: str = "label",
        role: str = "label",
        person: str | None = None,
        max_width: float | None = None,
        anchor: str = "l",
    ) -> float:
        """Printed text; `y` is the top of the capitals. Shrinks down to 80 % to fit `max_width`, then cuts
        the
        string. Returns the x where it ends."""
        if max_width is not None:
            cap, text = self._fit(text, cap, font, max_width)
        if not text.strip():
            return x
        if anchor != "l":
            x -= self.measure(text, cap, font) * (0.5 if anchor == "m" else 1.0)
        face = fonts.by_cap(font, cap * self.k)
        ox, oy = x * self.k, (y + cap) * self.k
        ink = face.getbbox(text, anchor="ls")
        ground = self._ground(ox + ink[0], oy + ink[1], ox + ink[2], oy + ink[3])
        self.draw().text((ox, oy), text, font=face, fill=fill, anchor="ls")
        glyphs = _glyph_boxes(face, text)
        self._remember(
            text,
            kind,
            role,
            person,
            cap,
            font,
            abs(luminance(fill) - ground),
            [(ox + a, oy + b, ox + c, oy + d) for a, b, c, d in glyphs],
            (ox + ink[0], oy + ink[1], ox + ink[2], oy + ink[3]),
        )
        return x + self.measure(text, cap, font)

    def handwrite(
        self,
        rng: Generator,
        x: float,
        y: float,
        text: str,
        cap: float,
        font: str,
        fill: Colour = BLACK,
        kind: str = "label",
        role: str = "patient",
        person: str | None = None,
        max_width: float | None = None,
        marker: bool = False,
        ghost: float = 0.0,
    ) -> float:
        """As `text`, glyph by glyph with a human's unevenness; `ghost` > 0 = half-wiped, that opaque."""
        if max_width is not None:
            cap, text = self._fit(text, cap, font, max_width * 0.94)
        if not text.strip():
            return x
        cap_px = cap * self.k
        face = fonts.by_cap(font, cap_px)
        slope = float(np.tan(np.radians(rng.uniform(-2, 2))))
        boxes: list[tuple[float, float, float, float]] = []
        pen, ox, oy = 0.0, x * self.k, (y + cap) * self.k
        width = round(face.getlength(text) * 1.08 + 3 * cap_px) + 4
        height = round(cap_px * 3.2 + abs(slope) * width) + 4
        left, base = cap_px, cap_px * 1.9 + abs(slope) * width / 2
        mask = Image.new("L", (width, height), 0)
        brush = ImageDraw.Draw(mask)
        for char in text:
            dy = float(rng.uniform(-0.03, 0.03)) * cap_px + slope * pen
            glyph = fonts.by_cap(font, cap_px * float(rng.uniform(0.95, 1.05)))
            brush.text((left + pen, base + dy), char, font=glyph, fill=255, anchor="ls")
            ink = glyph.getbbox(char, anchor="ls")
            boxes.append((ox + pen + ink[0], oy + dy + ink[1], ox + pen + ink[2], oy + dy + ink[3]))
            pen += float(face.getlength(char)) * (1 + float(rng.uniform(-0.04, 0.04)))
        mask = _stroke(rng, mask, cap_px, marker)
        if ghost > 0:
            smear = mask.filter(ImageFilter.BoxBlur((max(1.0, cap_px * 0.4), max(0.5, cap_px * 0.08))))
            mask = smear.point([round(v * ghost * 1.6) if v * ghost * 1.6 < 255 else 255 for v in range(256)])
        ground = self._ground(boxes[0][0], oy - cap_px, boxes[-1][2], oy)
        self.img.paste(Image.new("RGB", mask.size, fill), (round(ox - left), round(oy - base)), mask)
        solid = [b for b, c in zip(boxes, text, strict=True) if c.strip()]
        hull = (
            min(b[0] for b in solid),
            min(b[1] for b in solid),
            max(b[2] for b in solid),
            max(b[3] for b in solid),
        )
        strength = ghost * 0.8 if ghost > 0 else 1.0
        self._remember(
            text,
            kind,
            "ghost" if ghost > 0 else role,
            person,
            cap,
            font,
            abs(luminance(fill) - ground) * strength,
            boxes,
            hull,
            slope,
        )
        return x + pen / self.k

    def _fit(self, text: str, cap: float, font: str, max_width: float) -> tuple[float, str]:
        natural = self.measure(text, cap, font)
        if natural > max_width:
            cap *= max(0.8, max_width / natural)
        while text and self.measure(text, cap, font) > max_width:
            text = text[:-1].rstrip()
        return cap, text

    def _ground(self, x0: float, y0: float, x1: float, y1: float) -> float:
        box = (
            max(0, int(x0)),
            max(0, int(y0)),
            min(self.img.width, int(x1) + 1),
            min(self.img.height, int(y1) + 1),
        )
        if box[2] <= box[0] or box[3] <= box[1]:
            return 255.0
        pixels = np.asarray(self.img.crop(box)).reshape(-1, 3)
        return luminance(np.median(pixels, axis=0))

    def _remember(
        self,
        text: str,
        kind: str,
        role: str,
        person: str | None,
        cap: float,
        font: str,
        contrast: float,
        glyphs: list[tuple[float, float, float, float]],
        hull: tuple[float, float, float, float],
        slope: float = 0.0,
    ) -> None:
        x0, y0, x1, y1 = hull
        if slope:  # a sloped line gets a sloped box: the hull's height less what the slope adds
            rise = slope * (x1 - x0)
            top, bottom = y0 + max(0.0, -rise), y1 - max(0.0, rise)
            quad = np.array([(x0, top), (x1, top + rise), (x1, bottom + rise), (x0, bottom)])
        else:
            quad = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        small = tuple(np.array([(a, b), (c, b), (c, d), (a, d)]) / self.ppm for a, b, c, d in glyphs)
        self.marks.append(
            Mark(
                text,
                kind,
                role,
                quad / self.ppm,
                small,
                cap * self.unit_mm,
                fonts.is_handwriting(font),
                person,
                contrast,
            )
        )

    def rgba(self) -> NDArray[np.uint8]:
        """(h, w, 4), RGB premultiplied by alpha."""
        rgb = np.asarray(self.img, dtype=np.uint16)
        a = np.asarray(self.alpha, dtype=np.uint16)[..., None]
        return np.concatenate([(rgb * a + 127) // 255, a], axis=2).astype(np.uint8)


def _glyph_boxes(face: ImageFont.FreeTypeFont, text: str) -> list[tuple[float, float, float, float]]:
    boxes = []
    for i, char in enumerate(text):
        pen = float(face.getlength(text[:i]))
        a, b, c, d = face.getbbox(char, anchor="ls")
        boxes.append((pen + a, float(b), pen + c, float(d)))
    return boxes


def _stroke(rng: Generator, mask: Image.Image, cap_px: float, marker: bool) -> Image.Image:
    """A felt pen lays a broader line with dry streaks; a biro a thin, slightly uneven one."""
    if marker and cap_px >= 10:
        radius = max(0.4, cap_px * 0.035)
        mask = mask.filter(ImageFilter.GaussianBlur(radius)).point([min(255, max(0, (v - 60) * 3)) for v in range(256)])
    ink = np.asarray(mask, dtype=np.float32)
    streak = rng.normal(0.0, 1.0, (max(1, ink.shape[0] // 3), max(1, ink.shape[1] // 24))).astype(np.float32)
    field_ = np.asarray(Image.fromarray(streak).resize((ink.shape[1], ink.shape[0]), Image.Resampling.BICUBIC))
    depth = 0.10 if marker else 0.07
    return Image.fromarray(np.clip(ink * (0.92 - depth * np.abs(field_)), 0, 255).astype(np.uint8))
