"""How many different people may be affected: identifiers counted without being kept.

Each value becomes an HMAC (RFC 2104) under a secret of the run. About 10^9 patient numbers can be tried in
minutes, so a plain hash would be the number itself; without the secret, which is deleted with the marks when the
run is finished, an HMAC says nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.findings import PhotoReport
from scanner.identifiers.find import find_in_line
from scanner.identifiers.gs1 import parse
from scanner.identifiers.layout import find_in_photo
from scanner.judgement.context import FIRM

# Kinds of which a person has one (or few): counting them says something about people.
COUNTED = frozenset(
    "nhs_number chi hcn ihi ppsn ssn mbi nino medicare_au eu_id local_patient_number patient_name".split()
)
_NUMERIC = frozenset("nhs_number chi hcn ihi ssn medicare_au".split())
KEY_BYTES = 32
# What readers confuse in digits; two readings of one number should count once.
_DIGITS = str.maketrans("OQDILZSBG", "000112586")


@dataclass(frozen=True)
class Mark:
    """One value of one kind, made unreadable. `mac`: 16 bytes."""

    kind: str
    mac: bytes


def name_of_key(key: bytes) -> str:
    """An HMAC of nothing names the key, so that runs under different keys are never counted together."""
    return hashlib.blake2b(key=key, digest_size=8).hexdigest()


def marks_of(report: PhotoReport, key: bytes) -> tuple[Mark, ...]:
    """Every different identifier in a photo's text, codes, metadata and file name, once."""
    values = {(kind, normalised(kind, value)) for kind, value in _values(report)}
    return tuple(
        Mark(kind, hmac.new(key, f"{kind}\0{value}".encode(), hashlib.sha256).digest()[:16])
        for kind, value in sorted(values)
        if value
    )


def normalised(kind: str, value: str) -> str:
    """The same text for the same identifier: letters and digits in capitals; parts of a name in order."""
    plain = unicodedata.normalize("NFKD", value).upper()
    if kind == "patient_name":
        return " ".join(sorted(part for part in re.findall(r"[^\W\d_]+", plain) if len(part) > 2))
    plain = re.sub(r"[\W_]+", "", plain)
    return re.sub(r"\D", "", plain.translate(_DIGITS)) if kind in _NUMERIC else plain


def _values(report: PhotoReport) -> Iterator[tuple[str, str]]:
    seen = report.sightings
    for found in find_in_photo(seen.text):
        if found.match.kind in COUNTED and found.match.confidence >= FIRM:
            yield found.match.kind, found.value
    texts = [clue.text for clue in seen.metadata]
    for code in seen.codes:
        texts += [value for _, value in parse(code.payload or "")] or [code.payload or ""]
    for text in texts:
        for line in text.replace("^", " ").splitlines():
            for match in find_in_line(line):
                if match.kind in COUNTED and match.confidence >= FIRM:
                    yield match.kind, line[match.start : match.end]
