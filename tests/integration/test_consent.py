"""From the register on disk to the copy: who agreed stays, who took it back is covered in the next run."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanner.consent import vault as vault_module
from scanner.consent.decisions import read_decisions
from scanner.consent.matching import Agreement
from scanner.consent.people import Scope
from scanner.consent.register import Register, load, save
from scanner.consent.vault import Vault
from scanner.errors import UsageError
from scanner.findings import CopyReport, Face, Sightings
from scanner.findings import Detector as Name
from scanner.photo.photo import Photo
from scanner.pipeline import Scanner
from scanner.settings import ConsentSettings, Destination, RedactionSettings, Secret, Settings
from tests.unit.consent.making import BLUE, RED, TODAY, FakeEmbedder, face, person
from tests.unit.consent.making import photo as drawn

pytest.importorskip("cryptography")
ADA, STRANGER = face(100, 80), face(500, 80)
COLOURS = {RED: ADA, BLUE: STRANGER}


class Faces:
    """Sees a face wherever its colour is left."""

    name, version = Name.FACES, "colours"

    def detect(self, photo: Photo) -> Sightings:
        pixels = photo.frames[0].pixels.astype(int)
        seen: list[Face] = []
        for colour, one in COLOURS.items():
            x, y = (int(v) for v in one.polygon[0])
            if np.abs(pixels[y + 50, x + 50] - np.array(colour)).max() < 30:
                seen.append(one)
        return Sightings(faces=tuple(seen))


@pytest.fixture(autouse=True)
def no_second_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """They know nothing about coloured squares, and take seconds to start."""
    monkeypatch.setattr(Scanner, "_voices", ())


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    path = tmp_path / "team.png"
    Image.fromarray(drawn((ADA, RED), (STRANGER, BLUE)).frames[0].pixels).save(path)
    return path


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr(vault_module, "_SCRYPT", {"n": 2**4, "r": 8, "p": 1})
    made = Vault(tmp_path / "register", Secret("correct horse battery"))
    save(Register((person(),)), made)
    return made


def blurred(
    shot: Path, vault: Vault | None, out: Path, redaction: RedactionSettings | None = None
) -> tuple[CopyReport, set[tuple[int, int, int]]]:
    """The report, and the colours of the faces that the copy still shows."""
    agreement = Agreement(load(vault).people, Scope.WEB, TODAY, FakeEmbedder()) if vault else None
    settings = Settings(detect=frozenset({Name.FACES}), redaction=redaction or RedactionSettings())
    scanner = Scanner(settings, detectors={Name.FACES: Faces()}, agreement=agreement)
    (made,) = scanner.copies_of(*scanner.scan_with_photo(shot), Destination(out))
    assert made.verified and made.output and made.remaining == ()
    with Image.open(made.output) as copy:
        pixels = np.asarray(copy.convert("RGB")).astype(int)
    left = {c for c, f in COLOURS.items() if np.abs(pixels[130, int(f.polygon[0][0]) + 50] - np.array(c)).max() < 30}
    return made, left


def test_who_agreed_stays_until_they_take_it_back(shot: Path, vault: Vault, tmp_path: Path) -> None:
    made, left = blurred(shot, vault, tmp_path / "1")
    assert left == {RED}
    kinds = {f.kind: (f.redact, f.severity.slug, f.masked) for f in made.report.findings}
    assert kinds["face_consented"] == (False, "info", "agreed, in the consent register")
    assert kinds["face_unknown"][0] is True
    assert "Ada" not in repr(made.report.findings)
    save(load(vault).withdrawn("Ada Example", datetime.date(2026, 3, 9)), vault)
    assert blurred(shot, vault, tmp_path / "2")[1] == set()


def test_without_being_asked_nobody_is_compared(shot: Path, vault: Vault, tmp_path: Path) -> None:
    assert blurred(shot, None, tmp_path / "1")[1] == set()


def test_a_scan_never_adds_to_the_register(shot: Path, vault: Vault, tmp_path: Path) -> None:
    before = vault.path.read_bytes()
    blurred(shot, vault, tmp_path / "1")
    assert vault.path.read_bytes() == before


def test_the_user_has_the_last_word(shot: Path, vault: Vault, tmp_path: Path) -> None:
    kinds = RedactionSettings(also=("face_consented",))
    assert blurred(shot, vault, tmp_path / "1", kinds)[1] == set()


def test_this_face_once(shot: Path, tmp_path: Path) -> None:
    """Kept by number and signed; kept again in the next run without a word, in this photo and no other."""
    file = tmp_path / "decisions.json"
    made, left = blurred(
        shot, None, tmp_path / "1", RedactionSettings(keep=("2",), decisions=file, decided_by="Sr Webb")
    )
    kept = made.report.findings[1]
    assert len(left) == 1 and [d.by for d in read_decisions(file)] == ["Sr Webb"]
    assert read_decisions(file)[0].about(kept, made.report.sha256)
    again = RedactionSettings(decisions=file)
    assert blurred(shot, None, tmp_path / "2", again)[1] == left
    other = tmp_path / "other.png"
    Image.fromarray(drawn((ADA, RED), (STRANGER, BLUE), width=801).frames[0].pixels).save(other)
    assert blurred(other, None, tmp_path / "3", again)[1] == set()


def test_a_register_that_cannot_be_opened_stops_the_scanner(vault: Vault) -> None:
    wrong = ConsentSettings("web", register=vault.path, secret=Secret("something else"))
    with pytest.raises(UsageError):
        Scanner(Settings(consent=wrong))
    with pytest.raises(UsageError):
        Scanner(Settings(consent=ConsentSettings("web", register=vault.path.with_name("none"))))
