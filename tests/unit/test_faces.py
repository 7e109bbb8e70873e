"""The face detector as a whole, on the public-domain portrait that scikit-image ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data

from scanner.detectors.faces import FaceDetector, _believable
from scanner.findings import Face
from scanner.geometry import bounds
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.photo import Frame, Photo, Pixels

NOSE = np.array([224.0, 124.0])  # in the portrait of 512 x 512 px


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector(Engine(EngineOptions(threads=1)))


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    return np.asarray(skimage.data.astronaut(), np.uint8)  # type: ignore[no-untyped-call]


def _photo(*pictures: Pixels) -> Photo:
    frames = tuple(Frame(i, np.ascontiguousarray(pixels)) for i, pixels in enumerate(pictures))
    return Photo(Path("x.png"), "", "PNG", frames, len(frames))


def _only_face(detector: FaceDetector, pixels: Pixels) -> Face:
    (face,) = [f for f in detector.detect(_photo(pixels)).faces if f.score >= 0.5]
    return face


@pytest.mark.parametrize("turn", range(4), ids=["upright", "90", "180", "270"])
def test_finds_the_face_in_every_quarter_turn(detector: FaceDetector, portrait: Pixels, turn: int) -> None:
    face = _only_face(detector, np.rot90(portrait, -turn))
    x, y = NOSE
    nose = {0: (x, y), 1: (512 - y, x), 2: (512 - x, 512 - y), 3: (y, 512 - x)}[turn]
    assert np.linalg.norm(np.array(face.landmarks[2]) - nose) < 15
    left, top, right, bottom = bounds(face.polygon)
    assert left < nose[0] < right and top < nose[1] < bottom
    assert 80 < right - left < 160 and 80 < bottom - top < 160
    assert abs((face.roll - 90 * turn + 180) % 360 - 180) < 25


def test_lying_face_in_an_upright_photo(detector: FaceDetector, portrait: Pixels) -> None:
    head = portrait[20:230, 110:340]
    picture = np.concatenate([portrait, np.zeros_like(portrait)], axis=1)
    picture[200 : 200 + head.shape[1], 650 : 650 + head.shape[0]] = np.rot90(head)
    faces = detector.detect(_photo(picture)).faces
    lying = [f for f in faces if bounds(f.polygon)[0] > 600 and abs(abs(f.roll) - 90) < 25]
    upright = [f for f in faces if bounds(f.polygon)[2] < 512 and abs(f.roll) < 25]
    assert lying and upright
    assert sum(f.score >= 0.5 for f in faces) <= 2


@pytest.mark.parametrize("size", [(1, 1), (2, 3000), (3000, 2), (7, 40)])
@pytest.mark.parametrize("strength", ["normal", "full"])
def test_odd_sizes(size: tuple[int, int], strength: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    odd = FaceDetector(Engine(EngineOptions(threads=1)), strength=strength)
    for face in odd.detect(_photo(noise)).faces:
        left, top, right, bottom = bounds(face.polygon)
        assert 0 <= left <= right <= size[1] and 0 <= top <= bottom <= size[0]


def test_long_panorama_is_not_shrunk_to_nothing(detector: FaceDetector, portrait: Pixels) -> None:
    strip = np.full((9000, 512, 3), 90, np.uint8)
    small = portrait[0:260:4, 100:360:4]  # a face of some 30 px
    for top in (50, 4400, 8900):
        strip[top : top + 65, 200:265] = small
    # A collar below a chin may be doubtful, and more so on one processor than on another; the faces are certain.
    certain = [bounds(f.polygon)[1] for f in detector.detect(_photo(strip)).faces if f.score >= 0.5]
    assert [round(top, -2) for top in sorted(certain)] == [100, 4400, 8900]


def test_every_frame_and_what_lies_under_transparency(detector: FaceDetector, portrait: Pixels) -> None:
    grey = np.full_like(portrait, 128)
    frames = (Frame(0, grey), Frame(1, portrait), Frame(2, grey, under_alpha=portrait))
    faces = detector.detect(Photo(Path("x.gif"), "", "GIF", frames, 3)).faces
    assert sorted(face.frame for face in faces if face.score >= 0.5) == [1, 2]


def test_same_photo_gives_the_same_answer(detector: FaceDetector, portrait: Pixels) -> None:
    assert detector.detect(_photo(portrait)) == detector.detect(_photo(portrait))


@pytest.mark.parametrize(("side", "score", "kept"), [(500, 0.3, False), (500, 0.4, True), (100, 0.3, True)])
def test_what_fills_a_third_of_the_picture_and_hardly_looks_like_a_face_is_none(
    side: float, score: float, kept: bool
) -> None:
    assert _believable(np.array([0, 0, 0.8 * side, side]), score, 1000) is kept
