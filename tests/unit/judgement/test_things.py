"""Things as a whole: what goes, what a person should look at, what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.findings import (
    Action,
    Artefact,
    ArtefactClass,
    Code,
    Finding,
    Polygon,
    SceneGuess,
    Severity,
    Sightings,
    TextLine,
)
from scanner.geometry import share_inside
from scanner.judgement.context import clusters_of
from scanner.judgement.judge import judge
from scanner.judgement.surfaces import as_listed, seen_by_words, surfaces_of

WARD = (SceneGuess(ward=0.9, clinical_other=0.05),)
CLINIC = (SceneGuess(ward=0.2, clinical_other=0.7),)  # an ultrasound room, a pharmacy
HOME = (SceneGuess(ward=0.02, clinical_other=0.02),)
BAND = ("OKONKWO Josephine", "Born 12-Mar-1951", "NHS No. 999 339 5633")


def rect(x: float, y: float, w: float, h: float) -> Polygon:
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


PLACE = rect(100, 100, 400, 300)


def thing(cls: str, place: Polygon = PLACE, score: float = 0.8, blank: bool = False) -> Artefact:
    return Artefact(place, ArtefactClass(cls), score, blank=blank)


def lines(*texts: str | None, x: float = 150, y: float = 150) -> tuple[TextLine, ...]:
    return tuple(
        TextLine(rect(x, y + 40 * i, 12.0 * len(text or "unreadable"), 22), 0.9, text) for i, text in enumerate(texts)
    )


def things(found: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in found if f.detector in ("artefacts", "text layout")]


def test_an_unread_screen_goes_on_a_ward_and_is_a_question_elsewhere() -> None:
    (bare,) = things(judge(Sightings(artefacts=(thing("screen"),))))
    assert (bare.kind, bare.severity, bare.redact, bare.actions) == ("screen", Severity.MEDIUM, False, (Action.LOOK,))
    seen = Sightings(text=lines(None, None), artefacts=(thing("screen"),))
    (home,) = things(judge(seen))
    assert (home.severity, home.redact) == (Severity.MEDIUM, True)  # no alarm, but what was seen on it goes
    (clinic,) = things(judge(Sightings(artefacts=(thing("screen"),), scenes=CLINIC)))
    assert (clinic.severity, clinic.redact) == (Severity.MEDIUM, True)
    (ward,) = things(judge(Sightings(seen.text, artefacts=seen.artefacts, scenes=WARD)))
    assert (ward.kind, ward.severity, ward.redact, ward.polygon) == ("screen", Severity.HIGH, True, home.polygon)
    assert Action.REDACT_WHOLE in ward.actions


def test_a_badge_goes_though_nothing_on_it_was_seen() -> None:
    (badge,) = things(judge(Sightings(artefacts=(thing("id_badge"),))))
    assert (badge.kind, badge.severity, badge.redact) == ("staff_badge", Severity.MEDIUM, True)


def test_a_doubtful_screen_far_from_any_patient_is_not_told() -> None:
    assert things(judge(Sightings(artefacts=(thing("screen", score=0.47),)))) == []
    assert len(things(judge(Sightings(artefacts=(thing("screen", score=0.47),), scenes=WARD)))) == 1


def test_an_unread_label_is_covered_wherever_it_is() -> None:
    (found,) = things(judge(Sightings(artefacts=(thing("label", score=0.42),))))
    assert (found.kind, found.severity, found.redact) == ("specimen_label", Severity.MEDIUM, True)


@pytest.mark.parametrize("cls", ["screen", "board", "paper", "sticky_note", "medical_image", "label"])
def test_a_blank_thing_stays_even_on_a_ward(cls: str) -> None:
    assert things(judge(Sightings(artefacts=(thing(cls, blank=True),), scenes=WARD))) == []


@pytest.mark.parametrize("cls", ["paper", "board", "screen"])
def test_what_is_too_far_to_show_lines_goes_on_a_ward(cls: str) -> None:
    (found,) = things(judge(Sightings(artefacts=(thing(cls),), scenes=WARD)))
    assert (found.severity, found.redact) == (Severity.HIGH, True)


def test_a_speck_is_not_covered_for_what_nobody_could_read() -> None:
    (found,) = things(judge(Sightings(artefacts=(thing("paper", rect(10, 10, 25, 18)),), scenes=WARD)))
    assert (found.severity, found.redact) == (Severity.MEDIUM, False)


def test_other_signs_of_patients_raise_an_unread_thing_too() -> None:
    paper = thing("paper", rect(600, 600, 190, 300))
    monitor = Sightings(artefacts=(paper, thing("patient_monitor", score=0.9)))
    assert {f.kind: f.severity for f in things(judge(monitor))} == {
        "paper_record": Severity.HIGH,
        "patient_monitor": Severity.HIGH,
    }
    named = Sightings(text=lines(*BAND), artefacts=(paper,))
    assert {f.kind: f.severity for f in things(judge(named))}["paper_record"] is Severity.HIGH


@pytest.mark.parametrize("scenes", [HOME, WARD])
def test_a_notice_stays(scenes: tuple[SceneGuess, ...]) -> None:
    read = Sightings(text=lines("Fire action", "Sound the alarm"), artefacts=(thing("sign"),), scenes=scenes)
    assert all(f.severity <= Severity.LOW and not f.redact for f in judge(read))
    unread = Sightings(text=lines(None), artefacts=(thing("sign"),), scenes=scenes)
    assert things(judge(unread)) == []


def test_a_sheet_that_was_read_and_names_nobody_stays() -> None:
    seen = Sightings(text=lines("Soup of the day", "Tomato and basil"), artefacts=(thing("paper"),), scenes=WARD)
    assert things(judge(seen)) == []


@pytest.mark.parametrize(
    ("score", "scenes", "severity"),
    [(0.8, HOME, Severity.CRITICAL), (0.35, WARD, Severity.HIGH), (0.35, HOME, Severity.MEDIUM)],
)
def test_an_unread_band(score: float, scenes: tuple[SceneGuess, ...], severity: Severity) -> None:
    (found,) = things(judge(Sightings(artefacts=(thing("wristband", score=score),), scenes=scenes)))
    assert (found.kind, found.severity, found.redact) == ("wristband", severity, severity >= Severity.HIGH)


def test_a_band_that_was_read_and_names_nobody_is_a_question() -> None:
    seen = Sightings(text=lines("SUMMER FESTIVAL"), artefacts=(thing("wristband"),))
    (found,) = things(judge(seen))
    assert (found.severity, found.redact) == (Severity.MEDIUM, False)


def test_words_and_looks_of_one_thing_are_one_finding_over_both() -> None:
    place = rect(130, 130, 330, 160)
    found = things(judge(Sightings(text=lines(*BAND), artefacts=(thing("wristband", place),))))
    (band,) = found
    assert (band.kind, band.severity) == ("wristband", Severity.CRITICAL)
    assert band.polygon is not None
    assert min(x for x, _ in band.polygon) <= 130 and max(x for x, _ in band.polygon) >= 460


@pytest.mark.parametrize(("second", "whole"), [("Plan: home today", False), (None, True)])
def test_of_a_sheet_only_the_writing_goes_if_it_was_read(second: str | None, whole: bool) -> None:
    sheet = thing("paper", rect(90, 80, 380, 190), score=0.4)
    seen = Sightings(text=lines("Handover sheet", "Patient: OKONKWO, Josephine", second), artefacts=(sheet,))
    (found,) = things(judge(seen))
    assert found.redact and found.polygon is not None
    assert (max(y for _, y in found.polygon) >= 270) is whole


def test_a_thing_far_larger_than_its_writing_is_no_outline_for_it() -> None:
    found = things(judge(Sightings(text=lines(*BAND), artefacts=(thing("paper", rect(0, 0, 3000, 2000)),))))
    assert found and all(max(x for x, _ in f.polygon or ()) < 600 for f in found)


def test_words_on_a_thing_inherit_its_class_but_not_a_stronger_meaning() -> None:
    text = lines("Phone 01632 960123")
    plain, on_paper = judge(Sightings(text)), judge(Sightings(text, artefacts=(thing("paper"),)))
    assert [f.on for f in on_paper if f.kind == "phone"] == ["paper"]
    assert [f.severity for f in on_paper if f.kind == "phone"] == [f.severity for f in plain if f.kind == "phone"]


def test_a_number_on_a_band_that_passes_no_check_is_misread_and_goes() -> None:
    seen = Sightings(text=lines("22/0+/2009", "999 974 1240"), artefacts=(thing("wristband"),), scenes=HOME)
    (band,) = things(judge(seen))
    assert (band.kind, band.severity, band.redact) == ("wristband", Severity.CRITICAL, True)


def test_two_groups_of_lines_on_one_board_are_one_thing() -> None:
    text = (*lines("OKONKWO Josephine", "999 339 5633"), *lines("PATEL Anil", "999 050 6310", x=700, y=700))
    board = thing("board", rect(100, 100, 900, 800))
    joined, _ = surfaces_of(text, clusters_of(text), (board,))
    assert [c.on for c in joined] == ["board"]
    assert surfaces_of(text, joined, (board,))[0] == joined
    assert [f.kind for f in things(judge(Sightings(text, artefacts=(board,))))] == ["board"]


def test_a_sheet_pinned_to_a_board_that_goes_needs_no_finding_of_its_own() -> None:
    board, sheet = thing("board", rect(0, 0, 900, 700)), thing("paper", rect(200, 200, 200, 250), 0.6)
    (found,) = things(judge(Sightings(artefacts=(board, sheet), scenes=WARD)))
    assert found.kind == "board"


def test_a_plate_goes_and_a_code_that_was_read_is_not_told_twice() -> None:
    plate, code = thing("number_plate", rect(0, 0, 120, 30)), thing("code", rect(300, 300, 100, 100))
    known = Code(rect(305, 305, 90, 90), "QRCode", "https://example.org")
    found = judge(Sightings(codes=(known,), artefacts=(plate, code)))
    assert [(f.kind, f.redact) for f in things(found)] == [("vehicle_plate", True)]
    read = judge(Sightings(lines("AB12 CDE", x=5, y=4), artefacts=(thing("number_plate", rect(0, 0, 130, 32)),)))
    assert [(f.kind, f.detector) for f in read] == [("vehicle_plate", "text")]
    alone = things(judge(Sightings(artefacts=(code,))))
    assert [f.kind for f in alone] == ["barcode_unread"]


@pytest.mark.parametrize(
    ("words", "cls"),
    [
        (("AMBULANCE", "PATIENT TRANSPORT"), "sign"),
        (("RAI HOSPITAL", "PH 0755 4137582 8889678633"), "sign"),
        (("MP04 ZL 5240",), "number_plate"),
        (("DEWAN MOTORS", "TO 24 HR"), "number_plate"),  # a dealer's frame around a plate that was misread
        (("DOCTOR",), "number_plate"),  # letters of one's own choice
        ((), "number_plate"),
    ],
)
def test_lettering_on_a_vehicle_is_a_sign_and_no_number_plate(words: tuple[str, ...], cls: str) -> None:
    plate = thing("number_plate", rect(0, 0, 600, 200))
    seen = seen_by_words(Sightings(lines(*words, x=5, y=4), artefacts=(plate,)), ())
    assert [a.cls.value for a in seen.artefacts] == [cls]


def test_the_list_of_things_holds_what_only_words_gave_away_and_says_what_was_read() -> None:
    text = lines(*BAND)
    seen = seen_by_words(Sightings(text, artefacts=(thing("screen", rect(900, 0, 200, 200)),)), clusters_of(text))
    assert {(a.cls.value, a.read) for a in seen.artefacts} == {("screen", False), ("wristband", True)}
    assert seen_by_words(seen, clusters_of(text)) == seen


def test_codes_and_number_plates_that_were_read_are_things_too_each_once() -> None:
    text = lines("AB12 CDE", x=5, y=4)
    code = Code(rect(305, 305, 90, 90), "QRCode", "https://example.org")
    dark = Code(rect(605, 305, 90, 90), "Code128", None)
    by_looks = thing("code", rect(300, 300, 100, 100))
    paper = thing("paper", rect(250, 250, 500, 300))
    seen = Sightings(text, codes=(code, dark), artefacts=(by_looks, paper))
    told = as_listed(seen, clusters_of(text))
    assert [(a.cls.value, a.read) for a in told.artefacts] == [
        ("paper", False),
        ("number_plate", True),
        ("code", True),
        ("code", False),
    ]
    assert share_inside(text[0].polygon, told.artefacts[1].polygon) > 0.95
    assert [a.polygon for a in told.artefacts[2:]] == [code.polygon, dark.polygon]
    assert as_listed(told, clusters_of(text)) == told


def test_a_likeness_of_a_band_does_not_confirm_itself() -> None:
    """A strip of paper at home is covered, but only a place or a second thing makes it a patient's for certain."""
    strip = thing("wristband", score=0.45)
    (home,) = things(judge(Sightings(artefacts=(strip,), scenes=HOME)))
    assert (home.severity, home.redact) == (Severity.MEDIUM, True)
    (marked,) = things(judge(Sightings(lines(None), artefacts=(strip,), scenes=HOME)))
    assert (marked.severity, marked.redact) == (Severity.HIGH, True)
    (ward,) = things(judge(Sightings(artefacts=(strip,), scenes=WARD)))
    assert ward.severity is Severity.CRITICAL


def test_what_looks_like_a_monitor_far_from_patients_is_covered_without_alarm() -> None:
    """Shop windows and machines look like it; a bright score or a clinical place makes it an alarm."""
    seen = thing("patient_monitor", score=0.55)
    (street,) = things(judge(Sightings(artefacts=(seen,), scenes=HOME)))
    assert (street.severity, street.redact) == (Severity.MEDIUM, True)
    (ward,) = things(judge(Sightings(artefacts=(seen,), scenes=WARD)))
    assert ward.severity is Severity.HIGH


def test_a_bedside_televisions_menu_is_no_monitor_but_one_number_makes_it_one() -> None:
    menu = lines("Bedside entertainment", "Television", "Radio", "Meals")
    assert things(judge(Sightings(text=menu, artefacts=(thing("patient_monitor"),), scenes=WARD))) == []
    vitals = lines("Bedside entertainment", "Television", "Radio", "72")
    (found,) = things(judge(Sightings(text=vitals, artefacts=(thing("patient_monitor"),), scenes=WARD)))
    assert (found.severity, found.redact) == (Severity.HIGH, True)


def test_a_screen_whose_small_print_was_hardly_read_goes_like_an_unread_one() -> None:
    sure = lines("Summary", "Results", "Letters", "Alerts")
    assert things(judge(Sightings(sure, artefacts=(thing("screen"),), scenes=WARD))) == []
    doubtful = tuple(replace(line, score=0.7) for line in sure)
    (found,) = things(judge(Sightings(doubtful, artefacts=(thing("screen"),), scenes=WARD)))
    assert (found.kind, found.severity, found.redact) == ("screen", Severity.HIGH, True)


def test_the_lines_in_the_corner_of_a_film_are_no_band() -> None:
    (found,) = things(judge(Sightings(lines(*BAND), artefacts=(thing("medical_image"),))))
    assert (found.kind, found.severity) == ("medical_image", Severity.CRITICAL)
    (doubtful,) = things(judge(Sightings(lines(*BAND), artefacts=(thing("medical_image", score=0.4),))))
    assert doubtful.kind == "wristband"


def test_a_monitor_with_an_ecgs_words_is_a_monitor() -> None:
    readings = lines("Bed 4 SHUTTLEWORTH R", "ECG", "QRS 92", "25 mm/s", "HR 88", "SpO2 99")
    seen = Sightings(readings, artefacts=(thing("patient_monitor", score=0.85),))
    assert [f.kind for f in things(judge(seen))] == ["patient_monitor"]


def test_what_carries_nine_read_lines_without_a_name_is_no_badge() -> None:
    bag = lines("1000", "900", "800", "700", "600", "500", "400", "300", "200")
    place = rect(100, 100, 400, 500)
    assert things(judge(Sightings(bag, artefacts=(thing("id_badge", place, score=0.4),), scenes=WARD))) == []
    (badge,) = things(judge(Sightings(bag[:3], artefacts=(thing("id_badge", place, score=0.4),), scenes=WARD)))
    assert badge.kind == "staff_badge"


def test_an_empty_page_stays_where_smaller_print_beside_it_was_read() -> None:
    page = thing("paper", rect(600, 100, 500, 700))
    (blurred,) = things(judge(Sightings(artefacts=(page,), scenes=WARD)))
    assert (blurred.severity, blurred.redact) == (Severity.HIGH, True)
    beside = lines("Mon", "Tue", "Wed", x=20)
    (sharp,) = things(judge(Sightings(beside, artefacts=(page,), scenes=WARD)))
    assert (sharp.severity, sharp.redact, sharp.actions) == (Severity.MEDIUM, False, (Action.LOOK,))
    written = (*beside, replace(lines(None, x=650)[0], score=0.6))
    assert things(judge(Sightings(written, artefacts=(page,), scenes=WARD)))[0].severity is Severity.HIGH


def test_a_label_of_an_infusion_goes_though_no_name_on_it_was_read() -> None:
    label = lines("DRUGS ADDED TO THIS INFUSION", "Frrnsb7 Mxud", "MAGNESIUM SULFATE 20 mmol", "Checked by JT")
    (found,) = things(judge(Sightings(label, artefacts=(thing("label"),))))
    assert (found.kind, found.severity, found.redact) == ("drip_label", Severity.HIGH, True)


def test_a_pen_on_a_sharp_photo_is_no_band_and_a_tags_number_makes_no_ward() -> None:
    tag = lines("PROPERTY OF ESTATES", "Room 4", "ASSET 9992659874", x=20)
    code = Code(rect(20, 300, 80, 30), "Code128", "9992659874")
    pen = thing("wristband", rect(500, 100, 600, 220), score=0.56)
    seen = Sightings(tag, codes=(code,), artefacts=(pen, thing("screen", rect(500, 400, 300, 200), score=0.47)))
    (found,) = things(judge(seen))
    assert (found.kind, found.severity, found.redact) == ("wristband", Severity.MEDIUM, True)
