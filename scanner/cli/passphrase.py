"""Asking for the register's passphrase, once, where there is a terminal to ask on."""

from __future__ import annotations

import datetime
import sys
from dataclasses import replace

from scanner.consent.register import vault_for
from scanner.errors import UsageError
from scanner.settings import ConsentSettings

_SHORTEST = 12  # for a new one; what protects faces and names should not be guessed in an afternoon


def with_secret(settings: ConsentSettings) -> ConsentSettings:
    """The settings with the passphrase, from wherever it comes; without one where the keyring has the key. The file and
    the day are named, so that results of an audit are not used again after either has changed.

    Raises UsageError where a passphrase is needed and nobody can be asked (when the register is opened), or where a
    new one is too short or mistyped."""
    vault = vault_for(settings, asked)
    return replace(settings, secret=vault.secret, register=vault.path, day=datetime.date.today())


def asked(new: bool) -> str | None:
    """What the user types; None where nobody sits at a terminal."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        return None
    import getpass

    typed = getpass.getpass("Passphrase of a new consent register: " if new else "Passphrase of the consent register: ")
    if not new:
        return typed or None
    if len(typed) < _SHORTEST:
        raise UsageError(f"The passphrase should have at least {_SHORTEST} characters; a short sentence is best.")
    if getpass.getpass("The same again: ") != typed:
        raise UsageError("The two passphrases differ; nothing was changed.")
    return typed
