"""Heads to show in scenes: the two public-domain portraits, and licensed crops from RENDER_FACE_DIR."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from tests.render.portraits import PORTRAITS, source


@lru_cache(maxsize=4)
def picture_of(who: str) -> tuple[Image.Image, tuple[tuple[float, float], ...]]:
    """Square crop round the head and the face outline within it (shares of the side)."""
    if who in PORTRAITS:
        p = PORTRAITS[who]
        face = np.array(p.face, dtype=float)
        picture = Image.open(source(who)).convert("RGB")
        lo, hi = face.min(axis=0), face.max(axis=0)
        side = float((hi - lo).max() * 1.8)
        x, y = (lo + hi) / 2 - side / 2
        y -= side * 0.06
        crop = picture.crop((round(x), round(y), round(x + side), round(y + side)))
        return crop, tuple(((a - x) / side, (b - y) / side) for a, b in face)
    picture = Image.open(who).convert("RGB")
    oval = tuple(
        (0.5 + 0.28 * float(np.cos(t)), 0.5 + 0.36 * float(np.sin(t)))
        for t in np.linspace(0, 2 * np.pi, 12, endpoint=False)
    )
    return picture, oval


def licensed() -> list[str]:
    """Square head crops of RENDER_FACE_DIR (face centred, 56 x 72 % of the side); none where it is not given."""
    folder = os.environ.get("RENDER_FACE_DIR")
    return sorted(str(p) for p in Path(folder).glob("*.[jp][pn]g")) if folder and Path(folder).is_dir() else []


def licence() -> str | None:
    """What the folder's own LICENCE file says about them, for the manifest."""
    texts = sorted(Path(os.environ["RENDER_FACE_DIR"]).glob("LICEN[CS]E*")) if licensed() else []
    return texts[0].read_text(encoding="utf-8").strip() if texts else None


def sources() -> list[str]:
    """The two portraits, then the licensed crops."""
    return ["astronaut", "hopper", *licensed()]
