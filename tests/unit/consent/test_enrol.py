"""Nobody gets into the register by accident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from scanner.consent.enrol import Enroller, day, imported, lookalikes, person_from, scopes
from scanner.consent.looking import REFERENCE_JITTERS
from scanner.consent.people import Scope, Standing
from scanner.consent.register import Register
from scanner.consent.table import read_table
from scanner.errors import ScannerError, UsageError
from scanner.findings import Face
from tests.unit.consent.making import BLUE, GOOD, GREEN, OF_COLOUR, RED, TODAY, FakeEmbedder, face, person, photo

ONE = face(100, size=120)


@pytest.fixture
def shot(tmp_path: Path) -> Callable[..., Path]:
    """A reference photo as a file."""

    def take(name: str, colour: tuple[int, int, int]) -> Path:
        path = tmp_path / name
        Image.fromarray(photo((ONE, colour)).frames[0].pixels).save(path)
        return path

    return take


def enroller(*faces: Face, embedder: FakeEmbedder | None = None) -> Enroller:
    return Enroller(lambda _: faces, embedder or FakeEmbedder())


def test_one_clear_face_is_taken(shot: Callable[..., Path]) -> None:
    embedder = FakeEmbedder()
    made = enroller(ONE, embedder=embedder).enrolled(person(references=()), [shot("a.png", BLUE)])
    assert made.references == (OF_COLOUR[BLUE],) and embedder.asked == [REFERENCE_JITTERS]


@pytest.mark.parametrize(
    ("faces", "words"),
    [
        ((), "no face"),
        ((ONE, face(500)), "2 faces"),
        ((ONE, face(500, size=70, score=0.3)), "2 faces"),  # perhaps somebody in the background
        ((replace(ONE, score=0.45),), "not certain"),
        ((face(100, size=79),), "80 pixels"),
    ],
)
def test_other_photos_are_refused_with_the_reason(
    shot: Callable[..., Path], faces: tuple[Face, ...], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        enroller(*faces).vector(shot("a.png", RED))


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (None, "from the front"),
        (replace(GOOD, frontal=0.9), "from the front"),
        (replace(GOOD, turn=0.21), "turned"),
        (replace(GOOD, lower=0.39), "mouth and chin"),
    ],
)
def test_poor_faces_are_refused(shot: Callable[..., Path], look: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        enroller(ONE, embedder=FakeEmbedder(look)).vector(shot("a.png", RED))  # type: ignore[arg-type]


def test_photos_of_two_people_are_no_references_of_one(shot: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="somebody else"):
        enroller(ONE).enrolled(person(references=()), [shot("a.png", RED), shot("b.png", GREEN)])


def test_lookalikes_are_told() -> None:
    assert lookalikes(person(), Register((person("Twin"), person("Far", (OF_COLOUR[BLUE],)), person()))) == ["Twin"]


@pytest.mark.parametrize("text", ["31/12/2026", "2026-02-30", "20261231", "", "soon"])
def test_only_one_way_to_write_a_date(text: str) -> None:
    with pytest.raises(UsageError):
        day(text, "--expires")


def test_scopes() -> None:
    assert scopes(" Web, print;teaching", "--scope") == {Scope.WEB, Scope.PRINT, Scope.TEACHING}
    for text in ("", "web,tv", "everything"):
        with pytest.raises(UsageError):
            scopes(text, "--scope")
    with pytest.raises(UsageError):
        person_from("A", "web", day("2026-02-02", ""), day("2026-02-01", ""))
    with pytest.raises(UsageError):
        person_from("A\x1b[31m", "web", TODAY, TODAY)


HEAD = "Name,Reference photos,Scope,Date,Expiry,Withdrawn\n"


def test_a_list_of_people(shot: Callable[..., Path], tmp_path: Path) -> None:
    shot("a.png", RED)
    shot("b.png", BLUE)
    table = tmp_path / "people.csv"
    table.write_text(
        "\ufeff" + HEAD + "Ada,a.png;a.png,web;print,2026-01-01,2026-12-31,\n\nBob,b.png,social,,2027-01-01,no\n"
        "Cy,,web,2025-01-01,2027-01-01,2026-02-01\n",
        encoding="utf-8",
    )
    before = Register((person("ADA"), person("Dora")))
    after = before.with_people(imported(read_table(table), before, enroller(ONE), TODAY))
    assert [p.name for p in after.people] == ["Dora", "Ada", "Bob", "Cy"]
    ada, bob, cy = (after.named(name) for name in ("Ada", "Bob", "Cy"))
    assert len(ada.references) == 2 and ada.scopes == {Scope.WEB, Scope.PRINT}
    assert bob.date == TODAY and bob.standing(Scope.SOCIAL, TODAY) is Standing.AGREED
    assert cy.standing(Scope.WEB, TODAY) is Standing.WITHDRAWN and cy.references == ()


def test_one_bad_line_and_nothing_is_taken(shot: Callable[..., Path], tmp_path: Path) -> None:
    shot("a.png", RED)
    table = tmp_path / "people.csv"
    table.write_text(HEAD + "Ada,a.png,web,,2027-01-01,\nBob,missing.png,web,,2027-01-01,\nCy,a.png,tv,,soon,\n")
    with pytest.raises(ScannerError) as error:
        imported(read_table(table), Register(), enroller(ONE), TODAY)
    assert "line 2" not in str(error.value) and "line 3" in str(error.value) and "line 4" in str(error.value)
    table.write_text("Name,Photos\nAda,a.png\n")
    with pytest.raises(UsageError, match="scope"):
        imported(read_table(table), Register(), enroller(ONE), TODAY)


def refused(table: Path, register: Register) -> list[str]:
    """The lines of the error."""
    with pytest.raises(UsageError) as error:
        imported(read_table(table), register, enroller(ONE), TODAY)
    return str(error.value).splitlines()


def test_a_list_brings_no_withdrawn_consent_back(shot: Callable[..., Path], tmp_path: Path) -> None:
    shot("a.png", RED)
    table = tmp_path / "people.csv"
    table.write_text(HEAD + "Bob,a.png,web,,2027-01-01,\nADA  Example,a.png,web,,2027-01-01,no\n")
    gone = Register((person(references=(), withdrawn=TODAY),))
    said = refused(table, gone)
    assert len(said) == 2 and said[1].startswith("  line 3: Ada Example took consent back") and "remove" in said[1]
    table.write_text(HEAD + "Ada Example,,web,,2027-01-01,2026-03-01\n")
    assert gone.with_people(imported(read_table(table), gone, enroller(ONE), TODAY)).named("ada example").withdrawn


def test_one_name_has_one_line(shot: Callable[..., Path], tmp_path: Path) -> None:
    shot("a.png", RED)
    shot("b.png", BLUE)
    table = tmp_path / "people.csv"
    table.write_text(HEAD + "Ada,a.png,web,,2027-01-01,\n\nBob,b.png,web,,2027-01-01,\nADA,b.png,web,,2027-01-01,\n")
    said = refused(table, Register())
    assert len(said) == 2 and said[1].startswith("  line 5: the same name as in line 2")
