"""One picture to make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numpy.random import Generator


@dataclass(frozen=True)
class Job:
    """What to make. `extra` carries what single suites need (faces, container, jigsaw vector)."""

    suite: str
    index: int
    seed: int
    scene: str
    level: str
    size: tuple[int, int] = (2016, 1512)
    setting: str = ""
    cap: tuple[float, float] | None = None
    turn: int = 0  # quarter turns of the finished picture, clockwise
    mirror: bool = False
    cover: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def rng(self) -> Generator:
        return np.random.default_rng([self.seed, crc32(self.suite.encode()), self.index])
