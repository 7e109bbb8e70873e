"""The manifest of networks: complete, and nothing else than what was measured is loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scanner.errors import DetectorMissingError
from scanner.inference import weights
from scanner.inference.weights import Weights, manifest


@pytest.mark.parametrize("name", sorted(manifest()))
def test_every_network_is_there_and_unchanged(name: str) -> None:
    row = manifest()[name]
    assert row.checked_path().suffix in {".onnx", ".xml", ".npz"}
    assert row.licence and row.origin and row.used_for


def test_damaged_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "models_folder", lambda: tmp_path)
    row = Weights("own", "own.onnx", "0" * 64, "MIT", "ours", "testing")
    with pytest.raises(DetectorMissingError, match=r"testing model \(own.onnx\) is missing\."):
        row.path()
    (tmp_path / "own.onnx").write_bytes(b"\0")
    assert row.path() == tmp_path / "own.onnx"
    with pytest.raises(DetectorMissingError, match="changed or damaged"):
        row.checked_path()


def test_absent_package_is_named() -> None:
    row = replace(manifest()["centerface"], package="no-such-package")
    with pytest.raises(DetectorMissingError, match="no-such-package"):
        row.checked_path()


def test_missing_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "models_folder", lambda: tmp_path)
    with pytest.raises(DetectorMissingError, match="manifest"):
        manifest.__wrapped__()
