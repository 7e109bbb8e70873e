"""Clues, questions and evidence rest on something that the reader can find among the findings."""

from __future__ import annotations

import pytest

from scanner.findings import Artefact, ArtefactClass, PhotoReport, SceneGuess, Severity, Sightings, Status
from scanner.geometry import rectangle
from scanner.judgement.judged import all_findings, clusters_in
from scanner.judgement.scene import scene_view
from scanner.redaction.summing import with_sum
from scanner.settings import Settings
from tests.unit.judgement.test_things import lines
from tests.unit.redaction.making import line

PLACE = rectangle((50, 50, 200, 100))
HOME, WARD = SceneGuess(0.0, 0.01), SceneGuess(0.9, 0.05)


def judged(seen: Sightings, settings: Settings | None = None) -> PhotoReport:
    settings = settings or Settings()
    clusters = clusters_in(seen, settings)
    found = all_findings(seen, settings, clusters=clusters)
    made = PhotoReport("a.jpg", Status.SCANNED, width=400, height=300, findings=found, sightings=seen)
    return with_sum(made, clusters, settings)


def thing(cls: ArtefactClass, score: float, scene: SceneGuess = HOME) -> Sightings:
    return Sightings(artefacts=(Artefact(PLACE, cls, score),), scenes=(scene,))


@pytest.mark.parametrize("cls", [ArtefactClass.MEDICAL_IMAGE, ArtefactClass.PATIENT_MONITOR])
def test_what_is_too_vague_for_a_finding_is_no_clue_no_question_and_no_evidence(cls: ArtefactClass) -> None:
    made = judged(thing(cls, 0.45))
    assert (made.findings, made.clues, made.questions, made.advice) == ((), (), (), ())
    view = scene_view(made.sightings)
    assert view is not None and view.evidence == ()


@pytest.mark.parametrize("scene", [HOME, WARD])
def test_what_is_a_finding_is_a_clue(scene: SceneGuess) -> None:
    made = judged(thing(ArtefactClass.MEDICAL_IMAGE, 0.6 if scene is HOME else 0.45, scene))
    assert "medical_image" in {f.kind for f in made.findings}
    assert ("condition", "a medical image") in {(clue.dimension, clue.what) for clue in made.clues}
    assert "distinctive_image" in {question.id for question in made.questions}


def test_a_part_of_another_finding_is_a_clue_too() -> None:
    monitor = Artefact(rectangle((0, 0, 300, 200)), ArtefactClass.PATIENT_MONITOR, 0.9)
    curve = Artefact(PLACE, ArtefactClass.MEDICAL_IMAGE, 0.7)
    made = judged(Sightings(artefacts=(monitor, curve), scenes=(WARD,)))
    assert {f.kind for f in made.findings} >= {"patient_monitor"}
    assert "a medical image" in {clue.what for clue in made.clues}


def test_an_image_that_was_read_without_a_name_is_told_so_that_its_questions_have_ground() -> None:
    seen = Sightings((line(60, 60, 100),), artefacts=(Artefact(PLACE, ArtefactClass.MEDICAL_IMAGE, 0.9),))
    for profile in ("social", "teaching"):
        made = judged(seen, Settings(profile=profile))
        (finding,) = [f for f in made.findings if f.kind == "medical_image"]
        assert (finding.severity, finding.redact) == (Severity.LOW, False)
        assert "distinctive_image" in {question.id for question in made.questions}


def test_an_image_that_only_its_print_gave_away_is_told() -> None:
    made = judged(Sightings(lines("25 mm/s 10 mm/mV", "Sinus rhythm", "QRS 92 ms", "aVR")))
    (finding,) = [f for f in made.findings if f.kind == "medical_image"]
    assert finding.severity is Severity.LOW and made.advice
