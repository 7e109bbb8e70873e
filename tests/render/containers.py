"""File variants: what a photo's file can hold besides the picture, and files that are broken or odd.

Every variant returns the bytes, the extension and a note for the truth JSON ("metadata"). A second picture,
where one is hidden in the file, is a ward board.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.render.camera import jpeg
from tests.render.metadata import add_exif, thumbnail_of, to_orientation

MOOR, OCEAN = (54.0, -2.0), (48.5, -24.0)
WHEN = "2025:09:14 08:42:10"
CAPTION = "Maud in bed 4"
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Material:
    """The visible picture and the board that may hide in the file."""

    photo: Pixels
    board: Pixels
    quality: int


@dataclass(frozen=True)
class Encoded:
    data: bytes
    ext: str
    note: dict[str, object]
    stem: str = ""  # a telling file name


Maker = Callable[[Generator, Material], Encoded]


def _jpg(m: Material) -> bytes:
    return jpeg(m.photo, m.quality)


def _saved(picture: Image.Image, format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def app1_xmp(xmp: str) -> bytes:
    body = b"http://ns.adobe.com/xap/1.0/\x00" + xmp.encode()
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def app13_iptc(caption: str) -> bytes:
    """Photoshop resource 0x0404 with IPTC record 2, data set 120 (caption)."""
    text = caption.encode()
    iptc = b"\x1c\x02\x78" + struct.pack(">H", len(text)) + text
    iptc += b"\x00" * (len(iptc) % 2)
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(iptc)) + iptc
    body = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def insert_segment(data: bytes, segment: bytes) -> bytes:
    """After SOI."""
    return data[:2] + segment + data[2:]


def mp_format(first: bytes, second: bytes) -> bytes:
    """CIPA DC-007 multi-picture file: APP2 "MPF" index in the first, second JPEG behind it."""
    entries = 16 * 2
    head = b"MPF\x00" + b"II*\x00" + struct.pack("<I", 8)
    ifd = struct.pack("<H", 3) + struct.pack("<HHI4s", 0xB000, 7, 4, b"0100") + struct.pack("<HHII", 0xB001, 4, 1, 2)
    ifd += struct.pack("<HHII", 0xB002, 7, entries, 8 + 2 + 36 + 4) + struct.pack("<I", 0)
    length = 2 + len(head) + len(ifd) + entries
    size = len(first) + length + 2
    offset = size - (2 + 2 + 2 + 4)  # counted from the MPF header's byte-order mark
    table = struct.pack("<IIIHH", 0x20030000, size, 0, 0, 0) + struct.pack("<IIIHH", 0, len(second), offset, 0, 0)
    segment = b"\xff\xe2" + struct.pack(">H", length) + head + ifd + table
    return insert_segment(first, segment) + second


def tiny_mp4() -> bytes:
    """The start of a video file: ftyp and an empty mdat."""
    ftyp = struct.pack(">I", 24) + b"ftypmp42" + struct.pack(">I", 0) + b"mp42isom"
    return ftyp + struct.pack(">I", 4096) + b"mdat" + bytes(range(256)) * 15 + bytes(248)


XMP_FACES = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><mwg-rs:Regions rdf:parseType="Resource">'
    "<mwg-rs:RegionList><rdf:Bag>"
    '<rdf:li rdf:parseType="Resource"><mwg-rs:Name>Maud Fernsby</mwg-rs:Name>'
    "<mwg-rs:Type>Face</mwg-rs:Type></rdf:li>"
    "</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    "<dc:subject><rdf:Bag><rdf:li>Maud Fernsby</rdf:li></rdf:Bag>"
    "</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
)
XMP_MOTION = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    "<rdf:Description "
    'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1" GCamera:MicroVideo="1" '
    'GCamera:MicroVideoOffset="{}"/></rdf:RDF></x:xmpmeta>'
)


def _gps(rng: Generator, m: Material) -> Encoded:
    where = MOOR if rng.random() < 0.5 else OCEAN
    return Encoded(add_exif(_jpg(m), gps=where), "jpg", {"gps": list(where), "thumbnail": "none"})


def _owner(rng: Generator, m: Material) -> Encoded:
    data = add_exif(_jpg(m), when=WHEN, owner="Kate Webb", serial="SN0042137")
    return Encoded(data, "jpg", {"time": WHEN, "owner": True, "serial": True})


def _oriented(value: int) -> Maker:
    def make(rng: Generator, m: Material) -> Encoded:
        data = add_exif(jpeg(to_orientation(m.photo, value), m.quality), orientation=value)
        return Encoded(data, "jpg", {"orientation": value})

    return make


def _thumb(kind: str) -> Maker:
    def make(rng: Generator, m: Material) -> Encoded:
        small = {
            "stale": lambda: thumbnail_of(m.board),
            "same": lambda: thumbnail_of(m.photo),
            "huge": lambda: thumbnail_of(m.board, 640),
        }[kind]()
        return Encoded(
            add_exif(_jpg(m), thumbnail=small[:60_000]),
            "jpg",
            {"thumbnail": "same" if kind == "same" else "stale"},
        )

    return make


def _xmp(rng: Generator, m: Material) -> Encoded:
    return Encoded(insert_segment(_jpg(m), app1_xmp(XMP_FACES)), "jpg", {"people": ["Maud Fernsby"]})


def _iptc(rng: Generator, m: Material) -> Encoded:
    return Encoded(insert_segment(_jpg(m), app13_iptc(CAPTION)), "jpg", {"caption": CAPTION})


def _comment(rng: Generator, m: Material) -> Encoded:
    text = b"OKONKWO 999 339 5633"
    return Encoded(
        insert_segment(_jpg(m), b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text),
        "jpg",
        {"caption": text.decode()},
    )


def _png_text(rng: Generator, m: Material) -> Encoded:
    info = PngInfo()
    info.add_text("Description", CAPTION)
    info.add_itxt("Author", "Kate Webb", lang="en", tkey="Author")
    exif = Image.Exif()
    exif[0x010E] = CAPTION
    return Encoded(
        _saved(Image.fromarray(m.photo), "PNG", pnginfo=info, exif=exif.tobytes()),
        "png",
        {"caption": CAPTION},
    )


def _exif_bytes() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = CAPTION
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (54.0, 0.0, 0.0), 3: "W", 4: (2.0, 0.0, 0.0)})
    return exif.tobytes()


def _webp(rng: Generator, m: Material) -> Encoded:
    return Encoded(
        _saved(Image.fromarray(m.photo), "WEBP", quality=m.quality, exif=_exif_bytes()),
        "webp",
        {"caption": CAPTION, "gps": list(MOOR)},
    )


def _heic(rng: Generator, m: Material) -> Encoded:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return Encoded(
        _saved(Image.fromarray(m.photo), "HEIF", quality=m.quality, exif=_exif_bytes()),
        "heic",
        {"caption": CAPTION, "gps": list(MOOR)},
    )


def _named(rng: Generator, m: Material) -> Encoded:
    return Encoded(_jpg(m), "jpg", {"file_name": True}, "OKONKWO_J_9993395633")


def _mpf(rng: Generator, m: Material) -> Encoded:
    return Encoded(mp_format(_jpg(m), jpeg(m.board, 80)), "jpg", {"hidden": "second picture"})


def _motion(rng: Generator, m: Material) -> Encoded:
    video = tiny_mp4()
    return Encoded(insert_segment(_jpg(m), app1_xmp(XMP_MOTION.format(len(video)))) + video, "jpg", {"hidden": "video"})


def _trailing(rng: Generator, m: Material) -> Encoded:
    return Encoded(_saved(Image.fromarray(m.photo), "PNG") + jpeg(m.board, 80), "png", {"hidden": "trailing picture"})


def _frames(format_: str) -> Maker:
    def make(rng: Generator, m: Material) -> Encoded:
        first, second = (Image.fromarray(p).resize((960, 720)) for p in (m.photo, m.board))
        if format_ == "GIF":
            data = _saved(first.convert("P"), "GIF", save_all=True, append_images=[second.convert("P")], duration=400)
        else:
            data = _saved(first, format_, save_all=True, append_images=[second])
        return Encoded(
            data,
            {"GIF": "gif", "TIFF": "tif", "PNG": "png"}[format_],
            {"frames": 2, "board_in_frame": 1, "stored": [960, 720]},
        )

    return make


def _png16(rng: Generator, m: Material) -> Encoded:
    import cv2

    wide = m.photo[..., ::-1].astype(np.uint16) * 257
    return Encoded(cv2.imencode(".png", wide)[1].tobytes(), "png", {"depth": 16})


def _cmyk(rng: Generator, m: Material) -> Encoded:
    return Encoded(_saved(Image.fromarray(m.photo).convert("CMYK"), "JPEG", quality=m.quality), "jpg", {"mode": "CMYK"})


def _hidden_alpha(rng: Generator, m: Material) -> Encoded:
    """Grey with alpha: the board lies under alpha 0, the eye sees nothing there."""
    grey = np.asarray(Image.fromarray(m.photo).convert("L").resize((960, 720))).copy()
    board = np.asarray(Image.fromarray(m.board).convert("L").resize((960, 720)))
    alpha = np.full_like(grey, 255)
    grey[:, 480:], alpha[:, 480:] = board[:, 240:720], 0
    return Encoded(
        _saved(Image.fromarray(np.dstack([grey, alpha]), "LA"), "PNG"),
        "png",
        {"hidden": "under alpha", "stored": [960, 720]},
    )


def _panorama(rng: Generator, m: Material) -> Encoded:
    wide = Image.fromarray(m.photo).resize((12000, 5000), Image.Resampling.BILINEAR)
    return Encoded(_saved(wide, "JPEG", quality=70), "jpg", {"megapixels": 60, "stored": [12000, 5000]})


def _broken(kind: str) -> Maker:
    def make(rng: Generator, m: Material) -> Encoded:
        if kind == "empty":
            data = b""
        elif kind == "truncated":
            data = _jpg(m)[:20_000]
        elif kind == "text":
            data = b"This is not a picture.\n" * 40
        else:
            data = _saved(Image.new("RGB", (1, 1), (200, 200, 200)), "PNG")
        return Encoded(data, "png" if kind == "one_pixel" else "jpg", {"broken": kind if kind != "one_pixel" else None})

    return make


VARIANTS: dict[str, Maker] = {
    "gps": _gps,
    "time_owner": _owner,
    **{f"orientation_{n}": _oriented(n) for n in range(1, 9)},
    "thumb_stale": _thumb("stale"),
    "thumb_same": _thumb("same"),
    "thumb_huge": _thumb("huge"),
    "xmp_faces": _xmp,
    "iptc_caption": _iptc,
    "comment": _comment,
    "png_text": _png_text,
    "webp_exif": _webp,
    "heic_exif": _heic,
    "file_name": _named,
    "mpf": _mpf,
    "motion_photo": _motion,
    "png_trailing": _trailing,
    "gif_frame2": _frames("GIF"),
    "tiff_frame2": _frames("TIFF"),
    "apng_frame2": _frames("PNG"),
    "png16": _png16,
    "cmyk": _cmyk,
    "hidden_alpha": _hidden_alpha,
    "panorama": _panorama,
    "empty": _broken("empty"),
    "truncated": _broken("truncated"),
    "text_renamed": _broken("text"),
    "one_pixel": _broken("one_pixel"),
}

# What each variant adds to the expected findings, and the mildest verdict that is right then.
STRIP, CAPTIONED, HIDDEN = "fix_before_sharing", ("meta_people_caption",), ("meta_hidden_media",)
EXPECTS: dict[str, tuple[tuple[str, ...], str]] = {
    "gps": (("meta_gps",), STRIP),
    "time_owner": (("meta_time_device_owner",), "check_by_eye"),
    "thumb_stale": (("meta_thumbnail",), "do_not_share"),
    "thumb_huge": (("meta_thumbnail",), "do_not_share"),
    "thumb_same": (("meta_thumbnail",), STRIP),
    "xmp_faces": (CAPTIONED, "check_by_eye"),
    "iptc_caption": (CAPTIONED, "check_by_eye"),
    "comment": (CAPTIONED, "do_not_share"),
    "png_text": (CAPTIONED, "check_by_eye"),
    "webp_exif": (("meta_gps", *CAPTIONED), STRIP),
    "heic_exif": (("meta_gps", *CAPTIONED), STRIP),
    "file_name": (("file_name",), "do_not_share"),
    "mpf": (HIDDEN, STRIP),
    "motion_photo": (HIDDEN, STRIP),
    "png_trailing": (HIDDEN, STRIP),
    "hidden_alpha": (HIDDEN, STRIP),
    **{f"{n}_frame2": (("board",), "do_not_share") for n in ("gif", "tiff", "apng")},
    **dict.fromkeys(("empty", "truncated", "text_renamed"), (("not_scanned",), "check_by_eye")),
}
