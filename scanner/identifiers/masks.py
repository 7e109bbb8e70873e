"""Descriptions of values that never quote them."""

from __future__ import annotations

_RUN = 3  # as many characters in a row count as a quotation
# What to say where a rule's own description would quote: "a ward or unit" of "Ward 7". Two each, as one may quote too.
OTHERWISE: dict[str, tuple[str, str]] = {
    "patient_name": ("a name", "who it is"),
    "patient_initials": ("a name or initials", "who it is"),
    "staff_name": ("a name", "who works there"),
    "place_signal": ("the name of a place", "where it is"),
    "time_signal": ("a time or date", "when it was"),
    "clinical_text": ("something medical", "a word of health"),
    "age": ("an age", "how old somebody is"),
    "date_of_birth": ("a birth date", "when somebody was born"),
    "address": ("an address", "where somebody lives"),
    "postcode": ("a post code", "part of an address"),
    "phone": ("a telephone number", "how to call somebody"),
    "email": ("an e-mail address", "how to write to somebody"),
    "vehicle_plate": ("a number plate", "whose car it is"),
    "credential": ("something secret", "a key to get in"),
    "staff_id": ("a number of staff", "a code for somebody at work"),
}
_NUMBER = ("a personal number", "a code for one person")


def describe(description: str, value: str, kind: str = "") -> str:
    """The description, or a vaguer one of its kind where it happens to share three letters in a row with the value."""
    lowered = value.lower()
    runs = {lowered[i : i + _RUN] for i in range(len(lowered) - _RUN + 1)}
    vaguer: tuple[str, ...] = OTHERWISE.get(kind, _NUMBER) if kind else ()
    for words in (description, *vaguer, "some text", "private", f"{len(value)} signs"):
        if not any(run in words.lower() for run in runs):
            return words
    return "•••"
