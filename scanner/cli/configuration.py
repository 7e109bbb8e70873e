"""Settings from a file: --config, ./scanner.toml, [tool.scanner] in ./pyproject.toml, or the user's own.

One file counts, the first that there is. A file that lies in or above a scanned folder could have come with
the photos and quietly weaken the scan: it is left out with a notice unless the user names it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from scanner.cli import values
from scanner.cli.site_files import load_policy
from scanner.errors import UsageError
from scanner.settings import PROFILES, Limits, RedactionSettings, Settings
from scanner.textfiles import read_small

NAME = "scanner.toml"


@dataclass(frozen=True)
class Configuration:
    """`source`: the file in use, None for the built-in settings. `notices`: sentences about files left out.

    `chose_detectors`: the file names the detectors, so one that cannot run is an error, not a notice.
    """

    settings: Settings
    source: Path | None = None
    notices: tuple[str, ...] = ()
    chose_detectors: bool = False


def user_folder() -> Path:
    import platformdirs

    return platformdirs.user_config_path("image-confidentiality-scanner", appauthor=False)


def load_configuration(
    named: Path | None, scanned: Sequence[Path], *, here: Path | None = None, user: Path | None = None
) -> Configuration:
    """The configuration to use when the folders `scanned` are about to be scanned.

    `here` is the working folder, `user` the user's configuration folder. Raises UsageError for a file that is
    missing though named, that is no TOML, or that has an unknown key or a wrong value.
    """
    if named is not None:
        return _configured(named, _table(named))
    here = here or Path.cwd()
    notices: list[str] = []
    for path in (here / NAME, here / "pyproject.toml", (user or user_folder()) / NAME):
        if not path.is_file():
            continue
        table = _table(path) if path.name == NAME else _tool_table(path)
        if table is None:
            continue
        if _near(path, scanned):
            notices.append(
                f"The settings in {path} were not used: the file lies in or above a scanned folder and could "
                f"have come with the photos. To use it, add --config {path}."
            )
            continue
        return replace(_configured(path, table), notices=tuple(notices))
    return Configuration(Settings(), notices=tuple(notices))


def _near(config: Path, scanned: Iterable[Path]) -> bool:
    folder = config.resolve().parent
    return any(folder.is_relative_to(tree.resolve()) or tree.resolve().is_relative_to(folder) for tree in scanned)


def _table(path: Path) -> Mapping[str, Any]:
    try:
        if not path.is_file():
            raise UsageError(f"{path} is not a settings file.")
        return tomllib.loads(read_small(path))
    except OSError as error:
        raise UsageError(f"The settings file {path} could not be read: {error.strerror}.") from error
    except ValueError as error:  # TOML and UTF-8 both
        raise UsageError(f"{path} is not valid TOML; correct it, or name another file with --config.") from error


def _tool_table(path: Path) -> Mapping[str, Any] | None:
    """[tool.scanner] of a pyproject.toml; a file that cannot be read is some other tool's business."""
    try:
        table = _table(path).get("tool", {})
    except UsageError:
        return None
    found = table.get("scanner") if isinstance(table, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _configured(path: Path, table: Mapping[str, Any]) -> Configuration:
    start = Settings()
    if "policy" in table:
        site = load_policy(path.parent / str(table["policy"]))
        start = replace(start, policy=site.policy, fail_on=site.fail_on or start.fail_on)
    settings = _applied(start, {key: value for key, value in table.items() if key != "policy"}, _TOP, path)
    return Configuration(settings, path, chose_detectors="detect" in table)


def _applied(record: Any, table: Mapping[str, Any], known: Mapping[str, _Reader], path: Path) -> Any:
    """`record` with every key of `table` set. `known`: how each key's value is read."""
    changes = {}
    for key, value in table.items():
        if key not in known:
            raise UsageError(f"{path}: the setting {key!r} is not known; {values.hint(key, known)}")
        changes[key] = known[key](value, f"{path}: {key}", getattr(record, key))
    return replace(record, **changes)


# From a raw value, its name for an error, and the value so far to the new value.
_Reader = Callable[[Any, str, Any], Any]


def _words(value: Any, what: str) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return value
    raise UsageError(f"{what} should be a word or a list of words.")


def _one_of(*choices: str) -> _Reader:
    return lambda value, what, _: values.one_of(str(value), choices, what)


def _number(least: int) -> _Reader:
    def read(value: Any, what: str, _: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise UsageError(f"{what} should be a whole number, {least} or more.")
        return value

    return read


def _path(value: Any, what: str) -> Path:
    if not isinstance(value, str) or not value:
        raise UsageError(f"{what} should be the name of a file.")
    return Path(value).expanduser()


def _flag(value: Any, what: str, _: Any) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{what} should be true or false.")
    return value


def _section(known: Mapping[str, _Reader]) -> _Reader:
    def read(value: Any, what: str, so_far: Any) -> Any:
        if not isinstance(value, Mapping):
            raise UsageError(f"{what} should be a table, written as [{what.rsplit(' ', 1)[-1]}].")
        return _applied(so_far, value, known, Path(what))

    return read


# What may stand in a file. --reveal, --only, --box and --crop are decisions about one run, so they may not.
_LIMITS: dict[str, _Reader] = {field.name: _number(1) for field in fields(Limits)}
_REDACTION: dict[str, _Reader] = {
    "method": _one_of("fill", "pixelate", "blur"),
    "keep": lambda value, what, _: values.choices(_words(value, what), what),
    "format": _one_of("jpeg", "png"),
    "all_frames": _flag,
}
_CONSENT: dict[str, _Reader] = {
    "scope": _one_of(*values.SCOPES),
    "register": lambda value, what, _: _path(value, what),
    "passphrase_file": lambda value, what, _: _path(value, what),
}
_TOP: dict[str, _Reader] = {
    "detect": lambda value, what, _: values.detectors(_words(value, what), what),
    "ocr": _one_of("rapidocr", "tesseract", "both"),
    "precision": _one_of("auto", "f32"),
    "threads": _number(0),
    "fail_on": lambda value, what, _: values.fail_on(str(value), what),
    "profile": _one_of(*PROFILES),
    "limits": _section(_LIMITS),
    "consent": _section(_CONSENT),
    "redaction": _section(_REDACTION),
}
assert set(_REDACTION) <= {field.name for field in fields(RedactionSettings)}
