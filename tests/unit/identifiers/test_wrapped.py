"""Labelled numbers that run over lines, are written apart, or have the borders of cells between their digits."""

from __future__ import annotations

import pytest

from scanner.findings import TextLine
from scanner.geometry import bounds
from scanner.identifiers.apart import closed
from scanner.identifiers.find import find_in_line
from scanner.identifiers.layout import LineMatch, find_in_photo
from scanner.identifiers.wrapped import in_lines
from tests.unit.identifiers.boxes import box, turned


def below_one_another(*texts: str) -> list[TextLine]:
    return [box(text, 100, 100 + 36 * i) for i, text in enumerate(texts)]


def through_lines(lines: list[TextLine]) -> list[LineMatch]:
    return [found for found in find_in_photo(lines) if len(found.lines) > 1]


WRAPPED = [
    ("nhs_number", ("NHS No", "999 339", "5633")),
    ("nhs_number", ("NHS No 999 339", "5633")),
    ("nhs_number", ("NHS No", "999", "339", "5633")),
    ("nhs_number", ("NHS No. 99", "9339 5633")),
    ("chi", ("CHI No", "311299", "9991")),
    ("hcn", ("H&C No 399 999", "9985")),
    ("local_patient_number", ("Hosp No H12345", "67")),
    ("local_patient_number", ("Hosp No 4417", "8820")),
    ("local_patient_number", ("MRN", "4417", "882")),
    ("date_of_birth", ("DOB 12-Mar-", "1951")),
    ("date_of_birth", ("DOB: 12/03/19", "51")),
    ("date_of_birth", ("Date of birth", "12 March", "1951")),
    ("date_of_birth", ("Born 12", "Mar", "1951")),
    ("date_of_birth", ("DOB 1 2 0 3", "1 9 5 1")),
    ("nino", ("NI No QQ 12 34", "56 C")),
]


@pytest.mark.parametrize(("kind", "texts"), WRAPPED)
@pytest.mark.parametrize("degrees", [0, 8])
def test_a_labelled_number_goes_on_below(kind: str, texts: tuple[str, ...], degrees: float) -> None:
    lines = turned(below_one_another(*texts), degrees)
    found = through_lines(lines)
    assert [match.match.kind for match in found] == [kind]
    assert found[0].lines[-1] == len(texts) - 1


@pytest.mark.parametrize(("kind", "texts"), WRAPPED)
def test_the_same_in_plain_text(kind: str, texts: tuple[str, ...]) -> None:
    found = list(in_lines(texts))
    assert {match.kind for _, match in found} == {kind}
    assert found[-1][0] == len(texts) - 1
    assert all(texts[i][match.start : match.end].strip() for i, match in found)


def test_blank_lines_do_not_part_a_number() -> None:
    assert [i for i, _ in in_lines(("NHS No", "", "999 339", " ", "5633"))] == [2, 4]


def test_both_lines_are_covered() -> None:
    (number,) = through_lines(below_one_another("NHS No 999 339", "5633"))
    _, top, _, bottom = bounds(number.polygon)
    assert (top, bottom) == pytest.approx((100, 156), abs=2)


def test_label_first_part_and_the_rest_in_boxes_of_their_own() -> None:
    lines = [box("NHS No.", 100, 100), box("999", 190, 100), box("339", 190, 136), box("5633", 225, 136)]
    assert [match.value for match in through_lines(lines)] == ["999 339 5633"]


@pytest.mark.parametrize(
    "texts",
    [
        ("Total 12", "50"),
        ("NHS 111", "0800 224"),
        ("NHS", "1948", "2023"),
        ("Lot No", "999 339", "5633"),
        ("Tel", "4471", "4472"),
        ("Switchboard 0", "4471", "4472"),
        ("Na 140", "4.1", "88"),
        ("Bus 12", "10 30", "10 45"),
        ("5 3 4 6 7 8", "6 7 2 1 9 5", "1 9 8 3 4 2"),
        ("Hosp No H1234567", "74"),  # the age of the same patient
        ("NHS No 999 339 5633", "12"),
        ("DOB 12/03/1951", "74"),
        ("Hosp No H1234", "120/80"),
        ("NHS No 999 339", "Ward 7", "5633"),
        ("Pt No 2", "150", "88"),
        ("Patient no", "1", "2", "3", "4"),
    ],
)
def test_figures_below_are_not_always_the_rest(texts: tuple[str, ...]) -> None:
    assert through_lines(below_one_another(*texts)) == []
    assert list(in_lines(texts)) == []


@pytest.mark.parametrize("numbers", [("4471882", "4471993"), ("4471", "4482"), ("44718", "44722", "4479")])
def test_numbers_below_one_heading_stay_apart(numbers: tuple[str, ...]) -> None:
    lines = below_one_another("MRN", *numbers)
    assert [match.value for match in find_in_photo(lines)] == list(numbers)


def test_a_label_with_a_value_beside_it_does_not_speak_for_what_is_below() -> None:
    lines = [box("Hosp No", 100, 100), box("WX/CARD", 180, 100), box("4417", 100, 136), box("882", 100, 172)]
    assert through_lines(lines) == []


def test_cells_of_a_table_that_wrap() -> None:
    head = [box("Name", 100, 100), box("NHS No", 300, 100), box("DOB", 500, 100)]
    row = [box("OKONKWO J", 100, 136), box("999 339", 300, 136), box("12/03/", 500, 136)]
    rest = [box("5633", 300, 160), box("1951", 500, 160)]
    assert [match.value for match in through_lines([*head, *row, *rest])] == ["999 339 5633", "12/03/ 1951"]


def test_in_plain_text_a_label_stands_above_a_whole_number_too() -> None:
    assert [i for i, _ in in_lines(("Hosp No", "4417882", "74"))] == [1]


def test_figures_far_below_or_beside_are_not_the_rest() -> None:
    label = box("NHS No 999 339", 100, 100)
    assert through_lines([label, box("5633", 100, 190)]) == []
    assert through_lines([label, box("5633", 300, 136)]) == []
    assert through_lines([label, box("5633", 100, 130, 60)]) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Pt: 9 9 9 - 3 3 9 - 5 6 3 3", "nhs_number", "9 9 9 - 3 3 9 - 5 6 3 3"),
        ("NHS No 9 99 - 3 39 - 5 6 3 3", "nhs_number", "9 99 - 3 39 - 5 6 3 3"),
        ("DOB 1 2 0 3 1 9 5 1", "date_of_birth", "1 2 0 3 1 9 5 1"),
        ("d o b   1 2 . 0 3 . 5 1", "date_of_birth", "1 2 . 0 3 . 5 1"),
        ("DOB 1 2 / 0 3 / 1 9 5 1", "date_of_birth", "1 2 / 0 3 / 1 9 5 1"),
        ("DOB 12 | 03 | 1951", "date_of_birth", "12 | 03 | 1951"),
        ("Hosp No H 1 2 3 4 5 6 7", "local_patient_number", "H 1 2 3 4 5 6 7"),
        ("CHI No 3|1|1|2|9|9|9|9|9|1", "chi", "3|1|1|2|9|9|9|9|9|1"),
        ("NHS No. 999|339|5633", "nhs_number", "999|339|5633"),
        ("NHS No. 999l339I5633", "nhs_number", "999l339I5633"),
        ("NHS No. | 999 | 339 | 5633", "nhs_number", "999 | 339 | 5633"),
        ("MRN 4417|8820", "local_patient_number", "4417|8820"),
        ("MRN 4417882 | 120 | 80", "local_patient_number", "4417882"),
    ],
)
def test_digits_apart_behind_a_label(text: str, kind: str, value: str) -> None:
    assert (kind, value) in [(match.kind, text[match.start : match.end]) for match in find_in_line(text)]


@pytest.mark.parametrize(
    "text",
    [
        "5 3 4 6 7 8 9 1 2", "4 7 3 1 2 9 5 6 8 1", "Total 1 2 . 4 0", "Pain chart 0 1 2 3 4 5 6 7 8 9 10",
        "NHS 111 | 0800 224", "Na 140 | K 4.1 | Ur 8.8 | 120 | 88", "Lot 9 9 9 3 3 9 5 6 3 3",
        "07 15 | 07 45 | 08 15 | 08 45", "Order 4471 | 4472 | 4473", "Order 9 9 9 - 3 3 9 - 5 6 3 3",
        "Chart 0 2 4 6 8 10 12",
    ],
)  # fmt: skip
def test_digits_apart_that_are_nobodys(text: str) -> None:
    assert find_in_line(text) == ()


def test_closed_up_lines_know_their_places() -> None:
    view = closed("DOB 1 2 0 3 1 9 5 1 x")
    assert view is not None
    assert view.text == "DOB 12031951 x"
    assert view.span(4, 12) == (4, 19)
    assert closed("DOB 12/03/1951") is None
