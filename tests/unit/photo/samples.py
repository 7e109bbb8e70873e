"""Small pictures and files that the tests of the photo room are made from."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageCms
from skimage import data

from scanner.findings import MetadataClue
from scanner.photo.decode import photo_from_bytes
from scanner.photo.photo import Photo, Pixels
from scanner.settings import Limits

pillow_heif.register_heif_opener()

TRANSPOSES = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 96, height: int = 64) -> Pixels:
    """A picture without any symmetry: a slope of colours, a bright corner, a dark bar."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([60 + 120 * x / width, 200 - 120 * y / height, 90 + 60 * (x + y) / (width + height)], -1)
    pixels[: height // 4, : width // 4] = (250, 240, 20)
    pixels[height // 2 : height // 2 + height // 8, width // 3 :] = (20, 20, 60)
    return pixels.astype(np.uint8)


def portrait() -> Pixels:
    """A photograph, 512 x 384 (public domain)."""
    return np.ascontiguousarray(data.astronaut()[:384])  # type: ignore[no-untyped-call]


def still_life() -> Pixels:
    """Another photograph, 512 x 384."""
    return np.ascontiguousarray(data.coffee()[:384, :512])  # type: ignore[no-untyped-call]


def encoded(pixels: Any, format: str, **options: Any) -> bytes:
    """Any array or Pillow picture in any of Pillow's formats."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def opened(file: bytes, name: str = "IMG_0001.jpg", limits: Limits | None = None) -> Photo:
    return photo_from_bytes(Path(name), file, limits or Limits())


def exif_orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


def turned_away(pixels: Pixels, orientation: int) -> Image.Image:
    """The picture as a camera stores it that held it so: orientation turns it back."""
    image = Image.fromarray(pixels)
    return image.transpose(TRANSPOSES[orientation]) if orientation in TRANSPOSES else image


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments: bytes, after: bytes = b"", pixels: Pixels | None = None) -> bytes:
    """A JPEG with extra segments behind its start, and bytes behind its end."""
    plain = encoded(scene() if pixels is None else pixels, "JPEG", quality=90)
    return plain[:2] + b"".join(segments) + plain[2:] + after


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(*chunks: bytes, after: bytes = b"") -> bytes:
    """A PNG with extra chunks behind its header, and bytes behind its end."""
    plain = encoded(scene(), "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:] + after


def ifd(entries: list[tuple[int, int, int, bytes]], at: int, following: int = 0) -> bytes:
    """A little-endian TIFF directory that lies at offset `at`, its long values behind it."""
    table, values = b"", b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, raw in entries:
        if len(raw) <= 4:
            table += struct.pack("<HHI", tag, kind, count) + raw.ljust(4, b"\x00")
        else:
            table += struct.pack("<HHII", tag, kind, count, behind + len(values))
            values += raw
    return struct.pack("<H", len(entries)) + table + struct.pack("<I", following) + values


def ascii_entry(tag: int, text: str) -> tuple[int, int, int, bytes]:
    raw = text.encode() + b"\x00"
    return tag, 2, len(raw), raw


def exif_block(*entries: tuple[int, int, int, bytes]) -> bytes:
    return b"II*\x00\x08\x00\x00\x00" + ifd(sorted(entries), 8)


def app1(exif: bytes) -> bytes:
    return segment(0xE1, b"Exif\x00\x00" + exif)


def xmp_packet(body: str) -> bytes:
    return f"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{body}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


def xmp_segment(packet: bytes) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + packet)


def photoshop(*resources: tuple[int, bytes]) -> bytes:
    blocks = (
        b"8BIM" + struct.pack(">H", n) + b"\x00\x00" + struct.pack(">I", len(d)) + d + b"\x00" * (len(d) & 1)
        for n, d in resources
    )
    return b"Photoshop 3.0\x00" + b"".join(blocks)


def small_jpeg(pixels: Pixels | None = None, size: tuple[int, int] = (48, 32)) -> bytes:
    shrunk = cv2.resize(scene() if pixels is None else pixels, size, interpolation=cv2.INTER_AREA)
    return encoded(shrunk, "JPEG", quality=80)


def clues_of(photo: Photo, kind: str) -> list[MetadataClue]:
    return [clue for clue in photo.clues if clue.kind == kind]


def swapped_profile() -> bytes:
    """An ICC profile whose red and blue have changed places."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    head, table, rest = plain[:128], plain[128:1024], plain[1024:]
    table = table.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    return head + table + rest
