"""The engine: silent, free input sizes, the same answers in every thread, precision as asked."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from scanner.inference.session import Array, Engine, EngineOptions, Session
from scanner.inference.weights import manifest

CHECKOUT = Path(__file__).resolve().parents[2]

# Runs the detector on the portrait and its turns with every way out of the process closed.
OFFLINE = """
import os, socket, subprocess, sys
from pathlib import Path

def closed(*args, **kwargs):
    raise SystemExit("something tried to reach a network or to start a program")

import numpy as np, skimage.data
portrait = skimage.data.astronaut()
for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
    setattr(socket, name, closed)
import _socket
_socket.socket = closed
subprocess.Popen = os.system = os.fork = closed

from scanner.detectors.faces import FaceDetector
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.photo import Frame, Photo

detector = FaceDetector(Engine(EngineOptions(threads=1)))
frames = tuple(Frame(k, np.ascontiguousarray(np.rot90(portrait, -k))) for k in range(4))
faces = detector.detect(Photo(Path("x"), "", "PNG", frames, 4)).faces
print(sorted(face.frame for face in faces if face.score >= 0.5))
print([name for name in sys.modules if "telemetry" in name and sys.modules[name] is not None
       and not name.startswith("openvino.")])
"""


def _python(source: str, home: Path) -> list[str]:
    environment = {**os.environ, "HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, "-c", source], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_finds_faces_offline_and_leaves_no_trace(tmp_path: Path) -> None:
    assert _python(OFFLINE, tmp_path) == ["[0, 1, 2, 3]", "[]"]
    assert list(tmp_path.iterdir()) == []  # telemetry would keep its consent and client id in the home folder


@pytest.mark.parametrize(
    ("loader", "loaded"),
    [
        ("import openvino", ["loaded"]),  # when this ends by itself, the guard can go
        ("from scanner.inference.session import Engine, EngineOptions; Engine(EngineOptions())", []),
    ],
    ids=["without our guard", "with it"],
)
def test_the_silence_is_our_doing(tmp_path: Path, loader: str, loaded: list[str]) -> None:
    stub = (
        "print('loaded')\nclass Telemetry:\n    def __init__(self, *a, **k): pass\n"
        "    def __getattr__(self, name): return lambda *a, **k: None\n"
    )
    (tmp_path / "openvino_telemetry.py").write_text(stub, encoding="utf-8")
    source = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.dont_write_bytecode = True; {loader}"
    assert _python(source, tmp_path)[:1] == loaded


@pytest.fixture(scope="module")
def network() -> Session:
    return _compiled(EngineOptions(threads=1, precision="f32"))


def _compiled(options: EngineOptions) -> Session:
    path = manifest()["centerface"].checked_path()
    return Engine(options).compile(path, dynamic={"input.1": (-1, 3, -1, -1)})


def _noise(*shape: int) -> Array:
    return np.random.default_rng(1).uniform(0, 255, shape).astype(np.float32)


def test_fixed_input_sizes_are_freed(network: Session) -> None:
    for shape in ((1, 3, 32, 64), (2, 3, 96, 32), (1, 3, 32, 64)):
        outputs = network.run(_noise(*shape))
        assert {name: tensor.shape[:2] for name, tensor in outputs.items()} == {
            "537": (shape[0], 1),
            "538": (shape[0], 2),
            "539": (shape[0], 2),
            "540": (shape[0], 10),
        }
        assert outputs["537"].shape[2:] == (shape[2] // 4, shape[3] // 4)


def test_input_by_name_and_answers_that_stay(network: Session) -> None:
    first = network.run({"input.1": _noise(1, 3, 64, 64)})["537"]
    kept = first.copy()
    network.run(np.zeros((1, 3, 64, 64), np.float32))
    assert np.array_equal(first, kept)  # not a view of memory that the next run overwrites


def test_threads_do_not_disturb_each_other(network: Session) -> None:
    inputs = [_noise(1, 3, 64, 64) * np.float32(k / 4) for k in range(4)]
    expected = [network.run(x)["537"] for x in inputs]
    results: list[bool] = []

    def work(k: int) -> None:
        results.extend(np.array_equal(network.run(inputs[k])["537"], expected[k]) for _ in range(10))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 40 and all(results)


def test_precision_changes_little(network: Session) -> None:
    quick = _compiled(EngineOptions(threads=1, precision="auto"))
    x = _noise(1, 3, 128, 128)
    exact, fast = network.run(x)["537"], quick.run(x)["537"]
    assert np.abs(exact - fast).max() < 0.05


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux tells where a thread may run")
def test_workers_do_not_all_sit_on_the_first_core(network: Session) -> None:
    """An engine that pins its threads gives the same core to every process that asks for one thread."""
    allowed, asker = os.sched_getaffinity(0), threading.get_native_id()
    if len(allowed) < 2:
        pytest.skip("one core: there is nowhere else to sit")
    done, during = threading.Event(), set[frozenset[int]]()

    def watch() -> None:
        while not done.is_set():
            during.add(frozenset(os.sched_getaffinity(asker)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(20):
        network.run(_noise(1, 3, 256, 256))
    done.set()
    watcher.join()
    assert during == {frozenset(allowed)}
