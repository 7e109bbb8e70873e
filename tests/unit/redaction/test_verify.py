"""What counts as a survivor in a finished copy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scanner.findings import Box, Finding, Severity, Sightings, Status
from scanner.redaction.verify import ghosts, incomplete, moved, second_opinion, share_masked, survivors
from scanner.settings import RedactionSettings
from tests.unit.redaction.making import box, finding, line, report

MASK = np.zeros((300, 400), dtype=bool)
MASK[100:200, 100:200] = True
DEFAULT = RedactionSettings()


def left(*seen: Finding, original: tuple[Finding, ...] = (), settings: RedactionSettings = DEFAULT) -> list[int]:
    return [f.id for f in survivors(report(*seen), report(*original), MASK, settings)]


@pytest.mark.parametrize(
    ("place", "survives"),
    [
        ((110, 110, 50, 50), False),  # an answer to the fill
        ((104, 95, 50, 50), False),  # a tenth over the rim
        ((80, 110, 50, 50), True),
        ((300, 20, 40, 40), True),
        ((390, 290, 50, 50), True),  # cut by the edge of the picture
    ],
)
def test_inside_the_mask_nothing_survives(place: Box, survives: bool) -> None:
    assert left(finding(1, "face_unknown", place)) == ([1] if survives else [])


def test_a_second_voice_counts_where_the_first_reader_is_not_sure() -> None:
    heard = (
        finding(1, "patient_name", (20, 20, 80, 20), severity=Severity.CRITICAL),
        finding(2, "nhs_number", (20, 120, 80, 20), severity=Severity.CRITICAL),
        finding(3, "paper_record", (0, 0, 300, 300), severity=Severity.CRITICAL),
        finding(4, "unread_text", (20, 200, 80, 20), severity=Severity.MEDIUM),
        finding(5, "face_unknown", (20, 20, 40, 40), severity=Severity.HIGH),
    )
    sure = replace(line(20, 20, 80), score=0.97)
    unsure = replace(line(20, 120, 80), score=0.6)
    first = report(sightings=Sightings(text=(sure, unsure)))
    assert [f.id for f in second_opinion(heard, first)] == [2, 5]


def test_unread_text_that_only_the_check_sees_counts_at_the_mask() -> None:
    assert left(finding(1, "unread_text", (300, 20, 60, 20))) == []
    assert left(finding(1, "unread_text", (180, 110, 60, 20))) == [1]
    known = (finding(2, "unread_text", (290, 20, 60, 20)),)
    assert left(finding(1, "unread_text", (300, 20, 60, 20)), original=known) == [1]


def test_a_faint_face_around_the_fill_that_the_photo_does_not_show_is_a_ghost() -> None:
    faint = replace(finding(1, "face_unknown", (60, 60, 200, 200)), confidence=0.3)

    def drawn(seen: Finding, *faces: Box) -> bool:
        return bool(ghosts(report(seen), MASK, lambda: [box(*place) for place in faces]))

    assert drawn(faint)
    assert drawn(faint, (0, 0, 30, 30))
    assert not drawn(faint, (70, 70, 190, 190))  # the photo shows it too
    assert not drawn(replace(faint, confidence=0.6))
    assert not drawn(replace(finding(1, "face_unknown", (180, 110, 60, 60)), confidence=0.3))  # small
    assert not drawn(replace(finding(1, "face_unknown", (205, 5, 190, 290)), confidence=0.3))  # no fill in it
    assert not drawn(replace(finding(1, "patient_name", (60, 60, 200, 200)), confidence=0.3))


def test_what_need_not_go_may_stay() -> None:
    assert left(finding(1, "place_signal", (300, 20, 40, 40), redact=False)) == []


def test_findings_around_the_pixels_count() -> None:
    assert left(
        finding(1, "meta_gps", None),
        finding(2, "file_name", None),  # that of the temporary file
        finding(3, "jigsaw", None, redact=False),
        finding(4, "not_scanned", None, redact=False),
    ) == [1, 4]


def test_a_thing_whose_content_is_gone_may_still_be_recognised() -> None:
    frame = finding(1, "screen", (90, 90, 125, 120))
    assert left(frame) == []
    assert left(finding(1, "screen", (50, 50, 250, 250))) == [1]
    readable = report(frame, sightings=Sightings(text=(line(100, 202, 60, 6),)))
    assert survivors(readable, report(), MASK, DEFAULT) == (frame,)


def test_the_rim_of_a_covered_board_is_nothing_unless_it_alarms() -> None:
    looks = {"detector": "artefacts", "severity": Severity.MEDIUM}
    assert left(finding(1, "board", (50, 50, 250, 250), **looks)) == []
    assert left(finding(1, "board", (50, 50, 250, 250), **looks | {"severity": Severity.HIGH})) == [1]
    assert left(finding(1, "board", (250, 20, 60, 60), **looks)) == [1]  # another one, seen only now
    assert left(finding(1, "staff_badge", (50, 50, 250, 250), **looks)) == [1]


def test_kept_places_and_kinds_stay() -> None:
    person = finding(3, "face_unknown", (300, 20, 40, 40))
    again = finding(1, "face_child", (302, 18, 42, 41))
    assert left(again, original=(person,), settings=RedactionSettings(keep=("3",))) == []
    assert left(again, original=(person,), settings=RedactionSettings(keep=("4",))) == [1]
    assert left(person, settings=RedactionSettings(keep=("faces",))) == []


def test_a_kept_place_does_not_excuse_something_else_there() -> None:
    screen = finding(3, "screen", (300, 20, 90, 90))
    name = finding(1, "patient_name", (310, 40, 40, 20))
    assert left(name, original=(screen,), settings=RedactionSettings(keep=("3",))) == [1]


def test_numbers_of_the_copy_mean_nothing() -> None:
    """`--keep 1` is about finding 1 of the original, wherever the copy's finding 1 may be."""
    assert left(finding(1, "age", (300, 20, 40, 40)), settings=RedactionSettings(keep=("1",))) == [1]


def test_consented_people_stay_even_if_not_recognised_again() -> None:
    agreed = finding(1, "face_consented", (300, 20, 40, 40), redact=False)
    assert left(finding(5, "face_unknown", (300, 20, 42, 42)), original=(agreed,)) == []


def test_only_judges_what_was_asked_for() -> None:
    name, face = finding(1, "patient_name", (300, 20, 40, 20)), finding(2, "face_unknown", (20, 20, 40, 40))
    settings = RedactionSettings(only=("faces",))
    assert left(name, face, original=(name,), settings=settings) == [2]
    # A new reading of something that was not chosen is no reason to fail.
    assert left(name, settings=settings) == []


def test_places_chosen_by_number_must_be_gone_entirely() -> None:
    chosen = finding(1, "age", (110, 110, 80, 20))
    settings = RedactionSettings(only=("1",))
    assert left(finding(4, "age", (150, 110, 120, 20)), original=(chosen,), settings=settings) == [4]


def test_a_cut_copy_is_judged_in_its_own_coordinates() -> None:
    person = finding(3, "face_unknown", (300, 120, 40, 40))
    here = moved(report(person, finding(4, "age", (0, 0, 9, 9), frame=1)), 0, -50, -100)
    assert [f.polygon for f in here.findings] == [box(250, 20, 40, 40)]


def test_a_check_that_did_not_happen_proves_nothing() -> None:
    seen = report()
    assert incomplete(seen, seen, 300, 400) is None
    assert incomplete(replace(seen, status=Status.CRASHED), seen, 300, 400)
    assert incomplete(seen, seen, 301, 400)
    assert incomplete(replace(seen, not_checked=("text",)), seen, 300, 400)
    assert incomplete(replace(seen, not_checked=("text",)), replace(seen, not_checked=("text",)), 300, 400) is None


def test_share_masked() -> None:
    assert share_masked(box(100, 100, 100, 100), MASK) > 0.95
    assert share_masked(box(150, 100, 100, 100), MASK) == pytest.approx(0.5, abs=0.03)
    assert share_masked(box(900, 900, 5, 5), MASK) == 0.0
