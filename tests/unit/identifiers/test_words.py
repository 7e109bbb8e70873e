"""Labels, look-alikes, name lists, check digits: the parts under the rules."""

from __future__ import annotations

import pytest

from scanner.identifiers import checkdigits
from scanner.identifiers.find import find_in_line
from scanner.identifiers.labels import TABLE
from scanner.identifiers.line import find_labels, read_line, words_of
from scanner.identifiers.lookalikes import digits_view
from scanner.identifiers.masks import OTHERWISE, describe
from scanner.identifiers.namelists import family_names, given_names, name_key
from scanner.identifiers.names import RULES as NAME_RULES
from scanner.identifiers.table import RULES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS No.", "nhs"), ("NH5 N0", "nhs"), ("N.H.S. No", "nhs"), ("NHSNo9993395633", "nhs"), ("D0B", "dob"),
        ("D.0.B.", "dob"), ("H0sp No", "mrn"), ("Unlt No.", "mrn"), ("Surnamc:", "name"), ("Consultaht:", "staff"),
        ("né le", "dob"), ("H&C No", "hcn"), ("Lot", "product"),
    ],
)  # fmt: skip
def test_labels_are_known_however_they_are_read(text: str, kind: str) -> None:
    assert find_labels(text)[0].kind == kind


@pytest.mark.parametrize("text", ["he can go home", "S on 21/05", "Pat went home"])
def test_words_are_not_taken_for_labels(text: str) -> None:
    kinds = {label.kind for label in find_labels(text)}
    assert not kinds & {"name", "relative", "product"}


def test_a_label_speaks_for_the_value_right_behind_it() -> None:
    line = read_line("Hosp No: H1234567 seen 12/03/2025")
    label = line.label_before(9)
    assert label is not None
    assert label.kind == "mrn"
    assert line.label_before(len("Hosp No: H1234567 ")) is None


def test_every_label_belongs_to_one_kind() -> None:
    listed = [(phrase.strip(), kind) for kind, phrases in TABLE.items() for phrase in phrases.split(",")]
    seen: dict[str, str] = {}
    twice = [(phrase, kind, seen[phrase]) for phrase, kind in listed if seen.setdefault(phrase, kind) != kind]
    assert not twice


def test_lost_spaces_part_words() -> None:
    assert [word.text for word in words_of("OKONKWOJosephine exacFurosemide McDonald O'DONNELL")] == [
        "OKONKWO", "Josephine", "exac", "Furosemide", "McDonald", "O'DONNELL",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("999 28B 2611", "999 288 2611"),
        ("O3-Apr-1936Hosp", "03-Apr-1936Hosp"),
        ("TimeO7:55", "Time07:55"),
        ("SO2", "SO2"),
    ],
)
def test_look_alike_digits(seen: str, meant: str) -> None:
    assert digits_view(seen) == meant


def test_name_lists_come_from_the_packages() -> None:
    assert len(given_names()) > 10_000
    assert len(family_names()) > 80_000
    assert {"josephine", "derek", "aoife", "oluwaseun", "agnieszka", "siobhan"} <= given_names()
    assert {"whittaker", "okonkwo", "patel", "wisniewski", "oconnor"} <= family_names()
    assert name_key("O’Conaíll") == "oconaill"


def test_descriptions_give_way_when_they_would_quote() -> None:
    assert describe("a date", "12/03/1951") == "a date"
    assert describe("a ward or unit", "Ward 7") != "a ward or unit"
    assert describe("a b c d", "some text private 19 signs a b c d") == "•••"


@pytest.mark.parametrize(
    ("line", "masked"),
    [("Bed 4 in Ward 7", {"the name of a place"}), ("Patient: Mabel Clark", {"a name"}),
     ("Patient: James Anders", {"who it is"}), ("Great shift at Northmoor General", {"the name of a place"})],
)  # fmt: skip
def test_what_would_quote_is_described_by_its_kind(line: str, masked: set[str]) -> None:
    assert masked <= {match.masked for match in find_in_line(line)}
    assert "some text" not in {match.masked for match in find_in_line(line)}


def test_every_kind_of_words_has_a_vaguer_description() -> None:
    numbers = {"nhs_number", "chi", "hcn", "ihi", "ppsn", "ssn", "mbi", "nino", "medicare_au", "eu_id",
               "local_patient_number"}  # fmt: skip
    kinds = {rule.kind for rule in RULES} | {rule.kind for rule in NAME_RULES}
    assert kinds <= OTHERWISE.keys() | numbers


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (checkdigits.nhs_number, "999 339 5633"), (checkdigits.chi, "311299 9991"),
        (checkdigits.health_and_care, "399 999 9985"), (checkdigits.irish_ihi, "859 999 9907"),
        (checkdigits.irish_ihi, "539000085999999073"), (checkdigits.australian_ihi, "8003606000000004"),
        (checkdigits.medicare_au, "2950000041"), (checkdigits.kvnr, "A123456780"), (checkdigits.mbi, "1EG4-TE5-MK73"),
        (checkdigits.npi, "1234567893"), (checkdigits.ssn, "987-65-4320"), (checkdigits.nino, "QQ123456C"),
        (checkdigits.ehic, "80123456789012345678"),
    ],
)  # fmt: skip
def test_published_specimens_are_valid(check: object, number: str) -> None:
    assert callable(check)
    assert check(number)


@pytest.mark.parametrize("number", ["0000000000", "1111111111", "9876543210", "999 339 5634", "99933956", "99933956٣3"])
def test_numbers_that_are_never_issued(number: str) -> None:
    assert not checkdigits.mod11(number)
