"""Names of copies."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from scanner.findings import Action
from scanner.redaction.naming import about_folder, candidates, stem_of_copy
from scanner.settings import BESIDE, Destination
from tests.unit.redaction.making import finding, report

CLEAN = report()
TELLING = report(finding(1, "file_name", None, actions=(Action.RENAME,)))


def first(stem: Path, format: str = "jpeg") -> str:
    return next(candidates(stem, format)).as_posix()


def test_beside_the_original() -> None:
    assert first(stem_of_copy(Path("a/IMG_1.HEIC"), CLEAN)) == "a/IMG_1.redacted.jpg"


def test_the_extension_fits_the_content() -> None:
    assert first(stem_of_copy(Path("a/shot.v2.jpg"), CLEAN), "png") == "a/shot.v2.redacted.png"


def test_collisions_are_numbered() -> None:
    stem = stem_of_copy(Path("a/b.jpg"), CLEAN)
    assert [p.name for p in islice(candidates(stem, "jpeg"), 3)] == [
        "b.redacted.jpg",
        "b.redacted-2.jpg",
        "b.redacted-3.jpg",
    ]


MIRROR = Destination(Path("out"), Path("in"))


def test_a_tree_is_mirrored() -> None:
    stem = stem_of_copy(Path("in/x/../y/b.jpg"), CLEAN, MIRROR)
    assert first(stem) == "out/y/b.redacted.jpg"


def test_a_photo_from_elsewhere_stays_inside_the_output_folder() -> None:
    stem = stem_of_copy(Path("../b.jpg"), CLEAN, MIRROR)
    assert first(stem) == "out/b.redacted.jpg"


def test_a_telling_name_becomes_a_number() -> None:
    assert (
        first(stem_of_copy(Path("OKONKWO_J.jpg"), TELLING, Destination(Path("o"), number=12)))
        == "o/photo-0012.redacted.jpg"
    )


PATIENT = "OKONKWO Josephine 9993395633"
IN_FOLDER = report(finding(1, "file_name", None, masked="folder name: NHS number", actions=(Action.RENAME,)))


def test_a_telling_folder_becomes_a_number_and_the_others_stay() -> None:
    photo = Path("in", "ward", PATIENT, "2024", "IMG_1.jpg")
    stem = stem_of_copy(photo, IN_FOLDER, replace(MIRROR, number=12, folders=(1, 7, 9)))
    assert first(stem) == "out/ward/folder-0007/2024/IMG_1.redacted.jpg"
    alone = stem_of_copy(photo, IN_FOLDER, replace(MIRROR, number=12))
    assert first(alone) == "out/ward/folder-0012/2024/IMG_1.redacted.jpg"


def test_a_telling_folder_stays_where_the_copy_lies_in_it_and_that_is_said() -> None:
    assert first(stem_of_copy(Path(PATIENT, "a.jpg"), IN_FOLDER)) == f"{PATIENT}/a.redacted.jpg"
    assert "stays as it is" in about_folder(IN_FOLDER, BESIDE)[0]
    assert "neutral name" in about_folder(IN_FOLDER, MIRROR)[0]
    assert about_folder(CLEAN, BESIDE) == about_folder(TELLING, MIRROR) == ()


def test_frames_have_their_own_names() -> None:
    assert first(stem_of_copy(Path("b.gif"), CLEAN, frame=2), "png") == "b.frame-003.redacted.png"


@pytest.mark.parametrize(
    "name",
    [
        "x" * 251 + ".jpg",
        "ä" * 125 + ".jpg",
        "-rf.jpg",
        "-",
        "two\nlines.jpg",
        os.fsdecode(b"caf\xe9\xff.jpg"),
        os.fsdecode(b"\xe9" * 250 + b".jpg"),
        ".jpg",
    ],
)
def test_odd_names_give_files_that_can_be_made(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"the original")
    stem = stem_of_copy(tmp_path / name, CLEAN, frame=63)
    for final in islice(candidates(stem, "jpeg"), 120, 121):
        final.write_bytes(b"copy")
        assert final.parent == tmp_path
        assert not any(ord(c) < 32 for c in final.name)
    assert (tmp_path / name).read_bytes() == b"the original"
