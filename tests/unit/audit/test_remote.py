"""Photos in an object store, with fsspec's own store in memory."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scanner.audit.audit import Plan, audit
from scanner.audit.discovery import Filters, discover
from scanner.errors import UsageError
from scanner.settings import Settings
from tests.unit.audit.fakes import InlineEngine, Watch, make_fake
from tests.unit.audit.test_audit import entries

fsspec = pytest.importorskip("fsspec")


def jpeg(shade: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (160, 90), (shade, shade, shade)).save(stream, "JPEG")
    return stream.getvalue()


@pytest.fixture
def store() -> Any:
    files = fsspec.filesystem("memory")
    files.store.clear()
    for name, data in {
        "/p/a number.jpg": jpeg(9), "/p/ward/no_ending": jpeg(20), "/p/ward/cut.jpg": jpeg(30)[:300],
        "/p/notes.txt": b"hello", "/p/.hidden.jpg": jpeg(1), "/q/other.jpg": jpeg(2),
    }.items():  # fmt: skip
        files.pipe_file(name, data)
    return files


def looked(to: Path) -> Watch:
    watch = Watch()
    audit(Plan(("memory://p",), to, Settings()), InlineEngine, make_fake, watch)
    return watch


def test_photos_are_read_from_a_store_and_looked_at_once(store: Any, tmp_path: Path) -> None:
    assert len(looked(tmp_path / "run").looked) == 3
    found = entries(tmp_path / "run")
    assert {name: entry["status"] for name, entry in found.items()} == {
        "a number.jpg": "scanned", "no_ending": "scanned", "cut.jpg": "unreadable"
    }  # fmt: skip
    assert found["a number.jpg"]["path"] == "memory:///p/a number.jpg"
    assert not looked(tmp_path / "run").looked
    store.pipe_file("/p/a number.jpg", jpeg(100))
    assert len(looked(tmp_path / "run").looked) == 1


def test_what_is_no_photo_is_met_all_the_same(store: Any) -> None:
    met = {m.path.rpartition("/")[2]: m.family for m in discover(["memory://p"])}
    assert met == {
        "a number.jpg": "picture", "no_ending": "picture", "cut.jpg": "picture", "notes.txt": "other",
        ".hidden.jpg": "hidden",
    }  # fmt: skip
    only = discover(["memory://p"], filters=Filters(extensions=frozenset({"jpg"}), ignore=("ward/*",)))
    assert [m.path for m in only if m.family == "picture"] == ["memory:///p/a number.jpg"]


def test_an_unknown_store_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nosuch"):
        list(discover(["nosuch://p"]))
