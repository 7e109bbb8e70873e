"""Why an audit examines photos again that it has examined before: in one sentence, never silently."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scanner.audit.fingerprint import parts_of
from scanner.audit.store import Store
from scanner.settings import Settings

_SETTINGS = "settings"  # of the last audit in this run folder, by their short names
_WORDS = {
    "version": "another version of this program",
    "weights": "other networks",
    "detect": "--detect",
    "ocr": "--ocr",
    "precision": "--precision",
    "profile": "--profile",
    "policy": "the site's policy",
    "consent": "--consent-scope or the register",
    "limits": "the limits",
}
_COPIES = {
    "copy": "have no checked copy made as it is asked for now (--blur)",
    "failed_copy": "could not be copied, and no copies are asked for now",
}


def why_again(store: Store, settings: Settings) -> Iterator[str]:
    """A sentence for each reason; keeps the settings for the next time."""
    now = parts_of(settings)
    before: dict[str, str] = json.loads(store.about(_SETTINGS) or "{}")
    store.set_about(_SETTINGS, json.dumps(now))
    for reason, number in store.looked_at_before().items():
        why = _COPIES.get(reason) or f"were examined with other settings{_told(before, now)}"
        yield f"Examined again: {number} of the photos {why}."


def _told(before: dict[str, str], now: dict[str, str]) -> str:
    """What changed; nothing where that was before the last audit, which was stopped."""
    changed = [_WORDS.get(name, name) for name in now if name in before and before[name] != now[name]]
    return f" (changed: {', '.join(changed)})" if changed else ""
