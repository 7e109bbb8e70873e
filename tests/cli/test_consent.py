"""`scanner consent`, and the options that use the register."""

from __future__ import annotations

import datetime
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from scanner.audit.fingerprint import fingerprint
from scanner.cli.main import main
from scanner.cli.services import Services
from scanner.consent import vault
from scanner.consent.enrol import Enroller
from scanner.consent.register import change
from scanner.consent.vault import Vault
from scanner.errors import DetectorMissingError
from scanner.settings import Secret, Settings
from tests.cli.conftest import Result, photo
from tests.cli.fakes import FakeScanner
from tests.unit.consent.making import BLUE, RED, FakeEmbedder, face
from tests.unit.consent.making import photo as face_photo

pytest.importorskip("cryptography")
ONE = face(100, size=120)
UNTIL = ("--expires", "2999-01-01")
ONE_DAY = datetime.date(2026, 3, 10)


@pytest.fixture(autouse=True)
def register(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(vault, "_SCRYPT", {"n": 2**4, "r": 8, "p": 1})
    monkeypatch.setenv("SCANNER_CONSENT_PASSPHRASE", "correct horse battery")
    monkeypatch.setenv("SCANNER_CONSENT_REGISTER", str(here / "register"))
    for name, colour in (("ada.png", RED), ("bob.png", BLUE)):
        Image.fromarray(face_photo((ONE, colour)).frames[0].pixels).save(here / name)
    return here / "register"


class Consent:
    """Runs `scanner` with an enroller that sees one face in every photo, and remembers the settings of a scan."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.settings: list[Settings] = []
        self.enroller: Any = lambda: Enroller(lambda _: (ONE,), FakeEmbedder())

    def __call__(self, *arguments: str) -> Result:
        def make(settings: Settings) -> FakeScanner:
            self.settings.append(settings)
            return FakeScanner(settings)

        self._capfd.readouterr()
        code = main(arguments, Services(make, self.enroller))
        return Result(code, *self._capfd.readouterr())


@pytest.fixture
def run(here: Path, capfd: pytest.CaptureFixture[str]) -> Consent:
    return Consent(capfd)


def people(run: Consent) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in run("consent", "list", "--json").json["people"]}


def test_the_life_of_an_entry(run: Consent, register: Path) -> None:
    assert "Nobody" in run("consent", "list").out
    done = run("consent", "add", "Ada Example", "ada.png", "--scope", "web,print", *UNTIL)
    assert done.code == 0 and "five years" in done.err and "until 2999-01-01" in done.out
    assert run("consent", "add", "ada  example", "ada.png", "--scope", "web", *UNTIL).code == 0
    assert people(run)["Ada Example"]["references"] == 2 and people(run)["Ada Example"]["scopes"] == ["web"]
    assert run("consent", "withdraw", "Ada Example").code == 0
    assert people(run)["Ada Example"] | {"date": ""} == {
        "name": "Ada Example", "scopes": ["web"], "date": "", "expires": "2999-01-01",
        "withdrawn": people(run)["Ada Example"]["withdrawn"], "references": 0, "standing": "withdrawn",
    }  # fmt: skip
    again = run("consent", "add", "Ada Example", "ada.png", "--scope", "web", *UNTIL)
    assert again.code == 2 and "remove" in again.err
    assert run("consent", "remove", "Ada Example").code == 0
    assert not register.exists()


def test_a_list_is_imported(run: Consent, here: Path) -> None:
    (here / "people.csv").write_text(
        "name,reference photos,scope,date,expiry,withdrawn\n"
        "Ada,ada.png,web,,2999-01-01,\nBob,bob.png,print,,2000-01-01,\n"
    )
    bad = run("consent", "import", "people.csv")
    assert bad.code == 2 and "line 3" in bad.err and "line 2" not in bad.err and not people(run)
    (here / "people.csv").write_text("name;reference photos;scope;date;expiry\nAda;ada.png;web;;2999-01-01\n")
    assert run("consent", "import", "people.csv").code == 0
    assert people(run)["Ada"]["standing"] == "agreed"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--scope", "tv", *UNTIL),
        ("--scope", "web", "--expires", "31/12/2030"),
        ("--scope", "web", "--expires", "2001-01-01"),
        ("--scope", "web"),
    ],
)
def test_wrong_use(run: Consent, register: Path, wrong: tuple[str, ...]) -> None:
    result = run("consent", "add", "Ada", "ada.png", *wrong)
    assert result.code == 2 and result.err and not register.exists()


def test_the_register_is_used_only_when_asked(run: Consent, here: Path) -> None:
    run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    shot = photo(here / "a.jpg")
    assert run("scan", shot).code == 0
    assert run("scan", shot, "--consent-scope", "web").code == 0
    assert run("blur", shot, "--consent-scope", "print", "-o", "out").code == 0
    assert [s.consent.scope for s in run.settings] == [None, "web", "print"]
    assert run.settings[1].consent.secret is not None and run.settings[0].consent.secret is None
    assert run("scan", shot, "--consent-scope", "everything").code == 2
    assert run("scan", shot, "--register", "x").code == 2


def test_the_settings_file_may_ask_for_it_and_the_command_line_may_refuse(run: Consent, here: Path) -> None:
    shot = photo(here / "photos" / "a.jpg")
    (here / "config").mkdir(exist_ok=True)
    (here / "config" / "own.toml").write_text('[consent]\nscope = "teaching"\nregister = "elsewhere"\n')
    run("scan", shot, "--config", "config/own.toml", "--no-annotate")
    run("scan", shot, "--config", "config/own.toml", "--no-annotate", "--consent-scope", "none")
    assert [s.consent.scope for s in run.settings] == ["teaching", None]
    assert run.settings[0].consent.register == Path("elsewhere")


def test_an_audit_looks_again_when_the_register_or_the_day_changes(run: Consent, here: Path) -> None:
    run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    shot = photo(here / "a.jpg")
    run("scan", shot, "--consent-scope", "web", "--no-annotate")
    (settings,) = run.settings
    before = fingerprint(settings)
    run("consent", "withdraw", "Ada")
    after = fingerprint(settings)
    later = fingerprint(replace(settings, consent=replace(settings.consent, day=datetime.date(2999, 1, 1))))
    assert len({before, after, later, fingerprint(Settings())}) == 4


def test_a_register_that_cannot_be_opened_ends_the_run(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shot = photo(here / "a.jpg")
    assert main(["scan", shot, "--consent-scope", "web"]) == 2
    assert "no consent register" in capfd.readouterr().err


def test_without_face_recognition_there_is_one_sentence(run: Consent, register: Path) -> None:
    class Missing:
        def embed(self, *_: object, **__: object) -> None:
            raise DetectorMissingError("The package face-recognition cannot be used.")

    run.enroller = lambda: Enroller(lambda _: (ONE,), Missing())
    result = run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    assert (result.code, result.err) == (3, "The package face-recognition cannot be used.\n")
    assert not register.exists()


def test_without_cryptography_there_is_one_sentence(run: Consent, monkeypatch: pytest.MonkeyPatch) -> None:
    run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    for name in ("kdf.scrypt", "ciphers.aead"):
        monkeypatch.setitem(sys.modules, f"cryptography.hazmat.primitives.{name}", None)
    for arguments in (("consent", "list"), ("consent", "add", "Bob", "bob.png", "--scope", "web", *UNTIL)):
        result = run(*arguments)
        assert result.code == 2 and "cryptography" in result.err and result.err.count("\n") == 1


def test_the_command_that_helps_names_the_scope(run: Consent, here: Path) -> None:
    run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    shot = photo(here / "critical.jpg")
    assert f"scanner blur --consent-scope web {shot}" in run("scan", shot, "--consent-scope", "web").out
    assert f"scanner blur {shot}" in run("scan", shot).out


def test_without_a_command_the_way_to_help_is_shown(run: Consent) -> None:
    result = run("consent")
    assert result.code == 2 and "scanner consent --help" in result.err and "\\n" not in result.err


def test_signing_needs_a_file(run: Consent, here: Path) -> None:
    shot = photo(here / "a.jpg")
    assert run("blur", shot, "--keep", "1", "--decided-by", "Sr Webb").code == 2
    assert (
        run("blur", shot, "--keep", "1", "--decided-by", " Sr  Webb ", "--decisions", "d.json", "-o", "out").code == 0
    )
    redaction = run.settings[-1].redaction
    assert (redaction.decided_by, redaction.decisions) == ("Sr Webb", Path("d.json"))
    assert not os.path.lexists("d.json")  # the fake scanner decides nothing


HEAD = "name,reference photos,scope,date,expiry,withdrawn\n"


def test_an_old_list_brings_nobody_back_who_withdrew(run: Consent, here: Path) -> None:
    (here / "ok.csv").write_text(HEAD + "Ada,ada.png,web,,2999-01-01,\n")
    assert run("consent", "import", "ok.csv").code == 0
    assert run("consent", "withdraw", "Ada").code == 0
    again = run("consent", "import", "ok.csv")
    assert again.code == 2 and "line 2: Ada took consent back" in again.err and "remove" in again.err
    assert people(run)["Ada"]["standing"] == "withdrawn" and people(run)["Ada"]["references"] == 0
    assert run("consent", "remove", "Ada").code == 0
    assert run("consent", "import", "ok.csv").code == 0


def test_without_a_date_consent_counts_from_today(run: Consent, here: Path) -> None:
    (here / "short.csv").write_text("name;photos;scope;expiry\nAda;ada.png;web;2999-01-01\n")
    assert run("consent", "import", "short.csv").code == 0
    assert people(run)["Ada"]["date"] == datetime.date.today().isoformat()
    (here / "shorter.csv").write_text("name;photos\nAda;ada.png\n")
    assert "has no column scope, expiry" in run("consent", "import", "shorter.csv").err


def test_each_line_that_cannot_be_used_is_told_on_its_own(run: Consent, here: Path) -> None:
    (here / "bad.csv").write_text(HEAD + "Ada,x.png,web,,2999-01-01,\nBob,a\x1b[31m\\n.png,web,,2999-01-01,\n")
    said = run("consent", "import", "bad.csv").err.splitlines()
    assert [line.partition(":")[0] for line in said] == ["Nothing was imported from bad.csv", "  line 2", "  line 3"]
    assert "\\x1b[31m" in said[2]


def test_lookalikes_of_a_list_are_told(run: Consent, here: Path) -> None:
    run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    (here / "list.csv").write_text(
        HEAD + "Eve,ada.png,web,,2999-01-01,\nBob,bob.png,web,,2999-01-01,\nRob,bob.png,web,,2999-01-01,\n"
    )
    said = run("consent", "import", "list.csv")
    assert said.code == 0
    assert [line.partition(":")[0] for line in said.err.splitlines()] == [
        "The register cannot tell Eve from Ada",
        "The register cannot tell Bob from Rob",
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "Bob", "bob.png", "--scope", "web", *UNTIL), 0),
        (("add", "Ada", "ada.png", "--scope", "web", *UNTIL), 2),
        (("import", "bob.csv"), 0),
        (("import", "ada.csv"), 2),
    ],
)
def test_a_withdrawal_is_kept_while_faces_are_looked_at(
    run: Consent, here: Path, register: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Looking takes seconds, in which another command may change the register."""
    for name in ("ada", "bob"):
        (here / f"{name}.csv").write_text(HEAD + f"{name.title()},{name}.png,web,,2999-01-01,\n")
    run("consent", "import", "ada.csv")
    usual = run.enroller

    def slow() -> Enroller:
        change(Vault(register, Secret("correct horse battery")), lambda known: known.withdrawn("Ada", ONE_DAY))
        return cast(Enroller, usual())

    run.enroller = slow
    assert run("consent", *arguments).code == code
    assert people(run)["Ada"]["standing"] == "withdrawn"
    assert ("Bob" in people(run)) == (code == 0)


@pytest.mark.parametrize("leave", [("withdraw", "Ada"), ("remove", "Ada"), ("import", "gone.csv")])
def test_a_lookalike_of_who_left_is_covered_and_that_is_said(
    run: Consent, here: Path, register: Path, leave: tuple[str, ...]
) -> None:
    for name, shot in (("Ada", "ada.png"), ("Ada Married", "ada.png"), ("Bob", "bob.png")):
        run("consent", "add", name, shot, "--scope", "web", *UNTIL)
    (here / "gone.csv").write_text(HEAD + "Ada,,web,,2999-01-01,2026-01-01\n")
    done = run("consent", *leave)
    assert done.code == 0 and "Ada Married is covered from now on, too" in done.err and "Bob" not in done.err
    assert "withdraw that name as well" in done.err and "--keep" in done.err
    assert "Ada Married: looks like somebody who left" in run("consent", "list").out
    assert {name: row["standing"] for name, row in people(run).items() if name != "Ada"} == {
        "Ada Married": "looks like somebody who left",
        "Bob": "agreed",
    }
    again = run("consent", "add", "Ada Married", "ada.png", "--scope", "web", *UNTIL)
    assert again.code == 0 and "Ada Married is covered from now on, too" in again.err
    assert people(run)["Ada Married"]["standing"] == "looks like somebody who left"


def test_who_looks_like_nobody_else_leaves_without_more_words(run: Consent) -> None:
    run("consent", "add", "Ada", "ada.png", "--scope", "web", *UNTIL)
    run("consent", "add", "Bob", "bob.png", "--scope", "web", *UNTIL)
    assert run("consent", "withdraw", "Ada").err == ""
    assert people(run)["Bob"]["standing"] == "agreed"


def test_a_withdrawal_under_another_heading_counts(run: Consent, here: Path) -> None:
    head = "Name;Reference photos;Scope;Date;Expiry;{};Notes\n"
    row = "Ada;ada.png;web;2025-01-01;2999-01-01;2025-10-01;new badge\n"
    (here / "list.csv").write_text(head.format("Opted out") + row)
    wrong = run("consent", "import", "list.csv")
    assert wrong.code == 2 and "'Opted out'" in wrong.err and not people(run)
    (here / "list.csv").write_text(head.format("Withdrawn on") + row)
    done = run("consent", "import", "list.csv")
    assert done.code == 0 and done.err == "The column 'Notes' is not read.\n"
    assert people(run)["Ada"]["withdrawn"] == "2025-10-01" and people(run)["Ada"]["standing"] == "withdrawn"
    (here / "list.csv").write_text(HEAD + "Bob,bob.png,web,,2999-01-01,,2025-10-01\n")
    wrong = run("consent", "import", "list.csv")
    assert wrong.code == 2 and "line 2: column 7 has no heading" in wrong.err
