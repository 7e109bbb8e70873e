"""The scene detector: what the network gets to see, and how its two answers become one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from scanner.detectors.scene import SIDE, WORKING_COPY, SceneDetector, network_input
from scanner.errors import DetectorMissingError
from scanner.inference import weights
from scanner.inference.session import Array, Engine, EngineOptions
from scanner.photo.photo import Frame, Photo

# The left half is red, the right half blue.
HALVES = np.zeros((60, 100, 3), np.uint8)
HALVES[:, :50, 0], HALVES[:, 50:, 2] = 255, 255


class FakeSession:
    """A ward where the left half of what it sees is red; warm where it is red."""

    def __init__(self) -> None:
        self.inputs: list[NDArray[Any]] = []

    def run(self, inputs: Array | Mapping[str, Array]) -> dict[str, Array]:
        images = np.asarray(inputs)
        self.inputs.append(images)
        red = images[:, 0, ::32, ::32] > 0
        left = red[:, :, 0].mean(axis=1)
        return {
            "scene": np.stack([left, 1 - left, np.zeros(len(images))], axis=1).astype(np.float32),
            "heat": red.astype(np.float32),
        }


class FakeEngine:
    def __init__(self) -> None:
        self.session = FakeSession()

    def compile(self, path: Path, *, dynamic: object = None) -> FakeSession:
        return self.session


def photo(*frames: NDArray[np.uint8]) -> Photo:
    return Photo(Path("a.jpg"), "0" * 64, "JPEG", tuple(Frame(i, f) for i, f in enumerate(frames)), len(frames))


def test_the_whole_picture_and_its_mirror_image_in_the_networks_range() -> None:
    plain, mirrored = network_input(HALVES)
    assert plain.shape == (3, SIDE, SIDE) and plain.dtype == np.float32
    assert plain[0, 0, 0] == pytest.approx(1) and plain[2, 0, 0] == pytest.approx(-1)
    assert plain[0, 0, -1] == pytest.approx(-1) and plain[2, 0, -1] == pytest.approx(1)
    assert np.array_equal(mirrored, plain[:, :, ::-1])


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (3, 2), (2500, 1900)])
def test_odd_sizes_are_seen(size: tuple[int, int]) -> None:
    assert network_input(np.full((*size, 3), 9, np.uint8)).shape == (2, 3, SIDE, SIDE)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    row = weights.Weights("ward_scene", "manifest.toml", "", "", "", "")
    monkeypatch.setattr("scanner.detectors.scene.manifest", lambda: {"ward_scene": row})
    monkeypatch.setattr(weights.Weights, "checked_path", lambda self: Path("unused"))
    return FakeEngine()


def test_one_guess_for_each_frame_with_its_map_as_the_frame_lies(engine: FakeEngine) -> None:
    seen = SceneDetector(cast(Engine, engine)).detect(photo(HALVES, HALVES[:, ::-1].copy()))
    assert [guess.frame for guess in seen.scenes] == [0, 1]
    first, second = seen.scenes
    assert first.size == (100, 60)
    assert first.ward == second.ward == pytest.approx(0.5)  # the mean of picture and mirror image
    assert first.heat[3][0] == 1 and first.heat[3][6] == 0
    assert second.heat[3][0] == 0 and second.heat[3][6] == 1


def test_large_photos_go_through_the_shared_working_copy(engine: FakeEngine) -> None:
    large = photo(np.zeros((3000, 2000, 3), np.uint8))
    SceneDetector(cast(Engine, engine)).detect(large)
    assert [max(size) for size in large.frames[0]._scaled] == [WORKING_COPY]


def test_our_weights_run_and_say_probabilities() -> None:
    detector = SceneDetector(Engine(EngineOptions(precision="f32", threads=1)))
    guess = detector.detect(photo(HALVES)).scenes[0]
    assert 0 <= guess.ward <= 1 and 0 <= guess.clinical_other <= 1 and guess.ward + guess.clinical_other <= 1.001
    assert len(guess.heat) == 7 and all(len(row) == 7 for row in guess.heat)


def test_missing_weights_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "models_folder", lambda: tmp_path)
    row = weights.Weights("ward_scene", "ward_scene/ward_scene.onnx", "", "", "", "scenes")
    monkeypatch.setattr("scanner.detectors.scene.manifest", lambda: {"ward_scene": row})
    with pytest.raises(DetectorMissingError):
        SceneDetector(Engine(EngineOptions(threads=1))).detect(photo(HALVES))
