"""Reports about many photos: CSV, SARIF and the page; hostile names and words stay words."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from scanner.outputs.csv_report import cell, write_csv
from scanner.outputs.html_report import Sources, write_html
from scanner.outputs.ranking import Group, group_of
from scanner.outputs.rows import PhotoRow, Summary
from scanner.outputs.sarif_report import uri_of, write_sarif

FOLDER = "/p/</script><img src=x onerror=alert(1)>"
HOSTILE = "<svg onload=alert(1)>\u202e=cmd|' calc'!A1{{7*7}}\udcff.jpg"
FINDING = {
    "id": 1, "kind": "nhs_number", "severity": "critical", "confidence": 0.9, "polygon": [[1, 2], [3, 4], [5, 6]],
    "frame": 0, "on": None, "masked": "10 digits <b>", "why": "w", "actions": ["redact"], "guidance": "g",
    "detector": "text", "redact": True,
}  # fmt: skip


def row(number: int = 0, name: str = "a.jpg", **changes: Any) -> PhotoRow:
    photo = json.dumps({"path": "", "findings": [FINDING], "errors": [], "status": "scanned"})
    given: dict[str, Any] = {
        "number": number, "path": f"/p/{name}", "folder": "/p", "photo": photo, "status": "scanned", "depth": 2,
        "verdict": "do_not_share", "severity": 4, "clinical": 1.0, "priority": 8.0, "group": Group.CLINICAL,
        "kinds": {"nhs_number": 1}, "sha256": "ab" * 32, "taken": "2025-09-14T08:15:02",
    }  # fmt: skip
    return PhotoRow(**given | changes)


def page(rows: Sequence[PhotoRow], **changes: Any) -> str:
    stream = io.StringIO()
    summary = Summary(
        tool="1", folders=["/p"], started="2025-09-14T10:00", finished="2025-09-14T11:00", photos=len(rows)
    )
    summary.depths[2] = len(rows)
    write_html(stream, summary, rows, [], Sources(lambda r: b"\xff\xd8jpeg", lambda r: None), **changes)
    return stream.getvalue()


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self._name = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._name = dict(attrs).get("id") or tag

    def handle_data(self, data: str) -> None:
        self.inside[self._name] = self.inside.get(self._name, "") + data


def test_hostile_words_stay_words_in_the_page() -> None:
    elements = Elements(page([row(path=f"{FOLDER}/{HOSTILE}", folder=FOLDER), row(1, group=Group.CLEAR, severity=-1)]))
    names = [tag for tag, _ in elements.found]
    assert not {"img", "svg"} & set(names)
    assert names.count("script") == 3  # data, one block of previews, our own
    data = json.loads(elements.inside["data"])
    assert data["rows"][0]["n"].endswith("{{7*7}}\\xff.jpg")
    assert "<svg onload=alert(1)>\\u202e" in data["rows"][0]["n"]
    assert FOLDER in data["folders"]
    assert data["masks"] == ["10 digits <b>"]


def test_the_page_asks_nobody_for_anything() -> None:
    text = page([row()])
    elements = Elements(text)
    policy = next(a["content"] for tag, a in elements.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'")
    for name in ("script", "style"):
        inline = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        assert inline is not None
        digest = base64.b64encode(hashlib.sha256(inline[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not [a for _, a in elements.found if {"src", "href", "action"} & a.keys() or "style" in a]
    assert not re.search(r"https?://|@import|url\(|fetch\(|innerHTML", text)


def test_previews_keep_within_their_room() -> None:
    text = page([row(i) for i in range(120)], room=100)
    blocks = [json.loads(v)["jpegs"] for k, v in Elements(text).inside.items() if k.startswith("previews-")]
    assert [len(block) for block in blocks] == [50, 50, 20]
    assert sum(jpeg is not None for block in blocks for jpeg in block) == 13  # of 8 characters each


def test_the_sample_is_drawn_from_photos_without_findings() -> None:
    rows = [row(i, severity=-1, group=Group.CLEAR if i % 2 else Group.CLINICAL) for i in range(200)]
    data = json.loads(Elements(page(rows, sample=30)).inside["data"])
    drawn = [i for i, shown in enumerate(data["rows"]) if "x" in shown]
    assert len(drawn) == 30
    assert all(i % 2 for i in drawn)


def test_csv_never_holds_a_formula() -> None:
    stream = io.StringIO(newline="")
    write_csv(stream, [row(path="=1+1.jpg"), row(path='a\r\nb,"c.jpg'), row(photo="", depth=0, kinds={}, severity=-1)])
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().removeprefix("\ufeff"), newline="")))
    assert [r["path"] for r in rows] == ["'=1+1.jpg", 'a\\r\\nb,"c.jpg', "/p/a.jpg"]
    assert rows[0]["findings"] == "nhs_number 1"


@given(st.text())
def test_no_cell_starts_a_formula(text: str) -> None:
    assert not cell(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert cell(text).isprintable()


@pytest.mark.parametrize("name", ["a;=HYPERLINK(1).png", "a; =1", 'a;"=1"', ";@x", "a;-1;+2", ' "=1"', "a;＝1"])
def test_no_cell_starts_a_formula_after_a_semicolon(name: str) -> None:
    """In half of Europe a spreadsheet takes semicolons for the borders of cells, and commas for words."""
    stream = io.StringIO(newline="")
    write_csv(stream, [row(path=name), row(path="/p/b.jpg", folder=name)])
    lines = stream.getvalue().removeprefix("\ufeff").split("\r\n")[1:-1]  # the names of the columns are our own
    assert all(line.startswith('"') and line.endswith('"') and ",," not in line for line in lines)
    for line in lines:
        for part in line.split(";"):
            assert not part.lstrip(' "').startswith(tuple("=+-@＝＋－＠"))
        for cells in csv.reader([line], delimiter=";"):
            assert not any(part.lstrip().startswith(tuple("=+-@＝＋－＠")) for part in cells)


@given(st.text(alphabet='a;=+-@"\t ,＝'))
def test_nothing_after_a_semicolon_starts_a_formula(text: str) -> None:
    assert not any(part.lstrip(' "').startswith(tuple("=+-@＝")) for part in cell(text).split(";"))
    assert cell(cell(text)) == cell(text)


def sarif(*rows: PhotoRow, whole: bool = True, unlooked: str = "") -> Any:
    stream = io.StringIO()
    write_sarif(stream, rows, lambda sha256, finding: f"{sha256}/{finding['kind']}", whole=whole, unlooked=unlooked)
    return json.loads(stream.getvalue())


def test_sarif_has_what_the_standard_requires() -> None:
    """Sections 3.13 (log), 3.14 (run), 3.19 (component), 3.27 (result), 3.49 (rule), 3.58 (notification)."""
    broken = row(2, status="crashed", photo=json.dumps({"findings": [], "errors": ["It crashed."]}))
    log = sarif(row(name="a b#.jpg", fresh=(1,)), row(1, fresh=()), broken, whole=False)
    assert set(log) == {"$schema", "version", "runs"} and log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["shortDescription"]["text"] and rule["defaultConfiguration"]["level"] for rule in rules)
    assert [result["baselineState"] for result in run["results"]] == ["new", "unchanged"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error" and result["message"]["text"] and result["partialFingerprints"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///p/a%20b%23.jpg"}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "It crashed."
    assert sarif()["runs"][0]["results"] == []
    (notice,) = sarif(unlooked="text in 1 photo")["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notice == {"level": "warning", "message": {"text": "Not looked for: text in 1 photo."}}


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        ((), True),
        ((row(),), True),
        ((row(name=HOSTILE),), True),
        ((row(fresh=(1,)), row(1, fresh=()), row(2, status="crashed")), False),
    ],
)
def test_sarif_meets_the_published_schema(rows: tuple[PhotoRow, ...], whole: bool) -> None:
    schema = json.loads((Path(__file__).parent / "sarif" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
    checker = Draft7Validator(schema, format_checker=FormatChecker())
    for unlooked in ("", "text in 1 photo"):
        assert [error.message for error in checker.iter_errors(sarif(*rows, whole=whole, unlooked=unlooked))] == []
    assert not checker.is_valid({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_paths_become_addresses() -> None:
    assert uri_of("photos/ü 1.jpg") == "photos/%C3%BC%201.jpg"
    assert uri_of("/p/\udcff.jpg") == "file:///p/%FF.jpg"


@pytest.mark.parametrize(
    ("kinds", "severity", "context", "scanned", "group"),
    [
        (["nhs_number", "face_unknown"], 4, 1.0, True, Group.CLINICAL),
        (["face_unknown", "meta_gps"], 3, 0.0, True, Group.PEOPLE),
        (["face_unknown"], 3, 0.9, True, Group.CLINICAL),  # in a ward
        (["face_unknown", "credential"], 4, 0.0, True, Group.OTHER),
        (["meta_gps"], 3, 0.0, True, Group.OTHER),
        ([], -1, 0.9, True, Group.CLEAR),
        ([], -1, 0.0, False, Group.NOT_CHECKED),
    ],
)
def test_people_without_a_clinical_sign_are_a_group_of_their_own(
    kinds: list[str], severity: int, context: float, scanned: bool, group: Group
) -> None:
    assert group_of(kinds, severity, context, scanned=scanned) is group


@pytest.mark.parametrize(
    ("kinds", "severity", "context", "group"),
    [
        ([], -1, 0.0, Group.PARTIAL),
        (["face_unknown"], 3, 0.0, Group.PARTIAL),  # without text nobody knows that there is no clinical sign
        (["nhs_number"], 4, 1.0, Group.CLINICAL),
        (["meta_gps"], 3, 0.0, Group.OTHER),
    ],
)
def test_a_photo_looked_at_in_part_is_never_clear(
    kinds: list[str], severity: int, context: float, group: Group
) -> None:
    assert group_of(kinds, severity, context, scanned=True, partial=True) is group
