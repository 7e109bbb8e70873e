"""What an XMP packet gives away (ISO 16684-1; IPTC Photo Metadata; MWG regions; makers' portrait and motion
data).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import chain, islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from scanner.findings import MetadataClue
from scanner.photo.carried import SOFTWARE, Carried, Embedded, joined, tells_something

_MAX_PACKET = 16 * 1024 * 1024
_MAX_BROKEN = 1024 * 1024
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

# Local name of the property -> what it is called for people.
_PLACES = {
    "GPSLatitude": "GPS position",
    "GPSLongitude": "GPS position",
    "City": "city",
    "State": "state",
    "ProvinceState": "state",
    "Country": "country",
    "CountryName": "country",
    "CountryCode": "country",
    "Location": "place",
    "LocationName": "place",
    "Sublocation": "place",
    "WorldRegion": "part of the world",
}
_PEOPLE = {
    "title": "title",
    "description": "description",
    "subject": "keywords",
    "Headline": "headline",
    "Caption": "caption",
    "hierarchicalSubject": "keywords",
    "TagsList": "keywords",
    "LastKeywordXMP": "keywords",
    "CatalogSets": "keywords",
    "PersonInImage": "people in the picture",
    "PersonName": "people in the picture",
    "PersonDisplayName": "people in the picture",
    "UserComment": "comment",
    "ImageDescription": "description",
    "Instructions": "instructions",
    "Event": "event",
    "AltTextAccessibility": "description",
    "ExtDescrAccessibility": "description",
}
_OWNER = {
    "CreateDate": "date and time",
    "ModifyDate": "date and time",
    "MetadataDate": "date and time",
    "DateCreated": "date and time",
    "DateTimeOriginal": "date and time taken",
    "DateTimeDigitized": "date and time",
    "GPSTimeStamp": "date and time",
    "Make": "maker of the device",
    "Model": "device model",
    "SerialNumber": "serial number",
    "BodySerialNumber": "serial number",
    "LensSerialNumber": "serial number",
    "OwnerName": "owner",
    "CameraOwnerName": "owner",
    "creator": "author",
    "Artist": "author",
    "AuthorsPosition": "author's job",
    "CaptionWriter": "writer of the caption",
    "Credit": "credit",
    "Source": "source",
    "rights": "copyright holder",
    "Copyright": "copyright holder",
    "CreatorContactInfo": "contact",
    "CiEmailWork": "contact",
    "CiTelWork": "contact",
    "CreatorTool": SOFTWARE,
    "Software": SOFTWARE,
    "DocumentID": "number of the document",
    "OriginalDocumentID": "number of the document",
    "InstanceID": "number of the document",
    "history": "editing history",
    "History": "editing history",
}
_HIDDEN = {
    "MotionPhoto": "video of a motion photo",
    "MicroVideo": "video of a motion photo",
    "EmbeddedVideoFile": "video of a motion photo",
    "HDRGainMapVersion": "gain map (a second version of the picture)",
}
# Part of the namespace -> what it holds.
_HIDDEN_SPACES = {
    "photos/1.0/depthmap": "depth map",
    "photos/dd/1.0/device": "depth map",
    "photos/1.0/audio": "sound recording",
    "hdr-gain-map": "gain map (a second version of the picture)",
    "photos/1.0/panorama": "panorama data",
}
_PICTURES = ("photos/1.0/image", "photos/1.0/depthmap", "xap/1.0/g/img")
_NEUTRAL = frozenset(
    ("format", "Mime", "ICCProfile", "ColorMode", "HasExtendedXMP", "MetadataVersion", "SidecarForExtension")
)
# What broken packets are read by: the usual prefixes.
_PREFIXES = {
    "GDepth": "photos/1.0/depthmap",
    "GImage": "photos/1.0/image",
    "GAudio": "photos/1.0/audio",
    "mwg-rs": "regions",
    "hdrgm": "hdr-gain-map",
    "xmpGImg": "xap/1.0/g/img",
}
_LOOSE = re.compile(
    r"""(?P<prefix>[\w-]{1,40}):(?P<name>[\w-]{1,60})\s*=\s*(?:"(?P<double>[^"<]*)"|'(?P<single>[^'<]*)')"""
    r"""|<(?P<tag_prefix>[\w-]{1,40}):(?P<tag>[\w-]{1,60})[^<>]{0,400}>(?P<text>[^<]+)<"""
)
_MAX_LOOSE = 10_000
_TABLES = (("meta_gps", _PLACES), ("meta_people_caption", _PEOPLE), ("meta_time_device_owner", _OWNER))


def clues_of_xmp(packet: bytes, carried: Carried) -> list[MetadataClue]:
    """Clues of one XMP packet. Pictures inside it and hidden media that it announces go into `carried`.

    A packet that is no proper XML (or wants entities expanded) is a problem, and is read by its look instead.
    """
    packet = packet.strip(b"\x00 \t\r\n")
    if not packet:
        return []
    try:
        if len(packet) > _MAX_PACKET:
            raise ValueError("XMP packet is too large")
        values = list(_values(fromstring(packet)))
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        carried.problems.append("XMP data")
        values = list(_loose_values(packet[:_MAX_BROKEN]))
    found: dict[str, dict[str, list[str]]] = {}
    for space, name, text in values:
        _note_hidden(space, name, text, carried)
        if any(part in space for part in _PICTURES):
            _keep_picture(space, name, text, carried)
        elif text:
            kind, words = _meaning(space, name, text)
            if kind:
                found.setdefault(kind, {}).setdefault(words, []).append(text)
    return [
        MetadataClue(kind, f"XMP: {', '.join(entries)}", joined(chain.from_iterable(entries.values())))
        for kind, entries in found.items()
        if set(entries) != {SOFTWARE}
    ]


def _meaning(space: str, name: str, text: str) -> tuple[str, str]:
    """(kind of clue, words for people) of one value; ("", "") for what says nothing about anybody."""
    if name == "Name" and "regions" in space:
        return "meta_people_caption", "names of faces"
    for kind, table in _TABLES:
        if name in table:
            return kind, table[name]
    told = tells_something(text) and name not in _NEUTRAL and "camera-raw-settings" not in space
    return ("meta_time_device_owner", "further entries") if told else ("", "")


def _note_hidden(space: str, name: str, text: str, carried: Carried) -> None:
    words = _HIDDEN.get(name) or next((w for part, w in _HIDDEN_SPACES.items() if part in space), None)
    if words and text not in ("0", "") and f"{words} (XMP)" not in carried.hidden:
        carried.hidden.append(f"{words} (XMP)")


def _values(root: Element) -> Iterator[tuple[str, str, str]]:
    """(namespace, local name, text) of every value; list items carry the name of the property that lists
    them.
    """
    pending: list[tuple[Element, str, str]] = [(root, "", "")]
    while pending:
        element, space, name = pending.pop()
        own_space, own_name = _split(str(element.tag))
        if own_space != _RDF and "adobe:ns:meta" not in own_space:
            space, name = own_space, own_name
        for key, value in element.attrib.items():
            attribute_space, attribute = _split(str(key))
            if (
                attribute_space not in (_RDF, "", "http://www.w3.org/XML/1998/namespace")
                and "adobe:ns:meta" not in attribute_space
            ):
                yield attribute_space, attribute, str(value).strip()
        if element.text and element.text.strip() and name:
            yield space, name, element.text.strip()
        pending += [(child, space, name) for child in reversed(element)]


def _loose_values(packet: bytes) -> Iterator[tuple[str, str, str]]:
    """Like `_values`, for broken XML: whatever looks like an attribute or like an element with text."""
    for match in islice(_LOOSE.finditer(packet.decode("utf-8", "replace")), _MAX_LOOSE):
        prefix, name = match["prefix"] or match["tag_prefix"], match["name"] or match["tag"]
        text = match["double"] or match["single"] or match["text"] or ""
        if prefix not in ("xmlns", "rdf", "x", "xml") or name == "li":
            yield _PREFIXES.get(prefix, prefix), name, text.strip()


def _split(tag: str) -> tuple[str, str]:
    space, _, name = tag.rpartition("}")
    return space.lstrip("{"), name


def _keep_picture(space: str, name: str, text: str, carried: Carried) -> None:
    if name not in ("Data", "image") or len(text) < 64:
        return
    try:
        data = base64.b64decode(re.sub(r"\s+", "", text) + "==")
    except (binascii.Error, ValueError):
        carried.problems.append("picture in the XMP data")
        return
    if "g/img" in space:
        carried.pictures.append(Embedded("XMP thumbnail", data))
    elif "depthmap" not in space:
        carried.pictures.append(
            Embedded("second, unprocessed picture of portrait mode (XMP)", data, "meta_hidden_media")
        )
