"""Only a sure yes is a yes."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from scanner.consent.matching import BAR, RIVAL, Agreement, match
from scanner.consent.people import Person, Scope
from scanner.errors import DetectorMissingError
from scanner.findings import Box, Face
from scanner.inference.guarded import FaceLook
from scanner.photo.photo import Pixels
from tests.unit.consent.making import (
    BLUE,
    GOOD,
    GREEN,
    OF_COLOUR,
    RED,
    TODAY,
    FakeEmbedder,
    face,
    person,
    photo,
    vector,
)


def agreed(
    people: tuple[Person, ...], *faces: Face, embedder: Any = None, scope: Scope = Scope.WEB
) -> list[str | None]:
    """For each face, red ones all, who it is said to be."""
    seen = photo(*((one, RED) for one in faces))
    marked, _ = Agreement(people, scope, TODAY, embedder or FakeEmbedder()).marked(seen, faces)
    assert all((one.person is not None) is one.consented for one in marked)
    return [one.person for one in marked]


def test_a_match_stays_and_everybody_else_does_not() -> None:
    left, right = face(50), face(400)
    seen = photo((left, RED), (right, BLUE))
    marked, notices = Agreement((person(),), Scope.WEB, TODAY, FakeEmbedder()).marked(seen, (left, right))
    assert [one.person for one in marked] == ["Ada Example", None] and notices == ()
    assert marked[1] == right


@pytest.mark.parametrize(
    "changes",
    [
        {"withdrawn": TODAY},
        {"withdrawn": datetime.date(2099, 1, 1)},
        {"expires": TODAY - datetime.timedelta(days=1)},
        {"date": TODAY + datetime.timedelta(days=1)},
        {"scopes": frozenset({Scope.PRINT, Scope.TEACHING, Scope.SOCIAL})},
        {"references": ()},
    ],
)
def test_consent_that_does_not_hold_is_none(changes: dict[str, Any]) -> None:
    assert agreed((person(),), face(50)) == ["Ada Example"]
    assert agreed((person(**changes),), face(50)) == [None]


@pytest.mark.parametrize("poor", [{"size": 59}, {"score": 0.49}])
def test_small_and_doubtful_faces_are_not_even_compared(poor: dict[str, Any]) -> None:
    embedder = FakeEmbedder()
    assert agreed((person(),), face(50, **poor), embedder=embedder) == [None]
    assert embedder.asked == []


@pytest.mark.parametrize("look", [None, {"frontal": 0.4}, {"turn": 0.3}, {"lower": 0.3}])
def test_turned_masked_and_unclear_faces_are_unknown(look: dict[str, float] | None) -> None:
    embedder = FakeEmbedder(None if look is None else replace(GOOD, **look))  # type: ignore[arg-type]
    assert agreed((person(),), face(50), embedder=embedder) == [None]


def test_who_could_be_two_people_is_unknown() -> None:
    near = (*OF_COLOUR[RED][:-1], RIVAL - 0.01)
    far = (*OF_COLOUR[RED][:-1], RIVAL + 0.01)
    assert agreed((person(), person("Twin", (near,))), face(50)) == [None]
    assert agreed((person(), person("Twin", (near,), withdrawn=None, expires=datetime.date(2026, 1, 2))), face(50)) == [
        None
    ]
    assert agreed((person(), person("Other", (far,))), face(50)) == ["Ada Example"]


def test_two_faces_of_one_person_are_both_unknown() -> None:
    assert agreed((person(),), face(50), face(400)) == [None, None]


def test_the_bar() -> None:
    assert match(vector(BAR - 1e-6), (person(references=(vector(0),)),))
    assert match(vector(BAR + 1e-6), (person(references=(vector(0),)),)) is None
    assert match(vector(0), ()) is None


def test_more_references_do_not_make_it_laxer() -> None:
    one_near = person(references=(vector(0), vector(1), vector(1)))
    assert match(vector(0), (one_near,)) is None
    most_near = person(references=(vector(0), vector(0.1), vector(1)))
    assert match(vector(0), (most_near,)) is most_near


def test_without_the_engine_everybody_is_unknown_and_that_is_said() -> None:
    class Broken:
        def embed(self, pixels: Pixels, box: Box, *, jitters: int = 1) -> FaceLook | None:
            raise DetectorMissingError("It is not there.")

    one = face(50)
    marked, notices = Agreement((person(),), Scope.WEB, TODAY, Broken()).marked(photo((one, GREEN)), (one,))
    assert marked == (one,) and "It is not there." in notices[0]
