"""Numbers that belong to members of staff."""

from __future__ import annotations

from scanner.identifiers import checkdigits
from scanner.identifiers.rules import Rule, any_of

RULES = (
    Rule(
        "staff_id", "nmc_pin", "a nursing registration number", 0.85, case=True,
        pattern=r"(?<![\w/.\-])\d{2}[A-LO]\d{4}[EWSCNO](?![\w])", labels=any_of("staff_id", "code", "id"),
        labelled=0.97,
        digits=6, positives=("NMC PIN [99A1234E] Agnieszka Zielinska RN", "[00A0000E]"),
        negatives=("Lot 99A1234E",),
        source="NMC register: two digits, letter, four digits, letter of the country",
    ),
    Rule(
        "staff_id", "staff_number_labelled", "a staff or registration number", 0,
        pattern=r"(?:[A-Z]{1,3}[ \-]?)?(?=[\w\-]*\d[\w\-]*\d)[\w\-]{4,12}(?![\w])", labels=any_of("staff_id"),
        labelled=0.93,
        positives=("GMC [0000000]", "Staff No. [S448190]", "HCPC [PH000000]", "Employee ID: [88213]",
                   "NPI [1234567893]"),
        negatives=("GMC guidance 2024", "NMC Code"),
    ),
    Rule(
        "staff_id", "badge_number", "a badge number", 0.8,
        pattern=r"\bID:? (?P<v>\d{4,8})(?= +(?:exp|valid))",
        digits=4, hints=('id',), positives=("ID [448190] Expires 08/2027",),
    ),
    Rule(
        "staff_id", "npi_bare", "10 digits of a US provider number, check digit valid", 0.4,
        pattern=r"(?<![\w.\-/])[12]\d{9}(?![\w])", validate=checkdigits.npi, beside=any_of("staff_name"),
        digits=10, positives=("Dr Moss [1234567893]",),
        negatives=("REF 1234567893",),
        source="CMS NPI standard, Luhn with 80840",
    ),
)  # fmt: skip
