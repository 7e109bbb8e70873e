"""Before any photo is touched: what to scan, with which settings, and whether results can be written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scanner.cli import values
from scanner.cli.configuration import load_configuration
from scanner.cli.inputs import STDIN, Found, find_photos
from scanner.cli.site_files import load_answers, load_policy
from scanner.cli.streams import say
from scanner.errors import UsageError
from scanner.settings import PROFILES, ConsentSettings, Settings

_MOST_SKIPPED = 50  # lines on stderr for each reason


@dataclass(frozen=True)
class Chosen:
    """The shared options as the user typed them; None where they did not."""

    photos: Sequence[str] | None = None
    lists: Sequence[str] | None = None
    detect: Sequence[str] | None = None
    ocr: str | None = None
    precision: str | None = None
    threads: int | None = None
    fail_on: str | None = None
    reveal: bool = False
    config: Path | None = None
    out: Path | None = None
    caption: str | None = None
    consent_scope: str | None = None
    register: Path | None = None
    passphrase_file: Path | None = None
    profile: str | None = None
    policy: Path | None = None
    answers: Path | None = None


@dataclass(frozen=True)
class Prepared:
    """`strict`: the user chose the detectors, so each of them must have run."""

    settings: Settings
    found: Found
    strict: bool


def prepared(chosen: Chosen) -> Prepared:
    """Raises UsageError; says on stderr which settings file is used and what will not be scanned."""
    if not chosen.photos and not chosen.lists:
        raise UsageError("No photo named. Name a photo, a folder, or a list with --from-file.")
    flags(chosen)  # wrong words are an error before any folder is read
    found = find_photos(chosen.photos or (), chosen.lists or (), chosen.out)
    settings, strict = configured(chosen, found.folders)
    tell_skipped(found)
    return Prepared(settings, found, strict)


def configured(chosen: Chosen, folders: Sequence[Path]) -> tuple[Settings, bool]:
    """The settings for scanning `folders`, and whether the user chose the detectors. Says which file is used."""
    changes = flags(chosen)
    configuration = load_configuration(chosen.config, folders)
    for notice in configuration.notices:
        say(notice)
    if configuration.source:
        say(f"Settings from {configuration.source}")
    strict = bool(chosen.detect) or configuration.chose_detectors
    settings = replace(configuration.settings, **changes)
    if settings.policy.reminder:
        say(f"Your site's policy: {settings.policy.reminder}")
    return replace(settings, consent=consent_settings(chosen, settings.consent)), strict


def consent_settings(chosen: Chosen, configured: ConsentSettings) -> ConsentSettings:
    """With the options given, and the register's passphrase where it is used. Raises UsageError."""
    settings = with_place(configured, chosen.register, chosen.passphrase_file)
    if chosen.consent_scope is not None:
        word = values.one_of(chosen.consent_scope, (*values.SCOPES, "none"), "--consent-scope")
        settings = replace(settings, scope=None if word == "none" else word)
    if settings.scope is None:
        if chosen.register or chosen.passphrase_file:
            raise UsageError("The register is only used with --consent-scope web, social, print or teaching.")
        return settings
    from scanner.cli.passphrase import with_secret

    return with_secret(settings)


def with_place(settings: ConsentSettings, register: Path | None, passphrase_file: Path | None) -> ConsentSettings:
    return replace(
        settings,
        register=register or settings.register,
        passphrase_file=passphrase_file or settings.passphrase_file,
    )


def flags(chosen: Chosen) -> dict[str, Any]:
    """The options given, as fields of Settings. Raises UsageError for a wrong word."""
    changes: dict[str, Any] = {"reveal": chosen.reveal}
    if chosen.detect:
        changes["detect"] = values.detectors(chosen.detect)
    if chosen.ocr is not None:
        changes["ocr"] = values.one_of(chosen.ocr, ("rapidocr", "tesseract", "both"), "--ocr")
    if chosen.precision is not None:
        changes["precision"] = values.one_of(chosen.precision, ("auto", "f32"), "--precision")
    if chosen.threads is not None:
        changes["threads"] = chosen.threads
    if chosen.fail_on is not None:
        changes["fail_on"] = values.fail_on(chosen.fail_on)
    if chosen.caption is not None:
        changes["caption"] = chosen.caption
    if chosen.profile is not None:
        changes["profile"] = values.one_of(chosen.profile, PROFILES, "--profile")
    if chosen.policy is not None:
        site = load_policy(chosen.policy)
        changes["policy"] = site.policy
        if site.fail_on is not None and chosen.fail_on is None:
            changes["fail_on"] = site.fail_on
    if chosen.answers is not None:
        changes["answers"] = load_answers(chosen.answers)
    return changes


def tell_skipped(found: Found) -> None:
    """What was met but is not scanned, on stderr."""
    told: Counter[str] = Counter()
    if found.skipped:
        say("Not scanned:")
    for path, reason in found.skipped:
        told[reason] += 1
        if told[reason] <= _MOST_SKIPPED:
            say(f"  {path} - {reason}")
    for reason, number in told.items():
        if number > _MOST_SKIPPED:
            say(f"  and {number - _MOST_SKIPPED} more: {reason}")
    for path, reason in found.unseen:
        say(f"The folder {path} could not be looked into ({reason}): its photos were not checked.")


def check_writable(folders: Iterable[Path]) -> None:
    """Raises UsageError for the first folder that is none, or that cannot be written to or made."""
    for folder in dict.fromkeys(folders):
        there = folder
        while not os.path.lexists(there) and there != there.parent:
            there = there.parent
        if not there.is_dir():
            raise UsageError(f"{there} is not a folder. Choose another with -o DIR.")
        if not os.access(there, os.W_OK | os.X_OK):
            raise UsageError(f"The folder {there} cannot be written to. Choose another with -o DIR.")


def folders_of_copies(found: Found, out: Path | None) -> list[Path]:
    """Where copies will be written. Raises UsageError for stdin without -o."""
    if out is not None:
        return [out]
    if any(entry.path == STDIN for entry in found.entries):
        raise UsageError("A photo from standard input has no folder. Say with -o DIR where its copy should go.")
    existing = (entry.path for entry in found.entries if Path(entry.path).is_file())
    return [Path(path).parent for path in existing]
