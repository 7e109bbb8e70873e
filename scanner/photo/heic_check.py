"""Is a HEIC picture whole? HEVC has no checksum, and the decoder paints over what it cannot read.

The decoder library inside pillow-heif (libde265) keeps warnings that pillow-heif does not pass on. Where
its functions can be reached, the pictures are decoded once more and the warnings are read; elsewhere
nothing is said.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec

from scanner.photo.bmff_boxes import Items, boxes, item_data, read_items

# From libde265's de265.h: slice ends early, entry point, block outside, slice header, stop bit, addresses.
_DAMAGE = frozenset({1002, 1003, 1004, 1007, 1017, 1020, 1021})
_MAX_STEPS = 10_000
_MAX_WARNINGS = 64
_POINTER = ctypes.c_void_p
_FUNCTIONS: dict[str, tuple[type | None, list[type]]] = {
    "de265_new_decoder": (_POINTER, []),
    "de265_free_decoder": (ctypes.c_int, [_POINTER]),
    "de265_push_NAL": (ctypes.c_int, [_POINTER, ctypes.c_char_p, ctypes.c_int, ctypes.c_int64, _POINTER]),
    "de265_flush_data": (ctypes.c_int, [_POINTER]),
    "de265_decode": (ctypes.c_int, [_POINTER, ctypes.POINTER(ctypes.c_int)]),
    "de265_get_next_picture": (_POINTER, [_POINTER]),
    "de265_get_warning": (ctypes.c_int, [_POINTER]),
}


def heic_is_damaged(data: bytes) -> bool:
    """Whether the decoder complained about a picture in a HEIC file, previews and masks apart.

    Call it only after the file decoded within the limits: it costs the same again.
    """
    decoder = _library()
    meta = next((box for box in boxes(data, 0, len(data)) if box.name == b"meta"), None)
    if decoder is None or meta is None:
        return False
    items = read_items(data, meta)
    minor = {source for name, source, _ in items.references if name in (b"thmb", b"auxl")}
    return any(
        _complaints(decoder, list(_units(data, items, number))) & _DAMAGE
        for number, kind in items.types.items()
        if kind == b"hvc1" and number not in minor
    )


def _library() -> ctypes.CDLL | None:
    """The decoder's functions, found through the extension module that is linked against them."""
    extension = find_spec("_pillow_heif")
    if extension is None or extension.origin is None:
        return None
    try:
        library = ctypes.CDLL(extension.origin)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return library


def _units(data: bytes, items: Items, number: int) -> Iterator[bytes]:
    """NAL units of one picture: parameter sets (ISO/IEC 14496-15 clause 8.3.3), then slices."""
    setup = next((items.hevc_setups[p] for p in items.properties.get(number, []) if p in items.hevc_setups), None)
    if setup is None:
        return
    config = data[slice(*setup)]
    with suppress(IndexError):
        length_size, at = (config[21] & 3) + 1, 23
        for _ in range(config[22]):
            count, at = int.from_bytes(config[at + 1 : at + 3], "big"), at + 3
            for _ in range(count):
                size = int.from_bytes(config[at : at + 2], "big")
                yield config[at + 2 : at + 2 + size]
                at += 2 + size
        slices, at = item_data(data, items, number), 0
        while at + length_size < len(slices):
            size = int.from_bytes(slices[at : at + length_size], "big")
            yield slices[at + length_size : at + length_size + size]
            at += length_size + size


def _complaints(library: ctypes.CDLL, units: list[bytes]) -> set[int]:
    """Decode one picture and collect the decoder's warnings."""
    decoder = library.de265_new_decoder()
    if not decoder:
        return set()
    try:
        for unit in units:
            library.de265_push_NAL(decoder, unit, len(unit), 0, None)
        library.de265_flush_data(decoder)
        more = ctypes.c_int(1)
        for _ in range(_MAX_STEPS):
            if library.de265_decode(decoder, ctypes.byref(more)) or not more.value:
                break
            library.de265_get_next_picture(decoder)  # makes room for the next one
        warnings = (library.de265_get_warning(decoder) for _ in range(_MAX_WARNINGS))
        return {warning for warning in warnings if warning}
    finally:
        library.de265_free_decoder(decoder)
