"""The place after all evidence: signs raise the network's answer and explain it; nothing lowers it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.findings import Artefact, ArtefactClass, Polygon, SceneGuess, Severity, Sightings, TextLine
from scanner.geometry import bounds
from scanner.judgement.clinical_signs import MOST, Sign, weight
from scanner.judgement.judge import judge
from scanner.judgement.scene import clinical_context, place_of, scene_view, ward_probability

BOX: Polygon = ((20.0, 30.0), (220.0, 30.0), (220.0, 60.0), (20.0, 60.0))
NAME, NUMBER = "OKONKWO Josephine", "999 339 5633"
WARD = SceneGuess(0.95, 0.03)
PORTRAIT = SceneGuess(0.04, 0.93)
KITCHEN = SceneGuess(0.03, 0.04)
UNSURE = SceneGuess(0.35, 0.10)
share = st.floats(0, 1)


def seen(guess: SceneGuess, *words: str, **changes: object) -> Sightings:
    lines = tuple(TextLine(tuple((x, y + 50 * i) for x, y in BOX), 0.95, text) for i, text in enumerate(words))
    return replace(Sightings(text=lines, scenes=(guess,)), **changes)  # type: ignore[arg-type]


def ward_like(sightings: Sightings) -> float:
    view = scene_view(sightings)
    assert view is not None
    return view.ward_like


def reasons(sightings: Sightings) -> str:
    view = scene_view(sightings)
    assert view is not None
    return "; ".join(view.evidence)


def test_nobody_looked() -> None:
    assert scene_view(Sightings()) is None
    assert not clinical_context(Sightings())
    assert not [f for f in judge(Sightings()) if f.kind == "ward_scene"]


def test_wards_rank_above_other_clinical_places_and_these_above_the_rest() -> None:
    assert ward_probability(WARD) > 0.5 > ward_probability(KITCHEN)
    assert ward_probability(WARD) > ward_probability(PORTRAIT) > ward_probability(KITCHEN)


@settings(deadline=None)
@given(share, share, st.lists(st.sampled_from(["Ward 7", "Bay 3", "NBM", "Menu", "", NAME, f"NHS No. {NUMBER}"])))
def test_evidence_never_lowers_the_networks_answer(ward: float, other: float, words: list[str]) -> None:
    guess = SceneGuess(ward * (1 - other), other)
    assert ward_like(seen(guess, *words)) >= ward_probability(guess)


@given(st.lists(st.builds(Sign, st.sampled_from(["words", "things"]), st.floats(0, 3), st.just("x")), min_size=1))
def test_another_sign_never_weighs_less_and_all_are_bounded(found: list[Sign]) -> None:
    assert weight(found[:-1]) <= weight(found) + 1e-9
    assert weight(found) <= MOST


@pytest.mark.parametrize(
    "words", ["Ward 7", "Stroke Ward", "Northmoor Ward 12", "BAY 3", "Resus", "NBM", "Nurses' station", "Theatre 2"]
)
def test_signs_on_walls_raise_and_are_named(words: str) -> None:
    raised = seen(UNSURE, words)
    assert ward_like(raised) > ward_like(seen(UNSURE)) + 0.1
    assert "the word '" in reasons(raised)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("CONSULTING ROOM 4", "the words 'CONSULTING ROOM' can be read"),
        ("Treatment Room", "the word 'Treatment room' can be read"),
        ("HDU", "the word 'HDU' can be read"),
        ("Theatre 2", "the word 'Theatre' can be read"),
        ("Ward 7", "the word 'Ward' on a sign"),
    ],
)
def test_the_words_that_were_read_are_named_without_numbers(words: str, named: str) -> None:
    assert reasons(seen(UNSURE, words)) == named


def test_two_words_of_one_row_are_one_sign() -> None:
    assert ward_like(seen(UNSURE, "ICU", "HDU")) == ward_like(seen(UNSURE, "ICU"))


@pytest.mark.parametrize("words", ["Edward", "reward yourself", "towards", "Bayswater", "bed and breakfast", "award"])
def test_words_that_only_look_alike_count_for_nothing(words: str) -> None:
    assert ward_like(seen(UNSURE, words)) == ward_like(seen(UNSURE))


@pytest.mark.parametrize("words", [("WARD Peter", "Born 12-Mar-1951", f"NHS No. {NUMBER}"), ("Dr Simon Ward",)])
def test_people_called_ward_are_no_sign_and_are_not_named(words: tuple[str, ...]) -> None:
    assert "'Ward'" not in reasons(seen(UNSURE, *words))


def test_things_of_a_ward_raise_if_they_are_sure() -> None:
    monitor = Artefact(BOX, ArtefactClass.PATIENT_MONITOR, 0.8)
    raised = seen(UNSURE, artefacts=(monitor,))
    assert ward_like(raised) > ward_like(seen(UNSURE)) + 0.1
    assert "a patient monitor" in reasons(raised)
    assert ward_like(seen(UNSURE, artefacts=(replace(monitor, score=0.2),))) == ward_like(seen(UNSURE))


def test_reasons_never_quote_a_patient() -> None:
    sightings = seen(WARD, NAME, "Born 12-Mar-1951", f"NHS No. {NUMBER}", "Bay 3 Bed 12")
    told = reasons(sightings) + " ".join(f.masked for f in judge(sightings) if f.kind == "ward_scene")
    assert "with a patient's details" in told
    assert not any(value in told for value in ("OKONKWO", "Josephine", "1951", "339", "12-Mar"))


def test_a_patients_band_with_a_bed_is_a_ward_whatever_the_picture_looks_like() -> None:
    band = seen(SceneGuess(0.0, 0.001), NAME, "Born 12-Mar-1951", f"NHS No. {NUMBER}", "Bed 12")
    assert ward_like(band) > 0.5 and clinical_context(band)
    assert ward_like(replace(band, text=())) < 0.01


def test_the_network_speaks_in_words_with_its_probability() -> None:
    assert reasons(seen(WARD)).startswith("looks like a ward or treatment area (")
    assert reasons(seen(PORTRAIT)).startswith("looks like a clinical setting or equipment (")
    assert reasons(seen(KITCHEN)) == ""


def test_one_finding_for_information_with_the_warm_part_of_the_picture() -> None:
    heat = tuple(tuple(0.9 if row >= 4 and column < 3 else 0.1 for column in range(7)) for row in range(7))
    found = judge(seen(replace(WARD, heat=heat, size=(700, 1400))))
    assert [(f.kind, f.severity, f.redact) for f in found] == [("ward_scene", Severity.INFO, False)]
    assert found[0].polygon is not None
    assert bounds(found[0].polygon) == (0, 800, 300, 1400)


@pytest.mark.parametrize("cell", [0.2, 0.9])
def test_no_outline_where_nothing_stands_out(cell: float) -> None:
    guess = replace(WARD, heat=((cell,) * 7,) * 7, size=(700, 700))
    view = scene_view(seen(guess))
    place = place_of(seen(guess), view) if view else None
    assert place is not None and place.polygon is None


def test_people_and_equipment_are_a_clinical_context_but_no_ward() -> None:
    (finding,) = judge(seen(PORTRAIT))
    assert finding.kind == "ward_scene" and "clinical setting or equipment" in finding.masked
    assert clinical_context(seen(PORTRAIT)) and clinical_context(seen(WARD))
    assert not clinical_context(seen(KITCHEN)) and not judge(seen(KITCHEN))


def test_the_likeliest_frame_speaks_for_the_photo() -> None:
    sightings = seen(KITCHEN, scenes=(KITCHEN, replace(WARD, frame=1)))
    assert ward_like(sightings) == ward_like(seen(WARD))
    assert [f.frame for f in judge(sightings)] == [1]
