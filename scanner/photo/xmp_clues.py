"""What an XMP packet gives away (ISO 16684-1; IPTC Photo Metadata; MWG regions; makers' portrait and motion data)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from scanner.findings import MetadataClue
from scanner.photo.carried import MAX_TEXT, Carried, Embedded, as_text

_MAX_PACKET = 64 * 1024 * 1024
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
    "CreatorTool": "software",
    "Software": "software",
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
_TABLES = (("meta_gps", _PLACES), ("meta_people_caption", _PEOPLE), ("meta_time_device_owner", _OWNER))


def clues_of_xmp(packet: bytes, carried: Carried) -> list[MetadataClue]:
    """Clues of one XMP packet. Pictures inside it and hidden media that it announces go into `carried`."""
    packet = packet.strip(b"\x00 \t\r\n")
    if not packet:
        return []
    try:
        if len(packet) > _MAX_PACKET:
            raise ValueError("XMP packet is too large")
        root = fromstring(packet)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        carried.problems.append("XMP data")
        text = as_text(re.sub(rb"<[^>]{0,2000}>", b"\n", packet[: 4 * MAX_TEXT]))
        return [MetadataClue("meta_hidden_media", "XMP data that could not be read", text)]
    found: dict[str, dict[str, list[str]]] = {}
    other: list[str] = []
    for space, name, text in _values(root):
        hidden = _HIDDEN.get(name) or next((w for part, w in _HIDDEN_SPACES.items() if part in space), None)
        if hidden and text not in ("0", "") and f"{hidden} (XMP)" not in carried.hidden:
            carried.hidden.append(f"{hidden} (XMP)")
        if any(part in space for part in _PICTURES):
            _keep_picture(space, name, text, carried)
            continue
        kind, words = next(((k, table[name]) for k, table in _TABLES if name in table), ("", ""))
        if name == "Name" and "regions" in space:
            kind, words = "meta_people_caption", "names of faces"
        if kind and text:
            found.setdefault(kind, {}).setdefault(words, []).append(text)
        elif text and not hidden and len(text) < 2000:
            other.append(text)
    if other:
        found.setdefault("meta_time_device_owner", {})["further entries"] = other
    return [
        MetadataClue(
            kind,
            f"XMP: {', '.join(values)}",
            "\n".join(t for texts in values.values() for t in texts)[:MAX_TEXT],
        )
        for kind, values in found.items()
    ]


def _values(root: Element) -> Iterator[tuple[str, str, str]]:
    """(namespace, local name, text) of every value; list items carry the name of the property that lists them."""
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
