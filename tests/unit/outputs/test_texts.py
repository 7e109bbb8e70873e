"""What people read about a photo and its copy."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

import pytest

from scanner.findings import CopyReport, Finding, Status, Verdict
from scanner.geometry import rectangle
from scanner.judgement.checklist import with_checklist
from scanner.kinds import kinds
from scanner.outputs.json_report import JsonReport, photo_json
from scanner.outputs.printing import Line, Printer
from scanner.outputs.terminal import photo_lines
from scanner.outputs.terminal_copy import copy_lines
from scanner.settings import RedactionSettings
from tests.cli.fakes import SECRET, finding, report

FORBIDDEN = ("compliant", "safe", "anonymised", "anonymized")


def text(lines: Iterable[Line]) -> str:
    stream = io.StringIO()
    Printer(stream).lines(lines)
    return stream.getvalue()


def copy(*found: object, **changes: object) -> CopyReport:
    made = CopyReport(report("a.jpg", *found), "/out/a.redacted.jpg", True, ("voice",), len(found), 1)  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("slug", kinds())
def test_every_kind_can_be_told(slug: str) -> None:
    out = text(photo_lines(report("a.jpg", finding(1, slug))))
    assert kinds()[slug].title in out
    assert not any(word in out.lower() for word in FORBIDDEN)


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.SCANNED])
def test_a_photo_that_was_not_scanned_never_sounds_clean(status: Status) -> None:
    out = text(photo_lines(report("a.jpg", status=status, verdict=None, errors=("The disk broke.",))))
    assert "The disk broke." in out
    assert "Do not share it" in out
    assert "nothing found" not in out.lower()


def test_no_verdict_is_said() -> None:
    out = text(photo_lines(report("a.jpg", verdict=None, not_checked=("faces",))))
    assert out.startswith("NO VERDICT")
    assert "Not checked: faces." in out


def test_where_only_a_part_was_looked_for_nothing_found_is_said() -> None:
    others = ("text", "codes", "artefacts", "scene", "metadata", "jigsaw")
    out = text(photo_lines(report("a.jpg", verdict=None, not_checked=others)))
    assert "  Looked only for: faces. I found nothing (this is not a guarantee).\n" in out
    found = text(photo_lines(report("a.jpg", finding(1, "face_unknown"), verdict=None, not_checked=others)))
    assert "I found nothing" not in found


def test_twelve_unread_lines_are_one_item_and_json_keeps_all() -> None:
    found = [finding(i, "unread_text", polygon=rectangle((300, 10 * i, 9, 5))) for i in range(1, 13)]
    made = report("a.jpg", *found)
    assert "  1–12. ● Text that I could not read (12)" in text(photo_lines(made))
    assert len(photo_json(made)["findings"]) == 12


def test_a_thing_names_what_is_on_it() -> None:
    band = finding(1, "wristband", polygon=rectangle((0, 0, 200, 100)), on="wristband")
    out = text(photo_lines(report("a.jpg", band, finding(2, "nhs_number", on="wristband"))))
    assert "On it: NHS number (numbered 2)." in out


def test_unsure_findings_say_so() -> None:
    assert "I am not sure" in text(photo_lines(report("a", finding(1, "patient_name", confidence=0.3))))


def test_removed_metadata_is_named_only_where_it_was_there() -> None:
    both = text(copy_lines(copy(finding(1, "meta_gps"), finding(2, "meta_time_device_owner")), RedactionSettings()))
    assert "location and time and device removed" in both
    neither = text(copy_lines(copy(finding(1, "nhs_number")), RedactionSettings()))
    assert "location" not in neither


@pytest.mark.parametrize("found", [(), (finding(1, "nhs_number"),)])
def test_a_copy_checked_in_part_says_so_before_any_success(found: tuple[Finding, ...]) -> None:
    part = copy(*found, report=report("a.jpg", *found, not_checked=("text", "codes"), verdict=None))
    out = text(copy_lines(part, RedactionSettings()))
    assert "Not looked for: text and barcodes. This copy is not checked for them." in out
    assert out.index("Not looked for") < out.index("of what I looked for")
    whole = copy(*found, report=report("a.jpg", *found, not_checked=()))
    out = text(copy_lines(whole, RedactionSettings()))
    assert "looked for" not in out.lower()


def test_what_the_user_keeps_is_named() -> None:
    beside = finding(2, "age", polygon=rectangle((200, 200, 40, 20)))
    out = text(copy_lines(copy(finding(1, "nhs_number"), beside), RedactionSettings(keep=("age",))))
    assert "Left visible, as you chose: Age" in out


def test_a_clue_on_a_covered_board_is_not_called_visible() -> None:
    board = finding(1, "board", polygon=rectangle((0, 0, 200, 100)))
    on_it = finding(2, "place_signal", polygon=rectangle((20, 20, 40, 10)), redact=False)
    beside = finding(3, "time_signal", polygon=rectangle((300, 20, 40, 10)), redact=False)
    out = text(copy_lines(copy(board, on_it, beside), RedactionSettings()))
    assert "Left visible: Clue to the time." in out


@pytest.mark.parametrize(
    ("answers", "offered"), [({"patient_consent": "no"}, False), ({"colleagues_agree": "no"}, True)]
)
def test_no_copy_is_proposed_after_an_answer_that_it_cannot_settle(answers: dict[str, str], offered: bool) -> None:
    out = text(photo_lines(with_checklist(report("a.jpg", finding(1, "face_unknown")), answers)))
    assert "You answered: " in out
    assert ("To fix it: scanner blur" in out) == offered
    assert ("I propose none" in out) != offered


def test_faces_bring_the_word_consent() -> None:
    out = text(copy_lines(copy(finding(1, "face_unknown")), RedactionSettings()))
    assert "does not replace consent" in out


def test_notices_about_frames_reach_people() -> None:
    notice = "Only the first of 3 frames is in the copy."
    assert notice in text(copy_lines(copy(notices=(notice,)), RedactionSettings()))


def test_wrapping_is_for_terminals_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    line = Line("word " * 60, "", "  Why: ")
    assert len(text([line]).splitlines()) == 1
    stream = Terminal()
    Printer(stream).lines([line, Line("/p" * 200, whole=True)])
    lines = stream.getvalue().splitlines()
    assert len(lines) > 3
    assert max(len(part) for part in lines) >= 400  # a path is never cut


def test_no_raw_value_without_reveal() -> None:
    made = report("a.jpg", finding(1, "nhs_number"))
    stream = io.StringIO()
    with JsonReport(stream) as document:
        document.add(photo_json(made))
    assert SECRET not in stream.getvalue() + text(photo_lines(made))
    assert SECRET in text(photo_lines(made, reveal=True))


def test_verdicts_lead() -> None:
    firsts = {
        "nhs_number": "DO NOT SHARE THIS VERSION",
        "face_unknown": "FIX BEFORE SHARING",
        "unread_text": "CHECK BY EYE",
        "place_signal": "NOTHING FOUND (this is not a guarantee)",
    }
    for kind, words in firsts.items():
        assert text(photo_lines(report("a.jpg", finding(1, kind)))).startswith(f"{words} — a.jpg")
    assert {report("a", finding(1, k)).verdict for k in firsts} == set(Verdict)
