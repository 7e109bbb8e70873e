"""Number plates: those whose form says so wherever they stand, and the form that only a lone line may have."""

from __future__ import annotations

from scanner.identifiers.lexicon import ordinary, words
from scanner.identifiers.rules import Rule, any_of, compiled

_STATES = (
    "AN|AP|AR|AS|BR|CG|CH|DD|DL|DN|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OD|OR|PB|PY|RJ|SK|TN|TR|TS|TG|"
    "UA|UK|UP|WB"
)
_FRENCH = "[A-HJ-NP-TV-Z]"


def _any_form(*forms: str) -> str:
    """One pattern for all, with what a reader sees in a plate's rim or screws around it."""
    return r"\W{0,2}(?:" + "|".join(forms) + r")\W{0,2}"


def _no_words(value: str) -> bool:
    """Whether the letters are no word, unit or month: "1200 RPM" and "01-JAN-12" are no plates."""
    groups = [group.lower() for group in compiled(r"[A-ZÄÖÜ]+", True).findall(value)]
    return not any(group in words("no_plates") or (len(group) > 2 and group in ordinary()) for group in groups)


RULES = (
    Rule(
        "vehicle_plate", "plate_uk", "a number plate", 0.75, case=True,
        pattern=r"(?<![\w.\-/])[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-8]\d) ?[A-HJ-PR-Z]{3}(?![\w])",
        labels=any_of("vehicle", "staff"), labelled=0.9,
        digits=2, positives=("[AB12 CDE]", "Car reg [AB12CDE]"),
        negatives=("REF AB12 CDE", "IQ12 ABC"),
        source="DVLA INF104",
    ),
    Rule(
        "vehicle_plate", "plate_ireland", "a number plate", 0.75, case=True,
        pattern=r"(?<![\w.\-/])\d{2}[12]?-[A-Z]{1,2}-\d{1,6}(?![\w\-])",
        digits=3, hints=('-',), positives=("[191-D-12345]", "[12-KY-204]"),
        negatives=("Lot 12-K-204",),
        source="S.I. 318/1992",
    ),
    Rule(
        "vehicle_plate", "plate_india", "a number plate", 0.75, case=True,
        pattern=rf"(?<![\w.\-/])(?:(?:{_STATES})[ .\-]?\d{{1,2}}[ .\-]?[A-Z]{{1,3}}[ .\-]?\d{{4}}"
                r"|[2-3]\d[ \-]?BH[ \-]?\d{4}[ \-]?[A-Z]{1,2})(?![\w/])",
        labels=any_of("vehicle", "staff"), labelled=0.9,
        digits=5, positives=("[MP 04 ZL 5240]", "[MP04ZL5240]", "car [KA-01-AB-1234]", "[22 BH 1234 AA]"),
        negatives=("REF MP04ZL5240", "HR 12 BP 1234/80", "XX 04 ZL 5240"),
        source="Motor Vehicles Act 1988, section 41(6): state, district, series, number",
    ),
    Rule(
        "vehicle_plate", "plate_france_italy", "a number plate", 0.65, case=True, validate=_no_words,
        pattern=rf"(?<![\w.\-/]){_FRENCH}{{2}}(?:-\d{{3}}-|(?<=^..) ?\d{{3}} ?(?=..\W*$)){_FRENCH}{{2}}(?![\w\-])",
        labels=any_of("vehicle"), labelled=0.9,
        digits=3, positives=("[AB-123-XY]", "[GA 482 RV]", "[FX123ZZ]"),
        negatives=("REF AB-123-CD", "CT 123 MR scan", "Lot AB-123-CD"),
        source="France: arrete of 9 February 2009 (SIV); Italy: Codice della strada, article 100",
    ),
    Rule(
        "vehicle_plate", "plate_germany", "a number plate", 0.6, case=True, validate=_no_words,
        pattern=r"^\W{0,2}(?P<v>[A-ZÄÖÜ]{1,3}[\-:•][A-Z]{1,2} ?\d{2,4}[EH]?)\W{0,2}$",
        digits=2, positives=("[B-MW 3456]", "[M-AB 123E]", "[HH:XY 77]"),
        negatives=("CD-RW 700", "X-RAY 12", "A-B 1", "CT-MR 12"),
        source="FZV, annex 1",
    ),
    Rule(
        "vehicle_plate", "plate_spain", "a number plate", 0.6, case=True, validate=_no_words,
        pattern=r"^\W{0,2}(?P<v>\d{4}[ \-]?[BCDFGHJKLMNPRSTVWXYZ]{3})\W{0,2}$",
        digits=4, positives=("[1234 BCD]", "[4821-LKV]"),
        negatives=("0800 HRS", "1200 RPM", "1200 GMT", "2024 NHS", "1000 BPM"),
        source="Real Decreto 2822/1998, annex XVIII: no vowels",
    ),
    Rule(
        "vehicle_plate", "plate_netherlands", "a number plate", 0.6, case=True, validate=_no_words,
        pattern=r"^\W{0,2}(?P<v>[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|\d-[A-Z]{3}-\d{2}|\d{2}-[A-Z]{3}-\d|"
                r"\d{2}-[A-Z]{2}-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d{2}|\d{2}-\d{2}-[A-Z]{2}|[A-Z]{2}-\d{2}-\d{2}|"
                r"[A-Z]{2}-\d{2}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2})\W{0,2}$",
        digits=2, positives=("[AB-123-C]", "[1-KBB-23]", "[12-XZ-34]", "[GB-99-LN]"),
        negatives=("01-JAN-12", "1-MAY-12", "12-12-2012", "NaCl-12-AB"),
        source="RDW: sidecodes 1 to 14",
    ),
)  # fmt: skip

# What stands alone on a plate: letters and figures in two or three groups, as most countries of the world have them.
_GAP = r"[ :.·•°=\-]{0,3}"
_LONE = _any_form(
    rf"[A-Z]{{1,3}}{_GAP}\d{{3,4}}[ \-]?[A-Z]{{0,3}}",  # Greece, Malaysia, Nigeria, Slovakia, Ukraine, many others
    r"\d{3,4}[ \-:]?[A-Z]{2,3}\d?[A-Z]?",
    r"\d{2}[ \-]?[A-Z]{1,3}[ \-]?\d{2,4}",  # Turkey
    r"[A-Z]{1,2}[ \-]\d{1,4}[ \-][A-Z]{1,3}",  # Austria, Romania
    r"[A-Z]{1,2}[ \-]\d{2,5}[A-Z]{1,2}",  # Austria
    r"[A-Z]{2}[ \-:]?\d{5}",  # Norway
    r"[A-Z]{2} \d{2} \d{3}",  # Denmark
    r"[A-Z]{1,2}[ ·\-]\d{5,6}",  # Switzerland, the Emirates
    r"[A-Z]{3}[ \-]?\d{2}[A-Z]",  # Sweden
    r"[A-Z]{2} ?[A-Z]{2}[ \-]\d{3}",  # Hungary
    rf"\d[A-Z][\dA-Z]{_GAP}\d{{4}}",  # Czechia
    r"[A-Z]{2,3} ?(?:\d{5}|\d{4}[A-Z]|\d{3}[A-Z]{2}|\d[A-Z]\d{3}|\d\d[A-Z]\d\d|\d[A-Z]{2}\d\d)",  # Poland
    r"\d-[A-Z]{3}-\d{3}",  # Belgium
    rf"[A-Z]{{2}}\d{_GAP}[A-Z]\d[A-Z]",  # China, behind the province's sign
    r"[A-Z]{2}-\d{3}[A-Z01]{2}",  # Slovakia, misread
    r"[A-Z]\d{3} ?[A-Z]{2} ?\d{2,3}",  # Russia
    r"[A-Z]\d{1,3} [A-Z]{3}",  # Britain before 2001
    r"\d[A-Z]{3}\d{3}",  # California
    r"\d[A-Z]{2}[ ·\-]?\d[A-Z]{2}",  # Victoria
    r"[A-Z]{3}\d[A-Z]\d{2}",  # Brazil
    r"[A-Z]{2} \d{1,4}-\d{2}",  # Ghana
)


def lone_plate(text: str) -> bool:
    """Whether a line could be all that stands on a plate of any country. Where it stands must speak for it too."""
    signs = sum(c.isalnum() for c in text)
    return 5 <= signs <= 9 and compiled(_LONE, True).fullmatch(text) is not None and _no_words(text)
