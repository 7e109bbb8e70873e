"""A site's policy file, and the answers to what only people know. Unknown keys are errors: a typo must not pass."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.cli import values
from scanner.errors import UsageError
from scanner.findings import Severity
from scanner.settings import NumberFormat, Policy
from scanner.textfiles import read_small

_PHRASES = ("places", "hospitals", "allowed", "forbidden")
_KEYS = (*_PHRASES, "numbers", "reminder", "fail_on")
_SHORTEST = 3  # characters of a phrase: shorter ones would be found everywhere


@dataclass(frozen=True)
class Site:
    policy: Policy
    fail_on: Severity | None = None


def load_policy(path: Path) -> Site:
    """Raises UsageError for a file that is missing, no TOML, or holds an unknown key or a wrong value."""
    table = _table(path, "policy")
    for key in table:
        values.one_of(key, _KEYS, f"{path}: the key")
    phrases = {key: _phrases(table.get(key, []), f"{path}: {key}") for key in _PHRASES}
    reminder = table.get("reminder", "")
    if not isinstance(reminder, str):
        raise UsageError(f"{path}: reminder should be a sentence.")
    fail_on = values.fail_on(str(table["fail_on"]), f"{path}: fail_on") if "fail_on" in table else None
    return Site(Policy(**phrases, numbers=_numbers(table.get("numbers", []), path), reminder=reminder), fail_on)


def load_answers(path: Path) -> tuple[tuple[str, str], ...]:
    """(question, answer) pairs from a TOML or JSON table; true and false are yes and no."""
    from scanner.judgement.checklist import IDS

    table = _table(path, "answers")
    return tuple((values.one_of(key, IDS, f"{path}: the question"), _answer(table[key], key, path)) for key in table)


def _answer(value: Any, key: str, path: Path) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        raise UsageError(f"{path}: {key} should be true, false or a few words.")
    return value


def _table(path: Path, what: str) -> Mapping[str, Any]:
    try:
        text = read_small(path)
        table = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"The {what} file {path} could not be read: {error.strerror}.") from error
    except ValueError as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise UsageError(f"The {what} file {path} is not valid {kind}.") from error
    if not isinstance(table, Mapping):
        raise UsageError(f"The {what} file {path} should hold names with their values.")
    return table


def _phrases(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(phrase, str) for phrase in value):
        raise UsageError(f"{what} should be a list of phrases.")
    short = [phrase for phrase in value if len(phrase.strip()) < _SHORTEST]
    if short:
        raise UsageError(f"{what}: {short[0]!r} is too short; use at least {_SHORTEST} letters.")
    return tuple(phrase.strip() for phrase in value)


def _numbers(value: Any, path: Path) -> tuple[NumberFormat, ...]:
    if not isinstance(value, list):
        raise UsageError(f"{path}: numbers should be written as [[numbers]] tables.")
    return tuple(_number(row, path) for row in value)


def _number(row: Any, path: Path) -> NumberFormat:
    if (
        not isinstance(row, Mapping)
        or set(row) != {"label", "pattern"}
        or not all(isinstance(v, str) for v in row.values())
    ):
        raise UsageError(f"{path}: each of [[numbers]] needs a label and a pattern, and nothing else.")
    try:
        pattern = re.compile(row["pattern"])
    except re.error as error:
        raise UsageError(f"{path}: the pattern of {row['label']!r} is no regular expression ({error}).") from error
    if pattern.search(""):
        raise UsageError(f"{path}: the pattern of {row['label']!r} matches even empty text.")
    return NumberFormat(row["label"], row["pattern"])
