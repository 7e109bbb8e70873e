"""Passwords, log-ins, door and key codes: whoever reads them on a photo can use them."""

from __future__ import annotations

from scanner.identifiers.rules import Rule, any_of, compiled

_SECRET = r"[^\s,;|]{3,40}"


def _secret_like(value: str) -> bool:
    """Not an ordinary word ("must", "required", "reset"), unless it carries a digit or a sign."""
    from scanner.identifiers.lexicon import ordinary

    word = value.strip(".,:;!?()\"'")
    if any(c.isdigit() for c in word):
        return True
    signs = any(not c.isalnum() for c in word)
    mixed = compiled(r"[a-z][A-Z]", case=True).search(word) is not None
    return (
        (signs and not word.replace("-", "").isalpha())
        or mixed
        or (len(word) >= 4 and word.lower() not in ordinary() and word.isalnum())
    )


def _code_like(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return digits >= 3 and len(value) <= 12


RULES = (
    Rule(
        "credential", "password", "a password", 0, pattern=_SECRET, labels=any_of("secret", "wifi"), labelled=0.93,
        validate=_secret_like, digits=0,
        positives=("Login: ward7 Pwd: [Summer25!]", "password is [Larch-Ward-7]", "pw [Welcome1]"),
        negatives=("Forgotten your password?", "Password required", "Never share your password", "Bus pass"),
        source="GMC Confidentiality 119; incidents I2, I3",
    ),
    Rule(
        "credential", "login_name", "a log-in name", 0, pattern=_SECRET, labels=any_of("login"), labelled=0.9,
        validate=lambda v: _secret_like(v) and v[:1].isalnum(), digits=0,
        positives=("Login: [ward7] Pwd: Summer25!", "Username [nurse.larch7]"),
        negatives=("Login to your account", "Log in here", "Account settings"),
    ),
    Rule(
        "credential", "door_code", "a door, key or access code", 0,
        pattern=r"[A-Z#*]?\d[\d#*A-Z]{2,9}(?![\w/.:-]*\d)(?! ?(?:mg|ml|am|pm))",
        labels=any_of("code", "wifi"), labelled=0.9, validate=_code_like,
        positives=("Door code [C1478Z]", "Keysafe [4471]", "PIN: [8420]", "CD cupboard code [2580#]"),
        negatives=("Door 4", "PIN pad", "QR code 12"),
    ),
)  # fmt: skip
