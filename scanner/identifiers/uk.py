"""Patient numbers of the United Kingdom, and the local hospital numbers that every country prints."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.identifiers import checkdigits
from scanner.identifiers.line import value_start
from scanner.identifiers.rules import LineView, Rule, Span, any_of, compiled

_END = r"(?!\d(?!\d?[/.\-]\d{1,2}[/.\-]\d\d))(?![.\-/]\d)"  # or a date, where the space between was lost
_GROUPED = r"\d{3}(?:[ .\-]{1,2}\d{3}[ .\-]{0,2}|[ .\-]{0,2}\d{3}[ .\-]{1,2})\d{4}"
_TEN = r"(?<!\d)(?<!\d[.\-/])(?:\d{3}[ .\-]{1,2}\d{3}[ .\-]{1,2}\d{4}|\d{10})(?!\d)(?![.\-/]\d)"
_PIECES = r"\d(?:[ .\-·_]{0,2}\d){9}(?!\d)"
_CUT_OFF = r"(?:\d(?:[ .\-·_]{0,2}[\dX?]){6,10})(?!\d)"
_PART = (  # of a number of ten digits
    r"(?=(?:[ .\-·_X?*]*\d){4})[\dX?*](?:[ .\-·_]{0,2}[\dX?*]){3,9}(?![ .\-·_]{0,2}\d)(?![/:])"
)
_SPREAD = r"(?<![\d/])(?<!\d[ .\-])\d \d \d ?[\-–] ?\d \d \d ?[\-–] ?\d \d \d \d(?! ?[\-–/.]? ?\d)"
_SAYS_NUMBER = r"(?:n[o0][. ]*|num|number|nr|[il1]d)$"  # "NHS" alone stands in front of 111 and of years
_CHI = r"(?<!\d)(?:[0-3]\d[01]\d{3}[ \-]?\d{4})(?!\d)"
_PERSON = any_of("patient_name", "date_of_birth", "patient_initials")
_NATIONAL = any_of("nhs", "chi", "hcn")


def says_number(label: str) -> bool:
    """Whether a label ends in "number" or the like."""
    return compiled(_SAYS_NUMBER).search(label) is not None


def _part_of_number(line: LineView) -> Iterator[Span]:
    """Four to nine digits right behind a label that says that a patient's number follows."""
    for label in line.labels:
        if label.kind in _NATIONAL and says_number(line.text[label.start : label.end]):
            start = value_start(line.text, label)
            part = compiled(_PART).match(line.digits, start)
            if part:
                yield part.span()


RULES = (
    Rule(
        "nhs_number", "nhs_labelled", "10 digits, check digit valid", 0, pattern=_PIECES, repaired=True,
        labels=any_of("nhs"), labelled=0.99, validate=checkdigits.mod11,
        positives=("NHS No. [999 339 5633]", "NHSNo[9993395633]", "NH5 N0: [999 072 252B]",
                   "NHS number [99 9158 1766]"),
        negatives=("NHS Tayside 0800 224 488",),
        source="NHS Data Dictionary: NHS NUMBER; ISB 0149",
    ),
    Rule(
        "nhs_number", "nhs_labelled_doubtful", "digits behind an NHS number label, cut off or misread", 0,
        pattern=_CUT_OFF, repaired=True, labels=any_of("nhs"), labelled=0.85,
        positives=("NHS No. [999 339 5634]", "NHS No [999 339 5]"),
        negatives=("NHS 111",),
        source="domain: seven legible digits beside the label count",
    ),
    Rule(
        "nhs_number", "nhs_spread", "10 digits written apart, check digit valid", 0.75, pattern=_SPREAD,
        validate=checkdigits.nhs_number, digits=10,
        positives=("[9 9 9 - 3 3 9 - 5 6 3 3]", "F [9 9 9-3 3 9-5 6 3 3]"),
        negatives=("9 9 9 - 3 3 9 - 5 6 3 4", "4 7 3 1 2 9 5 6 8 1", "9 9 9 3 3 9 5 6 3 3"),
        source="tried: handwriting in boxes; grids of puzzles have no hyphens",
    ),
    Rule(
        "nhs_number", "nhs_part", "part of a number behind an NHS number label", 0, finder=_part_of_number,
        labels=any_of("nhs"), labelled=0.6,
        positives=("NHS No [999 339]", "NHS number: [9993]", "NHS No. [999 33? 5]", "NHS No [XXX XXX 5633]"),
        negatives=("NHS 2024", "NHS number 111", "NHS No 10:30", "NHS No 12/03/1951", "Our NHS number 1 team"),
        source="a label is cut off or its number wraps: what is left still says whose it is",
    ),
    Rule(
        "nhs_number", "nhs_grouped", "10 digits in groups of 3, 3 and 4, check digit valid", 0.85,
        pattern=rf"(?<!\d)(?<!\d[.\-/]){_GROUPED}{_END}", repaired=True,
        labels=any_of("nhs", "id", "name"), labelled=0.95, validate=checkdigits.nhs_number,
        digits=10, positives=("OKONKWO Josephine [999 339 5633]", "12-Mar-1951 [999-339-5633] F",
        "Braithwaite [999336 5769]", "[999 714 8339]28/02/1988"),
        negatives=("REF 999 339 5633", "Tel 999 339 5633", "999 339 5634"),
        source="ISB 0099: printed 3-3-4 on wristbands",
    ),
    Rule(
        "nhs_number", "nhs_bare", "10 digits, check digit valid", 0.6,
        pattern=r"(?<![\w.\-/])\d{10}(?![\w])(?![.\-/]\d)", repaired=True,
        labels=any_of("nhs", "id", "name"), labelled=0.9, validate=checkdigits.nhs_number,
        digits=10, positives=("[9991160760]", "FERNSBY Maud [9994140027]"),
        negatives=("Asset No 9994140027", "SN 4010232137", "0000000000", "9876543210", "(01)05012345678900"),
        source="mod 11 alone passes 9.1 % of random numbers: kept low without a label",
    ),
    Rule(
        "chi", "chi_labelled", "10 digits that begin with a birth date", 0, pattern=_PIECES, repaired=True,
        labels=any_of("chi"), labelled=0.98, unproven=0.85, validate=checkdigits.mod11,
        positives=("CHI No. [3102667287]", "CHI: [311299 9991]", "CHI [3112999990]"),
        source="Public Health Scotland data dictionary: CHI number",
    ),
    Rule(
        "chi", "chi_part", "part of a number behind a CHI label", 0, finder=_part_of_number,
        labels=any_of("chi"), labelled=0.6,
        positives=("CHI No [311299]", "CHI number: [3112 99 9]"),
        negatives=("Tai Chi 1430", "CHI No 10:30"),
    ),
    Rule(
        "chi", "chi_bare", "10 digits that begin with a birth date, check digit valid", 0.6, pattern=_CHI,
        repaired=True, validate=checkdigits.chi, labels=any_of("id", "name"), labelled=0.9,
        digits=10, positives=("OKONKWO Josephine [311299 9991]",),
        negatives=("Order 3112999991", "Tel 0131 496 0123"),
    ),
    Rule(
        "hcn", "hcn_labelled", "10 digits, Health and Care number", 0, pattern=_PIECES, repaired=True,
        labels=any_of("hcn"), labelled=0.98, unproven=0.85, validate=checkdigits.mod11,
        positives=("HCN [399 999 2Z04]", "H&C No: [399 999 9985]", "H+C number [3999999985]"),
        source="HSC Business Services Organisation: H&C number, 320 000 0001 to 399 999 9999",
    ),
    Rule(
        "hcn", "hcn_part", "part of a number behind a Health and Care label", 0, finder=_part_of_number,
        labels=any_of("hcn"), labelled=0.6,
        positives=("H&C No: [399 999]", "HC number [3999 99]"),
        negatives=("HC 2024", "H&C No 10:30"),
    ),
    Rule(
        "hcn", "hcn_grouped", "10 digits in the range of Northern Ireland, check digit valid", 0.75, pattern=_TEN,
        repaired=True, validate=checkdigits.health_and_care, labels=any_of("id", "name", "nhs"), labelled=0.9,
        digits=10, positives=("MCALLISTER Orla [399 999 9985]",),
        negatives=("Lot 399 999 9985",),
    ),
    Rule(
        "nino", "nino", "National Insurance number", 0.85, case=True,
        pattern=r"(?<![\w])[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w])", validate=checkdigits.nino,
        labels=any_of("nino", "ssn"), labelled=0.98, unproven=0.7,
        digits=6, positives=("NI No [QQ123456C]", "[AB 12 34 56 C]"),
        negatives=("BG123456A is not issued", "RX 12 34 56 E"),
        source="HMRC National Insurance Manual NIM39110",
    ),
    Rule(
        "nino", "nino_misread", "characters behind a National Insurance label", 0,
        pattern=r"[A-Z]{2}(?: ?[\dOIlSZBGQ]){6} ?[A-D](?![\w])", labels=any_of("nino"), labelled=0.8,
        positives=("NI No [QQ1Z3456C]",),
    ),
    Rule(
        "local_patient_number", "hospital_number", "hospital number", 0,
        pattern=r"[A-Z]{0,4}[ \-/.]?(?=[\w./\-]*\d(?:[\w./\-]*\d){2})[A-Z\d]+(?:[./\-][A-Z\d]+){0,4}"
                r"(?: \d{3,4}){0,2}(?![\w])",
        labels=any_of("mrn"), labelled=0.93,
        positives=("Hosp No [H1234567]", "Unlt No.[K507056]", "MRN: [4417-88-20]", "Patient ID [00471882] Ward 7B",
                   "Our ref: [WX/CARD/0093817]", "Lab No. [25.0173349.K]", "URN [G-771-20] seen by Sister",
                   "H0sp No [RX9930172]"),
        negatives=("Hospital number one for care", "Your ref to follow"),
        source="DCB1077: mandatory hospital identifier",
    ),
    Rule(
        "local_patient_number", "id_number", "an identification number", 0,
        pattern=r"(?=[\w./\-]*\d(?:[\w./\-]*\d){3})[A-Z\d]+(?:[./\-][A-Z\d]+){0,3}(?![\w])",
        labels=any_of("id"), labelled=0.7,
        positives=("ZHANG HUI ID [0099413]", "PEMBERTON, GEORGE ID:[RX118820]"),
        negatives=("ID cards must be worn", "Device ID 4471820"),
    ),
    Rule(
        "patient_name", "test_record", "a name that looks like a training record", 0.95, digits=0,
        pattern=r"\b(?:Z{2,}|X{2,})[\-_ ]?(?:TEST|TRAIN|DUMMY|DEMO)[\w\-]*(?:,? (?-i:[A-Z])[\w\-]*){0,2}",
        positives=("[ZZTEST, Patient] 01-Jan-1980", "[XXTESTPATIENT Aone]"),
        negatives=("TEST ONLY",),
    ),
    Rule(
        "local_patient_number", "number_beside_name", "letters and digits beside a name", 0.6,
        pattern=r"(?<![\w/.\-])[A-Z]{1,3}\d{6,8}[A-Z]?(?![\w])", beside=_PERSON,
        digits=6, positives=("Eze/Chidi [D884412] 2 units RBC O pos", "OKONKWO Josephine [H1234567]"),
        negatives=("LOT D884412", "Philips MX450 Bed 12", "D884412"),
    ),
    Rule(
        "local_patient_number", "digits_beside_name", "6 to 9 digits beside a name", 0.5,
        pattern=r"(?<![\w/.\-+£$€])\d{6,9}(?![\w])(?![./\-]\d)", beside=any_of("patient_name"),
        digits=6, positives=("OKONKWO Josephine [00471882]",),
        negatives=("Order 0047188", "Serial 00471882"),
    ),
)  # fmt: skip
