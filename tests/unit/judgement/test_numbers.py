"""A finding keeps its number whoever agreed, whatever the caption says and whatever the site adds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.findings import Artefact, ArtefactClass, Finding, Sightings, TextLine
from scanner.judgement.judged import all_findings, clusters_in
from scanner.settings import NumberFormat, Policy, Settings
from tests.unit.consent.making import face
from tests.unit.redaction.making import box

LINES = (
    TextLine(box(20, 300, 200, 20), 0.95, "OKONKWO Josephine"),
    TextLine(box(20, 330, 200, 20), 0.95, "NHS No. 999 339 5633"),
    TextLine(box(500, 20, 200, 20), 0.95, "Larch Ward, Northmoor Hospital"),
    TextLine(box(500, 300, 200, 20), 0.95, "ref NM-4417"),
    TextLine(box(130, 75, 50, 12), 0.5, None),  # an eyebrow of the first face
    TextLine(box(700, 400, 50, 12), 0.5, None),
)
FACES = (face(100), face(300))
SEEN = Sightings(
    text=LINES, faces=FACES, artefacts=(Artefact(box(480, 280, 260, 60), ArtefactClass.SCREEN, 0.9, read=True),)
)
POLICY = Policy(numbers=(NumberFormat("Unit number", r"NM-\d{4}"),), allowed=("Larch Ward",), forbidden=("Larch Ward",))


def found(settings: Settings, seen: Sightings = SEEN) -> tuple[Finding, ...]:
    return all_findings(seen, settings, clusters=clusters_in(seen, settings))


def numbers(findings: tuple[Finding, ...]) -> dict[int, object]:
    return {f.id: f.polygon for f in findings if f.polygon}


PLAIN = numbers(found(Settings()))


@pytest.mark.parametrize("agreed", [(0,), (1,), (0, 1)])
def test_who_agreed_moves_no_number(agreed: tuple[int, ...]) -> None:
    faces = tuple(replace(one, consented=number in agreed) for number, one in enumerate(FACES))
    made = numbers(found(Settings(), replace(SEEN, faces=faces)))
    assert made.items() <= PLAIN.items()
    assert len(PLAIN) - len(made) == (0 in agreed)  # the eyebrow is gone, and leaves a gap


@pytest.mark.parametrize(
    "settings",
    [
        Settings(caption="Born 12-Mar-1951, NHS No. 999 339 5633"),
        Settings(profile="comms"),
        Settings(answers=(("patient_consent", "no"),)),
        Settings(policy=POLICY),
        Settings(policy=POLICY, caption="Larch Ward NM-4417", profile="teaching"),
    ],
)
def test_other_options_move_no_number(settings: Settings) -> None:
    made = found(settings)
    assert len({f.id for f in made}) == len(made)
    shared = numbers(made).keys() & PLAIN.keys()
    assert all(numbers(made)[number] == PLAIN[number] for number in shared)
    assert all(f.id > max(PLAIN) for f in made if f.detector == "caption")


def test_words_of_the_caption_move_no_place_of_the_policy() -> None:
    def door(caption: str) -> list[int]:
        made = found(Settings(policy=POLICY, caption=caption))
        return [f.id for f in made if f.detector == "policy" and f.polygon]

    assert door("") == door("NHS No. 999 339 5633") != []
