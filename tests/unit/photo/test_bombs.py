"""Metadata that is small in the file and would be endless in memory or time."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from scanner.errors import PhotoError
from scanner.photo.bmff_boxes import carried_by_boxes
from scanner.photo.carried import Carried
from scanner.photo.exif_clues import clues_of_exif
from scanner.photo.xmp_clues import clues_of_xmp
from tests.unit.photo.samples import chunk, encoded, ifd, jpeg_with, opened, png_with, scene
from tests.unit.photo.test_clues import box

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Every test here has five seconds of work and 200 MB."""
    start = time.process_time()
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200 * MEGABYTE
    assert time.process_time() - start < 5


def test_thousands_of_packed_texts() -> None:
    text = chunk(b"zTXt", b"k\x00\x00" + zlib.compress(b"A" * MEGABYTE * 8, 9))
    photo = opened(png_with(*[text] * 2000))
    assert any("more texts" in clue.where for clue in photo.clues)


def test_directories_whose_values_share_bytes() -> None:
    entries = [(tag, 2, 4 * MEGABYTE, b"") for tag in range(1000)]
    table = b"".join(struct.pack("<HHII", tag, kind, count, 8) for tag, kind, count, _ in entries)
    block = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries)) + table + bytes(4) + bytes(4 * MEGABYTE)
    carried = Carried()
    clues_of_exif(block, carried)
    assert carried.problems == ["EXIF data"]


def test_directories_whose_strips_share_lists() -> None:
    numbers = 100_000
    lists = struct.pack(f"<{numbers}I", *range(numbers))
    pages, at = b"", 8 + 2 * len(lists)
    for _ in range(500):
        page = [(273, 4, numbers, b""), (279, 4, numbers, b"")]
        following = at + 2 + 24 + 4
        pages += struct.pack("<H", 2) + b"".join(struct.pack("<HHII", t, k, n, 8) for t, k, n, _ in page)
        pages += struct.pack("<I", following)
        at = following
    block = b"II*\x00" + struct.pack("<I", 8 + 2 * len(lists)) + lists * 2 + pages
    clues_of_exif(block, Carried())


def test_item_extents_that_cost_no_bytes() -> None:
    items = b"".join(struct.pack(">HHH", n, 0, 65535) for n in range(5000))
    places = box(b"iloc", bytes(4), b"\x00\x00", struct.pack(">H", 5000), items)
    carried = carried_by_boxes(box(b"ftyp", b"heic", bytes(4)) + box(b"meta", bytes(4), places))
    assert carried.problems == ["list of the file's parts"]


def test_fill_bytes_without_end() -> None:
    opened(jpeg_with(b"\xff" * 20 * MEGABYTE))


def test_segments_without_end() -> None:
    with pytest.raises(PhotoError):
        opened(jpeg_with(b"\xff\xfe\x00\x02" * MEGABYTE))


def test_webp_chunks_without_end() -> None:
    data = encoded(scene(), "WEBP", exif=b"II*\x00" + ifd([], 4))
    more = b"abcd\x00\x00\x00\x00" * MEGABYTE
    longer = data[:4] + struct.pack("<I", len(data) - 8 + len(more)) + data[8:] + more
    opened(longer)


def test_broken_xmp_of_megabytes() -> None:
    clues_of_xmp(b"<a:" * 2 * MEGABYTE, Carried())
    clues_of_xmp(b"a" * 5 * MEGABYTE, Carried())
