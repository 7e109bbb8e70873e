"""Which places go, and how far they reach."""

from __future__ import annotations

import numpy as np
import pytest

from scanner.findings import Action, Artefact, ArtefactClass, Face, Sightings
from scanner.geometry import bounds
from scanner.redaction.choice import unknown_numbers
from scanner.redaction.mask import Mask, Region, Style, rasterise
from scanner.redaction.plan import plan_regions
from scanner.settings import RedactionSettings
from tests.unit.redaction.making import box, finding, line, report

DEFAULT = RedactionSettings()


def mask_of(regions: tuple[Region, ...]) -> Mask:
    return rasterise((region.polygon for region in regions), 300, 400)


def covers(regions: tuple[Region, ...], x: int, y: int) -> bool:
    return bool(mask_of(regions)[y, x])


def test_only_what_must_go_goes() -> None:
    seen = report(
        finding(1, "date_of_birth", (20, 20, 80, 20)),
        finding(2, "place_signal", (20, 200, 80, 20), redact=False),
        finding(3, "meta_gps", None),
    )
    assert [r.kind for r in plan_regions(seen, DEFAULT)] == ["date_of_birth"]


def test_a_word_takes_its_whole_line_and_a_third_of_its_height_around_it() -> None:
    seen = report(finding(1, "date_of_birth", (60, 50, 50, 18)), sightings=Sightings(text=(line(20, 49, 200),)))
    ys, xs = np.nonzero(mask_of(plan_regions(seen, DEFAULT)))
    margin = 20 / 3
    assert xs.min() <= 20 - margin and xs.max() >= 220 + margin - 1
    assert ys.min() <= 49 - margin and ys.max() >= 69 + margin - 1
    assert xs.min() >= 20 - margin - 3 and ys.max() <= 69 + margin + 3  # and not much more


def test_two_words_of_the_same_line_give_the_same_mask_as_one() -> None:
    """Nothing tells how many words were found in a line, or how long they were."""
    text = Sightings(text=(line(20, 49, 200),))
    short = report(finding(1, "date_of_birth", (60, 50, 20, 18)), sightings=text)
    long = report(
        finding(1, "patient_initials", (25, 50, 20, 18)), finding(2, "age", (60, 50, 150, 18)), sightings=text
    )
    assert np.array_equal(mask_of(plan_regions(short, DEFAULT)), mask_of(plan_regions(long, DEFAULT)))


NEIGHBOURS = Sightings(text=(line(20, 20, 150), line(20, 50, 150), line(20, 80, 150)))


def test_an_identifier_takes_the_other_lines_of_its_thing_along() -> None:
    whole = report(finding(1, "nhs_number", (20, 50, 150, 20), actions=(Action.REDACT_WHOLE,)), sightings=NEIGHBOURS)
    single = report(finding(1, "nhs_number", (20, 50, 150, 20)), sightings=NEIGHBOURS)
    assert covers(plan_regions(whole, DEFAULT), 100, 30)
    assert covers(plan_regions(whole, DEFAULT), 100, 90)
    assert not covers(plan_regions(single, DEFAULT), 100, 30)


def test_only_takes_nothing_along_and_keep_spares_a_line() -> None:
    seen = report(
        finding(1, "nhs_number", (20, 50, 150, 20), actions=(Action.REDACT_WHOLE,)),
        finding(2, "staff_name", (20, 80, 150, 20)),
        sightings=NEIGHBOURS,
    )
    only = plan_regions(seen, RedactionSettings(only=("nhs_number",)))
    assert covers(only, 100, 60) and not covers(only, 100, 30)
    kept = plan_regions(seen, RedactionSettings(keep=("2",)))
    assert covers(kept, 100, 30) and not covers(kept, 100, 95)


@pytest.mark.parametrize(
    ("only", "keep", "expected"),
    [
        ((), (), {1, 2}),
        (("2",), (), {2}),
        (("faces",), (), {2}),
        (("place_signal",), (), {3}),  # asked for by name, though the judgement would leave it
        ((), ("face_unknown",), {1}),
        (("faces", "date_of_birth"), ("2",), {1}),  # keep wins
    ],
)
def test_only_and_keep(only: tuple[str, ...], keep: tuple[str, ...], expected: set[int]) -> None:
    seen = report(
        finding(1, "date_of_birth", (20, 20, 60, 20)),
        finding(2, "face_unknown", (200, 20, 60, 60)),
        finding(3, "place_signal", (20, 200, 60, 20), redact=False),
    )
    regions = plan_regions(seen, RedactionSettings(only=only, keep=keep))
    inside = {1: (50, 30), 2: (230, 50), 3: (50, 210)}
    assert {n for n, (x, y) in inside.items() if covers(regions, x, y)} == expected


def test_unknown_numbers_are_told() -> None:
    seen = report(finding(1, "age", (0, 0, 9, 9)))
    assert unknown_numbers(seen.findings, RedactionSettings(only=("1", "7"), keep=("#9", "age"))) == (
        "7",
        "9",
    )


@pytest.mark.parametrize(("roll", "side"), [(0, "top"), (90, "right"), (180, "bottom"), (270, "left")])
def test_a_face_grows_most_towards_the_hair(roll: float, side: str) -> None:
    place = box(150, 100, 80, 80)
    seen = report(
        finding(1, "face_unknown", (150, 100, 80, 80)),
        sightings=Sightings(faces=(Face(place, 0.9, roll=roll),)),
    )
    (region,) = plan_regions(seen, DEFAULT)
    assert region.style is Style.FACE
    left, top, right, bottom = bounds(region.polygon)
    grown = {"left": 150 - left, "top": 100 - top, "right": right - 230, "bottom": bottom - 180}
    assert min(grown.values()) >= 0.15 * 80
    assert max(grown, key=lambda name: grown[name]) == side
    assert grown[side] >= 0.3 * 80


def test_bars_grow_across_because_every_row_holds_all() -> None:
    (region,) = plan_regions(report(finding(1, "barcode_patient", (100, 100, 120, 10))), DEFAULT)
    _, top, _, bottom = bounds(region.polygon)
    assert bottom - top >= 48


def test_every_growth_covers_the_one_before() -> None:
    found = (
        finding(1, "patient_name", (30, 50, 60, 20), actions=(Action.REDACT_WHOLE,)),
        finding(2, "face_unknown", (300, 40, 40, 50)),
        finding(3, "barcode_patient", (200, 200, 40, 40)),
        finding(4, "board", (20, 180, 120, 80)),
    )
    seen = report(*found, sightings=NEIGHBOURS)
    masks = [mask_of(plan_regions(seen, DEFAULT, survived=[found] * times)) for times in range(3)]
    assert (masks[0] <= masks[1]).all() and (masks[1] <= masks[2]).all()
    assert masks[0].sum() < masks[1].sum() < masks[2].sum()


def test_the_mask_grows_only_where_something_survived() -> None:
    left, right = finding(1, "face_unknown", (40, 40, 40, 50)), finding(2, "face_unknown", (300, 40, 40, 50))
    before = mask_of(plan_regions(report(left, right), DEFAULT))
    after = mask_of(plan_regions(report(left, right), DEFAULT, survived=[(left,)]))
    assert after[:, :200].sum() > before[:, :200].sum()
    assert (after[:, 200:] == before[:, 200:]).all()


def test_what_survives_twice_takes_the_whole_thing_along() -> None:
    paper = Artefact(box(10, 10, 250, 200), ArtefactClass.PAPER, 0.7)
    age = finding(1, "age", (30, 50, 60, 20))
    seen = report(age, sightings=Sightings(artefacts=(paper,)))
    assert not covers(plan_regions(seen, DEFAULT, survived=[(age,)]), 250, 200)
    assert covers(plan_regions(seen, DEFAULT, survived=[(age,), (age,)]), 250, 200)


def test_a_line_cut_by_a_thing_goes_whole() -> None:
    seen = report(finding(1, "board", (20, 20, 150, 100)), sightings=Sightings(text=(line(100, 60, 120),)))
    assert covers(plan_regions(seen, DEFAULT), 215, 70)


def test_boxes_of_the_user_stay_as_drawn() -> None:
    regions = plan_regions(report(), RedactionSettings(boxes=((50, 60, 30, 20),)))
    ys, xs = np.nonzero(mask_of(regions))
    assert (xs.min(), xs.max(), ys.min(), ys.max()) == (49, 81, 59, 81)


def test_other_frames_are_left_alone() -> None:
    seen = report(finding(1, "age", (30, 50, 60, 20), frame=1))
    assert plan_regions(seen, DEFAULT, frame=0) == ()
    assert len(plan_regions(seen, DEFAULT, frame=1)) == 1


def test_what_an_earlier_copy_still_showed_goes_whatever_only_says() -> None:
    survived = [(finding(9, "patient_name", (30, 50, 60, 20)),)]
    assert covers(plan_regions(report(), RedactionSettings(only=("faces",)), survived=survived), 60, 60)


def test_a_thing_is_covered_as_a_rectangle_if_it_nearly_is_one() -> None:
    ragged = ((40.0, 70.0), (70.0, 40.0), (300.0, 40.0), (300.0, 200.0), (40.0, 200.0))
    triangle = ((40.0, 40.0), (300.0, 40.0), (40.0, 200.0))
    assert covers(plan_regions(report(finding(1, "board", None, polygon=ragged)), DEFAULT), 42, 42)
    assert not covers(plan_regions(report(finding(1, "board", None, polygon=triangle)), DEFAULT), 280, 180)
