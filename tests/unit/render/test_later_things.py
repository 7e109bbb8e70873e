"""Tablets, bedside televisions, mirror images, dolls, magnets, viewers, posters: what their truth has to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.accuracy.suites.items import Picture
from tests.render import crops
from tests.render.artefacts import badge, bedside_tv, magnets, mannequin, posters, signs, tablet, whiteboard
from tests.render.artefacts.base import Piece
from tests.render.cast import STAFF, patients
from tests.render.job import Job
from tests.render.produce import ALL_SUBJECTS, Photo, take
from tests.render.recipes import NEWER, NEWER_NEGATIVES
from tests.render.specials import dress
from tests.render.suites import FIRST, FIRST_NEGATIVES, LENGTH, plan

SMALL = (800, 600)


def _photo(scene: str, index: int, *, mirror: bool = False, level: str = "L1") -> Photo:
    return take(Job("later", index, 5, scene, level, SMALL, mirror=mirror), dress)


def _board(seed: int, extra: bool) -> tuple[Piece, float]:
    rng = np.random.default_rng(seed)
    more = rng.spawn(1)[0] if extra else None
    piece = whiteboard.whiteboard(rng, 1.6, patients(rng, 8), "full", extra=more)
    return piece, float(rng.random())


def _overlapping(piece: Piece) -> list[tuple[str, str]]:
    boxes = [(m.quad.min(axis=0), m.quad.max(axis=0), m.text) for m in piece.canvas.marks]
    return [
        (text, other)
        for i, (low, high, text) in enumerate(boxes)
        for low2, high2, other in boxes[i + 1 :]
        if (np.minimum(high, high2) - np.maximum(low, low2) > 0.5).all()
    ]


def test_magnets_change_no_other_draw() -> None:
    """The words of a board and whatever is drawn after it are the same with them and without."""
    strips = {w for w, _ in magnets.WORDS}
    for seed in range(8):
        (plain, next_plain), (full, next_full) = _board(seed, extra=False), _board(seed, extra=True)
        words = [m.text for m in full.canvas.marks if m.handwritten or m.text not in strips]
        assert next_plain == next_full
        assert words == [m.text for m in plain.canvas.marks]


def test_printed_strips_lie_on_free_places_and_in_the_truth() -> None:
    printed = set()
    for seed in range(16):
        piece, _ = _board(seed, extra=True)
        strips = [m for m in piece.canvas.marks if m.text in {w for w, _ in magnets.WORDS} and not m.handwritten]
        printed |= {m.text for m in strips}
        assert all(m.kind == "clinical_text" and m.role == "patient" and m.person for m in strips)
        names = {m.text for m in strips}
        assert not [pair for pair in _overlapping(piece) if names & set(pair)]
    assert len(printed) >= 5


@pytest.mark.parametrize("variant", mannequin.VARIANTS)
def test_a_doll_is_nobody(variant: str) -> None:
    seed = next(s for s in range(99) if ALL_SUBJECTS["mannequin"](_first(s)).variant == variant)
    photo = _doll(seed)
    thing = next(a for a in photo.truth["artefacts"] if a["variant"] == f"mannequin_{variant}")
    assert thing["kind"] == "" and not thing["must_redact"] and thing["visible_fraction"] > 0.9
    assert photo.truth["faces"] == [] and {s["role"] for s in photo.truth["strings"]} <= {"neg"}
    assert photo.truth["expected"] == {"verdict": "nothing_found", "kinds": []}
    low, high = np.array(thing["poly"]).min(axis=0), np.array(thing["poly"]).max(axis=0)
    assert all(
        (low - 1 <= p).all() and (high + 1 >= p).all() for s in photo.truth["strings"] for p in np.array(s["poly"])
    )


def _first(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 1])


def _doll(seed: int) -> Photo:
    """The scene with this subject, whatever the job's own generator would choose."""

    def with_subject(stage: Any, job: Job, wish: Any) -> None:
        from tests.render.sets import SETS

        subject = ALL_SUBJECTS["mannequin"](_first(seed))
        SETS["floor"](stage, subject, wish)

    return take(Job("later", seed, 5, "mannequin", "L1", SMALL), with_subject)


def test_a_mirror_image_is_mirrored_in_the_truth_too() -> None:
    photo = _photo("reflected_board", 1)
    strings = [s for s in photo.truth["strings"] if len(s["poly"]) == 4]
    assert strings and all(s["mirrored"] and s["ocr"] != "must" for s in strings)
    assert all(_turns_left(s) for s in strings)
    assert any(s["must_redact"] for s in strings) and photo.truth["expected"]["verdict"] == "do_not_share"
    assert _turns(photo) == {"mirrored"}
    twice = _photo("reflected_board", 1, mirror=True)
    assert "mirrored" not in _turns(twice)


def _turns_left(string: dict[str, Any]) -> bool:
    """A quad that starts at the text's own top left runs against the clock where the text is mirrored."""
    return float(cv2.contourArea(np.array(string["poly"], np.float32), oriented=True)) < 0


def _turns(photo: Photo) -> set[str]:
    items = Picture(Path("x.jpg"), "x", photo.truth | {"extra": {}}).items()
    return {item.cells["turn"] for item in items if item.group == "text"}


def test_a_reflection_is_fainter_than_the_board() -> None:
    shares = set()
    for index in range(6):
        reflected = [s["dc"] for s in _photo("reflected_board", index).truth["strings"] if s["handwritten"]]
        shares.add(round(max(reflected) / 10))
    assert len(shares) > 1 and min(shares) < 14


def test_every_thing_has_several_layouts() -> None:
    person = patients(np.random.default_rng(0), 1)[0]
    makers = {
        "tablet": [tablet.tablet_form(np.random.default_rng(0), 1.0, person, v) for v in tablet.VARIANTS],
        "television": [bedside_tv.bedside_tv(np.random.default_rng(0), 1.0, person, v) for v in bedside_tv.VARIANTS],
        "logo": [signs.wall_logo(np.random.default_rng(s), 0.5) for s in range(12)],
        "poster": [posters.health_poster(np.random.default_rng(s), 0.5) for s in range(12)],
    }
    for name, pieces in makers.items():
        assert len({p.variant for p in pieces}) == 3, name
        assert not [pair for p in pieces for pair in _overlapping(p)], name
    for piece in makers["tablet"] + makers["television"]:
        assert any(m.kind == "patient_name" and m.person == person.key for m in piece.canvas.marks)


def test_an_idle_television_names_nobody() -> None:
    for seed in range(6):
        piece = ALL_SUBJECTS["idle_tv"](np.random.default_rng(seed)).build(1.0)
        assert piece.variant == "tv_idle" and not [m for m in piece.canvas.marks if m.role == "patient"]


def test_boards_and_sheets_have_up_to_ten_rows() -> None:
    for name in ("whiteboard", "handover_sheet"):
        rows = []
        for seed in range(36):
            piece = ALL_SUBJECTS[name](np.random.default_rng(seed)).build(0.3)
            rows.append(len({m.person for m in piece.canvas.marks if m.person}))
        assert max(rows) == 10 and min(rows) >= 5


def test_some_tubes_carry_the_patients_own_number_as_bars() -> None:
    kinds = set()
    for seed in range(12):
        piece = ALL_SUBJECTS["specimen_tube"](np.random.default_rng(seed)).build(8.0)
        [code] = piece.canvas.codes
        own = next(m.text for m in piece.canvas.marks if m.kind == "nhs_number").replace(" ", "")
        assert (code.kind == "barcode_patient") == (code.payload == own) == (code.ids == (own,))
        assert code.quad.max(axis=0)[0] < 50
        kinds.add(code.kind)
    assert kinds == {"barcode_patient", "barcode_unread"}


def test_a_badge_shows_a_licensed_head_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    who, draws = STAFF[0], []
    for folder in (None, tmp_path):
        if folder:
            Image.new("RGB", (90, 90), (120, 90, 70)).save(folder / "somebody.png")
            (folder / "LICENCE.txt").write_text("made for this test\n", encoding="utf-8")
            monkeypatch.setenv("RENDER_FACE_DIR", str(folder))
        rng = np.random.default_rng(3)
        canvas = badge.id_badge(rng, 4.0, who, "photo").canvas
        draws.append((float(rng.random()), [f.person for f in canvas.faces], crops.licence()))
    assert draws[0][1:] == ([], None) and draws[1][1:] == (["somebody"], "made for this test")
    assert draws[0][0] == draws[1][0]  # the rest of the picture is the same


def test_the_thank_you_card_of_the_jigsaw_can_be_read() -> None:
    index = next(i for i in range(18) if "thank_you_card" in plan("jigsaw", i, 1, SMALL, None, None).extra["clues"])
    photo = take(plan("jigsaw", index, 1, (2016, 1512), None, None), dress)
    card = next(a["id"] for a in photo.truth["artefacts"] if a["variant"] == "thank_you")
    strings = [s for s in photo.truth["strings"] if s["artefact"] == card]
    assert len(strings) == 3
    assert all(s["cap_px"] >= 8 and s["human"] == "yes" and s["visible_fraction"] > 0.9 for s in strings)


def test_suites_begin_as_before_and_show_the_later_things() -> None:
    """Who measured the first pictures of a suite measures the same ones again."""

    def scenes(suite: str, count: int) -> list[str]:
        return [plan(suite, i, 1, SMALL, None, None).scene for i in range(count)]

    assert [s for i, s in enumerate(scenes("core", 27)) if i % 6 != 5] == list(FIRST)
    assert scenes("negatives", len(FIRST_NEGATIVES)) == list(FIRST_NEGATIVES)
    assert scenes("stress", 23) == [FIRST[i * 5 % 23] for i in range(23)]
    assert set(scenes("core", LENGTH["core"])) >= NEWER
    assert set(scenes("negatives", LENGTH["negatives"])) >= NEWER_NEGATIVES
    assert set(scenes("stress", LENGTH["stress"])) >= NEWER
