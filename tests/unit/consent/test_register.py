"""One file: encrypted, the owner's only, and really changed when somebody leaves."""

from __future__ import annotations

import datetime
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from scanner.consent import vault as vault_module
from scanner.consent.register import Register, change, load, load_or_new, save, vault_for
from scanner.consent.vault import Vault
from scanner.errors import UsageError
from scanner.settings import ConsentSettings, Secret
from tests.unit.consent.making import person, vector

pytest.importorskip("cryptography")


class Keys:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_module, "_SCRYPT", {"n": 2**4, "r": 8, "p": 1})


@pytest.fixture
def locked(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "folder" / "consent.register", Secret("the right passphrase"))


ADA = person(references=(vector(0.25), vector(0.5, 3)))
BOB = person("Bob Example", withdrawn=datetime.date(2026, 2, 2), references=())


def test_what_is_saved_is_loaded(locked: Vault) -> None:
    assert load_or_new(locked) == Register()
    save(Register((ADA, BOB)), locked)
    assert load(locked) == Register((ADA, BOB))


@pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")
def test_only_the_owner_may_read_it_whatever_the_umask(locked: Vault) -> None:
    before = os.umask(0)
    try:
        save(Register((ADA,)), locked)
    finally:
        os.umask(before)
    assert stat.S_IMODE(locked.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(locked.path.parent.stat().st_mode) == 0o700


def test_nothing_in_the_file_is_plain(locked: Vault) -> None:
    save(Register((ADA,)), locked)
    raw = locked.path.read_bytes()
    for secret in (b"Ada", b"Example", b"web", b"2026-12-31", np.asarray(ADA.references[0], "<f4").tobytes()):
        assert secret not in raw
    first = json.loads(raw)
    save(Register((ADA,)), locked)
    assert json.loads(locked.path.read_bytes())["content"] != first["content"]  # fresh nonce and salt each time


def test_another_account_cannot_read_a_copy(locked: Vault, tmp_path: Path) -> None:
    save(Register((ADA,)), locked)
    copy = tmp_path / "copy"
    copy.write_bytes(locked.path.read_bytes())
    for secret in (Secret("the wrong passphrase"), Secret(""), None):
        with pytest.raises(UsageError):
            load(Vault(copy, secret))
    assert load(Vault(copy, locked.secret)).people == (ADA,)


def test_a_copy_without_the_keyring_cannot_be_read(tmp_path: Path) -> None:
    mine = Vault(tmp_path / "register", keys=Keys())
    save(Register((ADA,)), mine)
    assert load(mine).people == (ADA,) and mine.uses_keyring()
    for other in (Vault(mine.path, keys=Keys()), Vault(mine.path), Vault(mine.path, Secret("guess"))):
        with pytest.raises(UsageError, match="keyring"):
            load(other)


def test_removal_leaves_no_trace_and_no_old_key(tmp_path: Path) -> None:
    keys = Keys()
    mine = Vault(tmp_path / "register", keys=keys)
    save(Register((ADA, BOB)), mine)
    backup = tmp_path / "backup"
    backup.write_bytes(mine.path.read_bytes())
    save(load(mine).without("ada  EXAMPLE"), mine)
    assert load(mine).people == (BOB,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "register"]
    assert len(keys.held) == 1
    with pytest.raises(UsageError):
        load(Vault(backup, keys=keys))
    save(Register(), mine)
    assert not mine.path.exists() and not keys.held


def test_withdrawal_deletes_the_face_and_keeps_the_record(locked: Vault) -> None:
    save(Register((ADA,)).withdrawn("Ada Example", datetime.date(2026, 5, 5)), locked)
    (left,) = load(locked).people
    assert left.references == () and left.withdrawn == datetime.date(2026, 5, 5)


@pytest.mark.parametrize("part", ["header", "nonce", "content"])
def test_a_changed_file_is_refused(locked: Vault, part: str) -> None:
    save(Register((ADA,)), locked)
    envelope = json.loads(locked.path.read_bytes())
    text = envelope[part]
    for changed in (text[:-6] + ("AAAA" if text[-6:-2] != "AAAA" else "BBBB") + text[-2:], "", 7):
        locked.path.write_text(json.dumps({**envelope, part: changed}))
        with pytest.raises(UsageError):
            load(locked)
    for rubbish in (b"", b"[]", b"{}", b"\xff\xfe"):
        locked.path.write_bytes(rubbish)
        with pytest.raises(UsageError):
            load(locked)


def test_a_header_cannot_ask_for_endless_work(locked: Vault) -> None:
    save(Register((ADA,)), locked)
    envelope = json.loads(locked.path.read_bytes())
    header = {**json.loads(envelope["header"]), "scrypt": {"n": 2**40, "r": 8, "p": 1}}
    locked.path.write_text(json.dumps({**envelope, "header": json.dumps(header)}))
    with pytest.raises(UsageError, match="damaged"):
        load(locked)


def test_where_the_passphrase_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCANNER_CONSENT_PASSPHRASE", raising=False)
    monkeypatch.setattr("scanner.consent.register.system_keyring", lambda: None)
    place = ConsentSettings(register=tmp_path / "register")
    assert vault_for(place).secret is None
    with pytest.raises(UsageError, match="SCANNER_CONSENT_PASSPHRASE"):
        save(Register((ADA,)), vault_for(place))
    new: list[bool] = []

    def ask(fresh: bool) -> str:
        new.append(fresh)
        return "typed"

    typed = vault_for(place, ask)
    assert typed.secret and typed.secret.value == "typed" and new == [True]
    monkeypatch.setenv("SCANNER_CONSENT_PASSPHRASE", "from the environment")
    found = vault_for(place).secret
    assert found and found.value == "from the environment" and "environment" not in repr(found)
    file = tmp_path / "passphrase"
    file.write_text("from a file\n")
    found = vault_for(ConsentSettings(register=place.register, passphrase_file=file)).secret
    assert found and found.value == "from a file"
    with pytest.raises(UsageError):
        vault_for(ConsentSettings(passphrase_file=tmp_path / "missing"))


def test_a_secret_does_not_get_into_json_or_a_printed_setting() -> None:
    settings = ConsentSettings(secret=Secret("hush"))
    assert "hush" not in repr(settings)
    with pytest.raises(TypeError):
        json.dumps(settings.secret)


def test_two_changes_at_once_are_both_kept(locked: Vault) -> None:
    save(Register((ADA,)), locked)
    reached, go_on = threading.Event(), threading.Event()

    def slow(known: Register) -> Register:
        reached.set()
        assert go_on.wait(20)
        return known.with_person(BOB)

    threads = [
        threading.Thread(target=change, args=(locked, slow)),
        threading.Thread(target=change, args=(locked, lambda known: known.withdrawn(ADA.name, BOB.date))),
    ]
    threads[0].start()
    assert reached.wait(20)
    threads[1].start()
    threads[1].join(0.3)
    assert threads[1].is_alive()
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert load(locked).named(BOB.name) == BOB and load(locked).named(ADA.name).withdrawn


def test_a_change_waits_for_the_living_only(locked: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Register((ADA,)), locked)
    hold = f"""if True:
        import time
        from pathlib import Path
        from scanner.consent.vault import Vault
        with Vault(Path({str(locked.path)!r})).locked():
            print("held", flush=True)
            time.sleep(60)"""
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline().strip() == b"held"
        monkeypatch.setattr(vault_module, "_PATIENCE", 0.1)
        with pytest.raises(UsageError, match="another command"):
            change(locked, lambda known: known)
        other.kill()
    assert change(locked, lambda known: known.with_person(BOB))[1] == load(locked) == Register((ADA, BOB))


def test_nothing_is_made_where_there_is_no_register(locked: Vault) -> None:
    with pytest.raises(UsageError, match="no consent register"):
        change(locked, lambda known: known.without("Ada"))
    assert not locked.path.parent.exists()
    change(locked, lambda known: known.with_person(ADA), new=True)
    assert load(locked) == Register((ADA,))


def test_who_withdrew_is_not_replaced() -> None:
    with pytest.raises(UsageError, match="took consent back"):
        Register((BOB,)).with_person(person("BOB  example"))
