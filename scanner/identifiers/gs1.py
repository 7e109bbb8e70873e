"""What a code says: GS1 element strings, and whether a payload points to a patient or to a product.

Source: GS1 General Specifications, section 3 (application identifiers, AI) and 7.8 (element strings, FNC1);
NHS standard DCB1077 (identification barcodes on wristbands and staff).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.findings import Code, Match
from scanner.identifiers.checkdigits import chi, gs1, health_and_care, irish_ihi, nhs_number

FNC1 = "\x1d"
Fields = tuple[tuple[str, str], ...]  # (AI, value) pairs in order
FindIdentifiers = Callable[[str], Sequence[Match]]

# Digits of an AI, by its first two (GS1 General Specifications, figure 7.8.2-1).
_AI_DIGITS = {
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4),
}
# Characters of the value where the AI's first two digits fix them: these need no FNC1 behind them.
_PREDEFINED = {"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13}
_PREDEFINED |= dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 6)
_PREDEFINED |= dict.fromkeys(("31", "32", "33", "34", "35", "36"), 6)
# Values of one length that do need FNC1, which keyboard-like readers drop.
_FIXED = {"8006": 18, "8017": 18, "8018": 18, "8026": 18, "402": 17, "422": 3, "7003": 10}
_NUMERIC = frozenset({"8006", "8017", "8018", "8019", "8026", "402"})
_LONGEST = 90
_KNOWN_TWO = frozenset({*_PREDEFINED, "10", "21", "22", "30", "37", *(str(n) for n in range(90, 100))})

# fmt: off
PATIENT_KINDS = frozenset({
    "nhs_number", "chi", "hcn", "ihi", "ppsn", "ssn", "mbi", "nino", "medicare_au", "eu_id",
    "local_patient_number", "patient_name", "date_of_birth",
})
STAFF_KINDS = frozenset({"staff_id", "staff_name", "staff_badge"})
CONTACT_KINDS = frozenset({"address", "phone", "email"})
PRODUCT_FORMATS = frozenset({
    "EAN13", "EAN8", "UPCA", "UPCE", "ISBN", "PZN", "Code32",
    "DataBar", "DataBarOmni", "DataBarLtd", "DataBarStk",
})
# fmt: on
PRODUCT_FIELDS = frozenset({"00", "01", "02", "8006", "8026"})
PATIENT_FIELDS = frozenset({"8018", "8019"})
INTERNAL_FIELDS = frozenset({"91", "92", "93"})

# fmt: off
# In words. DCB1077 gives 91 to 93 their meaning; how their values are divided is open, so never relied on.
_FIELD_WORDS = {
    "00": "shipping number", "01": "product number", "02": "product number", "10": "batch",
    "11": "date of making", "15": "best-before date", "17": "expiry date", "21": "serial number",
    "8006": "product number", "8017": "staff number", "8018": "patient service number",
    "8019": "number of the band", "91": "hospital id", "92": "baby field", "93": "name field",
    "254": "place number", "414": "place number",
}
_FORMAT_WORDS = {
    "QRCode": "QR code", "QRCodeModel1": "QR code", "QRCodeModel2": "QR code", "MicroQRCode": "Micro QR code",
    "Code128": "Code 128", "Code93": "Code 93", "Code39": "Code 39", "Code39Std": "Code 39",
    "Code39Ext": "Code 39", "EAN13": "EAN-13", "EAN8": "EAN-8", "UPCA": "UPC-A", "UPCE": "UPC-E",
    "LinearCode": "barcode", "MatrixCode": "matrix code",
}
# fmt: on


@dataclass(frozen=True)
class CodeMeaning:
    """`kind` is one of the barcode kinds, staff_id or credential; `masked` describes without quoting.

    `confidence` is 0..1; `fields` are the parsed GS1 values (raw: never to be shown without --reveal).
    """

    kind: str
    masked: str
    confidence: float
    fields: Fields = ()


def parse(payload: str) -> Fields:
    """The (AI, value) pairs of an element string; empty where it is none.

    Takes the raw form with FNC1 as 0x1D, a symbology prefix such as `]d2`, the bracketed form for people
    `(01)0950...(17)...`, and GS1 Digital Link addresses. A string that breaks off or holds an unknown AI
    gives the pairs before that point only if the symbol itself said that it is GS1 (prefix or FNC1).
    """
    text = payload.strip(" \r\n\t")
    marked = text[:3] in ("]d2", "]C1", "]e0", "]Q3", "]J1") or FNC1 in text
    text = re.sub(r"^\][A-Za-z]\d", "", text).lstrip(FNC1)
    if text.startswith("("):
        return _bracketed(text)
    if text.lower().startswith(("http://", "https://")):
        return _digital_link(text)
    pairs, whole = _raw(text)
    return pairs if whole or marked else ()


def nhs_number_in(service_number: str) -> bool:
    """A national patient number inside an 18-digit GS1 service relation number (AI 8018).

    DCB1077 puts it in digits 8 to 17, behind a company prefix of seven digits; prefixes have 4 to 12 digits,
    so every place is tried, with mod 11 and the ranges in use.
    """
    if len(service_number) != 18 or not service_number.isdigit():
        return False
    if irish_ihi(service_number) or _national(service_number[7:17]):
        return True
    return any(nhs_number(service_number[i : i + 10]) for i in range(4, 8))


def classify(code: Code, find_identifiers: FindIdentifiers) -> CodeMeaning:
    """What a code means for confidentiality; never raises, whatever the payload.

    What was read but not understood is `barcode_unread` too: plain digits on a tube can be a hospital number.
    """
    name = _FORMAT_WORDS.get(code.format, code.format)
    if code.payload is None:
        return CodeMeaning("barcode_unread", f"{name}, seen but not read", 0.6)
    fields = parse(code.payload)
    if not code.gs1 and not _convincing(fields, code.payload):
        fields = ()
    if fields:
        return _of_fields(f"GS1 {name}", fields, find_identifiers)
    if _is_product(code):
        return CodeMeaning("barcode_product", f"{name}: product number", 0.95)
    return _of_text(name, code.payload, find_identifiers)


def _of_fields(name: str, fields: Fields, find_identifiers: FindIdentifiers) -> CodeMeaning:
    keys = {ai for ai, _ in fields}
    free_text = [_readable(value) for ai, value in fields if ai in INTERNAL_FIELDS or ai[0] in "49"]
    found = _kinds(free_text, find_identifiers)
    masked = f"{name}: " + ", ".join(dict.fromkeys(_describe(ai, value) for ai, value in fields))
    product = bool(keys & PRODUCT_FIELDS)
    if keys & PATIENT_FIELDS or found & PATIENT_KINDS or (keys & INTERNAL_FIELDS and not product):
        return CodeMeaning("barcode_patient", masked, 0.98, fields)
    if "8017" in keys or found & STAFF_KINDS:
        return CodeMeaning("staff_id", masked, 0.95, fields)
    if product:
        return CodeMeaning("barcode_product", masked, 0.97, fields)
    return CodeMeaning("barcode_unread", f"{masked}; meaning unknown", 0.7, fields)


def _of_text(name: str, payload: str, find_identifiers: FindIdentifiers) -> CodeMeaning:
    if re.match(r"(?i)WIFI:", payload):
        if re.search(r"(?i)[:;]P:[^;]", payload):
            return CodeMeaning("credential", f"{name}: Wi-Fi network with its password", 0.98)
        return CodeMeaning("barcode_unread", f"{name}: Wi-Fi network without a password", 0.9)
    if re.match(r"(?i)otpauth(-migration)?://", payload):
        return CodeMeaning("credential", f"{name}: secret for two-step log-in", 0.98)
    lines = [payload, _readable(payload), *re.split(r"[\r\n\x1c-\x1f]+", payload)]
    matches = [m for line in dict.fromkeys(lines) if line.strip() for m in find_identifiers(line)]
    for kind, wanted in (
        ("barcode_patient", PATIENT_KINDS),
        ("credential", {"credential"}),
        ("staff_id", STAFF_KINDS),
    ):
        hits = [m for m in matches if m.kind in wanted and m.confidence >= 0.5]
        if hits:
            words = ", ".join(dict.fromkeys(m.kind.replace("_", " ") for m in hits))
            return CodeMeaning(kind, f"{name} that holds: {words}", max(m.confidence for m in hits))
    contact = {m.kind for m in matches if m.kind in CONTACT_KINDS}
    if contact:
        return CodeMeaning("barcode_unread", f"{name} that holds: {', '.join(sorted(contact))}", 0.8)
    if re.match(r"(?i)https?://|www\.", payload):
        return CodeMeaning("barcode_unread", f"{name}: web address, meaning unknown", 0.6)
    shape = "digits" if payload.strip().isdigit() else "characters"
    return CodeMeaning("barcode_unread", f"{name}: {len(payload)} {shape}, meaning unknown", 0.7)


def _is_product(code: Code) -> bool:
    """Retail symbologies, and the carton code ITF-14. Prefixes for use inside one organisation are none."""
    digits = (code.payload or "").strip()
    if code.format in ("EAN13", "UPCA") and digits.rjust(13, "0").startswith(("02", "04", *map(str, range(20, 30)))):
        return False
    if code.format in ("ITF", "ITF14"):
        return len(digits) == 14 and gs1(digits)
    return code.format in PRODUCT_FORMATS


def _convincing(fields: Fields, payload: str) -> bool:
    """Without the GS1 mark, plain digits parse by chance: a prefix or a check digit must speak."""
    checked = any(ai in ("01", "8017", "8018", "00") and gs1(value) for ai, value in fields)
    return bool(fields) and (checked or payload.startswith((FNC1, "]d2", "]C1", "]e0", "]Q3", "]J1")))


def _describe(ai: str, value: str) -> str:
    words = _FIELD_WORDS.get(ai, "other field")
    if ai == "8018":
        check = "check digit valid" if gs1(value) else "check digit wrong"
        inside = ", national patient number inside" if nhs_number_in(value) else ""
        return f"{words} ({len(value)} digits, {check}{inside})"
    return words


def _national(digits: str) -> bool:
    return nhs_number(digits) or health_and_care(digits) or chi(digits)


def _kinds(texts: Iterable[str], find_identifiers: FindIdentifiers) -> set[str]:
    return {m.kind for text in texts for m in find_identifiers(text) if m.confidence >= 0.5}


def _readable(value: str) -> str:
    """Separators that no standard fixes, as spaces."""
    return re.sub(r"[\x00-\x1f^|~;_+]+", " ", value).strip()


def _raw(text: str) -> tuple[Fields, bool]:
    """Pairs of a raw element string, and whether it parsed to its end."""
    pairs: list[tuple[str, str]] = []
    rest = text
    while rest:
        ai = rest[: _AI_DIGITS.get(rest[:2], 2)]
        known = ai[:2] in _AI_DIGITS or ai in _KNOWN_TWO
        if not known or not (ai.isascii() and ai.isdigit()) or len(ai) < _AI_DIGITS.get(ai[:2], 2):
            return tuple(pairs), False
        body = rest[len(ai) :]
        size = _PREDEFINED.get(ai[:2]) or _FIXED.get(ai)
        end = body.find(FNC1)
        value = body[: end if end >= 0 else len(body)][: size or _LONGEST]
        if not value or (size and len(value) < size) or not _fits(ai, value):
            return tuple(pairs), False
        pairs.append((ai, value))
        rest = body[len(value) :].removeprefix(FNC1)
    return tuple(pairs), bool(pairs)


def _fits(ai: str, value: str) -> bool:
    numeric = ai[:2] in _PREDEFINED or ai in _NUMERIC
    return value.isprintable() and (not numeric or (value.isascii() and value.isdigit()))


def _bracketed(text: str) -> Fields:
    """`(AI)value(AI)value`; brackets inside a value stay when they hold no AI."""
    marks = [m for m in re.finditer(r"\((\d{2,4})\)", text) if len(m[1]) == _AI_DIGITS.get(m[1][:2], 2)]
    if not marks or marks[0].start() > 0:
        return ()
    ends = [*(m.start() for m in marks[1:]), len(text)]
    pairs = tuple((m[1], text[m.end() : end].strip(f" {FNC1}")) for m, end in zip(marks, ends, strict=True))
    return pairs if all(value and _fits(ai, value) for ai, value in pairs) else ()


def _digital_link(address: str) -> Fields:
    """GS1 Digital Link URI syntax: `/01/{GTIN}/10/{batch}?17=...`."""
    return tuple(_link_pairs(address)) if re.search(r"/(01|8006|8017|8018)/\d{14,18}(?=[/?#]|$)", address) else ()


def _link_pairs(address: str) -> Iterator[tuple[str, str]]:
    path, _, query = address.partition("?")
    parts = path.split("/")
    start = next(i for i, part in enumerate(parts) if part in ("01", "8006", "8017", "8018"))
    yield from ((ai, value) for ai, value in zip(parts[start::2], parts[start + 1 :: 2], strict=False) if value)
    yield from ((m[1], m[2]) for m in re.finditer(r"(?:^|&)(\d{2,4})=([^&#]+)", query))
