"""From what was seen in one photo, and from its caption, to clues for the jigsaw rule (domain table (c))."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from scanner.clues import Clue, Piece
from scanner.findings import ArtefactClass, Match, MetadataClue, Polygon, SceneView, Sightings, TextLine
from scanner.identifiers.find import find_in_line
from scanner.identifiers.lookalikes import skeleton
from scanner.judgement.context import FIRM, PATIENT, Cluster
from scanner.judgement.file_names import read_name
from scanner.judgement.jigsaw import CLOCK, DATE
from scanner.judgement.jigsaw_pieces import EFFORT, NAMES, Placed, with_pieces
from scanner.judgement.jigsaw_words import spoken
from scanner.judgement.severity import ABOUT_SOMEBODY, SENSITIVE_RULE, singular_age
from scanner.settings import Policy

# Kinds that identify by themselves: what stands beside them goes with them.
DIRECT = PATIENT - {"patient_initials", "date_of_birth"}
_SMALL_PLACE = re.compile(r"surgery|practice|health centre|medical cent|care home|nursing home|hospice", re.IGNORECASE)
# Behind an illness these words make it a place or a service, not somebody's diagnosis.
_SERVICE = re.compile(r"[ -](?:ward|unit|clinic|team|department|dept|suite|centre|services?|nurses?|awareness)\b", re.I)
_TIMESTAMP = re.compile(r"((?:19|20)\d\d)[:\-](\d\d)[:\-](\d\d)(?:[ T](\d\d):(\d\d):(\d\d))?")
_MIDNIGHT = ("00", "00", "00")  # how programs write a day without a time
_DATED = re.compile(r"\bdate|\btime(?! zone)", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]\. ?[A-Z]\.?")
_HASHTAG = re.compile(r"#((?:[A-Z]\w*[a-z]\w*))")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=\d)")
_THANKS = re.compile(r"\bthank(?:s|ful)?\b|\bthank ?you\b|\bgrateful\b", re.IGNORECASE)
_LIKELY_WARD = 0.5
# What clues of things say that they saw.
CLINICAL_PLACE, MEDICAL_IMAGE, PATIENTS_BAND = "a clinical place", "a medical image", "a patient's wristband"
_IN_CAPTION = {
    "place": "the place",
    "time": "the time",
    "person": "the words about the person",
    "condition": "the illness or injury",
    "event": "the news or the well-known person",
    "rural": "the words about the village or island",
}
METADATA = Piece("metadata", "remove the hidden information in the file", 0)
_FILE_NAME = Piece("file name", "rename the file", 0)
IN_FILE = frozenset({METADATA.id, _FILE_NAME.id})  # pieces that no copy carries
_ROOM = Piece("room", "crop the room away", 4)
_CAPTION = 1  # effort


def clues_of(
    sightings: Sightings,
    clusters: Sequence[Cluster],
    *,
    caption: str = "",
    policy: Policy | None = None,
    scene: SceneView | None = None,
    size: tuple[int, int] | None = None,
) -> tuple[Clue, ...]:
    """Every clue of one photo of `size` (width, height).

    Clues of the caption have `photo` None: they go with every photo.
    """
    policy = policy or Policy()
    found = [
        *with_pieces([*_from_print(sightings.text, clusters, policy)], sightings.artefacts, size),
        *_from_things(sightings),
        *_from_metadata(sightings.metadata, policy),
        *caption_clues(caption, policy),
    ]
    if scene is not None and scene.ward_like >= _LIKELY_WARD:
        found.append(Clue("place", 1, "looks like a ward", _ROOM))
    return tuple(dict.fromkeys(found))


def caption_clues(text: str, policy: Policy) -> Iterator[Clue]:
    """Each dimension of the caption is one piece: one can leave out when it was, and keep the rest."""
    pieces = {
        dimension: Piece(f"caption:{dimension}", f"leave {words} out of the caption", _CAPTION)
        for dimension, words in _IN_CAPTION.items()
    }
    lines = text.splitlines()
    direct = any(m.kind in DIRECT and m.confidence >= FIRM for line in lines for m in find_in_line(line))
    for clue in _from_words(text, METADATA, policy):
        yield replace(clue, piece=pieces[clue.dimension], photo=None, direct=direct)


def _from_words(text: str, piece: Piece, policy: Policy) -> Iterator[Clue]:
    """Words that somebody wrote about a photo: the rules and all loose words count in full."""
    text = _HASHTAG.sub(lambda tag: _HUMP.sub(" ", tag[1]), text)
    loose = spoken(text)
    # Beside words about a patient a first name is a patient's; in other sentences it may be a colleague's.
    told = any(row.dimension == "condition" or (row.dimension == "person" and not row.guest) for row in loose)
    for line in text.splitlines():
        for match in find_in_line(line):
            firm = match.confidence >= FIRM or (told and match.kind == "patient_initials")
            if firm and match.rule != "relative_day":
                yield from _from_match(match, line[match.start : match.end], line[match.end :], piece)
    for row in loose:
        yield Clue(row.dimension, row.points, row.what, piece, sort=row.sort)
    yield from _site_places(text, piece, policy)
    yield from _thanks(text, piece)


def _from_match(match: Match, value: str, behind: str, piece: Piece, *, about_somebody: bool = True) -> Iterator[Clue]:
    """At most one clue for one match of the identifier rules. `behind`: the text that follows it."""
    kind, rule = match.kind, match.rule
    if kind == "place_signal":
        if rule in ("hospital", "hospital_short"):
            points = 3 if _SMALL_PLACE.search(value) else 2
            yield Clue("place", points, "a hospital, practice or trust", piece, value=skeleton(value))
        else:
            points = 2 if rule == "department" else 3
            what = "a village or small town" if rule == "village" else "a ward, bay, bed or department"
            yield Clue("place", points, what, piece)
    elif kind == "time_signal":
        if rule.startswith("clock"):
            yield Clue("time", 1, "a time of day", piece, sort=CLOCK)
        elif rule != "relative_day":
            yield Clue("time", 2, "a date", piece, sort=DATE)
    elif kind == "age":
        yield Clue("person", 3 if singular_age(value) else 2, "an age", piece)
    elif kind == "date_of_birth":
        yield Clue("person", 2, "a birth date", piece)
    elif kind in ("patient_name", "patient_initials"):
        # A full name identifies directly and is a finding of its own; here it counts as its first name does.
        yield Clue("person", 2, "a name or initials", piece)
    elif kind == "clinical_text":
        if _SERVICE.match(behind) or _SERVICE.search(value) or not about_somebody:
            yield Clue("condition", 1, "a specialty", piece)
        elif rule == SENSITIVE_RULE:
            yield Clue("condition", 3, "especially sensitive health information", piece)
        else:
            yield Clue("condition", 2, "an illness, operation or medicine", piece)


def _from_print(text: Sequence[TextLine], clusters: Sequence[Cluster], policy: Policy) -> Iterator[Placed]:
    """What can be read in the picture."""
    for number, cluster in enumerate(clusters):
        direct = bool(cluster.kinds & DIRECT)
        for clue, polygon in _of_cluster(text, cluster, policy):
            frame = text[cluster.lines[0]].frame
            yield Placed(replace(clue, direct=direct), polygon, cluster, number, frame)


def _of_cluster(text: Sequence[TextLine], cluster: Cluster, policy: Policy) -> Iterator[tuple[Clue, Polygon]]:
    """Clues and their places; posters name illnesses and ages too, so those must be about somebody."""
    lines = [(text[i].text or "", text[i].polygon) for i in cluster.lines]
    whole = "\n".join(words for words, _ in lines)
    loose = [(row, polygon) for words, polygon in lines for row in spoken(words, picture=True)]
    people = any(row.dimension == "person" for row, _ in loose) or bool(cluster.kinds & {"age", "date_of_birth"})
    about_somebody = cluster.identified or cluster.on in ABOUT_SOMEBODY or people
    for found in cluster.matches:
        if found.match.confidence < FIRM:
            continue
        line = text[found.lines[0]].text or ""
        behind = line[found.match.end :] if len(found.lines) == 1 else ""
        for clue in _from_match(found.match, found.value, behind, METADATA, about_somebody=about_somebody):
            if clue.dimension != "person" or cluster.on != "sign":
                yield clue, found.polygon
    for row, polygon in loose:
        yield Clue(row.dimension, row.points, row.what, METADATA, sort=row.sort), polygon
    for words, polygon in lines:
        for clue in _site_places(words, METADATA, policy):
            yield clue, polygon
    if cluster.on == "board" or "clinical_text" in cluster.kinds:
        initials = [polygon for words, polygon in lines if _INITIALS.fullmatch(words.strip())]
        if len(initials) >= 2:  # a column of them, one for each patient
            yield from ((Clue("person", 2, "initials", METADATA), polygon) for polygon in initials)
    signed = (m.polygon for m in cluster.matches if m.match.kind in ("patient_name", "patient_initials"))
    name = next(signed, cluster.outline)
    yield from ((clue, name) for clue in _thanks(whole, METADATA))
    if cluster.on in ("wristband", "board") and cluster.identified:
        yield Clue("place", 1, CLINICAL_PLACE, METADATA), cluster.outline
    if cluster.on == "medical_image":
        yield Clue("condition", 2, MEDICAL_IMAGE, METADATA), cluster.outline


def _thanks(text: str, piece: Piece) -> Iterator[Clue]:
    """A card of thanks tells that its writer was treated there, and not long ago (calibration: thank-you card)."""
    if _THANKS.search(text) and any(
        match.kind in ("patient_name", "patient_initials") and match.rule in ("greeting", "greeting_family", "family")
        for line in text.splitlines()
        for match in find_in_line(line)
    ):
        yield Clue("time", 2, "a card of thanks: lately", piece)
        yield Clue("condition", 1, "a card of thanks: was treated here", piece)


def _from_things(sightings: Sightings) -> Iterator[Clue]:
    """Things that say something without words; a patient's things stand in a clinical place."""
    for number, thing in enumerate(sightings.artefacts):
        name = NAMES.get(thing.cls.value)
        if name is None:
            continue
        piece = Piece(f"artefact:{number}", f"cover or crop {name}", EFFORT)
        make = {"piece": piece, "polygon": thing.polygon, "frame": thing.frame}
        if thing.cls is ArtefactClass.MEDICAL_IMAGE:
            yield Clue("condition", 2, MEDICAL_IMAGE, **make)  # type: ignore[arg-type]
        if thing.cls is ArtefactClass.WRISTBAND:
            yield Clue("person", 1, PATIENTS_BAND, **make)  # type: ignore[arg-type]
        if thing.cls in (ArtefactClass.WRISTBAND, ArtefactClass.PATIENT_MONITOR):
            yield Clue("place", 1, CLINICAL_PLACE, **make)  # type: ignore[arg-type]


def _from_metadata(clues: Iterable[MetadataClue], policy: Policy) -> Iterator[Clue]:
    """Everything hidden in the file is one piece; the copy has none of it."""
    for clue in clues:
        if clue.kind == "meta_gps":
            yield Clue("place", 2, "the position in the file", METADATA)
        elif clue.kind == "meta_time_device_owner":
            yield from _stamps(clue)
        elif clue.kind == "meta_people_caption":
            yield from _from_words(clue.text, METADATA, policy)
        elif clue.kind == "file_name":
            words, matches = read_name(clue.text)
            for match in matches:
                value = words[match.start : match.end]
                yield from _from_match(match, value, words[match.end :], _FILE_NAME)


def _stamps(clue: MetadataClue) -> Iterator[Clue]:
    """A stored date; with a time of day it is as exact as "today" in a live post."""
    stamps = _TIMESTAMP.findall(clue.text)
    for year, month, day, *clock in stamps:
        exact = all(clock) and tuple(clock) != _MIDNIGHT
        what = "date and time in the file" if exact else "the date in the file"
        yield Clue("time", 3 if exact else 2, what, METADATA, sort=DATE, value=f"{year}-{month}-{day}")
    if not stamps and _DATED.search(clue.where):
        yield Clue("time", 2, "the date in the file", METADATA, sort=DATE)


def _site_places(text: str, piece: Piece, policy: Policy) -> Iterator[Clue]:
    for phrases, points, what in ((policy.places, 3, "a place of this site"), (policy.hospitals, 2, "this hospital")):
        if any(phrase_pattern(phrase).search(text) for phrase in phrases):
            yield Clue("place", points, what, piece)


@cache
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Finds a phrase as whole words, in any case and with any spaces."""
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
