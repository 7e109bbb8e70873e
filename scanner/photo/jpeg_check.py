"""Is a JPEG whole? And how was it saved?

libjpeg fills what it cannot decode with grey and goes on; Pillow keeps its warnings to itself. OpenCV's
copy of the library prints them, so a second, eight times smaller decode tells what was wrong.
"""

from __future__ import annotations

import re

import cv2
import numpy as np

from scanner.photo.chatter import captured_chatter
from scanner.photo.jpeg_segments import DQT, JpegParts

_DAMAGE = re.compile(
    r"premature end|bad huffman|bad arithmetic|instead of RST|Inconsistent progression|Premature end", re.I
)
_EXTRANEOUS = re.compile(r"(\d+) extraneous bytes before marker")
_TOLERATED = 16  # some cameras pad a scan with a few bytes before the next marker
# Quantisation table K.1 of ISO/IEC 10918-1, in zigzag order: what libjpeg scales by the quality setting.
_LUMINANCE = (
    16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49,
    35, 37, 29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56,
    80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
)  # fmt: skip


def jpeg_is_damaged(bare: bytes) -> bool:
    """Whether decoding `bare` (see `bare_jpeg`) lost data. Costs the entropy decoding only."""
    with captured_chatter() as lines:
        cv2.imdecode(np.frombuffer(bare, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_8 | cv2.IMREAD_IGNORE_ORIENTATION)
    text = "\n".join(lines)
    stray = max((int(n) for n in _EXTRANEOUS.findall(text)), default=0)
    return bool(_DAMAGE.search(text)) or stray > _TOLERATED


def estimated_quality(data: bytes, parts: JpegParts) -> int | None:
    """The libjpeg quality (1..100) whose luminance table comes closest to the file's, or None."""
    table = _luminance_table(data, parts)
    if table is None:
        return None
    stored = np.array(table, np.float64)
    basis = np.array(_LUMINANCE, np.float64)
    scores = [float(np.abs(np.clip((basis * _scale(q) + 50) // 100, 1, 255) - stored).sum()) for q in range(1, 101)]
    return int(np.argmin(scores)) + 1


def _scale(quality: int) -> int:
    return 5000 // quality if quality < 50 else 200 - 2 * quality


def _luminance_table(data: bytes, parts: JpegParts) -> tuple[int, ...] | None:
    for segment in parts.segments:
        at = segment.body
        while segment.marker == DQT and at < segment.end:
            wide, number = data[at] >> 4, data[at] & 15
            size = 128 if wide else 64
            values = data[at + 1 : at + 1 + size]
            if number == 0 and len(values) == size:
                return tuple(np.frombuffer(values, ">u2" if wide else "u1").tolist())
            at += 1 + size
    return None
