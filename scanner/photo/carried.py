"""What a file carries besides its visible pixels, as the walks over the formats' structures collect it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Embedded:
    """A small or second picture inside the file. `data`: an encoded picture; `kind`: the clue that it gives.

    `where` names it in plain words. `sure` is False where only its first bytes look like a picture.
    """

    where: str
    data: bytes
    kind: str = "meta_thumbnail"
    sure: bool = True


@dataclass
class Carried:
    """A basket that one walk over one file fills: blocks still to be interpreted, and what is already clear.

    `exif` blocks start with the TIFF header. `hidden` and `problems` are in words for people; `problems` are
    parts of the metadata that could not be read. `texts` are (where, text) of comments and captions.
    """

    exif: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    photoshop: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    pictures: list[Embedded] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def as_ppm(pixels: NDArray[np.uint8]) -> bytes:
    """Height x width x 3 as a binary PPM, the plainest encoded picture there is."""
    return b"P6 %d %d 255\n" % (pixels.shape[1], pixels.shape[0]) + pixels.tobytes()


MAX_TEXT = 65536  # characters kept of one comment; more is not needed to know what it is


def as_text(raw: bytes) -> str:
    """Bytes of unknown encoding as text: UTF-8 where it fits, else Latin-1; without NULs, bounded."""
    raw = raw[:MAX_TEXT].strip(b"\x00")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\x00", " ").strip()


SOFTWARE = "software"  # by itself it says nothing about anybody
# What programs and cameras write about themselves where people write captions.
_BOILERPLATE = re.compile(
    r"\s*(?:(?:file )?(?:created|written|made|generated|saved|processed|optimi[sz]ed|compressed) "
    r"(?:with|by|using) .{1,60}"
    r"|creator: gd-jpeg.{0,80}|lavc[\d.]*|lead technologies.{0,30}|intel\(r\) jpeg.{0,60}|applemark.{0,4}|\*|"
    r"olympus digital camera|sony dsc|samsung camera pictures|digital camera|exif_jpeg_picture|"
    r"dcim[\\/]\w{0,20}|default|untitled|screenshot|\{.shape.: \[[\d, ]+\]\})\s*",
    re.IGNORECASE | re.DOTALL,
)


def is_boilerplate(text: str) -> bool:
    """Whether a caption is only a program's or a camera's own mark."""
    return bool(_BOILERPLATE.fullmatch(text))


def tells_something(text: str) -> bool:
    """Whether a value of an unknown field could be about anybody: a word, or a number with seven digits."""
    return bool(re.search(r"[^\W\d_]{3}", text)) or sum(c.isdigit() for c in text) >= 7


def joined(texts: Iterable[str]) -> str:
    """Several values as the text of one clue, one a line, each once, bounded."""
    return "\n".join(dict.fromkeys(t for t in texts if t))[:MAX_TEXT]
