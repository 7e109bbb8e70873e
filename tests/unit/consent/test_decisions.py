"""This face once: decisions belong to one photo and one place, and to whoever took them."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.consent.decisions import read_decisions, with_decisions
from scanner.errors import UsageError
from scanner.settings import RedactionSettings
from tests.unit.redaction.making import finding, report

SEEN = report(
    finding(1, "face_unknown", (20, 20, 60, 60)), finding(2, "face_unknown", (200, 20, 60, 60)), sha256="a" * 64
)


def settings(file: Path, *keep: str, by: str | None = None) -> RedactionSettings:
    return RedactionSettings(keep=keep, decisions=file, decided_by=by)


def test_a_signed_decision_holds_in_later_runs(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    assert with_decisions(settings(file, "2", by="Sr Webb"), SEEN).keep == ("2",)
    (one,) = read_decisions(file)
    assert one.by == "Sr Webb" and one.sha256 == "a" * 64 and one.kind == "face_unknown"
    assert datetime.datetime.fromisoformat(one.at).tzinfo is not None
    moved = (replace(SEEN.findings[1], id=5, polygon=finding(5, "face_unknown", (204, 22, 60, 60)).polygon),)
    assert with_decisions(settings(file), replace(SEEN, findings=moved)).keep == ("5",)
    assert len(read_decisions(file)) == 1


def test_it_says_nothing_about_other_photos_places_or_kinds(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    with_decisions(settings(file, "2", by="Sr Webb"), SEEN)
    others = (
        replace(SEEN, sha256="b" * 64),
        replace(SEEN, sha256=None),
        replace(SEEN, findings=(finding(2, "face_unknown", (240, 20, 60, 60)),)),
        replace(SEEN, findings=(finding(2, "patient_name", (200, 20, 60, 60)),)),
        replace(SEEN, findings=(finding(2, "face_unknown", (200, 20, 60, 60), frame=1),)),
        replace(SEEN, findings=(finding(2, "face_unknown", (0, 0, 399, 299)),)),  # a larger face around it
    )
    for other in others:
        assert with_decisions(settings(file), other).keep == ()


def test_unsigned_choices_are_not_written(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    assert with_decisions(settings(file, "2"), SEEN).keep == ("2",)
    assert not file.exists()
    assert with_decisions(RedactionSettings(keep=("2",)), SEEN).keep == ("2",)


def test_what_is_covered_all_the_same_is_no_decision(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    seen = replace(SEEN, findings=(finding(1, "board", (100, 0, 250, 200)), SEEN.findings[1]))
    assert with_decisions(settings(file, "2", by="Sr Webb"), seen).keep == ("2",)
    assert not file.exists()
    with_decisions(settings(file, "1", "2", by="Sr Webb"), seen)
    assert {decision.kind for decision in read_decisions(file)} == {"board", "face_unknown"}


def test_signing_twice_is_one_decision(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    for _ in range(2):
        with_decisions(settings(file, "faces", by="Sr Webb"), SEEN)
    assert len(read_decisions(file)) == 2


@pytest.mark.parametrize("change", [{"decision": "cover"}, {"polygon": [[1, 2]]}, {"polygon": "x"}, {"frame": "0"}])
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "decisions.json"
    with_decisions(settings(file, "2", by="Sr Webb"), SEEN)
    content = json.loads(file.read_text())
    content["decisions"][0].update(change)
    file.write_text(json.dumps(content))
    with pytest.raises(UsageError):
        read_decisions(file)
    file.write_text("{}")
    with pytest.raises(UsageError):
        read_decisions(file)
