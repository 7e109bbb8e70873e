"""`caption`, `explain`, `models`, `doctor`."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from scanner.findings import Match
from scanner.kinds import kinds
from tests.cli.conftest import Run


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the identifier rules: every run of ten digits is an NHS number."""

    def find(text: str) -> tuple[Match, ...]:
        return tuple(Match("nhs_number", m.start(), m.end(), 0.9, "10 digits") for m in re.finditer(r"\d{10}", text))

    monkeypatch.setattr("scanner.judgement.caption.find_in_line", find)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream, encoding="utf-8"))
    return stream


def fill(stream: io.BytesIO, data: bytes) -> None:
    stream.write(data)
    stream.seek(0)


def test_lines_end_at_line_feeds_only_and_offsets_count_code_points(rules: None, stdin: io.BytesIO, run: Run) -> None:
    fill(stdin, "😀 9993395633\nno\u2028ne\r\n\n\x0b\x85 9993395633\n".encode())
    result = run("caption", "--json", "--lines")
    lines = result.json["lines"]
    assert [line["line"] for line in lines] == [0, 1, 2, 3]
    assert [[(f["start"], f["end"]) for f in line["findings"]] for line in lines] == [
        [(2, 12)],
        [],
        [],
        [(3, 13)],
    ]
    assert lines[0]["findings"][0].keys() == {"kind", "severity", "start", "end", "masked"}
    assert result.code == 1


def test_without_lines_offsets_are_in_the_whole_text(rules: None, run: Run) -> None:
    (line,) = run("caption", "--json", "one\n9993395633").json["lines"]
    assert [(f["start"], f["end"]) for f in line["findings"]] == [(4, 14)]


def test_a_number_that_goes_on_in_the_next_line_is_found_in_both(run: Run) -> None:
    words = "NHS No\n999 339\n5633"
    (line,) = run("caption", words, "--json").json["lines"]
    assert [(f["kind"], words[f["start"] : f["end"]]) for f in line["findings"]] == [
        ("nhs_number", "999 339"),
        ("nhs_number", "5633"),
    ]


def test_bytes_that_are_no_text_are_one_character_each(rules: None, stdin: io.BytesIO, run: Run) -> None:
    fill(stdin, b"\xff\xfe 9993395633")
    result = run("caption", "--json", "--lines", "-")
    assert result.json["lines"][0]["findings"][0]["start"] == 3
    assert "UTF-8" in result.err


def test_words_are_described_not_quoted(rules: None, run: Run) -> None:
    result = run("caption", "Bed 4, 9993395633")
    assert result.code == 1
    assert "NHS number, characters 8 to 17 (critical)" in result.out
    assert "9993395633" not in result.out + result.err
    assert "9993395633" in run("caption", "--reveal", "Bed 4, 9993395633").out
    assert run("caption", "--exit-zero", "9993395633").code == 0
    clean = run("caption", "A lovely day")
    assert (clean.code, clean.out) == (0, "NOTHING FOUND (this is not a guarantee)\n")


def test_explain_lists_all_kinds_and_tells_one(run: Run) -> None:
    listed = run("explain").out
    assert all(slug in listed for slug in kinds())
    one = run("explain", "meta_gps").out
    row = kinds()["meta_gps"]
    assert all(text in one for text in (row.title, row.looks, row.why, row.advice, row.guidance, row.misses))
    wrong = run("explain", "nhs_nummer")
    assert (wrong.code, "did you mean nhs_number?" in wrong.err) == (2, True)


def test_models_show_licence_and_checksum(run: Run) -> None:
    rows = run("models", "--json").json["models"]
    assert rows
    assert all(row["licence"] and len(row["sha256"]) == 64 and row["ok"] for row in rows)
    assert rows[0]["licence"] in run("models").out


def test_models_notice_a_changed_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.inference.weights.file_sha256", lambda path: "0" * 64)
    result = run("models")
    assert result.code == 3
    assert "changed or damaged" in result.out


def test_doctor_checks_every_engine(run: Run) -> None:
    result = run("doctor", "--json")
    checks = {check["name"]: check for check in result.json["checks"]}
    assert checks.keys() >= {"program", "inference engine", "networks", "barcode reader", "OpenCV"}
    assert result.code == (3 if any(c["required"] and not c["ok"] for c in checks.values()) else 0)


def test_doctor_says_when_two_packages_own_cv2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.cli.doctor._CV2_OWNERS", ("opencv-python", "pillow"))
    result = run("doctor")
    assert result.code == 3
    assert "Two packages share" in result.out


def test_the_real_rules_answer(run: Run, here: Path) -> None:
    found = json.loads(run("caption", "--json", "NHS No. 999 339 5633").out)["lines"][0]["findings"]
    assert [finding["kind"] for finding in found] == ["nhs_number"]


def test_small_clues_of_a_caption_add_up(run: Run, here: Path) -> None:
    words = "That evening a campaigner was attacked; I saw to the injuries on our ward"
    result = run("caption", words)
    assert result.code == 1
    assert "10 in all (very high)" in result.out
    assert run("caption", "--fail-on", "never", words).code == 0
    assert run("caption", "--json", words).json["jigsaw"]["band"] == "very_high"
    assert run("caption", "Great shift today").code == 0
