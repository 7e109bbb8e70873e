"""What an audit meets in a tree."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from scanner.audit.discovery import Filters, Met, discover
from tests.unit.audit.fakes import write

JPEG, MOV, ZIP = b"\xff\xd8\xff\xe0", b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", b"PK\x03\x04"


def met(folder: Path, **changes: object) -> dict[str, Met]:
    found = discover([str(folder)], **changes)  # type: ignore[arg-type]
    return {os.path.relpath(m.path, folder): m for m in found}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for name, content in {
        "a.jpg": JPEG, "sub/no_ending": JPEG, "sub/IMG_1.HEIC": b"", "sub/IMG_1.mov": MOV, "film.mov": MOV,
        "a.xmp": b"<x/>", "old.zip": ZIP, ".hidden.jpg": JPEG, ".git/b.jpg": JPEG, "notes.txt": b"hello",
        "scan.pdf": b"%PDF-1.4", "a.redacted.jpg": JPEG, "scanner-output/c.jpg": JPEG,
        "earlier/results.sqlite": b"x", "earlier/pictures/d.jpg": JPEG,
    }.items():  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_every_file_has_its_family_and_a_reason(tree: Path) -> None:
    found = met(tree)
    photos = {name for name, m in found.items() if m.family == "picture"}
    assert photos == {"a.jpg", "sub/no_ending", "sub/IMG_1.HEIC"}
    assert Counter(m.family for m in found.values() if m.family != "picture") == Counter(
        hidden=2, own=3, video=1, live_video=1, sidecar=1, archive=1, other=1, document=1
    )
    assert all(m.reason for m in found.values() if m.family != "picture")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed(tree: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "secret.jpg")
    (tree / "out").symlink_to(tmp_path / "elsewhere")
    (tree / "one.jpg").symlink_to(tmp_path / "elsewhere" / "secret.jpg")
    found = met(tree)
    assert found["out"].family == found["one.jpg"].family == "link"
    assert not any("secret" in name for name in found)


def test_filters_count_what_they_leave_out(tree: Path) -> None:
    found = met(tree, filters=Filters(extensions=frozenset({"heic"})))
    assert {name for name, m in found.items() if m.family == "picture"} == {"sub/IMG_1.HEIC"}
    assert found["a.jpg"].reason == "left out by --ext"
    assert met(tree, filters=Filters(ignore=("sub",)))["sub"].family == "ignored"
    os.utime(tree / "a.jpg", (1000, 1000))
    assert met(tree, filters=Filters(since=2000.0))["a.jpg"].reason == "left out by --since"


def test_shards_share_a_tree_wherever_it_lies(tmp_path: Path) -> None:
    for place in ("one", "two"):
        for number in range(40):
            write(tmp_path / place / f"{number % 4}" / f"{number}.jpg")
    shares = [set(met(tmp_path / place, filters=Filters(shard=(i, 3)))) for i in (1, 2, 3) for place in ("one", "two")]
    assert shares[::2] == shares[1::2]
    assert sorted(name for share in shares[::2] for name in share) == sorted(met(tmp_path / "one"))
    assert all(shares)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may look everywhere")
def test_a_locked_folder_is_said(tree: Path) -> None:
    (tree / "sub").chmod(0)
    try:
        assert met(tree)["sub"].family == "unseen"
    finally:
        (tree / "sub").chmod(0o700)
