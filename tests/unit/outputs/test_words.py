"""Escaping, places, numbers, groups: the small pieces of every text output."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.findings import Polygon, Severity
from scanner.geometry import rectangle
from scanner.outputs.escape import plain, quoted
from scanner.outputs.grouping import grouped
from scanner.outputs.words import listed, numbers, place, whereabouts
from tests.cli.fakes import finding, report


def test_plain_keeps_letters_and_escapes_what_acts_on_a_terminal() -> None:
    assert plain("café 病院 [red]") == "café 病院 [red]"
    assert plain("a\nb\x1b[2Jc\u202ed\udcff\x85") == "a\\nb\\x1b[2Jc\\u202ed\\xff\\x85"


@given(st.text())
def test_plain_gives_one_printable_line(text: str) -> None:
    assert plain(text).isprintable()


@pytest.mark.skipif(os.name == "nt", reason="quoting for POSIX shells")
@pytest.mark.parametrize(
    "name", ["a.jpg", "it's a.jpg", "$(touch pwned).jpg", "new\nline\t\x1b[31m.jpg", "b\udcff\udcfe1.jpg"]
)
def test_a_quoted_name_is_one_word_for_the_shell(name: str) -> None:
    assert quoted(name).isprintable()
    said = subprocess.run(
        ["bash", "-c", f"printf %s {quoted(name)}"], capture_output=True, check=True, env={"LC_ALL": "C"}
    )
    assert os.fsdecode(said.stdout) == name


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((0, 0, 90, 90), "upper left"),
        ((150, 0, 10, 10), "top"),
        ((140, 140, 20, 20), "centre"),
        ((250, 140, 20, 20), "right"),
        ((140, 280, 20, 20), "bottom"),
        ((290, 290, 40, 40), "lower right"),
        ((-50, -50, 20, 20), "upper left"),
        ((0, 0, 280, 280), "across most of the picture"),
    ],
)
def test_places(box: tuple[int, int, int, int], words: str) -> None:
    assert place(rectangle(box), 300, 300) == words


def at(x: int, y: int, size: int = 10) -> Polygon:
    return rectangle((x, y, size, size))


def test_several_places_are_one_phrase() -> None:
    def where(*corners: tuple[int, int]) -> str:
        found = [finding(i, "face_unknown", polygon=at(x, y)) for i, (x, y) in enumerate(corners)]
        return whereabouts(found, report("x", *found))

    assert where((10, 10)) == "upper left"
    assert where((10, 10), (380, 10)) == "upper left and upper right"
    assert where((10, 10), (20, 10), (30, 10), (380, 10), (380, 280)) == "mostly upper left"
    assert where((10, 10), (380, 10), (380, 280)) == "in several places"
    other_page = finding(1, "face_unknown", polygon=at(0, 0), frame=2)
    assert whereabouts([other_page], report("x", other_page)) == "in frame 3"
    assert whereabouts([finding(1, "meta_gps")], report("x")) == ""


def test_numbers_and_lists() -> None:
    assert numbers([finding(i, "age") for i in (9, 1, 2, 4, 5, 6)]) == "1, 2, 4–6, 9"
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")


def test_what_stands_on_a_thing_is_told_with_it() -> None:
    board = finding(1, "board", polygon=at(0, 0, 200))
    note = finding(2, "sticky_note", polygon=at(10, 10, 50))
    password = finding(3, "credential", polygon=at(20, 20, 20), on="sticky_note")
    name = finding(4, "patient_name", polygon=at(100, 100, 20), on="board")
    face = finding(5, "face_unknown", polygon=at(60, 100, 30), detector="faces")
    unread = [finding(i, "unread_text", polygon=at(300, 10 * i)) for i in range(6, 18)]
    groups = grouped([board, note, password, name, face, *unread])
    told = {g.lead.id: ([f.id for f in g.members], [f.id for f in g.carried], g.severity) for g in groups}
    assert told == {
        1: ([1], [4], Severity.CRITICAL),
        2: ([2], [3], Severity.CRITICAL),
        5: ([5], [], Severity.HIGH),
        6: (list(range(6, 18)), [], Severity.MEDIUM),
    }
    assert [g.severity for g in groups] == sorted((g.severity for g in groups), reverse=True)


def test_every_finding_is_in_exactly_one_group() -> None:
    found = [finding(i, kind) for i, kind in enumerate(("board", "wristband", "nhs_number", "age", "meta_gps"))]
    assert sorted(f.id for g in grouped(found) for f in g.everything) == [0, 1, 2, 3, 4]
