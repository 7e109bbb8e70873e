"""GS1 element strings and what a code means. All numbers are test ranges or published specimens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.findings import Code, Match
from scanner.identifiers.checkdigits import gs1 as check_digit_valid
from scanner.identifiers.find import find_in_line
from scanner.identifiers.gs1 import FNC1, classify, nhs_number_in, parse

SQUARE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
SERVICE_NUMBER = "952000099933956333"  # company prefix 9520000, NHS number 999 339 5633 of the test range
BAND = f"8018{SERVICE_NUMBER}{FNC1}91RXX01^H1234567{FNC1}93OKONKWO^Josephine^12-Mar-1951"
DRUG = f"01095011010209171726123110ABC123{FNC1}21SER7"


def code(payload: str | None, kind: str = "DataMatrix", *, gs1: bool = False) -> Code:
    return Code(SQUARE, kind, payload, gs1=gs1)


def nothing(_: str) -> tuple[Match, ...]:
    return ()


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (BAND, ["8018", "91", "93"]),
        ("]d2" + BAND, ["8018", "91", "93"]),
        (FNC1 + BAND, ["8018", "91", "93"]),
        (BAND.replace(FNC1, "", 1), ["8018", "91", "93"]),  # readers that act as a keyboard drop FNC1
        ("(8018)952000099933956333(91)RXX01(93)OKONKWO (Mrs) J", ["8018", "91", "93"]),
        (DRUG, ["01", "17", "10", "21"]),
        ("https://id.gs1.org/01/09501101020917/10/ABC?17=261231", ["01", "10", "17"]),
        ("8017952000000000123456"[:22], ["8017"]),
        ("3103001750", ["3103"]),
    ],
)  # fmt: skip
def test_parses_every_written_form(payload: str, fields: list[str]) -> None:
    assert [ai for ai, _ in parse(payload)] == fields


@pytest.mark.parametrize("payload", ["", "hello", "0", "(01)", "(99", "05123", "https://www.example.org/01/x", "9"])
def test_other_text_is_no_element_string(payload: str) -> None:
    assert parse(payload) == ()


def test_values_come_out_unchanged() -> None:
    assert dict(parse(BAND)) == {
        "8018": SERVICE_NUMBER,
        "91": "RXX01^H1234567",
        "93": "OKONKWO^Josephine^12-Mar-1951",
    }


def test_patient_number_inside_the_service_number() -> None:
    assert nhs_number_in(SERVICE_NUMBER)
    assert nhs_number_in("95200" + "9993395633" + "001")  # a company prefix of another length
    assert not nhs_number_in("952000012345678901")


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (code(BAND, gs1=True), "barcode_patient"),
        (code(BAND), "barcode_patient"),  # printed without the GS1 mark
        (code("91RXX01^H1234567", gs1=True), "barcode_patient"),
        (code("9993395633"), "barcode_patient"),
        (code("OKONKWO^Josephine^12-Mar-1951", "QRCode"), "barcode_patient"),
        (code("8017952000000000123451", gs1=True), "staff_id"),
        (code(DRUG, gs1=True), "barcode_product"),
        (code("01095011010209172110XYZ" + FNC1 + "91EE06" + FNC1 + "92abcdef", gs1=True), "barcode_product"),
        (code("5000112548167", "EAN13"), "barcode_product"),
        (code("9780201379624", "EAN13"), "barcode_product"),
        (code("2012345678900", "EAN13"), "barcode_unread"),  # numbering inside one organisation
        (code("10614141000415", "ITF"), "barcode_product"),
        (code("10614141000416", "ITF"), "barcode_unread"),
        (code("H1234567", "Code128"), "barcode_unread"),
        (code("https://www.example.org", "QRCode"), "barcode_unread"),
        (code("WIFI:S:Ward7;T:WPA;P:Summer25!;;", "QRCode"), "credential"),
        (code("WIFI:S:Guest;T:nopass;;", "QRCode"), "barcode_unread"),
        (code("otpauth://totp/x?secret=JBSWY3DP", "QRCode"), "credential"),
        (code(None), "barcode_unread"),
        (code("", "QRCode"), "barcode_unread"),
    ],
)
def test_meaning(what: Code, kind: str) -> None:
    assert classify(what, find_in_line).kind == kind


def test_plain_digits_do_not_pass_for_gs1() -> None:
    assert classify(code("9912345678", "Code128"), nothing).fields == ()


@given(st.text(max_size=60), st.booleans(), st.sampled_from(["DataMatrix", "Code128", "ITF", "EAN13", "odd"]))
def test_never_raises(payload: str, gs1: bool, kind: str) -> None:
    meaning = classify(code(payload, kind, gs1=gs1), nothing)
    assert 0 < meaning.confidence <= 1
    assert all(value in payload for _, value in meaning.fields)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=6, max_size=20))
def test_masked_quotes_nothing(digits: str, surname: str) -> None:
    service = next(digits + c for c in "0123456789" if check_digit_valid(digits + c))
    masked = classify(code(f"8018{service}{FNC1}93{surname}", gs1=True), find_in_line).masked
    assert surname not in masked
    assert not any(service[i : i + 4] in masked for i in range(15))
