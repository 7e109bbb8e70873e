"""No column of a list of people is ignored unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.consent.table import Table, read_table
from scanner.errors import UsageError

ROW = ("Ada", "a.png", "web", "2026-01-01", "2026-12-31", "2026-02-01")
READ = {
    "name": "Ada",
    "photos": "a.png",
    "scope": "web",
    "date": "2026-01-01",
    "expiry": "2026-12-31",
    "withdrawn": "2026-02-01",
}
HEAD = "Name;Reference photos;Scope;Date;Expiry;"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("list") / "people.csv"


def table(path: Path, *lines: str) -> Table:
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_table(path)


def refused(path: Path, *lines: str) -> str:
    with pytest.raises(UsageError) as error:
        table(path, *lines)
    return str(error.value)


@pytest.mark.parametrize(
    "heading",
    [
        "Withdrawn", "Withdrawn on", "WITHDRAWN_ON", "withdrawn?", "Withdrawn (date)", "Withdrawal", "Withdrawal date",
        "Date withdrawn", "Consent withdrawn", "consent-withdrawn", "Revoked", "Revoked on:", "Taken back",
    ],
)  # fmt: skip
def test_however_the_withdrawal_is_headed(path: Path, heading: str) -> None:
    made = table(path, HEAD + heading, ";".join(ROW))
    assert made.cells(made.rows[0][1]) == READ and made.not_read() == ()


@pytest.mark.parametrize(
    "head",
    [
        "Full name,Photos,Uses,Date of consent,Valid until,Revoked",
        "Colleague,Picture,Consent scope,Consented on,Expires on,Date withdrawn",
        "\ufeffname,reference_photo,scopes,Consent date,Expiry date,Withdrawal date",
    ],
)
def test_other_words_for_the_columns(path: Path, head: str) -> None:
    made = table(path, head, ",".join(ROW))
    assert made.cells(made.rows[0][1]) == READ


def test_a_heading_that_is_not_understood_is_named(path: Path) -> None:
    said = refused(path, HEAD + "Opted out;Notes;Shoe size", ";".join(ROW))
    assert said.startswith("people.csv") and "'Opted out', 'Shoe size'" in said and "'Notes'" not in said
    assert "\x1b" not in refused(path, HEAD + "\x1b[31mwithdrew")


@given(heading=st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=';,"'), max_size=20))
def test_whatever_a_heading_says_its_cells_are_read_told_or_refused(path: Path, heading: str) -> None:
    try:
        made = table(path, HEAD + heading, "Ada;a.png;web;;2026-12-31;2026-02-01")
        read = made.cells(made.rows[0][1])
    except UsageError:
        return
    assert made.not_read() or read["withdrawn"] == "2026-02-01"


@pytest.mark.parametrize("twice", ["Withdrawn;Revoked", "Withdrawn;withdrawn"])
def test_two_columns_for_one_thing(path: Path, twice: str) -> None:
    """Which of the two should count?"""
    first, second = twice.split(";")
    said = refused(path, HEAD + twice, "Ada;a.png;web;;2026-12-31;;2026-02-01")
    assert f"{first!r} and {second!r}" in said


def test_columns_that_may_be_there_are_told(path: Path) -> None:
    made = table(path, HEAD + "Notes;E-mail;Department", "Ada;a.png;web;;2026-12-31;left;a@example.org;ICU")
    assert made.not_read() == ("Notes", "E-mail", "Department")
    assert made.cells(made.rows[0][1]) == READ | {"date": "", "withdrawn": ""}


def test_nothing_stands_under_no_heading(path: Path) -> None:
    """A comma in a name moves everything; empty columns at the end are what spreadsheets leave."""
    made = table(
        path, "name,photos,scope,date,expiry,withdrawn,,", "Ada,a.png,web,,2026-12-31,,,", "Smith, Jo" + ",x" * 6
    )
    assert made.cells(made.rows[0][1])["name"] == "Ada"
    with pytest.raises(UsageError, match="column 7 has no heading"):
        made.cells(("Smith", " Jo", "a.png", "web", "", "2026-12-31", "2026-02-01"))
    with pytest.raises(UsageError, match="column 9 has no heading"):
        made.cells((*ROW, "", "", "2026-02-01"))
    assert made.cells(("Ada", "a.png"))["withdrawn"] == ""


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 10_000_001, b'name,"' + b"x" * 200_000])
def test_what_is_no_list(path: Path, content: bytes) -> None:
    """A list that is too long is not cut: the withdrawals could be at its end."""
    path.write_bytes(content)
    with pytest.raises(UsageError, match="could not be read"):
        read_table(path)
    with pytest.raises(UsageError, match="could not be read"):
        read_table(path.with_name("missing.csv"))
