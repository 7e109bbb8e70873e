"""What metadata and hidden parts of every container give away."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import piexif
import pillow_heif
import pytest
from PIL import Image

from scanner.findings import MetadataClue
from scanner.photo.bmff_boxes import carried_by_boxes
from scanner.photo.decode import open_photo
from scanner.photo.photo import Photo
from scanner.settings import Limits
from tests.unit.photo.samples import (
    app1,
    ascii_entry,
    chunk,
    clues_of,
    encoded,
    exif_block,
    jpeg_with,
    opened,
    photoshop,
    png_with,
    scene,
    segment,
    small_jpeg,
    xmp_packet,
    xmp_segment,
)

TOKEN = "OKONKWO Josephine"


def only(photo: Photo, kind: str) -> MetadataClue:
    (clue,) = clues_of(photo, kind)
    return clue


def full_exif(thumbnail: bytes | None = None) -> bytes:
    """EXIF with a position, times, device, owner, captions and perhaps a thumbnail, without its prefix."""
    data = {
        "0th": {
            piexif.ImageIFD.Make: b"TestCam",
            piexif.ImageIFD.ImageDescription: TOKEN.encode(),
            piexif.ImageIFD.XPKeywords: list("ward 7".encode("utf-16-le")),
            piexif.ImageIFD.Artist: b"Someone",
        },
        "Exif": {
            piexif.ExifIFD.DateTimeOriginal: b"2025:09:14 08:20:00",
            piexif.ExifIFD.BodySerialNumber: b"SN123456",
            piexif.ExifIFD.UserComment: b"UNICODE\x00" + "bed 4".encode("utf-16-be"),
        },
        "GPS": {
            piexif.GPSIFD.GPSLatitudeRef: b"N",
            piexif.GPSIFD.GPSLatitude: ((54, 1), (58, 1), (0, 1)),
        },
        "1st": {piexif.ImageIFD.Compression: 6} if thumbnail else {},
        "thumbnail": thumbnail,
    }
    return bytes(piexif.dump(data)).removeprefix(b"Exif\x00\x00")


def heic_with(exif: bytes) -> bytes:
    return encoded(scene(), "HEIF", exif=b"Exif\x00\x00" + exif)


WITH_EXIF: dict[str, Callable[[bytes], bytes]] = {
    "JPEG": lambda exif: jpeg_with(app1(exif)),
    "PNG": lambda exif: png_with(chunk(b"eXIf", exif)),
    "PNG, raw profile": lambda exif: png_with(
        chunk(b"zTXt", b"Raw profile type exif\x00\x00" + zlib.compress(_raw_profile(b"Exif\x00\x00" + exif)))
    ),
    "WebP": lambda exif: encoded(scene(), "WEBP", exif=exif),
    "HEIC": heic_with,
    "AVIF": lambda exif: encoded(scene(), "AVIF", exif=exif),
}


def _raw_profile(block: bytes) -> bytes:
    return b"\nexif\n%8d\n" % len(block) + block.hex().encode() + b"\n"


@pytest.mark.parametrize("container", WITH_EXIF)
def test_exif_in_every_container(container: str) -> None:
    photo = opened(WITH_EXIF[container](full_exif(small_jpeg())))
    assert only(photo, "meta_gps").where == "EXIF: GPS position"
    told = only(photo, "meta_time_device_owner")
    for words in ("maker of the device", "date and time taken", "serial number of the camera", "artist"):
        assert words in told.where
    captions = only(photo, "meta_people_caption")
    assert {TOKEN, "bed 4", "ward 7"} <= set(captions.text.split("\n"))
    thumbnail = only(photo, "meta_thumbnail")
    assert thumbnail.where == "EXIF thumbnail"
    assert not thumbnail.differs
    assert photo.notices == ()


def test_tiff_tags_of_the_file_itself() -> None:
    image = Image.fromarray(scene())
    tags = {270: TOKEN, 315: "Someone", 306: "2025:09:14 08:20:00"}
    photo = opened(encoded(image, "TIFF", tiffinfo=tags))
    assert only(photo, "meta_people_caption").text == TOKEN
    assert "artist" in only(photo, "meta_time_device_owner").where


def test_no_value_stands_in_where() -> None:
    photo = opened(jpeg_with(app1(full_exif()), segment(0xFE, TOKEN.encode())))
    for clue in photo.clues:
        assert TOKEN not in clue.where and "SN123456" not in clue.where and "Someone" not in clue.where


@pytest.mark.parametrize(
    "data",
    [
        jpeg_with(),
        encoded(scene(), "PNG"),
        encoded(scene(), "GIF"),
        encoded(scene(), "WEBP"),
        encoded(scene(), "BMP"),
        encoded(scene(), "TIFF"),
        encoded(scene(), "HEIF"),
        encoded(scene(), "AVIF"),
        encoded(scene(), "JPEG2000"),
        encoded(scene(), "GIF", save_all=True, append_images=[Image.fromarray(scene()[::-1].copy())]),
        encoded(Image.fromarray(scene()).convert("RGBA"), "HEIF"),
        jpeg_with(app1(exif_block(ascii_entry(0x0131, "Some editor 1.0")))),
        jpeg_with(segment(0xFE, b"Created with GIMP")),
        jpeg_with(after=bytes(100)),
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_clean_files_give_no_clue(data: bytes) -> None:
    photo = opened(data)
    assert photo.clues == ()
    assert photo.notices == ()


def test_two_disagreeing_exif_blocks_are_both_read() -> None:
    first, second = (exif_block(ascii_entry(0x010E, text)) for text in ("one", "two"))
    texts = {c.text for c in clues_of(opened(jpeg_with(app1(first), app1(second))), "meta_people_caption")}
    assert texts == {"one", "two"}


def test_gps_version_alone_is_no_position() -> None:
    data = {"0th": {}, "GPS": {piexif.GPSIFD.GPSVersionID: (2, 3, 0, 0)}}
    photo = opened(jpeg_with(app1(bytes(piexif.dump(data)).removeprefix(b"Exif\x00\x00"))))
    assert clues_of(photo, "meta_gps") == []


XMP = xmp_packet(
    f"""<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="54,58.0N"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Northmoor"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2025-09-14T08:20:00"
 xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="12345678"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/">
 <dc:subject><rdf:Bag><rdf:li>ward 7</rdf:li><rdf:li>bed 4</rdf:li></rdf:Bag></dc:subject>
 <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>
 <rdf:li><rdf:Description mwg-rs:Name="{TOKEN}" mwg-rs:Type="Face"/></rdf:li>
 </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions></rdf:Description>"""
)


@pytest.mark.parametrize(
    "data",
    [
        jpeg_with(xmp_segment(XMP)),
        png_with(chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + XMP)),
        encoded(scene(), "WEBP", xmp=XMP),
        encoded(scene(), "HEIF", xmp=XMP),
        encoded(scene(), "TIFF", tiffinfo={700: XMP}),
        jpeg_with(segment(0xED, photoshop((0x0424, XMP)))),
    ],
    ids=["JPEG", "PNG", "WebP", "HEIC", "TIFF", "Photoshop block"],
)
def test_xmp_in_every_container(data: bytes) -> None:
    photo = opened(data)
    place = only(photo, "meta_gps")
    assert place.where == "XMP: GPS position, city"
    people = only(photo, "meta_people_caption")
    assert people.where == "XMP: keywords, names of faces"
    assert people.text.split("\n") == ["ward 7", "bed 4", TOKEN]
    told = only(photo, "meta_time_device_owner")
    assert "date and time" in told.where and "serial number" in told.where


@pytest.mark.parametrize(
    "packet",
    [
        b"<rdf:Description mwg-rs:Name='" + TOKEN.encode() + b"'/>",
        b"<x:xmpmeta><rdf:RDF><mwg-rs:Name>" + TOKEN.encode() + b"</mwg-rs:Name>",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a mwg-rs:Name="' + TOKEN.encode() + b'">&b;</a>',
    ],
)
def test_broken_xmp_is_read_by_its_look_and_reported(packet: bytes) -> None:
    photo = opened(jpeg_with(xmp_segment(packet)))
    assert TOKEN in only(photo, "meta_people_caption").text
    assert any("XMP" in notice for notice in photo.notices)


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(12))
    packet = f"<?xml version='1.0'?><!DOCTYPE x [{laughs}]><x>&l11;</x>".encode()
    assert any("XMP" in notice for notice in opened(jpeg_with(xmp_segment(packet))).notices)


def test_second_sharp_picture_of_portrait_mode() -> None:
    picture = base64.b64encode(small_jpeg(255 - scene())).decode()
    space = 'xmlns:GImage="http://ns.google.com/photos/1.0/image/"'
    body = f'<rdf:Description {space} GImage:Mime="image/jpeg" GImage:Data="{picture}"/>'
    photo = opened(jpeg_with(xmp_segment(xmp_packet(body))))
    (clue,) = clues_of(photo, "meta_hidden_media")
    assert "portrait mode" in clue.where and clue.differs


def test_extended_xmp_is_put_together() -> None:
    body = (
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TOKEN}</dc:title></rdf:Description>'
    )
    packet, guid = xmp_packet(body), b"0123456789ABCDEF0123456789ABCDEF"
    half = len(packet) // 2
    pieces = [
        segment(
            0xE1,
            b"http://ns.adobe.com/xmp/extension/\x00" + guid + struct.pack(">II", len(packet), at) + packet[at:end],
        )
        for at, end in ((half, len(packet)), (0, half))
    ]
    assert only(opened(jpeg_with(*pieces)), "meta_people_caption").text == TOKEN


def test_iptc_and_photoshop_thumbnail() -> None:
    records = b"".join(
        b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(text)) + text
        for number, text in ((120, TOKEN.encode()), (90, b"Northmoor"), (80, b"Someone"))
    )
    block = photoshop((0x0404, records), (0x040C, bytes(28) + small_jpeg()))
    photo = opened(jpeg_with(segment(0xED, block)))
    assert only(photo, "meta_people_caption").text == TOKEN
    assert only(photo, "meta_gps").where == "IPTC: city"
    assert only(photo, "meta_time_device_owner").text == "Someone"
    assert only(photo, "meta_thumbnail").where == "Photoshop thumbnail"


def jfif_thumbnail() -> bytes:
    small = np.asarray(Image.fromarray(scene()).resize((24, 16), Image.Resampling.BOX))
    return segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x18\x10" + small.tobytes())


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (jpeg_with(jfif_thumbnail()), "JFIF thumbnail"),
        (jpeg_with(segment(0xE0, b"JFXX\x00\x10" + small_jpeg())), "JFXX thumbnail"),
        (
            jpeg_with(
                segment(
                    0xE0,
                    b"JFXX\x00\x13\x18\x10"
                    + np.asarray(Image.fromarray(scene()).resize((24, 16), Image.Resampling.BOX)).tobytes(),
                )
            ),
            "JFXX thumbnail",
        ),
    ],
)
def test_thumbnails_in_jpeg_headers(data: bytes, where: str) -> None:
    clue = only(opened(data), "meta_thumbnail")
    assert (clue.where, clue.differs) == (where, False)


def test_thumbnail_that_shows_what_was_covered() -> None:
    covered = scene(480, 320).copy()
    before = covered.copy()
    covered[40:140, 300:420] = 0
    exif = full_exif(small_jpeg(before, (160, 107)))
    assert only(opened(jpeg_with(app1(exif), pixels=covered)), "meta_thumbnail").differs


def test_heic_thumbnail() -> None:
    heif = pillow_heif.from_pillow(Image.fromarray(scene(320, 200)))
    out = io.BytesIO()
    heif.save(out, thumbnails=[96])
    clue = only(opened(out.getvalue()), "meta_thumbnail")
    assert (clue.where, clue.differs) == ("HEIC thumbnail", False)


VIDEO = b"\x00\x00\x00\x18ftypmp42" + b"v" * 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (jpeg_with(after=VIDEO), "video"),
        (jpeg_with(after=b"PK\x03\x04 something else"), "archive"),
        (jpeg_with(after=b"private notes that nobody sees"), "bytes after the end"),
        (jpeg_with(segment(0xEB, b"JP\x00\x01 jumb")), "C2PA"),
        (jpeg_with(segment(0xE5, b"maker's own")), "maker's own data"),
        (jpeg_with(segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\x00")), "gain map"),
        (png_with(chunk(b"prVt", b"something private")), "unknown data"),
        (png_with(chunk(b"caBX", b"jumb")), "C2PA"),
        (png_with(after=chunk(b"IDAT", b"older rows")), "older, larger picture"),
        (encoded(scene(), "GIF") + b"behind the trailer", "after the end"),
        (encoded(scene(), "WEBP") + b"behind the chunks", "after the end"),
        (encoded(scene(), "BMP") + b"behind the pixels", "after the end"),
        (encoded(scene(), "TIFF") + b"nobody points here" * 10, "no page refers to"),
        (encoded(scene(), "HEIF") + b"\x00\x00\x00\x40mpvd" + b"v" * 56, "video"),
        (encoded(scene(), "HEIF") + b"\x00\x00\x00\x40free" + b"v" * 56, "maker's own data"),
    ],
)
def test_hidden_media(data: bytes, words: str) -> None:
    assert words in only(opened(data), "meta_hidden_media").where


def test_hidden_rows_in_png_data() -> None:
    data = encoded(scene(), "PNG")
    at = data.index(b"IDAT") - 4
    size = struct.unpack(">I", data[at : at + 4])[0]
    raw = zlib.decompress(data[at + 8 : at + 8 + size])
    longer = data[:at] + chunk(b"IDAT", zlib.compress(raw + b"\x00" + b"secret row" * 20)) + data[at + 12 + size :]
    assert "beyond the last row" in only(opened(longer), "meta_hidden_media").where


def test_another_jpeg_behind_the_end() -> None:
    same = only(opened(jpeg_with(after=small_jpeg())), "meta_hidden_media")
    other = only(opened(jpeg_with(after=small_jpeg(255 - scene()))), "meta_hidden_media")
    assert not same.differs and other.differs


def test_random_bytes_that_look_like_a_jpeg_are_not_called_a_picture() -> None:
    photo = opened(jpeg_with(segment(0xE5, b"\x01\x02\xff\xd8\xff\x03\x04")))
    assert all("picture" not in clue.where for clue in photo.clues)


def test_comments() -> None:
    for data in (
        jpeg_with(segment(0xFE, TOKEN.encode())),
        encoded(scene(), "GIF", comment=TOKEN.encode()),
        png_with(chunk(b"tEXt", b"Comment\x00" + TOKEN.encode())),
        png_with(chunk(b"zTXt", b"Title\x00\x00" + zlib.compress(TOKEN.encode()))),
        png_with(chunk(b"iTXt", b"Whatever\x00\x01\x00en\x00\x00" + zlib.compress(TOKEN.encode()))),
    ):
        assert only(opened(data), "meta_people_caption").text == TOKEN


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def heif_with_auxiliary(kind: bytes) -> bytes:
    """The item tables of a HEIF file whose item 2 is an auxiliary picture of item 1."""
    items = b"".join(box(b"infe", bytes([2, 0, 0, 0]), struct.pack(">HH4sx", n, 0, b"hvc1")) for n in (1, 2))
    reference = box(b"iref", bytes(4), box(b"auxl", struct.pack(">HHH", 2, 1, 1)))
    properties = box(b"iprp", box(b"ipco", box(b"auxC", bytes(4), kind + b"\x00")))
    infos = box(b"iinf", bytes(4), struct.pack(">H", 2), items)
    return box(b"ftyp", b"heic", bytes(4), b"mif1") + box(b"meta", bytes(4), infos, reference, properties)


@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", []),
        (b"urn:mpeg:hevc:2015:auxid:1", []),
        (b"urn:mpeg:hevc:2015:auxid:2", ["depth map"]),
        (b"urn:com:apple:photo:2018:aux:portraiteffectsmatte", ["cut-out mask of a person"]),
        (b"urn:com:apple:photo:2020:aux:hdrgainmap", ["gain map (a second version of the picture)"]),
        (b"urn:something:else", ["auxiliary picture"]),
    ],
)
def test_auxiliary_pictures_of_heic(kind: bytes, hidden: list[str]) -> None:
    assert carried_by_boxes(heif_with_auxiliary(kind)).hidden == hidden


def test_png_times_are_times() -> None:
    photo = opened(png_with(chunk(b"tIME", bytes(7)), chunk(b"tEXt", b"date:create\x002025-09-14")))
    assert {c.kind for c in photo.clues} == {"meta_time_device_owner"}


def test_side_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg").write_bytes(jpeg_with())
    (tmp_path / "IMG_1.xmp").write_text("<x/>")
    (notice,) = open_photo(tmp_path / "IMG_1.jpg", Limits()).notices
    assert ".xmp" in notice
