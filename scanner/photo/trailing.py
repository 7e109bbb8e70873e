"""Bytes after the end of a picture: what are they?"""

from __future__ import annotations

from scanner.photo.carried import Carried, Embedded

_SIGNS = (
    (b"ftyp", "a video (motion photo)"),
    (b"moov", "a video (motion photo)"),
    (b"SEFT", "a maker's own data"),
    (b"IDAT", "the rest of an older, larger picture"),
    (b"PK\x03\x04", "an archive"),
    (b"%PDF-", "a PDF document"),
    (b"RIFF", "a sound or a video"),
    (b"OggS", "a sound"),
    (b"ID3", "a sound"),
)
_PICTURE_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


AFTER = "after the end of the picture"


def note_trailing(data: bytes, end: int, known: list[tuple[int, int]], carried: Carried, place: str = AFTER) -> None:
    """Record what follows `end` in the file, except `known` ranges (start, end) and zeros."""
    reached = end
    for start, stop in [*sorted(known), (len(data), len(data))]:
        if start > reached:
            _note(data[reached:start], carried, place)
        reached = max(reached, stop)


def _note(tail: bytes, carried: Carried, place: str) -> None:
    if not tail.strip(b"\x00"):
        return
    starts = [at for sign in _PICTURE_SIGNS if (at := tail.find(sign)) >= 0]
    if starts:
        where = f"another picture {place}"
        carried.pictures.append(Embedded(where, tail[min(starts) :], "meta_hidden_media", sure=False))
    words = [words for sign, words in _SIGNS if sign in tail]
    if words or not starts:
        what = words[0] if words else f"{len(tail):,} bytes"
        carried.hidden.append(f"{what} {place}")
