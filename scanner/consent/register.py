"""The register of people who agreed: read as a whole, changed by making another, written as a whole."""

from __future__ import annotations

import base64
import datetime
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from scanner.consent.leaving import with_doubts
from scanner.consent.people import Person, Scope, Vector, same_name
from scanner.consent.vault import Vault, system_keyring
from scanner.errors import UsageError
from scanner.settings import ConsentSettings, Secret

ENVIRONMENT = "SCANNER_CONSENT_PASSPHRASE"
PLACE = "SCANNER_CONSENT_REGISTER"
LENGTH = 128


@dataclass(frozen=True)
class Register:
    """Everybody in it, in the order in which they came."""

    people: tuple[Person, ...] = ()

    def find(self, name: str) -> Person | None:
        return next((person for person in self.people if same_name(person.name, name)), None)

    def named(self, name: str) -> Person:
        """Raises UsageError where nobody has that name."""
        person = self.find(name)
        if person is None:
            raise UsageError(f"Nobody called {name!r} is in the consent register; see `scanner consent list`.")
        return person

    def with_person(self, person: Person) -> Register:
        """With this person, in place of one of the same name. Who is unsure stays so: no new photo and no list can tell
        them from a face that is no longer there.

        Raises UsageError where that one took consent back: an old list must not bring it back unnoticed.
        """
        before = self.find(person.name)
        if before is not None and before.withdrawn and not person.withdrawn:
            raise UsageError(f"{before.name} took consent back. If they agreed anew, remove them first, then add them.")
        others = [p for p in self.people if not same_name(p.name, person.name)]
        unsure = person.unsure or (before is not None and before.unsure)
        return Register((*others, replace(person, unsure=unsure)))

    def with_people(self, people: Iterable[Person]) -> Register:
        """Raises as `with_person` does."""
        return reduce(Register.with_person, people, self)

    def without(self, name: str) -> Register:
        """Raises UsageError where nobody has that name."""
        gone = self.named(name)
        return Register(tuple(p for p in self.people if p is not gone))

    def withdrawn(self, name: str, day: datetime.date) -> Register:
        """The person stays in the list, so that it is on record; the reference faces are deleted."""
        person = self.named(name)
        changed = replace(person, withdrawn=person.withdrawn or day, references=())
        return Register(tuple(changed if p is person else p for p in self.people))


def usual_place() -> Path:
    """SCANNER_CONSENT_REGISTER, or a file in the user's data folder."""
    given = os.environ.get(PLACE)
    if given:
        return Path(given)
    import platformdirs

    return platformdirs.user_data_path("image-confidentiality-scanner", appauthor=False) / "consent.register"


def vault_for(settings: ConsentSettings, ask: Callable[[bool], str | None] = lambda new: None) -> Vault:
    """The register's file with its key: passphrase given, from a file, from the environment; else the keyring; else
    what `ask` answers (it is told whether the passphrase is a new one). Raises UsageError for a bad passphrase file.
    """
    vault = Vault(settings.register or usual_place(), settings.secret or _given(settings), system_keyring())
    if vault.secret is not None or (vault.keys is not None and (not vault.exists() or vault.uses_keyring())):
        return vault
    if vault.exists() and vault.uses_keyring():
        return vault
    answer = ask(not vault.exists())
    return replace(vault, secret=Secret(answer)) if answer else vault


def _given(settings: ConsentSettings) -> Secret | None:
    path = settings.passphrase_file
    if path is None:
        given = os.environ.get(ENVIRONMENT)
        return Secret(given) if given else None
    try:
        text = path.read_text(encoding="utf-8")[:4096].strip("\r\n")
    except (OSError, ValueError) as error:
        raise UsageError(f"The passphrase file {path} could not be read.") from error
    if not text:
        raise UsageError(f"The passphrase file {path} is empty.")
    return Secret(text)


def load(vault: Vault) -> Register:
    """Raises UsageError where the file is missing, damaged or locked."""
    raw = vault.read()
    try:
        return Register(tuple(_person(row) for row in json.loads(raw)["people"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"The consent register {vault.path} is damaged.") from error


def load_or_new(vault: Vault) -> Register:
    return load(vault) if vault.exists() else Register()


def save(register: Register, vault: Vault) -> None:
    """An empty register is no file at all. Raises UsageError where it cannot be written."""
    if not register.people:
        vault.delete()
        return
    vault.write(json.dumps({"people": [_row(person) for person in register.people]}).encode())


def change(vault: Vault, changed: Callable[[Register], Register], *, new: bool = False) -> tuple[Register, Register]:
    """Read, change and write while nobody else does: the register before and after. `new`: there may be none yet.

    Who cannot be told from somebody whose face is deleted by the change is marked unsure, whatever the command.
    What takes long, such as looking at faces, is done before. Raises UsageError, also whatever `changed` raises.
    """
    if not new and not vault.exists():
        load(vault)  # says so, and leaves no lock behind
    with vault.locked():
        before = load_or_new(vault) if new else load(vault)
        after = Register(with_doubts(before.people, changed(before).people))
        save(after, vault)
    return before, after


def entry_of(person: Person) -> dict[str, object]:
    """What was agreed, without the face, for JSON."""
    return {
        "name": person.name,
        "scopes": sorted(scope.value for scope in person.scopes),
        "date": person.date.isoformat(),
        "expires": person.expires.isoformat(),
        "withdrawn": person.withdrawn.isoformat() if person.withdrawn else None,
    }


def _row(person: Person) -> dict[str, object]:
    return entry_of(person) | {
        "unsure": person.unsure,
        "references": [base64.b64encode(np.asarray(v, "<f4").tobytes()).decode() for v in person.references],
    }


def _person(row: dict[str, Any]) -> Person:
    day = datetime.date.fromisoformat
    return Person(
        name=str(row["name"]),
        scopes=frozenset(Scope(word) for word in row["scopes"]),
        date=day(row["date"]),
        expires=day(row["expires"]),
        withdrawn=day(row["withdrawn"]) if row["withdrawn"] else None,
        references=tuple(_vector(text) for text in row["references"]),
        unsure=bool(row.get("unsure")),  # older files do not have it
    )


def _vector(text: str) -> Vector:
    values = np.frombuffer(base64.b64decode(text, validate=True), "<f4")
    if len(values) != LENGTH or not np.isfinite(values).all():
        raise ValueError
    return tuple(float(v) for v in values)
