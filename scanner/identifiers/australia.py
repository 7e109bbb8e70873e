"""Australian numbers (own check digits; the national health identifier is with the Irish one, same kind)."""

from __future__ import annotations

from scanner.identifiers import checkdigits
from scanner.identifiers.rules import Rule, any_of

RULES = (
    Rule(
        "medicare_au", "medicare_au", "10 or 11 digits of a Medicare card", 0,
        pattern=r"[2-6]\d{3}[ \-]?\d{5}[ \-]?\d(?:[ \-/]?\d)?(?!\d)", repaired=True,
        labels=any_of("mbi"), labelled=0.95, unproven=0.7, validate=checkdigits.medicare_au,
        positives=("Medicare No [2950 00004 1]", "Medicare: [2950000041]"),
        source="Services Australia: Medicare card number",
    ),
    Rule(
        "ihi", "ihi_australia", "16 digits of an Australian health identifier", 0.85,
        pattern=r"(?<!\d)8003 ?60\d\d ?\d{4} ?\d{4}(?!\d)", repaired=True, validate=checkdigits.australian_ihi,
        labels=any_of("ihi", "id"), labelled=0.97,
        digits=16, positives=("[8003 6060 0000 0004]",),
        negatives=("8003 6060 0000 0005",),
        source="AS 5017; Healthcare Identifiers Act 2010",
    ),
    Rule(
        "local_patient_number", "dva_file", "veterans' file number", 0,
        pattern=r"[NVQWST][A-Z]{0,3} ?\d{2,6}[A-Z]?(?![\w])", labels=any_of("dva"), labelled=0.9,
        positives=("DVA No [NX123456]",),
        source="Department of Veterans' Affairs file number",
    ),
)  # fmt: skip
