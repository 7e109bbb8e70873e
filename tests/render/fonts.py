"""Fonts by role, found by file name: RENDER_FONT_DIR, then tests/fonts, then the system's font folders.

Sizes are given by cap height everywhere, because the legibility rules speak of cap height; point sizes of two
fonts do not compare.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

VENDORED = Path(__file__).resolve().parent.parent / "fonts"
SYSTEM_ROOTS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
)
MEASURE_PT = 200.0

SANS, SANS_BOLD, NARROW = (
    "LiberationSans-Regular.ttf",
    "LiberationSans-Bold.ttf",
    "RobotoCondensed-Regular.ttf",
)
MONO, SERIF = "LiberationMono-Regular.ttf", "LiberationSerif-Regular.ttf"
SCREEN, SCREEN_BOLD, OFFICE = "OpenSans-Regular.ttf", "OpenSans-Semibold.ttf", "Carlito-Regular.ttf"
SEGMENT = "DSEG7Classic-Regular.ttf"

# Handwriting. The last row is under the GPL with a font exception: used where the system has it, never
# vendored.
MARKER = (
    "BecauseWeConnect-Regular.otf",
    "BecauseWeCreate-Regular.otf",
    "BecauseWeBuild-Regular.otf",
    "BecauseWeOrganize-Regular.otf",
    "BecauseWeMentor-Regular.otf",
    "Humor-Sans.ttf",
)
BIRO = (
    "BecauseWeLearn-Regular.otf",
    "BecauseWeOrganize-Regular.otf",
    "DancingScript-Regular.otf",
    "ComicNeue-Regular.otf",
    "Humor-Sans.ttf",
)
SYSTEM_MARKER = ("Rufscript010.ttf",)
SYSTEM_BIRO = ("SteveHand.ttf", "Delphine.ttf", "dkg.ttf", "Breip.ttf", "Kristi.ttf")
HANDWRITING = frozenset(MARKER + BIRO + SYSTEM_MARKER + SYSTEM_BIRO)


class MissingFontError(Exception):
    """A print font was not found; handwriting fonts are left out instead."""


@lru_cache(maxsize=1)
def _index() -> dict[str, Path]:
    extra = os.environ.get("RENDER_FONT_DIR")
    roots = [*SYSTEM_ROOTS, VENDORED, *([Path(extra)] if extra else [])]
    found: dict[str, Path] = {}
    for root in roots:  # later roots win
        if root.is_dir():
            for path in sorted(root.rglob("*.[ot]tf")):
                found[path.name] = path
    return found


def available(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `names` that this machine has, in order."""
    return tuple(n for n in names if n in _index())


def is_handwriting(name: str) -> bool:
    return name in HANDWRITING


@lru_cache(maxsize=256)
def load(name: str, points: float) -> ImageFont.FreeTypeFont:
    """Raises MissingFontError."""
    if name not in _index():
        raise MissingFontError(f"font {name} not found; set RENDER_FONT_DIR")
    return ImageFont.truetype(str(_index()[name]), points, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _cap_per_point(name: str) -> float:
    """Height of a capital H in pixels for one point of size."""
    box = load(name, MEASURE_PT).getbbox("H", anchor="ls")
    return float(-box[1]) / MEASURE_PT


def by_cap(name: str, cap_px: float) -> ImageFont.FreeTypeFont:
    """The font at the size where capitals are `cap_px` pixels high (rounded to a quarter point)."""
    points = max(2.0, cap_px / _cap_per_point(name))
    return load(name, round(points * 4) / 4)


def used() -> frozenset[str]:
    """All font files this process could draw with, for the manifest."""
    return frozenset(_index()) & frozenset(
        {SANS, SANS_BOLD, NARROW, MONO, SERIF, SCREEN, SCREEN_BOLD, OFFICE, SEGMENT, *HANDWRITING}
    )
