"""What an audit meets in a tree."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from scanner.audit.discovery import Filters, Met, discover
from scanner.audit.own import CONTENTS
from tests.unit.audit.fakes import run, write

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
        "scan.pdf": b"%PDF-1.4",
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
        hidden=2, video=1, live_video=1, sidecar=1, archive=1, other=1, document=1
    )
    assert all(m.reason for m in found.values() if m.family != "picture")


def test_a_name_like_ours_hides_no_photo(tmp_path: Path) -> None:
    names = {"IMG.annotated.jpg", "x.redacted-3.png", "scanner-output/c.jpg", "ward/a.jpg", "ward/pictures/b.jpg"}
    for name in names:
        write(tmp_path / name)
    for content in (b"", b"hi", b"SQLite format 3\x00", foreign_database(tmp_path)):
        (tmp_path / "ward" / "results.sqlite").write_bytes(content)
        assert {name for name, m in met(tmp_path).items() if m.family == "picture"} == names


def foreign_database(folder: Path) -> bytes:
    with closing(sqlite3.connect(folder / "other.sqlite")) as store:
        store.executescript("CREATE TABLE results (id INTEGER PRIMARY KEY); PRAGMA user_version=2")
    return (folder / "other.sqlite").read_bytes()


def test_what_an_audit_wrote_is_left_out_and_what_others_put_there_is_not(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    write(photos / "a number.jpg")
    run(photos, photos / "earlier", copies=True)
    assert {path.name for path in (photos / "earlier").iterdir()} <= CONTENTS
    write(photos / "earlier" / "put here.jpg")
    for changes in ({}, {"leave_out": [photos / "earlier"]}):
        found = met(photos, **changes)
        assert {name for name, m in found.items() if m.family == "picture"} == {"a number.jpg", "earlier/put here.jpg"}
        assert found["earlier"].family == "own"


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.timeout(20)
def test_a_named_thing_that_is_no_file_is_for_the_scan_to_report(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    named = list(discover([], [str(tmp_path), str(tmp_path / "pipe.jpg")]))
    assert [(m.family, m.named, m.state) for m in named] == [("picture", True, None)] * 2
    assert met(tmp_path)["pipe.jpg"].family == "other"


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
