"""A product that is broken on purpose must make the harness fall, and in the right cells only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.accuracy.oracle import Oracle, soft_rim
from tests.accuracy.suites.attackers import Tesseract
from tests.accuracy.suites.hidden import differing
from tests.accuracy.suites.items import Picture
from tests.accuracy.suites.leaks import Attack
from tests.accuracy.suites.measure import scored
from tests.accuracy.suites.product import Answer
from tests.accuracy.suites.renders import picture_of
from tests.accuracy.suites.scores import COVERED, FOUND, GONE, Scores
from tests.render.cli import Task, run
from tests.render.suites import plan

SIZE = (960, 720)
TURNED = "turned by the file's orientation tag"
# Wristband with a code, screen, note with a password, a face, and two photos that only their tag puts upright.
CHOSEN = [("smoke", 0), ("smoke", 2), ("core", 16), ("consent", 6), ("metadata", 7), ("metadata", 9)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    made = []
    for suite, index in CHOSEN:
        folder = tmp_path_factory.mktemp("renders") / suite
        folder.mkdir(exist_ok=True)
        line = run(Task(plan(suite, index, 7001, SIZE, None, None), folder, overlay=False))
        made.append(picture_of(folder / line["file"], f"{suite}/{line['file']}"))
    return made


def _scores(pictures: list[Picture], product: Oracle, work: Path) -> Scores:
    tesseract = Tesseract()
    engines = Attack([] if tesseract.missing() else [tesseract], [])
    return scored(pictures, product, engines, work)[0]


def test_who_knows_the_truth_scores_full_marks(pictures: list[Picture], tmp_path: Path) -> None:
    scores = _scores(pictures, Oracle(), tmp_path)
    for group in ("text", "code", "face"):
        for column in (FOUND, COVERED, GONE):
            hits, total = scores.tally.count("all", group, column)
            assert hits == total > 0, (group, column, scores.misses)
    assert scores.tally.count("orientation", TURNED, GONE)[1] >= 5
    assert scores.outcomes == {"clean": len(pictures)}
    assert max(share for shares in scores.harmless.values() for share in shares) < 0.02
    assert differing(Oracle(), pictures[:2], tmp_path / "hidden") == (0, 2)


def test_without_the_text_detector_text_is_missed_and_nothing_else(pictures: list[Picture], tmp_path: Path) -> None:
    scores = _scores(pictures, Oracle(blind_to=frozenset({"text", "artefacts"})), tmp_path)
    assert scores.tally.count("all", "text", FOUND)[0] == 0
    gone, total = scores.tally.count("all", "text", GONE)
    assert gone < 0.2 * total
    for group in ("code", "face"):
        hits, total = scores.tally.count("all", group, GONE)
        assert hits == total > 0
    assert scores.tally.count("kind", "nhs_number", FOUND)[0] == 0
    assert not any("face" in miss.note or "barcode" in miss.note for miss in scores.misses)


def test_a_soft_rim_is_found_out_though_all_was_found(pictures: list[Picture], tmp_path: Path) -> None:
    scores = _scores(pictures, Oracle(destroy=soft_rim), tmp_path)
    for group in ("text", "code", "face"):
        found, total = scores.tally.count("all", group, COVERED)
        assert found == total > 0
        assert scores.tally.count("all", group, GONE)[0] < 0.3 * total, group
    assert scores.outcomes["clean"] == 0
    assert differing(Oracle(destroy=soft_rim), pictures[:2], tmp_path / "hidden") == (2, 2)


def test_a_product_that_ends_counts_as_blind(pictures: list[Picture], tmp_path: Path) -> None:
    class Ending(Oracle):
        def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer:
            raise RuntimeError("ended with 139")

    scores = _scores(pictures, Ending(), tmp_path)
    assert scores.tally.count("all", "text", FOUND)[0] == 0
    assert scores.outcomes == {"not scanned": len(pictures)}


def test_who_ignores_the_orientation_tag_misses_what_is_turned(pictures: list[Picture], tmp_path: Path) -> None:
    scores = _scores(pictures, Oracle(honours_orientation=False), tmp_path)
    for column in (FOUND, GONE):
        hits, total = scores.tally.count("orientation", TURNED, column)
        assert hits < 0.5 * total  # one may lie under something else that was looked for in the wrong place
        for suite in ("smoke", "core", "consent"):
            hits, total = scores.tally.count("suite", suite, column)
            assert hits == total > 0
