"""Names of files and folders: whom they name, and which ordinary words are nobody."""

from __future__ import annotations

import pytest

from scanner.findings import MetadataClue, Severity, Sightings
from scanner.judgement.file_names import names_somebody
from scanner.judgement.judge import judge

PEOPLE = """
josephine okonkwo | josephine_okonkwo | josephine.okonkwo | IMG_1234 josephine okonkwo
okonkwo, josephine | okonkwo josephine | Okonkwo Josephine 2024
josephine okonkwo in bed 4 | josephineOkonkwo | OKONKWO josephine | Josephine%20Okonkwo | ＯＫＯＮＫＷＯ Josephine
John_Brown | JohnBrown | john brown | priya patel | wei chen | mohammed khan | mrs jones | mrs_jones_leg
patient_okonkwo | mrs ali
DrTarrant-and-mrs-jones | NHS%20999%20339%205633 | ９９９３３９５６３３ | OKONKWO Josephine 9993395633
"""
NOBODY = """
team photo | ward tour | rose garden | mark one | summer rose | grace hall | paris holiday | daisy chain | may day
teddy bear | holly and ivy | lily pond | sandy beach | poppy field | jasmine tea | mason jar | chester zoo | penny lane
IMG holly | ICU team grace | my iPhone pictures | McDonalds | Camera Roll | WhatsApp Images | 100CANON | hope street
wound care | left knee | for website | Dr Smith clinic | florence nightingale | harley davidson | june 2023 | open day
case 12 | bay 4 | sam and dan | before and after | victoria park | young people | red cross | 2024-05-01 | from jo
0033_patient_tv | patient_vr | patient_mri | patient_iv_pump | patient story | patient_list | patient safety week
"""


def names(table: str) -> list[str]:
    return [name.strip() for line in table.split("\n") for name in line.split("|") if name.strip()]


@pytest.mark.parametrize("name", names(PEOPLE))
def test_names_of_people(name: str) -> None:
    assert names_somebody(name)


@pytest.mark.parametrize("name", names(NOBODY))
def test_ordinary_words_are_nobody(name: str) -> None:
    assert not names_somebody(name)


def test_a_folder_is_a_finding_like_a_file() -> None:
    clues = [MetadataClue("file_name", where, "josephine okonkwo") for where in ("file name", "folder name")]
    found = judge(Sightings(metadata=tuple(clues)))
    assert [finding.kind for finding in found] == ["file_name", "file_name"]
    assert {finding.severity for finding in found} == {Severity.CRITICAL}
    assert sorted(finding.masked for finding in found) == ["file name: Patient name", "folder name: Patient name"]
