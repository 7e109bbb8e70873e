"""People who agreed stay as they are; whoever is beside or behind them does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from scanner.findings import Action, Box, Face, Finding, Polygon, Sightings
from scanner.redaction.choice import must_go
from scanner.redaction.destroy import destroy
from scanner.redaction.mask import Mask, hidden_pixels, rasterise, spared_face
from scanner.redaction.plan import plan_regions
from scanner.redaction.verify import survivors
from scanner.settings import RedactionSettings
from tests.unit.redaction.making import box, finding, line, photo, report

DEFAULT = RedactionSettings()
ADA: Box = (100, 80, 80, 100)


def agreed(number: int = 1, place: Box = ADA) -> Finding:
    return finding(number, "face_consented", place, redact=False, actions=(Action.KEEP,))


def unknown(number: int, place: Box) -> Finding:
    return finding(number, "face_unknown", place)


def mask_of(*found: Finding, sightings: Sightings | None = None, survived: Sequence[Sequence[Finding]] = ()) -> Mask:
    regions = plan_regions(report(*found, sightings=sightings), DEFAULT, least=8.0, survived=survived)
    return hidden_pixels(regions, 300, 400)


def inside(polygon: Polygon) -> Mask:
    return rasterise([polygon], 300, 400)


FACE = inside(spared_face(box(*ADA), 10.0))  # what is certainly the face of the one who agreed


@pytest.mark.parametrize("growth", [0, 1, 2])
@pytest.mark.parametrize("neighbour", [(185, 80, 80, 100), (10, 70, 80, 100), (110, 190, 80, 100)])
def test_a_neighbours_mask_leaves_the_face_alone(neighbour: Box, growth: int) -> None:
    survived = [(unknown(2, neighbour),)] * growth
    mask = mask_of(agreed(), unknown(2, neighbour), survived=survived)
    alone = mask_of(unknown(2, neighbour), survived=survived)
    assert not (mask & FACE).any()
    assert (alone & FACE).any() or growth == 0  # there was something to spare
    assert mask[inside(box(*neighbour)) & ~FACE].all()


def test_where_two_faces_overlap_the_stranger_wins() -> None:
    neighbour = (150, 90, 80, 100)
    mask = mask_of(agreed(), unknown(2, neighbour))
    assert mask[inside(box(*neighbour))].all()
    assert not mask[130, 110]


def test_a_board_behind_goes_and_the_face_before_it_stays() -> None:
    text = Sightings(text=(line(60, 60, 250), line(60, 150, 250)))
    mask = mask_of(
        agreed(),
        finding(2, "board", (50, 50, 300, 200)),
        finding(3, "patient_name", (60, 150, 250, 20)),
        sightings=text,
    )
    assert not mask[125, 140]
    assert mask[inside(box(60, 150, 250, 20))].all()  # what was read goes, whoever stands there
    assert mask[60:240, 60:95].all() and mask[60:240, 185:340].all()


def test_boxes_of_the_user_and_doubts_of_the_check_win() -> None:
    regions = plan_regions(report(agreed()), RedactionSettings(boxes=((120, 100, 30, 30),)))
    assert hidden_pixels(regions, 300, 400)[100:130, 120:150].all()
    assert mask_of(agreed(), survived=[(unknown(9, (110, 90, 60, 80)),)])[inside(box(110, 90, 60, 80))].all()


def test_a_neighbour_that_the_check_still_saw_does_not_take_the_face_along() -> None:
    neighbour = unknown(9, (185, 80, 80, 100))
    mask = mask_of(agreed(), unknown(2, (185, 80, 80, 100)), survived=[[neighbour], [neighbour]])
    assert not (mask & FACE).any()
    thing = mask_of(agreed(), survived=[[finding(9, "screen", (90, 70, 100, 120))]])
    assert thing[inside(box(*ADA))].all()


def test_destroying_leaves_the_face_pixel_for_pixel() -> None:
    original = photo().frames[0].pixels
    neighbour = unknown(2, (185, 80, 80, 100))
    regions = plan_regions(report(agreed(), neighbour), DEFAULT, survived=[(neighbour,)] * 2, least=8.0)
    made, mask = destroy(original, regions, "blur", np.random.default_rng(1))
    assert np.array_equal(made[~mask], original[~mask])
    assert not (mask & FACE).any()


@pytest.mark.parametrize(
    ("settings", "goes"),
    [
        ({}, False),
        ({"also": ("1",)}, True),
        ({"also": ("face_consented",), "keep": ("1",)}, True),
        ({"only": ("faces",)}, False),
        ({"only": ("1",)}, True),
        ({"only": ("face_consented",)}, True),
    ],
)
def test_the_user_may_veto(settings: dict[str, tuple[str, ...]], goes: bool) -> None:
    chosen = RedactionSettings(**settings)  # type: ignore[arg-type]
    assert must_go(agreed(), chosen) is goes
    regions = plan_regions(report(agreed()), chosen)
    assert hidden_pixels(regions, 300, 400).any() == goes


NOTHING = np.zeros((300, 400), bool)


def left(*seen: Finding, original: tuple[Finding, ...], settings: RedactionSettings = DEFAULT) -> list[int]:
    return [f.id for f in survivors(report(*seen), report(*original), NOTHING, settings)]


@pytest.mark.parametrize("again", [ADA, (104, 85, 78, 96), (95, 100, 90, 80), (105, 100, 70, 70)])
def test_the_check_does_not_mind_the_face_that_stays(again: Box) -> None:
    assert left(unknown(1, again), original=(agreed(),)) == []
    assert left(unknown(1, again), original=(agreed(),), settings=RedactionSettings(also=("1",))) == [1]


def test_the_check_minds_who_stands_beside_behind_or_around() -> None:
    beside = unknown(2, (150, 80, 80, 100))
    assert left(unknown(1, (145, 82, 80, 96)), original=(agreed(), beside)) == [1]
    assert left(unknown(1, (60, 20, 240, 260)), original=(agreed(),)) == [1]
    assert left(unknown(1, (130, 120, 20, 24)), original=(agreed(),)) == [1]


def test_consent_for_a_face_is_none_for_the_words_on_it() -> None:
    name = finding(1, "patient_name", (110, 100, 60, 20))
    assert left(name, original=(agreed(),)) == [1]


@pytest.mark.parametrize(("nose", "side"), [(60, "right"), (20, "left")])
def test_a_face_from_the_side_grows_towards_the_back_of_the_head(nose: int, side: str) -> None:
    marks = ((130.0, 120.0), (140.0, 120.0), (100.0 + nose, 140.0), (130.0, 160.0), (140.0, 160.0))
    seen = report(unknown(1, ADA), sightings=Sightings(faces=(Face(box(*ADA), 0.9, landmarks=marks),)))
    frontal = replace(seen, sightings=Sightings(faces=(Face(box(*ADA), 0.9),)))
    columns = [np.nonzero(hidden_pixels(plan_regions(one, DEFAULT), 300, 400))[1] for one in (seen, frontal)]
    aside, straight = ((int(c.min()), int(c.max())) for c in columns)
    assert 100 - straight[0] >= 0.24 * 80 and straight[1] - 180 >= 0.22 * 80
    back = {"right": straight[0] - aside[0], "left": aside[1] - straight[1]}[side]
    assert back >= 0.15 * 80  # away from the nose


def test_an_eyebrow_of_somebody_who_stays_is_no_writing() -> None:
    brow = finding(1, "unread_text", (110, 100, 30, 10))
    assert left(brow, original=(agreed(),)) == []
    assert left(brow, original=(unknown(1, ADA),)) == [1]
    assert left(finding(1, "unread_text", (150, 100, 60, 10)), original=(agreed(),)) == [1]
