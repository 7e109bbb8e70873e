"""Which file names say more than a camera does?"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.photo.file_name import file_name_clue, folder_name_clues

CAMERAS = """
IMG_1234.jpg | IMG-20250914-WA0001.jpg | DSC00012.JPG | DSCN0001.jpg | _MG_0001.jpg | GOPR0001.JPG
DJI_0001.jpg | PXL_20250914_081502123.jpg | 20250914_081502.jpg | 2025-09-14 08.15.02.jpg | 1.png | photo.jpg
Screenshot 2025-09-14 at 08.15.02.png | Screenshot_20250914-081502.png | image (2).png | 1757837702123.jpg
WhatsApp Image 2025-09-14 at 08.15.02.jpeg | received_1234567890123456.jpeg | IMG_1234.redacted.jpg
signal-2025-09-14-081502.jpg | ef90c9d9860ef8.jpg | 3F2504E0-4F89-41D3-9A0C-0305E82C3301.jpg
"""
PEOPLE = """
scan 999 301 4672.jpg | 9993395633.png | OKONKWO Josephine.jpg | mrs-smith-bed4.jpg | ward7.jpg
H1234567.jpg | IMG_1234 Derek.jpg | DOB 12-03-1951.jpg | 1951-03-12.jpg | P1010001.JPG | Ólafur.jpg
写真.jpg | abc1234567890.jpg | .jpg | no_extension
"""


def names(table: str) -> list[str]:
    return [name.strip() for line in table.split("\n") for name in line.split("|") if name.strip()]


@pytest.mark.parametrize("name", names(CAMERAS))
def test_camera_names_say_nothing(name: str) -> None:
    assert file_name_clue(Path(name)) is None


@pytest.mark.parametrize("name", names(PEOPLE))
def test_other_names_are_clues_with_their_stem(name: str) -> None:
    clue = file_name_clue(Path("some folder") / name)
    assert clue is not None
    assert (clue.kind, clue.where) == ("file_name", "file name")
    assert clue.text and clue.text in name


def test_control_characters_do_not_travel() -> None:
    clue = file_name_clue(Path("new\nline\x1b.jpg"))
    assert clue is not None and clue.text.isprintable()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("NHS%20999%20339%205633.jpg", "NHS 999 339 5633"),
        ("NHS%2520999%2520339%25205633.jpg", "NHS 999 339 5633"),
        ("９９９３３９５６３３.jpg", "9993395633"),
        ("ＯＫＯＮＫＷＯ.jpg", "OKONKWO"),
        ("100% Okonkwo%FF.jpg", "100% Okonkwo\N{REPLACEMENT CHARACTER}"),
        ("two%0Alines.jpg", "two lines"),
    ],
)
def test_coded_names_are_read_as_they_were_meant(name: str, text: str) -> None:
    clue = file_name_clue(Path(name))
    assert clue is not None and clue.text == text


def test_folders_between_the_one_named_and_the_photo_are_clues() -> None:
    photo = Path("OKONKWO Josephine/ward/DCIM/NHS%20999/IMG_1.jpg")
    clues = folder_name_clues(photo, Path("OKONKWO Josephine"))
    assert [(clue.where, clue.text) for clue in clues] == [
        ("folder name", text) for text in ("ward", "DCIM", "NHS 999")
    ]
    assert folder_name_clues(photo, None) == ()
    assert folder_name_clues(photo, Path("elsewhere")) == ()
