"""What is scanned, what is left out and said, in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.cli.inputs import find_photos
from scanner.errors import UsageError
from tests.cli.conftest import photo


def paths(*given: str, lists: tuple[str, ...] = (), out: Path | None = None) -> list[str]:
    return [entry.path for entry in find_photos(given, lists, out).entries]


def test_folders_are_walked_in_order_and_pictures_told_by_name_or_content(here: Path) -> None:
    for name in ("t/b.jpg", "t/a/z.JPG", "t/c.HEIC", "t/without_extension", "t/.jpg"):
        photo(here / name)
    for name in ("t/notes.txt", "t/.hidden.jpg", "t/.thumbs/x.jpg"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("words", encoding="utf-8")
    found = find_photos(["t"], [], None)
    expected = ["t/.jpg", "t/a/z.JPG", "t/b.jpg", "t/c.HEIC", "t/without_extension"]
    assert [entry.path for entry in found.entries] == expected
    assert {path for path, _ in found.skipped} == {"t/notes.txt", "t/.hidden.jpg", "t/.thumbs"}
    assert all(entry.root == Path("t") and not entry.named for entry in found.entries)


def test_own_outputs_are_left_out_of_folders_but_not_when_named(here: Path) -> None:
    own = [
        "t/a.redacted.jpg",
        "t/a.redacted-2.png",
        "t/a.annotated.jpg",
        "t/scanner-output/b.jpg",
        "t/o/c.jpg",
    ]
    for name in ["t/a.jpg", *own]:
        photo(here / name)
    assert paths("t", out=here / "t" / "o") == ["t/a.jpg"]
    assert paths("t/a.redacted.jpg") == ["t/a.redacted.jpg"]


def test_copies_are_left_out_only_beside_their_original(here: Path) -> None:
    """A picture that another program "redacted", or that came without its original, is to be checked."""
    beside = ["t/b.redacted.png", "t/b.frame-002.redacted-2.png", "t/b.ANNOTATED.jpg"]
    names = ("a.redacted", "b.v2.redacted", "c.annotated", "d/b.redacted", "notes.redacted")
    alone = [f"t/{name}.jpg" for name in names]
    for name in ["t/b.heic", *beside, *alone]:
        photo(here / name)
    (here / "t/notes.txt").write_text("no picture", encoding="utf-8")
    found = find_photos(["t"], [], None)
    assert {entry.path for entry in found.entries} == {"t/b.heic", *alone}
    assert {path for path, _ in found.skipped} == {"t/notes.txt", *beside}
    assert paths("t/*.redacted.png", "t/*.redacted.jpg") == [alone[0], alone[1], alone[4]]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
@pytest.mark.timeout(20)
def test_links_loops_and_pipes_in_a_folder_are_not_followed(here: Path) -> None:
    photo(here / "outside.jpg")
    photo(here / "t/inner/one.jpg")
    (here / "t/inner/up").symlink_to("..")
    (here / "t/link_out.jpg").symlink_to(here / "outside.jpg")
    (here / "t/loop_a").symlink_to("loop_b")
    (here / "t/loop_b").symlink_to("loop_a")
    os.mkfifo(here / "t/pipe.jpg")
    found = find_photos(["t"], [], None)
    assert [entry.path for entry in found.entries] == ["t/inner/one.jpg"]
    assert len(found.skipped) == 5


def test_each_folder_is_numbered_after_the_first_photo_in_it(here: Path) -> None:
    for name in ("alone.jpg", "t/a/1.jpg", "t/a/2.jpg", "t/b/c/3.jpg", "t/b/c/4.jpg", "t/b/d/5.jpg", "t/6.jpg"):
        photo(here / name)
    entries = find_photos(["alone.jpg", "t"], [], None).entries
    numbers = {entry.path: entry.folders for entry in entries}
    assert numbers["alone.jpg"] == numbers["t/6.jpg"] == ()
    start = 1 + [entry.path for entry in entries].index("t/a/1.jpg")
    assert numbers["t/a/1.jpg"] == numbers["t/a/2.jpg"] == (start,)
    assert numbers["t/b/c/3.jpg"] == numbers["t/b/c/4.jpg"] == (start + 2, start + 2)
    assert numbers["t/b/d/5.jpg"] == (start + 2, start + 4)


def test_patterns_may_be_quoted_and_names_may_look_like_patterns(here: Path) -> None:
    for name in ("t/a.jpg", "t/b.png", "t/deep/c.jpg", "t/[x].jpg"):
        photo(here / name)
    assert paths("t/*.jpg") == ["t/[x].jpg", "t/a.jpg"]
    assert paths("t/**/*.jpg") == ["t/[x].jpg", "t/a.jpg", "t/deep/c.jpg"]
    assert paths("t/[x].jpg") == ["t/[x].jpg"]


def test_what_was_met_twice_is_scanned_once(here: Path) -> None:
    photo(here / "t/a.jpg")
    assert paths("t", "t") == ["t/a.jpg"]
    assert paths("t", "t/*.jpg") == ["t/a.jpg"]
    assert paths("t/a.jpg", "t/a.jpg") == ["t/a.jpg", "t/a.jpg"]


def test_a_list_may_hold_any_bytes_and_ends_lines_as_windows_does(here: Path) -> None:
    (here / "list").write_bytes(b"\xef\xbb\xbfone.jpg\r\n\r\nb\xff.jpg\n two .jpg")
    assert paths(lists=("list",)) == ["one.jpg", "b\udcff.jpg", " two .jpg"]


@pytest.mark.parametrize("given", [["-", "-"], ["nowhere"], ["nowhere/*.jpg"]])
def test_nothing_to_scan_is_a_usage_error(here: Path, given: list[str]) -> None:
    with pytest.raises(UsageError):
        find_photos(given, [], None)


def test_a_deep_tree_is_walked(here: Path) -> None:
    deep = "/".join(["d" * 20] * 30)
    photo(here / deep / "x.jpg")
    assert paths("d" * 20) == [f"{deep}/x.jpg"]
