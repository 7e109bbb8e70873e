"""The child process that imports face_recognition: works, says why not, and is killed when it hangs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import skimage.data

from scanner.errors import DetectorMissingError
from scanner.inference import dlib_child
from scanner.inference.guarded import GuardedFaceRecognition


def _with_stub(folder: Path, name: str, source: str) -> dict[str, str]:
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_finds_and_encodes_a_face() -> None:
    photo = np.asarray(skimage.data.astronaut())  # type: ignore[no-untyped-call]
    guarded = GuardedFaceRecognition()
    guarded.start()
    assert guarded.available() is None
    (box,) = guarded.locate(photo)
    x, y, w, h = box
    assert x < 225 < x + w and y < 120 < y + h  # the astronaut's nose
    assert guarded.locate(np.zeros((1, 1, 3), np.uint8), upsample=1) == []
    encodings = guarded.encode(photo, [box, (x + 4, y, w, h)])
    assert encodings.shape == (2, 128)
    assert np.linalg.norm(encodings[0] - encodings[1]) < 0.4
    guarded.close()
    assert "face_recognition" not in sys.modules


def test_broken_pkg_resources_is_said_plainly(tmp_path: Path) -> None:
    guarded = GuardedFaceRecognition(environment=_with_stub(tmp_path, "pkg_resources", "raise ImportError('gone')"))
    reason = guarded.available()
    assert reason is not None and "pkg_resources" in reason and reason.endswith(".")
    with pytest.raises(DetectorMissingError, match="pkg_resources"):
        guarded.locate(np.zeros((9, 9, 3), np.uint8))


@pytest.mark.parametrize(
    "source",
    ["print('x')\nquit()", "raise ImportError", "import os\nos._exit(0)"],
    ids=["quit", "absent", "dies"],
)
def test_library_that_does_not_load(tmp_path: Path, source: str) -> None:
    guarded = GuardedFaceRecognition(environment=_with_stub(tmp_path, "face_recognition", source))
    assert guarded.available() is not None


def test_printing_library_does_not_disturb_the_pipe(tmp_path: Path) -> None:
    source = (
        "print('hello' * 9999)\n"
        "def face_locations(pixels, number_of_times_to_upsample, model):\n"
        "    print('noise')\n"
        "    return [(1, 7, 5, 2)]\n"
    )
    guarded = GuardedFaceRecognition(environment=_with_stub(tmp_path, "face_recognition", source))
    assert guarded.locate(np.zeros((9, 9, 3), np.uint8)) == [(2, 1, 5, 4)]
    guarded.close()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("time.sleep(60)", "too long"),
        ("os._exit(3)", "unexpectedly"),
        ("raise KeyError('secret')", "unexpectedly"),
    ],
)
def test_hang_death_and_error_of_the_library(tmp_path: Path, body: str, words: str) -> None:
    source = f"import os, time\ndef face_locations(*a, **k):\n    {body}\n"
    guarded = GuardedFaceRecognition(seconds=1.0, environment=_with_stub(tmp_path, "face_recognition", source))
    assert guarded.available() is None
    began = time.monotonic()
    with pytest.raises(DetectorMissingError, match=words) as error:
        guarded.locate(np.zeros((3000, 4000, 3), np.uint8))
    assert time.monotonic() - began < 10
    assert "secret" not in str(error.value)
    assert guarded.available() is None  # the next one gets a fresh child
    guarded.close()


def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = tmp_path / "ran"
    (tmp_path / "pkg_resources.py").write_text(f"open({str(trap)!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    guarded = GuardedFaceRecognition()
    assert guarded.available() is None
    guarded.close()
    assert not trap.exists()


def test_child_ends_when_its_input_ends(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(write)
    with os.fdopen(read, "rb") as requests, (tmp_path / "replies").open("wb") as replies:
        dlib_child.serve(requests, replies, load=lambda: None)
    assert (tmp_path / "replies").read_bytes() == dlib_child.REPLY.pack(dlib_child.OK, 0)
