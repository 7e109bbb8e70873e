"""What rows, columns, neighbours and tilt add to single lines."""

from __future__ import annotations

import pytest

from scanner.findings import TextLine
from scanner.geometry import bounds
from scanner.identifiers.layout import LineMatch, carrier, cluster_lines, find_in_photo
from tests.unit.identifiers.boxes import box, turned


def kinds_by_value(lines: list[TextLine]) -> dict[str, str]:
    return {found.value: found.match.kind for found in find_in_photo(lines)}


def found_as(lines: list[TextLine], value: str) -> LineMatch:
    return next(found for found in find_in_photo(lines) if found.value == value)


WRISTBAND = [
    box("OKONKWO Josephine", 100, 100, 24),
    box("Born", 100, 135), box("12-Mar-1951", 160, 135),
    box("NHS No.", 330, 135), box("999 339", 420, 135), box("5633", 500, 135),
]  # fmt: skip

BOARD = [
    box("Bed", 100, 100), box("Name", 220, 100), box("Age", 420, 100), box("Cons", 520, 100), box("EDD", 640, 100),
    box("4A", 100, 150), box("OKONKWO J", 220, 150), box("74", 420, 150), box("Rao", 520, 150), box("17/9", 640, 150),
    box("4B", 100, 200), box("Whittaker", 220, 200), box("91", 420, 200), box("Moss", 520, 200), box("18/9", 640, 200),
    box("SR1", 100, 250), box("Patel", 220, 250), box("56", 420, 250), box("Tan", 520, 250), box("20/9", 640, 250),
]  # fmt: skip


@pytest.mark.parametrize("degrees", [0, 7, -12, 30, 90, 180, -90])
def test_label_and_value_in_separate_boxes_at_any_angle(degrees: float) -> None:
    found = kinds_by_value(turned(WRISTBAND, degrees))
    assert found["12-Mar-1951"] == "date_of_birth"
    assert found["999 339 5633"] == "nhs_number"
    assert found["OKONKWO Josephine"] == "patient_name"


def test_a_match_through_two_boxes_covers_both() -> None:
    number = found_as(WRISTBAND, "999 339 5633")
    assert number.lines == (4, 5)
    left, _, right, _ = bounds(number.polygon)
    assert left == pytest.approx(420, abs=6)
    assert right == pytest.approx(540, abs=6)


def test_the_polygon_is_the_part_of_the_line() -> None:
    line = [box("Patient ID 00471882", 0, 0, 20, width=190)]
    left, _, right, _ = bounds(found_as(line, "00471882").polygon)
    assert 95 < left < 125
    assert right == pytest.approx(190, abs=1)


@pytest.mark.parametrize("degrees", [0, 9])
def test_column_headings_give_meaning_to_cells(degrees: float) -> None:
    found = kinds_by_value(turned(BOARD, degrees))
    assert {found[name] for name in ("OKONKWO J", "Whittaker", "Patel")} == {"patient_name"}
    assert {found[name] for name in ("Rao", "Moss", "Tan")} == {"staff_name"}
    assert {found[age] for age in ("74", "91", "56")} == {"age"}
    assert {found[day] for day in ("17/9", "18/9", "20/9")} == {"time_signal"}
    assert found["4A"] == "place_signal"


def test_headings_read_as_one_box() -> None:
    heading = box("Bed    Name    Age    Cons", 100, 100, 20, width=500)
    cells = [box("Whittaker", 230, 150), box("Fernsby", 230, 190), box("91", 410, 150), box("Moss", 530, 150)]
    found = kinds_by_value([heading, *cells])
    assert found["Whittaker"] == found["Fernsby"] == "patient_name"
    assert found["Moss"] == "staff_name"


def test_label_above_its_value() -> None:
    form = [
        box("Surname", 100, 100, 14),
        box("Lindqvist", 100, 120),
        box("Unit No.", 100, 160, 14),
        box("334455", 100, 180),
    ]
    assert kinds_by_value(form) == {"Lindqvist": "patient_name", "334455": "local_patient_number"}


def test_a_product_label_above_or_beside_takes_the_meaning_away() -> None:
    assert kinds_by_value([box("REF", 100, 100, 14), box("9994140027", 100, 120)]) == {}
    assert kinds_by_value([box("Asset No", 100, 100), box("9994140027", 200, 100)]) == {}
    assert kinds_by_value([box("9994140027", 100, 100)]) == {"9994140027": "nhs_number"}


def test_neighbours_give_weight_to_what_is_weak_alone() -> None:
    number = box("D884412", 100, 130)
    assert kinds_by_value([number]) == {}
    assert kinds_by_value([box("OKONKWO Josephine", 100, 100), number])["D884412"] == "local_patient_number"


def test_an_old_date_beside_a_name_is_a_birth_date() -> None:
    date = box("19/08/1934", 100, 130)
    alone, beside = found_as([date], "19/08/1934"), found_as([box("WHITTAKER Derek", 100, 100), date], "19/08/1934")
    assert alone.match.kind == beside.match.kind == "date_of_birth"
    assert alone.match.confidence < beside.match.confidence


def test_a_name_in_two_rows() -> None:
    found = kinds_by_value([box("FERNSBY", 100, 100, 22), box("Maud", 100, 126, 20), box("Ward 7", 100, 150)])
    assert found["FERNSBY Maud"] == "patient_name"


def test_a_badge_name_is_staff_by_the_role_below() -> None:
    badge = [box("Sunita", 100, 100, 40), box("Rao", 100, 145, 40), box("Specialty Registrar", 100, 195, 24)]
    assert set(kinds_by_value(badge).values()) == {"staff_name"}


def test_an_address_goes_on_below() -> None:
    label = [box("2 Mill Lane", 100, 100), box("Oakhampton", 100, 125), box("LS1 4AP", 100, 150)]
    assert kinds_by_value(label) == {"2 Mill Lane Oakhampton": "address", "LS1 4AP": "postcode"}


def test_two_things_are_two_clusters() -> None:
    sign = [box("Fire exit", 1500, 900, 60), box("Keep clear", 1500, 970, 60)]
    numbers = cluster_lines([*WRISTBAND, *sign])
    assert len(set(numbers[:6])) == 1
    assert len(set(numbers[6:])) == 1
    assert numbers[0] != numbers[6]


def test_columns_of_a_wide_table_are_one_cluster() -> None:
    rows = [
        [box("NOWAK, George", 100, y, 16), box("9", 460, y, 16), box("Dr Tan", 780, y, 16)]
        for y in (100, 130, 160, 190)
    ]
    assert set(cluster_lines([line for row in rows for line in row])) == {0}


def test_unread_lines_and_frames() -> None:
    lines = [
        box("OKONKWO Josephine", 100, 100),
        box(None, 100, 130),
        TextLine(box("Maud", 100, 130).polygon, 0.9, "Maud", 1),
    ]
    assert cluster_lines(lines) == (0, 0, 1)
    assert [found.lines for found in find_in_photo(lines)] == [(0,)]
    assert cluster_lines([]) == ()
    assert find_in_photo([]) == ()


def stack(*texts: str, height: float = 20.0) -> list[TextLine]:
    return [box(text, 100, 100 + 1.4 * height * i, height) for i, text in enumerate(texts)]


CARRIERS = [
    ("wristband", ("FERNSBY Maud", "Born 08-Jan-1933", "NHS No. 999 414 0027")),
    ("screen", ("PATEL, Anil (Mr)  Born 03-Aug-1969  Gender Male  NHS No. 999 050 6310", "Summary", "Results",
    "Log off")),
    ("id_badge", ("Dr Sunita RAO", "Specialty Registrar", "Staff No. 4471920", "Northmoor Royal Hospital")),
    ("id_badge", ("Hello my name is", "Sunita")),
    ("sticky_note", ("Login: ward7", "Pwd: Summer25!")),
    ("label", ("DRUGS ADDED TO THIS INFUSION", "Patient WHITTAKER D", "Potassium chloride 40 mmol", "Prep KW Chk JT")),
    ("label", ("OKONKWO Josephine", "14 Willow Close", "LS1 4AP", "DOB 12/03/1951", "NHS 999 339 5633")),
    ("sign", ("FIRE EXIT", "Keep clear")),
    ("sign", ("Stroke Unit", "Visiting times 2pm - 8pm")),
    ("medical_image", ("WHITTAKER DEREK 19/08/1934", "CHEST PA ERECT", "120 kV 2 mAs", "R")),
    ("medical_image", ("25 mm/s 10 mm/mV", "Sinus rhythm", "QRS 92 ms", "aVR")),
    ("wristband", ("NHS No 999 641 1133", "DOB 05/11/1953", "Printed 14/9/25 08:20")),
    ("label", ("NHS No 999 641 1133", "DOB 05/11/1953", "14/9/25 08:20 KW")),
    ("paper", ("Dear Dr Moss,", "Re: Maud FERNSBY, DOB 08/01/1933", "Thank you for referring this lady",
    "Yours sincerely")),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "texts"), CARRIERS)
def test_carrier(expected: str, texts: tuple[str, ...]) -> None:
    lines = stack(*texts)
    assert carrier(lines, [found.match for found in find_in_photo(lines)]) == expected


def test_carrier_of_a_board_and_of_nothing() -> None:
    assert carrier(BOARD, [found.match for found in find_in_photo(BOARD)]) == "board"
    assert carrier(stack("Happy Friday"), []) is None
    assert carrier([], []) is None


def test_a_recent_date_beside_a_child_is_a_birth_date_but_the_date_of_a_visit_is_not() -> None:
    child = [box("OKONKWO Tobi", 100, 100), box("14/03/2019", 100, 130)]
    assert kinds_by_value(child)["14/03/2019"] == "date_of_birth"
    visit = [box("OKONKWO Tobi", 100, 100), box("Seen on 14/03/2019", 100, 130)]
    assert kinds_by_value(visit)["14/03/2019"] == "time_signal"


@pytest.mark.parametrize(
    "plate",
    [
        "WSQ 3021",
        "RK-959AD",
        "383 NJP",
        "B 68 SPK",
        "PJU·2207",
        "BS 47040",
        "3B2 9485",
        "3B2:9485",
        "KR 1AB23",
        "1-ABC-234",
        "GU 123 AB",
        "ZH 123456",
        "K123 ABC",
        "A123BC 77",
        "ABC1D23",
    ],
)
def test_a_tall_line_alone_may_be_a_plate_of_any_country(plate: str) -> None:
    assert kinds_by_value([box(plate, 300, 300, 50), box("MALAYSIA", 300, 600, 15)]) == {plate: "vehicle_plate"}


def test_small_print_around_a_plate_does_not_hide_it() -> None:
    frame = [box("SK", 300, 352, 14), box("AUTO MOSIL", 330, 352, 9), box("www.mosil.example", 400, 352, 9)]
    assert kinds_by_value([box("RK-373AK", 300, 300, 42), *frame]).get("RK-373AK") == "vehicle_plate"


@pytest.mark.parametrize(
    "text",
    [
        "MRI 1204",
        "ISO 9001",
        "1200 RPM",
        "LOT 1234",
        "BED 1234",
        "MAY 2024",
        "EXIT",
        "A4",
        "4 X 1000",
        "BS 5839-1",
        "B12 VIT",
        "FFP2 NR",
        "CO2 5000",
    ],
)
def test_a_tall_line_that_is_no_plate(text: str) -> None:
    assert "vehicle_plate" not in kinds_by_value([box(text, 300, 300, 50)]).values()


def test_a_plates_form_among_other_writing_is_a_model_or_an_item() -> None:
    small = [box("WSQ 3021", 300, 300, 20), box("Infusion pump of the ward", 300, 900, 60)]
    listed = stack("WSQ 3021", "Power on", "Alarm off", "Service due")
    assert "vehicle_plate" not in {*kinds_by_value(small).values(), *kinds_by_value(listed).values()}


def duty_board(*rows: tuple[str, str]) -> list[TextLine]:
    title = [box("Nurse in charge", 100, 50)]
    return title + [
        box(text, x, 100 + 50 * i) for i, row in enumerate(rows) for text, x in zip(row, (100, 260), strict=True)
    ]


DUTIES = (("NIC", "Mr Tomos"), ("Bay A", "Grete"), ("Bay C", "Mr Tomos"), ("HCA", "Sr Kate"), ("Bleep", "4235"))


def test_names_behind_the_bays_of_a_duty_board_are_colleagues() -> None:
    found = kinds_by_value(duty_board(*DUTIES))
    assert found["Mr Tomos"] == found["Grete"] == "staff_name"
    assert not {"patient_name", "patient_initials"} & set(found.values())
    glare = kinds_by_value(duty_board(*DUTIES, ("Bay", "Kwame")))
    assert glare["Grete"] == "staff_name"


@pytest.mark.parametrize(
    "row", [("Bed 4", "Mr Ashworth"), ("Bay B", "OKONKWO J"), ("Bay B", "Grete 91F"), ("Plan", "?DVT"), ("Name", "")]
)
def test_one_bed_surname_age_or_illness_makes_it_a_patients_board_again(row: tuple[str, str]) -> None:
    found = kinds_by_value(duty_board(*DUTIES, row))
    assert found["Grete"] in ("patient_name", "patient_initials")


def test_the_name_on_a_label_of_an_infusion_is_a_patients_though_half_of_it_was_misread() -> None:
    label = [box("DRUGS ADDED TO THIS INFUSION", 100, 50), box("PATEL AUL", 130, 100), box("HEPARIN 5000 U", 130, 150)]
    assert kinds_by_value(label)["PATEL AUL"] == "patient_name"
    assert kinds_by_value(label[1:]).get("PATEL AUL") is None
