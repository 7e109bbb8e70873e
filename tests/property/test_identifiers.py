"""What must hold for any text: offsets, descriptions, check digits, and time."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.findings import TextLine
from scanner.identifiers import checkdigits
from scanner.identifiers.find import MAX_LINE, find_in_line
from scanner.identifiers.layout import cluster_lines, find_in_photo
from scanner.identifiers.lookalikes import digits_view, skeleton
from scanner.identifiers.strips import part_of

FRAGMENTS = st.sampled_from(
    "NHS No.|999 339 5633|9993395633|H&C|CHI|DOB|12/03/1951|12-Mar-51|OKONKWO|Josephine|Mr|Mrs|Dr|Bed 4|4A|Ward 7|"
    "74y|92F|"
    "Hosp No|H1234567|Tel|07700 900461|LS1 4AP|?DVT|#NOF|C.diff|Amoxicillin 500 mg|Pwd:|Summer25!|Login|ZZTEST|AB12 "
    "CDE|"
    "Lot|EXP|REF|today|14:30|O'DONNELL|van der|née|SSN|987-65-4320|1EG4-TE5-MK73|,|:|/|(|)|?|!| | |  |   |\t".split("|")
)
LINES = st.one_of(
    st.text(max_size=80), st.lists(FRAGMENTS, max_size=14).map(" ".join), st.lists(FRAGMENTS, max_size=14).map("".join)
)


@given(LINES)
@settings(deadline=None)  # the first line loads the lists
def test_matches_lie_in_the_line_in_order_and_apart(text: str) -> None:
    position = 0
    for match in find_in_line(text):
        assert position <= match.start < match.end <= len(text)
        assert 0 < match.confidence <= 1
        position = match.end


@given(LINES)
@settings(deadline=None)  # the first line loads the lists
def test_descriptions_never_quote_the_value(text: str) -> None:
    for match in find_in_line(text):
        value = text[match.start : match.end].lower()
        told = match.masked.lower()
        assert told
        assert not any(value[i : i + 3] in told for i in range(len(value) - 2))


@given(st.text(max_size=200))
def test_views_keep_the_length(text: str) -> None:
    assert len(digits_view(text)) == len(text)
    assert len(skeleton(text)) == len(text)


@given(st.integers(0, 999_999_999), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_breaks_mod_11(stem: int, place: int, change: int) -> None:
    nine = f"{stem:09d}"
    number = next((nine + d for d in string.digits if checkdigits.mod11(nine + d)), None)
    if number is not None:
        wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
        assert not checkdigits.mod11(wrong)


@given(st.integers(0, 999_999_999), st.integers(0, 8))
def test_two_swapped_digits_break_mod_11(stem: int, place: int) -> None:
    nine = f"{stem:09d}"
    number = next((nine + d for d in string.digits if checkdigits.mod11(nine + d)), None)
    if number is not None and number[place] != number[place + 1]:
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert not checkdigits.mod11(swapped)


@given(st.text("0123456789", min_size=1, max_size=20), st.integers(1, 9))
def test_luhn_and_gs1_notice_one_wrong_digit(body: str, change: int) -> None:
    for check in (checkdigits.luhn, checkdigits.gs1):
        number = next(body + d for d in string.digits if check(body + d))
        assert not check(number[:-1] + str((int(number[-1]) + change) % 10))


@given(st.text(max_size=30))
def test_check_digits_take_any_text(text: str) -> None:
    for check in (
        checkdigits.mod11, checkdigits.nhs_number, checkdigits.health_and_care, checkdigits.chi, checkdigits.irish_ihi,
        checkdigits.australian_ihi, checkdigits.medicare_au, checkdigits.kvnr, checkdigits.mbi, checkdigits.ssn,
        checkdigits.npi, checkdigits.nino, checkdigits.ehic, checkdigits.luhn, checkdigits.gs1,
    ):  # fmt: skip
        assert check(text) in (True, False)


@pytest.mark.parametrize(
    "unit",
    ["a", "A", "a ", "A ", "Abc ", "1", "1 ", "1.", "12/", "1-", "Aa1 ", "a@", ".", "NHS No ", "Mr.", "Bed 1 ", "A,",
    "Dr A. ",
     "|A", "O'", "+44", "(0", "1 Abc ", "Ward ", "The Of ", "1 Jan ", "a.b@c.d", "pwd ", "Hospital ", "S5", "A-",
     "Smith "],
)  # fmt: skip
def test_long_lines_take_linear_time(unit: str) -> None:
    find_in_line("Bed 4 OKONKWO Josephine")  # load the lists first
    text = (unit * MAX_LINE)[: 4 * MAX_LINE]
    begin = time.process_time()
    find_in_line(text)
    assert time.process_time() - begin < 2.0


COORDINATES = st.floats(-1e4, 1e4, allow_nan=False)
POLYGONS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=4, max_size=8).map(tuple)


@given(st.lists(st.tuples(POLYGONS, st.one_of(st.none(), LINES)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_layout_is_taken(parts: list[tuple[tuple[tuple[float, float], ...], str | None]]) -> None:
    lines = [TextLine(polygon, 0.9, text) for polygon, text in parts]
    numbers = cluster_lines(lines)
    assert len(numbers) == len(lines)
    used: set[tuple[int, int]] = set()
    for found in find_in_photo(lines):
        assert found.lines and all(lines[i].text for i in found.lines)
        assert len({numbers[i] for i in found.lines}) == 1
        assert len(found.polygon) >= 3
        if len(found.lines) == 1:
            line = found.lines[0]
            assert (lines[line].text or "")[found.match.start : found.match.end] == found.value
            places = {(line, i) for i in range(found.match.start, found.match.end)}
            assert not places & used
            used |= places


@given(st.text(min_size=1, max_size=40), st.data())
def test_part_of_a_line_stays_inside_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    part = part_of(((0.0, 0.0), (100.0, 0.0), (100.0, 10.0), (0.0, 10.0)), text, start, end)
    assert all(-1e-6 <= x <= 100 + 1e-6 and -1e-6 <= y <= 10 + 1e-6 for x, y in part)
