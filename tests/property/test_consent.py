"""Consent holds on the days and for the uses that somebody agreed to, and not otherwise."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from scanner.consent.leaving import with_doubts
from scanner.consent.matching import SAME, Agreement
from scanner.consent.people import Person, Scope, Standing
from scanner.consent.register import Register
from tests.unit.consent.making import OF_COLOUR, RED, FakeEmbedder, face, person, photo

days = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 1, 1))
scopes = st.frozensets(st.sampled_from(Scope))
people = st.builds(
    Person,
    name=st.just("Ada Example"),
    scopes=scopes,
    date=days,
    expires=days,
    withdrawn=st.none() | days,
    references=st.just((OF_COLOUR[RED],)),
)
distances = st.integers(0, 240).map(lambda n: n / 200 + 1 / 900)  # two of them never make exactly the bar
ONE = face(50)
PHOTO = photo((ONE, RED))


@given(person=people, scope=st.sampled_from(Scope), today=days)
def test_a_face_stays_exactly_while_consent_holds(person: Person, scope: Scope, today: datetime.date) -> None:
    holds = person.withdrawn is None and scope in person.scopes and person.date <= today <= person.expires
    (marked,), _ = Agreement((person,), scope, today, FakeEmbedder()).marked(PHOTO, (ONE,))
    assert marked.consented is holds
    assert (person.standing(scope, today) is Standing.AGREED) is holds


@given(person=people, scope=st.sampled_from(Scope), today=days, on=days)
def test_after_withdrawal_no_day_and_no_use_brings_a_face_back(
    person: Person, scope: Scope, today: datetime.date, on: datetime.date
) -> None:
    left = Register((person,)).withdrawn("ada example", on)
    (marked,), _ = Agreement(left.people, scope, today, FakeEmbedder()).marked(PHOTO, (ONE,))
    assert not marked.consented


@given(person=people, today=days, later=st.integers(0, 5000))
def test_what_has_expired_stays_expired(person: Person, today: datetime.date, later: int) -> None:
    if person.standing(None, today) is Standing.EXPIRED:
        assert person.standing(None, today + datetime.timedelta(days=later)) is Standing.EXPIRED


@given(
    others=st.lists(distances, max_size=5),
    leaving=distances,
    removed=st.booleans(),
    today=days,
)
def test_nobody_who_could_be_the_one_who_left_shows_a_face(
    others: list[float], leaving: float, removed: bool, today: datetime.date
) -> None:
    """People along one line: `at` is how far each is from the face in the photo."""
    red = OF_COLOUR[RED][:-1]
    gone = person("Gone", ((*red, -leaving),))
    before = Register((gone, *(person(f"Other {n}", ((*red, at),)) for n, at in enumerate(others))))
    after = before.without("gone") if removed else before.withdrawn("gone", today)
    people = with_doubts(before.people, after.people)
    for one in people:
        near = bool(one.references) and one.references[0][-1] + leaving <= SAME
        assert one.unsure is near
    (marked,), _ = Agreement(people, Scope.WEB, datetime.date(2026, 3, 10), FakeEmbedder()).marked(PHOTO, (ONE,))
    if marked.person is not None:
        (who,) = (one for one in people if one.name == marked.person)
        assert who.references[0][-1] + leaving > SAME
