"""United States: HIPAA Safe Harbor numbers (45 CFR 164.514(b)(2))."""

from __future__ import annotations

from scanner.identifiers import checkdigits
from scanner.identifiers.rules import Rule, any_of

RULES = (
    Rule(
        "ssn", "ssn_grouped", "social security number, 9 digits", 0.85,
        pattern=r"(?<![\d.\-])\d{3}-\d{2}-\d{4}(?![\d\-])", repaired=True, validate=checkdigits.ssn,
        labels=any_of("ssn", "id"), labelled=0.98, unproven=0.8,
        digits=9, positives=("SSN [987-65-4321]", "DOE, Jane [219-09-9999]"),
        negatives=("666-12-3456", "Part 123-45-6789"),
        source="SSA: areas 000, 666 and 900-999 are never assigned",
    ),
    Rule(
        "ssn", "ssn_labelled", "digits behind a social security label", 0,
        pattern=r"\d{3}[ .\-]?\d{2}[ .\-]?\d{4}(?!\d)|(?:[X*]{3}[ \-]?[X*]{2}[ \-]?)\d{4}(?!\d)", repaired=True,
        labels=any_of("ssn"), labelled=0.95,
        positives=("SSN: [219 09 9999]", "Social Security No. [219099999]", "SSN [XXX-XX-9999]"),
    ),
    Rule(
        "mbi", "mbi_labelled", "characters behind a Medicare label", 0,
        pattern=r"(?=[A-Z\d\-]*\d)[A-Z\d]{4}-?[A-Z\d]{3}-?[A-Z\d]{4}(?![\w])", labels=any_of("mbi"), labelled=0.85,
        positives=("Medicare [1EG4-TES-MK73]",),
    ),
    Rule(
        "mbi", "mbi", "11 characters of a Medicare number", 0.8, validate=checkdigits.mbi,
        pattern=r"(?<![\w\-])[1-9][A-Z][A-Z\d]\d-?[A-Z][A-Z\d]\d-?[A-Z]{2}\d{2}(?![\w])",
        labels=any_of("mbi"), labelled=0.98,
        digits=4, positives=("Medicare [1EG4-TE5-MK73]", "MBI: [1EG4TE5MK73]"),
        negatives=("Ref 1EG4TE5MK73", "1SG4-TE5-MK73"),
        source="CMS: Understanding the new Medicare card",
    ),
)  # fmt: skip
