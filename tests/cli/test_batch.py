"""Photos of one command line are put together: in each entry of the JSON, and in a paragraph at the end of the text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.cli.main import main
from scanner.cli.services import Services
from scanner.clues import Clue, Piece
from scanner.findings import PhotoReport
from scanner.judgement.summing import summed
from scanner.photo.photo import Photo
from tests.cli.conftest import photo
from tests.cli.fakes import FakeScanner

Scan = Callable[..., tuple[int, str]]
SEEN: dict[str, tuple[tuple[str, int], ...]] = {
    "sign": (("place", 3), ("time", 2)),
    "hand": (("person", 3), ("condition", 2)),
    "plain": (),
}


class Clued(FakeScanner):
    """Clues by the photo's name; `copy` in the name makes it the same file as another."""

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport:
        name = photo.path.stem
        found = super().examine(photo, shown_as=shown_as)
        clues = tuple(Clue(d, points, d, Piece(f"thing:{d}", f"crop {d}", 2)) for d, points in SEEN[name.split("-")[0]])
        report = replace(found, clues=clues, sha256=name.replace("-copy", ""), findings=(), not_checked=())
        return summed(report, clues)


@pytest.fixture
def scan(here: Path, capfd: pytest.CaptureFixture[str]) -> Scan:
    def runner(*arguments: str) -> tuple[int, str]:
        capfd.readouterr()
        code = main(["scan", "--no-annotate", *arguments], Services(Clued))
        return code, capfd.readouterr().out

    return runner


def scores(text: str) -> list[int]:
    return [entry["jigsaw"]["score"] for entry in json.loads(text)["photos"]]


def test_each_entry_counts_the_photos_before_and_after_it(here: Path, scan: Scan) -> None:
    names = [photo(here / f"{name}.jpg") for name in ("sign", "plain", "hand")]
    assert scores(scan("--json", names[0])[1]) == [5]
    code, text = scan("--json", *names)
    assert code == 1
    assert scores(text) == [11, 0, 11]
    entries = json.loads(text)["photos"]
    assert [entry["verdict"] for entry in entries] == ["do_not_share", "nothing_found", "do_not_share"]
    assert entries[0]["jigsaw"]["cheapest_fix"] == "crop place (photo 1): 11 -> 8"


def test_people_read_it_once_at_the_end(here: Path, scan: Scan) -> None:
    names = [photo(here / f"{name}.jpg") for name in ("sign", "hand")]
    code, text = scan(*names)
    assert code == 1
    assert text.count("SHARED TOGETHER") == 1
    assert text.index("SHARED TOGETHER") > text.rindex("Sum of small clues")
    assert "(photo 1)" in text
    assert "11 in all over 2 photos" in text


def test_other_folders_and_equal_files_add_nothing(here: Path, scan: Scan) -> None:
    photo(here / "a" / "sign.jpg")
    photo(here / "b" / "hand.jpg")
    assert scores(scan("--json", "a", "b")[1]) == [5, 5]
    again = [photo(here / "sign.jpg"), photo(here / "sign-copy.jpg")]
    assert scores(scan("--json", *again)[1]) == [5, 5]
