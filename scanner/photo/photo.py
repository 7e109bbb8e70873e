"""One decoded photo, as every detector sees it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.findings import MetadataClue
from scanner.photo.file_name import folder_name_clues

Pixels = NDArray[np.uint8]  # height x width x 3, RGB, sRGB, upright


@dataclass(frozen=True)
class Frame:
    """One frame or page, upright, in sRGB, alpha flattened on white.

    `under_alpha` holds the colours as stored, ignoring alpha (or the picture on black), where transparency
    hides something that they show.
    """

    index: int
    pixels: Pixels
    under_alpha: Pixels | None = None
    _scaled: dict[tuple[int, int], Pixels] = field(default_factory=dict, repr=False, compare=False)

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    def scaled(self, long_side: int) -> tuple[Pixels, float]:
        """The frame with its long side at `long_side` px (smaller or larger), and the scale that was applied.

        Kept, so that detectors share one working copy; coordinates found on it are divided by the scale.
        """
        scale = long_side / max(self.height, self.width)
        size = (max(1, round(self.width * scale)), max(1, round(self.height * scale)))
        if size == (self.width, self.height):
            return self.pixels, 1.0
        if size not in self._scaled:
            interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
            self._scaled[size] = np.asarray(cv2.resize(self.pixels, size, interpolation=interpolation), dtype=np.uint8)
        return self._scaled[size], scale


@dataclass(frozen=True)
class Photo:
    """A photo read once, from bytes to frames. `path` is as the user gave it.

    `format` is Pillow's name for the content (JPEG, PNG, HEIF ...), whatever the extension says.
    `total_frames` can be more than `len(frames)` where the limit on frames cut the work.
    `jpeg_quality` (1..100) and `jpeg_subsampling` ("4:4:4", "4:2:2", "4:2:0") are those of a JPEG source.
    `clues` are what metadata, container and file name give away; `notices` are sentences for the user
    (frames left out, metadata that could not be read).
    """

    path: Path
    sha256: str
    format: str
    frames: tuple[Frame, ...]
    total_frames: int
    clues: tuple[MetadataClue, ...] = ()
    notices: tuple[str, ...] = ()
    jpeg_quality: int | None = None
    jpeg_subsampling: str | None = None

    def met_below(self, root: Path | None) -> Photo:
        """With what the folders between `root`, which the user named, and the photo give away."""
        return replace(self, clues=(*self.clues, *folder_name_clues(self.path, root)))

    @property
    def width(self) -> int:
        return self.frames[0].width

    @property
    def height(self) -> int:
        return self.frames[0].height
