"""What a result depends on besides the photo: the program, its settings, its networks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scanner import __version__
from scanner.inference.weights import manifest
from scanner.settings import Settings

# Say nothing about what is seen: speed, exit code, what is shown, what the copy looks like.
_NO_MATTER = ("threads", "fail_on", "reveal", "redaction")
# Never in a name that is kept: whoever has it could try passphrases until it fits.
_SECRET = frozenset(("secret", "passphrase_file"))


def fingerprint(settings: Settings, *, copies: bool = False) -> str:
    """A short name for this combination; results under another name are not used again.

    `copies`: checked copies are written, so their settings count too. A file that a setting names (a register,
    a policy) counts by its contents.
    """
    return _short([copies, *_parts(settings, copies=copies).items()])


def parts_of(settings: Settings) -> dict[str, str]:
    """A short name for each part of the fingerprint, so that two can be compared and it can be said what changed."""
    return {name: _short(value) for name, value in _parts(settings, copies=False).items()}


def _parts(settings: Settings, *, copies: bool) -> dict[str, Any]:
    left_out = [name for name in _NO_MATTER if not (copies and name == "redaction")]
    chosen = {name: _plain(value) for name, value in asdict(settings).items() if name not in left_out}
    weights = sorted((row.name, row.sha256) for row in manifest().values())
    return {"version": __version__, "weights": weights, **chosen}


def _short(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items() if key not in _SECRET}
    if isinstance(value, set | frozenset):
        return sorted(str(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Path):
        return hashlib.sha256(value.read_bytes()).hexdigest() if value.is_file() else str(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
