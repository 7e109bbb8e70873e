"""Questions are chosen by what was seen; answers come back as advice; profiles relax staff, never patients."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.clues import Clue, Piece
from scanner.findings import Face, Finding, PhotoReport, SceneView, Severity, Sightings, Status
from scanner.judgement.checklist import ASKS, IDS, MOST, with_checklist
from scanner.judgement.profiles import for_profile
from scanner.kinds import kinds
from scanner.settings import PROFILES

BOX = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
FACE = Face(BOX, 0.9)


def clue(dimension: str, points: int, what: str = "x") -> Clue:
    return Clue(dimension, points, what, Piece("p", "remove p", 1))


def finding(kind: str, **changes: object) -> Finding:
    row = kinds()[kind]
    made = Finding(1, kind, row.severity, 0.9, BOX, "x", row.why, row.actions, row.guidance, "text", True)
    return replace(made, **changes)  # type: ignore[arg-type]


def report(*clues: Clue, faces: int = 0, ward: float = 0.0, found: tuple[Finding, ...] = ()) -> PhotoReport:
    return PhotoReport(
        "a.jpg",
        Status.SCANNED,
        sightings=Sightings(faces=(FACE,) * faces),
        scene=SceneView(ward) if ward else None,
        clues=clues,
        findings=found,
    )


def asked(made: PhotoReport) -> set[str]:
    return {question.id for question in with_checklist(made, {}).questions}


def test_nothing_seen_asks_nothing() -> None:
    made = with_checklist(report(), {})
    assert (made.questions, made.advice) == ((), ())


def test_people_on_a_ward_ask_for_consent_and_advise_it() -> None:
    made = report(faces=2, ward=0.9)
    assert {"patient_consent", "body_marks", "colleagues_agree", "policy_allows"} <= asked(made)
    assert any("consent" in sentence for sentence in with_checklist(made, {}).advice)


def test_people_elsewhere_ask_about_colleagues_only() -> None:
    made = report(faces=2)
    assert asked(made) == {"colleagues_agree"}
    assert with_checklist(made, {}).advice == ()


def test_a_medical_image_asks_whether_it_can_be_recognised() -> None:
    made = report(clue("condition", 2, "a medical image"))
    assert "distinctive_image" in asked(made)
    assert with_checklist(made, {}).advice


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.id)
def test_every_question_has_a_clause_and_an_answer_that_stops(ask: object) -> None:
    everything = report(clue("condition", 4), clue("person", 3), clue("place", 3), clue("event", 2), faces=1, ward=0.9)
    made = with_checklist(everything, {a.id: a.stop for a in ASKS})
    assert len(made.questions) <= MOST
    assert all(q.guidance and q.text.endswith("?") and len(q.text) <= 90 and q.answer for q in made.questions)
    assert len([sentence for sentence in made.advice if sentence.startswith("You answered")]) == len(IDS)


def test_a_patient_who_is_only_written_about_asks_nothing_about_the_body() -> None:
    """A label or a chart close up: five questions about bodies would drown its findings."""
    made = report(clue("person", 2), clue("condition", 2), found=(finding("drip_label"),))
    assert asked(made) == {"patient_consent", "in_the_news", "policy_allows"}


def test_what_is_covered_needs_no_consent() -> None:
    gone = [replace(c, remains=False) for c in (clue("person", 2), clue("condition", 2))]
    assert with_checklist(report(*gone), {}).advice == ()
    assert with_checklist(report(clue("person", 2), clue("condition", 2)), {}).advice


def test_comms_may_show_staff_who_agreed() -> None:
    badge = finding("staff_badge", on="id_badge")
    name = finding("staff_name", on=None, redact=False)
    relaxed = for_profile([badge, name], "comms")
    assert [(f.severity, f.redact) for f in relaxed] == [(Severity.LOW, False)] * 2
    on_board = finding("staff_name", on="board", redact=True)
    registered = finding("staff_id", on="id_badge")
    assert for_profile([on_board, registered], "comms") == (on_board, registered)


def test_teaching_may_show_a_medical_image_without_identifiers() -> None:
    plain, named = finding("medical_image"), finding("medical_image", severity=Severity.CRITICAL)
    assert [f.redact for f in for_profile([plain, named], "teaching")] == [False, True]


@pytest.mark.parametrize("profile", PROFILES)
def test_no_profile_relaxes_anything_about_a_patient(profile: str) -> None:
    about = [finding(slug) for slug in kinds() if slug not in ("staff_name", "staff_badge", "medical_image")]
    assert for_profile(about, profile) == tuple(about)
