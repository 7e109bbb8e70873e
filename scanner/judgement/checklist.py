"""What no detector can know: short questions chosen by what was seen, and advice that covering cannot replace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from scanner.clues import Question
from scanner.findings import PhotoReport
from scanner.judgement.jigsaw_clues import MEDICAL_IMAGE, PATIENTS_BAND

MOST = 5
NO, YES = "no", "yes"
_CLINICAL_THINGS = frozenset(
    "wristband board screen patient_monitor paper_record patient_list specimen_label drip_label bedhead_sign "
    "ward_scene patient_in_bed barcode_patient medical_image".split()
)
_BODIES = frozenset({"patient_in_bed", "face_child"})
_LIKELY_WARD = 0.5


@dataclass(frozen=True)
class Seen:
    """What the questions are chosen by. `patient`: something says that one is meant; `skin`: one may be seen."""

    people: bool
    patient: bool
    skin: bool
    clinical: bool
    ill: bool
    image: bool
    event: bool
    place: bool


@dataclass(frozen=True)
class Ask:
    """`stop`: the answer after which the photo should not be shared as it is, and `then` says so. `cover`: covering a
    place settles it."""

    id: str
    text: str
    guidance: str
    when: Callable[[Seen], bool]
    stop: str
    then: str
    cover: bool = False


# In order of weight: the first five that fit are asked.
ASKS = (
    Ask(
        "patient_consent",
        "Has every patient or visitor in the picture agreed to this use, in writing?",
        "GMC Visual and audio recordings, paras 36-40: consent for public media, usually written",
        lambda seen: seen.patient or (seen.people and seen.clinical) or (seen.image and seen.people),
        NO,
        "A patient or visitor has not agreed: do not share it.",
    ),
    Ask(
        "distinctive_image",
        "Is the injury or finding so unusual that somebody could recognise whose it is?",
        "GMC Visual and audio recordings, para 17: apparently insignificant details may identify",
        lambda seen: seen.image or seen.event,
        YES,
        "The injury or finding can be recognised: ask the patient, or do not share it.",
    ),
    Ask(
        "body_marks",
        "Can you see a tattoo, scar, birthmark or jewellery on a patient?",
        "ICMJE; HIPAA Safe Harbor 164.514(b)(2)(i)(R): any other unique characteristic",
        lambda seen: seen.skin or (seen.clinical and seen.people),
        YES,
        "A mark on the body can be recognised: cover it with --box, or do not share it.",
        cover=True,
    ),
    Ask(
        "in_the_news",
        "Was this accident, illness or person in the news, or talked about locally?",
        "GMC Using social media (2024), para 19: the sum of details, and people close to the patient",
        lambda seen: seen.event or seen.image or (seen.patient and seen.ill),
        YES,
        "People who followed the event will know who it is: do not share it without consent.",
    ),
    Ask(
        "distress",
        "Does it show somebody in distress, undressed, dying, or during a procedure?",
        "GMC Using social media (2024), para 18: dignity",
        lambda seen: seen.skin or (seen.clinical and seen.people),
        YES,
        "It shows somebody in distress or during a procedure: do not share it.",
    ),
    Ask(
        "colleagues_agree",
        "Have the colleagues in the picture agreed, and do they still?",
        "RCGP Social Media Highway Code, section 9; BMA: respect patients and colleagues",
        lambda seen: seen.people,
        NO,
        "A colleague has not agreed: cover that face.",
        cover=True,
    ),
    Ask(
        "policy_allows",
        "Does your employer or placement allow photos in this place?",
        "BMA social media guidance: check the policy of your employer or placement; NHSP: no pictures on wards",
        lambda seen: seen.clinical or seen.place,
        NO,
        "Your employer or placement does not allow it: do not share it.",
    ),
)
IDS = tuple(ask.id for ask in ASKS)


def with_checklist(report: PhotoReport, answers: Mapping[str, str]) -> PhotoReport:
    """The report with its questions, the answers that are known, and the advice that follows."""
    seen = seen_in(report)
    asked = [ask for ask in ASKS if ask.when(seen)][:MOST]
    questions = tuple(Question(ask.id, ask.text, ask.guidance, answers.get(ask.id)) for ask in asked)
    return replace(report, questions=questions, advice=tuple(_advice(report, seen, answers)))


def refused(report: PhotoReport) -> bool:
    """Whether somebody's answer means that no covered copy should be shared either."""
    return any(_answered(ask) in report.advice for ask in ASKS if not ask.cover)


def seen_in(report: PhotoReport) -> Seen:
    kinds = {finding.kind for finding in report.findings}
    points = {(clue.dimension, clue.what): clue.points for clue in report.clues}
    condition = max((p for (dimension, _), p in points.items() if dimension == "condition"), default=0)
    person = any(dimension == "person" for dimension, _ in points)
    wristband = "wristband" in kinds or ("person", PATIENTS_BAND) in points
    image = "medical_image" in kinds or ("condition", MEDICAL_IMAGE) in points
    image |= ("condition", "a medical image or result") in points
    ward = report.scene is not None and report.scene.ward_like >= _LIKELY_WARD
    place = any(dimension == "place" for dimension, _ in points)
    return Seen(
        people=bool(report.sightings.faces) or bool(kinds & {"face_unknown", "face_consented", "person"}),
        patient=bool(kinds & _BODIES) or wristband or person,
        skin=bool(kinds & _BODIES) or wristband or ("person", "a mark on the body that few people have") in points,
        ill=condition >= 2,
        clinical=ward or bool(kinds & _CLINICAL_THINGS) or (place and condition > 0) or condition >= 2,
        image=image,
        event=condition >= 4 or any(dimension == "event" for dimension, _ in points),
        place=place,
    )


def _advice(report: PhotoReport, seen: Seen, answers: Mapping[str, str]) -> Iterator[str]:
    """What to settle before anything is covered."""
    stays = [clue for clue in report.clues if clue.remains]
    if any(finding.kind in _BODIES for finding in report.findings):
        yield "A patient can be seen. Covering does not replace consent: get it in writing, or do not share."
    elif seen.people and seen.clinical:
        yield "If a person in it is a patient: covering does not replace consent. Get it in writing, or do not share."
    if seen.image:
        yield "A medical image can be recognised by the patient or the family: consent, or do not share."
    elif {"person", "ill"} <= {"ill" if c.dimension == "condition" and c.points >= 2 else c.dimension for c in stays}:
        yield "It tells of one patient's illness, injury or operation: consent, or do not share."
    for ask in ASKS:
        if answers.get(ask.id, "").strip().lower() == ask.stop:
            yield _answered(ask)


def _answered(ask: Ask) -> str:
    return f"You answered: {ask.then}"
