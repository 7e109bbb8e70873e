"""Number types said once: OpenCV and NumPy give back wider types than they were given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def f32(values: ArrayLike) -> NDArray[np.float32]:
    return np.asarray(values, dtype=np.float32)


def u8(values: Any) -> NDArray[np.uint8]:
    return np.asarray(values, dtype=np.uint8)
