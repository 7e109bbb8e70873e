"""Strangers who turn up again: grouped in memory, and only when asked for."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.audit.people import Strangers, strangers_in
from scanner.audit.reading import Runs
from scanner.errors import DetectorMissingError
from scanner.findings import Box, Face, PhotoReport, Sightings, Status
from scanner.inference.guarded import FaceLook
from scanner.photo.photo import Frame, Photo, Pixels
from tests.unit.audit.fakes import run, write

SOMEBODY, OTHER = np.eye(128)[0], np.eye(128)[1]


def near(
    vector: np.ndarray[tuple[int, ...], np.dtype[np.float64]], seed: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    noise = np.random.default_rng(seed).normal(size=128)
    return (vector + 0.2 * noise / np.linalg.norm(noise)).astype(np.float32)


def test_people_in_several_photos_get_a_number() -> None:
    strangers = Strangers()
    strangers.add(10, np.stack([near(SOMEBODY, 1), near(OTHER, 2)]))
    strangers.add(11, np.stack([near(SOMEBODY, 3)]))
    strangers.add(12, np.stack([near(np.eye(128)[5], 4)]))
    strangers.add(13, np.stack([near(SOMEBODY, 5), near(OTHER, 6)]))
    assert strangers.in_several() == {10: (1, 2), 11: (1,), 13: (1, 2)}


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=3), max_size=6))
def test_two_faces_of_one_photo_are_two_people(photos: list[list[int]]) -> None:
    strangers = Strangers()
    for number, faces in enumerate(photos):
        strangers.add(number, np.stack([near(np.eye(128)[face], 10 * number + i) for i, face in enumerate(faces)]))
    several = strangers.in_several()
    assert all(len(set(people)) == len(people) for people in several.values())
    for person in {p for people in several.values() for p in people}:
        assert sum(person in people for people in several.values()) > 1


@dataclass
class Embedder:
    look: FaceLook | None
    asked: int = 0

    def embed(self, pixels: Pixels, box: Box, *, jitters: int = 1) -> FaceLook | None:
        self.asked += 1
        if self.look is None:
            raise DetectorMissingError("gone")
        return self.look


def test_only_clear_faces_without_consent_are_described() -> None:
    def face(size: float, **changes: object) -> Face:
        return Face(((0.0, 0.0), (size, 0.0), (size, size), (0.0, size)), 0.9, **changes)  # type: ignore[arg-type]

    photo = Photo(Path("a.jpg"), "0", "JPEG", (Frame(0, np.zeros((300, 300, 3), np.uint8)),), 1)
    faces = (face(100), face(30), face(100, consented=True))
    report = PhotoReport("a.jpg", Status.SCANNED, sightings=Sightings(faces=faces))
    clear = FaceLook(SOMEBODY, frontal=1.0, turn=0.0, lower=0.5)
    embedder = Embedder(clear)
    assert strangers_in(report, photo, embedder).shape == (1, 128)
    assert embedder.asked == 1
    assert len(strangers_in(report, photo, Embedder(FaceLook(SOMEBODY, 1.0, 0.5, 0.5)))) == 0
    assert len(strangers_in(report, photo, Embedder(None))) == 0


def test_nothing_that_describes_a_face_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a face.jpg", "b face.jpg", "c.jpg"):
        write(tmp_path / "photos" / name)
    secret = near(SOMEBODY, 1)[None]
    monkeypatch.setattr(
        "scanner.audit.worker.strangers_in", lambda report, photo, _: secret if report.sightings.faces else secret[:0]
    )
    run(tmp_path / "photos", tmp_path / "run", people=True)
    with closing(Runs([tmp_path / "run"])) as runs:
        assert {Path(row.path).name: row.people for row in runs.rows()} == {
            "a face.jpg": (1,), "b face.jpg": (1,), "c.jpg": ()
        }  # fmt: skip
    stored = (tmp_path / "run" / "results.sqlite").read_bytes()
    assert secret.tobytes()[:16] not in stored
    run(tmp_path / "photos", tmp_path / "plain")
    with closing(Runs([tmp_path / "plain"])) as runs:
        assert not any(row.people for row in runs.rows())
