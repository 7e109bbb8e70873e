"""Irish numbers; python-stdnum knows the PPSN, the health identifier is ours."""

from __future__ import annotations

from scanner.identifiers import checkdigits
from scanner.identifiers.rules import Rule, any_of


def _pps(value: str) -> bool:
    from stdnum.ie import pps

    return bool(pps.is_valid(checkdigits.compact(value)))


RULES = (
    Rule(
        "ppsn", "ppsn", "7 digits and one or two letters, check letter valid", 0.75,
        pattern=r"(?<![\w])\d{7} ?[A-W][A-IW]?(?![\w])", validate=_pps,
        labels=any_of("ppsn"), labelled=0.98, unproven=0.85,
        digits=7, positives=("PPSN [1234567FA] Murphy, Aoife", "PPS No: [1234567T]"),
        negatives=("SN 1234567T", "1234567K"),
        source="Department of Social Protection: PPS number; stdnum.ie.pps",
    ),
    Rule(
        "ppsn", "ppsn_misread", "characters behind a PPS number label", 0,
        pattern=r"[\dOIlSZBG]{7} ?[A-W][A-IW]?(?![\w])", labels=any_of("ppsn"), labelled=0.8,
        positives=("PPS No. [l234567T]",),
    ),
    Rule(
        "ihi", "ihi_labelled", "individual health identifier", 0,
        pattern=r"\d(?:[ .\-]{0,2}\d){9,17}(?!\d)", repaired=True,
        labels=any_of("ihi"), labelled=0.97, unproven=0.85,
        validate=lambda v: checkdigits.irish_ihi(v) or checkdigits.australian_ihi(v),
        positives=("IHI [539000085999999073]", "IHI No. [859 999 9907]", "IHI: [8003 6060 0000 0004]"),
        source="HSE Individual Health Identifier; AS 5017",
    ),
    Rule(
        "ihi", "ihi_18_digits", "18 digits of an individual health identifier", 0.8,
        pattern=r"(?<![\d)])\d{18}(?!\d)", repaired=True, validate=checkdigits.irish_ihi,
        digits=18, positives=("MURPHY Aoife [539000085999999073]",),
        negatives=("(00)539000085999999073", "539000085999999074"),
    ),
)  # fmt: skip
