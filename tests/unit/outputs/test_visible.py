"""What people are told that a copy still shows."""

from __future__ import annotations

from dataclasses import replace

from scanner.findings import CopyReport, Face, Finding, Severity, Sightings
from scanner.geometry import rectangle
from scanner.outputs.terminal_copy import copy_lines
from scanner.outputs.terminal_visible import Agreed
from scanner.settings import RedactionSettings
from tests.cli.fakes import finding, report
from tests.unit.outputs.test_texts import text

BOARD = finding(1, "board", polygon=rectangle((150, 0, 200, 100)))
COLLEAGUE = finding(2, "staff_name", polygon=rectangle((170, 20, 40, 10)), redact=True, severity=Severity.MEDIUM)
FACE = finding(3, "face_consented", polygon=rectangle((10, 120, 50, 60)), redact=False)
WHO = Sightings(faces=(Face(FACE.polygon or (), 0.9, consented=True, person="Eileen Gray"),))


def told(
    *found: Finding, keep: tuple[str, ...] = (), agreed: Agreed | None = None, visible: frozenset[int] | None = None
) -> str:
    seen = replace(report("a.jpg", *found), sightings=WHO)
    made = CopyReport(seen, "/out/a.jpg", True, ("voice",), 1, 1, visible=visible)
    return text(copy_lines(made, RedactionSettings(keep=keep), agreed or Agreed("web")))


def test_a_face_that_stays_by_consent_is_said_and_its_name_only_on_request() -> None:
    assert "  Left visible: face of somebody who agreed (web), left.\n" in told(FACE)
    assert "Eileen" not in told(FACE)
    revealed = told(FACE, agreed=Agreed("web", reveal=True))
    assert "  Left visible: face of Eileen Gray, who agreed (web), left.\n" in revealed


def test_two_faces_that_stay_are_counted() -> None:
    other = replace(FACE, id=4, polygon=rectangle((330, 120, 50, 60)))
    assert "Left visible: faces of 2 people who agreed (web), left and right.\n" in told(FACE, other)


def test_a_face_in_front_of_a_covered_board_is_still_seen() -> None:
    assert "Left visible: face of somebody" in told(BOARD, replace(FACE, polygon=rectangle((200, 30, 30, 40))))


def test_what_lies_on_something_covered_is_not_called_visible() -> None:
    out = told(BOARD, COLLEAGUE, keep=("2",))
    assert "as you chose" not in out
    assert "Not visible, though you chose to keep it: Name of a colleague (numbered 2)." in out
    assert "covered: Ward whiteboard or patient board (numbered 1). To show it, keep that too." in out


def test_the_pixels_of_the_copy_have_the_last_word() -> None:
    assert "Left visible, as you chose: Name of a colleague" in told(
        BOARD, COLLEAGUE, keep=("2",), visible=frozenset({2})
    )
    beside = replace(COLLEAGUE, polygon=rectangle((20, 200, 40, 10)))
    out = told(BOARD, beside, keep=("2",), visible=frozenset())
    assert "as you chose" not in out and "or outside the part that was kept" in out


def test_places_and_findings_are_counted_apart() -> None:
    assert "2 findings covered, which run together into 1 place: Ward whiteboard" in told(BOARD, COLLEAGUE)
    assert "1 finding covered, in 1 place: Ward whiteboard" in told(BOARD)
