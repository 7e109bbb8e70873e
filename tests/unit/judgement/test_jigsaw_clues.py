"""Clues from captions, metadata and things, and which photos belong together."""

from __future__ import annotations

import pytest

from scanner.clues import Clue
from scanner.findings import Artefact, ArtefactClass, MetadataClue, SceneView, Sightings
from scanner.judgement.jigsaw import jigsaw_of
from scanner.judgement.jigsaw_batch import Member, together
from scanner.judgement.jigsaw_clues import clues_of
from scanner.settings import Policy

BOX = ((0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0))


def points(caption: str = "", *metadata: MetadataClue, policy: Policy | None = None) -> tuple[int, int, int, int]:
    found = jigsaw_of(clues_of(Sightings(metadata=metadata), (), caption=caption, policy=policy))
    return found.place, found.time, found.person, found.condition


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("X-ray from last week, our ambulance service: man with nail in skull", (2, 2, 1, 4)),
        ("Within the last week our crew saw a man with nails in the skull", (0, 2, 1, 4)),
        ("Operation at Southern General Hospital, 2010: body unidentifiable", (2, 1, 1, 2)),
        ("Tonight in our unit we treated a campaigner with injuries", (2, 3, 3, 2)),
        ("Board with J.O. 74 ?DVT, D.W. 81 #NOF. Ward 7. 14 September 2025", (3, 2, 2, 2)),
        ("Selfie in the corridor, Northmoor Royal Hospital", (2, 0, 0, 0)),
        ("Stroke Unit Bay 3 is empty, 14 Sept 2025", (3, 2, 0, 1)),
        ("Plain wrist X-ray, no text, no place", (0, 0, 0, 2)),
        ("Thank-you card: love from Maud & family, Ward 7", (3, 2, 2, 1)),
        ("Elderly hand with rare tattoo in bed, cannula", (1, 0, 3, 2)),
        ("Patient with HIV in bay 3 today", (3, 3, 1, 3)),
        ("A 92-year-old lady with a rare disease, seen on Monday in Bed 4", (3, 2, 3, 4)),
        ("Great cake at the staff party!", (0, 0, 0, 0)),
        ("Proud of the team #StrokeUnit", (3, 0, 0, 1)),
    ],
)
def test_captions(caption: str, expected: tuple[int, int, int, int]) -> None:
    assert points(caption) == expected


def stamp(text: str, where: str = "EXIF: date and time taken") -> MetadataClue:
    return MetadataClue("meta_time_device_owner", where, text)


def test_a_stored_time_of_day_weighs_more_than_a_stored_day() -> None:
    assert points("", stamp("Apple\n2025:09:14 14:32:10"))[1] == 3
    assert points("", stamp("2025:09:14 00:00:00"))[1] == 2
    assert points("", stamp("", where="XMP: date created"))[1] == 2
    assert points("", stamp("Apple\niPhone", where="EXIF: maker of the device"))[1] == 0


def test_position_and_stored_captions_count() -> None:
    assert points("", MetadataClue("meta_gps", "EXIF: GPS position")) == (2, 0, 0, 0)
    assert points("", MetadataClue("meta_people_caption", "IPTC: caption", "Ward 7, a tattoo")) == (3, 0, 3, 0)


def test_a_scene_is_a_clinical_place() -> None:
    found = clues_of(Sightings(), (), scene=SceneView(0.9))
    assert [(clue.dimension, clue.points) for clue in found] == [("place", 1)]
    assert clues_of(Sightings(), (), scene=SceneView(0.2)) == ()


def test_a_medical_image_without_words_is_a_result_and_no_place() -> None:
    found = clues_of(Sightings(artefacts=(Artefact(BOX, ArtefactClass.MEDICAL_IMAGE, 0.9),)), ())
    assert [(clue.dimension, clue.points) for clue in found] == [("condition", 2)]


def test_a_site_adds_its_places() -> None:
    policy = Policy(places=("Larchview Suite",), hospitals=("the Northmoor",))
    assert points("Quiet night on larchview  suite", policy=policy)[0] == 3
    assert points("Quiet night at the Northmoor", policy=policy)[0] == 2
    assert points("Quiet night", policy=policy)[0] == 0


def test_no_clue_quotes_what_was_read() -> None:
    caption = "Maud Fernsby, 92, #NOF, Ward 7 Larch, Northmoor Royal Hospital, today"
    for clue in clues_of(Sightings(), (), caption=caption):
        shown = f"{clue!r}"
        assert not any(word in shown for word in ("Maud", "Fernsby", "92", "Larch", "Northmoor"))


def member(*clues: Clue, group: str = "", sha: str = "a") -> Member:
    return Member(group, sha, clues)


def of(*metadata: MetadataClue, text: str = "") -> tuple[Clue, ...]:
    caption = MetadataClue("meta_people_caption", "IPTC: caption", text)
    return clues_of(Sightings(metadata=(*metadata, caption)), ())


def test_photos_of_other_days_folders_or_hospitals_are_no_batch() -> None:
    monday, friday = stamp("2025:09:15 10:00:00"), stamp("2025:09:19 10:00:00")
    patient = of(monday, text="a patient with a tattoo")
    assert together([member(*patient), member(*of(monday, text="a man"), sha="b")])[0] is not None
    assert together([member(*patient), member(*of(friday, text="a man"), sha="b")])[0] is None
    assert together([member(*patient), member(*of(text="a man"), sha="b", group="other")])[0] is None
    here, there = of(text="a man at Northmoor Royal Hospital"), of(text="a man at Wexbridge Infirmary")
    assert together([member(*here), member(*there, sha="b")]) == [None, None]


def test_a_photo_that_is_there_twice_counts_once() -> None:
    clues = of(text="a patient with a tattoo")
    assert together([member(*clues), member(*clues)]) == [None, None]


def test_a_stored_time_alone_joins_nothing() -> None:
    clock = clues_of(Sightings(metadata=(stamp("2025:09:15 10:00:00"),)), ())
    assert together([member(*clock), member(*of(text="a man"), sha="b")]) == [None, None]
