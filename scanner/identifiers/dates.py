"""Dates of birth, other dates, clock times, and ages."""

from __future__ import annotations

import re
from datetime import date

from scanner.identifiers.lookalikes import tolerant
from scanner.identifiers.rules import Rule, any_of, compiled

MONTH = tolerant("jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec") + (
    r"(?:" + tolerant("uary|ruary|ch|il|e|y|ust|tember|ember|ober|cember") + r")?\.?(?![^\W\d_]{2})"
)
_MONTH_EU = r"(?:janv|févr|mars|avril|mai|juin|juil|août|déc|enero|marzo|mayo|junio|julio|agosto|okt|dez|mai|märz)\w*"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?[.,]? +)?"
_SEP = r"[/.\-|\\]"
_YEAR = r"(?:(?:18|19|20)\d{2}|\d{2})"
_END = r"(?!\d(?!\d?[:.]?[0-5]\d))"  # or a clock time, where the space between was lost
_FULL = "|".join(
    (
        rf"{_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?[ \-./]{{0,2}}(?:of )?(?:{MONTH}|{_MONTH_EU})"
        rf"[ \-./,']{{0,2}}{_YEAR}{_END}",
        rf"(?:{MONTH})[ \-.]?\d{{1,2}}(?:st|nd|rd|th)?[ ,\-]{{1,2}}(?:18|19|20)\d{{2}}(?!\d)",
        rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}{_YEAR}{_END}(?!{_SEP}\d)",
        rf"(?:18|19|20)\d{{2}}[\-/.]\d{{1,2}}[\-/.]\d{{1,2}}(?!\d)(?!{_SEP}\d)",
    )
)
_BEFORE = r"(?=\d|(?<![^\W\d_])[a-z])(?<![\d£$€])(?<!\d[./\-:])"
_ANY_DATE = rf"{_BEFORE}(?:{_FULL})"
_LOOSE = (
    rf"\d{{1,2}} \d{{1,2}} {_YEAR}(?!\d)|[0-3]\d[01]\d(?:19|20)\d{{2}}(?!\d)|(?:19|20)\d{{2}}(?!\d)|"
    rf"{_SEP}?\d{{1,2}}{_SEP}{_YEAR}(?!\d)"
)
LABELLED_DATE = 0.9  # confidence of a date behind "Seen on" and the like
_NUMBERS = re.compile(r"\d+")


def plausible(value: str) -> bool:
    """Day and month in range, in either order; 31 February is let through: readers err, test data uses it."""
    numbers = [int(n) for n in _NUMBERS.findall(value)]
    if len(numbers) <= 2:  # the month was a word
        return 1 <= min(numbers, default=1) <= 31 or numbers[1:] == [0]
    if len(numbers) != 3:
        return False
    if numbers[0] > 999:
        numbers.reverse()
    day, month, _ = numbers
    return 1 <= day <= 31 and 1 <= month <= 31 and (day <= 12 or month <= 12)


def year_of(value: str, today: date) -> int | None:
    """The year of a full date; two digits mean the past hundred years."""
    years = [int(n) for n in _NUMBERS.findall(value)]
    if not years:
        return None
    year = years[0] if years[0] > 999 and len(years) == 3 else years[-1]
    if year < 100:
        year += 2000 if 2000 + year <= today.year + 1 else 1900
    return year


def birth_like(value: str, today: date) -> bool:
    """Old enough to be a birth date rather than the date of a visit, an order or a photo (GMC: 0-115 years)."""
    year = year_of(value, today)
    return year is not None and 12 <= today.year - year <= 115


def _birth_like_now(value: str) -> bool:
    return plausible(value) and birth_like(value, date.today())


def _recent(value: str) -> bool:
    return plausible(value) and not birth_like(value, date.today())


def _short(value: str) -> bool:
    """4/7 and 6/12 are four days and six months; 17/9 and 03/06 are dates."""
    if not compiled(rf"\d{{1,2}}{_SEP}\d{{1,2}}").fullmatch(value):
        return True
    day, month = (int(n) for n in _NUMBERS.findall(value))
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    return not (month in (7, 12) and day <= 14 and "0" not in value)


_PERSON = any_of("patient_name", "patient_initials", "nhs_number", "local_patient_number", "staff_name")
_PERSON_OR_BED = _PERSON | {"place_signal"}

RULES = (
    Rule(
        "date_of_birth", "born", "a date of birth", 0, pattern=rf"{_FULL}", repaired=True,
        labels=any_of("dob"), labelled=0.97,
        positives=("DOB: [12/03/1951]", "Born [12-Mar-1951] (74y)", "D0B [O3-Apr-1936]Hosp", "DOB [31/02/1947]",
                   "né le [15/06/1962]", "Date of birth [1967-08-30]", "born [02 Sep 2025] at 03:14",
                   "DOB[12/03/51]", "Birth Date: [March 12, 1951]"),
        negatives=("Born in the NHS", "EXP 12/03/1951"),
        source="ISB 0099: DD-Mmm-YYYY; CUI date display",
    ),
    Rule(
        "date_of_birth", "born_loose", "a date of birth, odd spelling", 0, pattern=_LOOSE, repaired=True,
        labels=any_of("dob"), labelled=0.9,
        positives=("DOB [12 03 1951]", "DOB [12031951]", "Born [1951]", "DOB [/03/1951]"),
    ),
    Rule(
        "date_of_birth", "born_part", "part of a date of birth", 0, repaired=True,
        pattern=rf"\d{{1,2}}(?:st|nd|rd|th)?[ \-./]{{0,2}}(?:{MONTH})(?![ \-./,']{{0,2}}\d)",
        labels=any_of("dob"), labelled=0.6,
        positives=("DOB [12-Mar]-", "Date of birth: [4th May]"),
        negatives=("Visit 12-Mar",),
        source="the year is cut off or stands in the next line",
    ),
    Rule(
        "date_of_birth", "birth_like", "a date that may be a birth date", 0.6, pattern=_ANY_DATE, repaired=True,
        validate=_birth_like_now, labels=any_of("name", "sex", "age"), labelled=0.8, refused=any_of("date"),
        digits=3, positives=("OKONKWO Josephine [12-Mar-1951]", "[19/08/1934] M"),
        negatives=("Opened 12/03/1951", "Mfg 01/02/2003", "v 1.2.3.4", "Established 12 March 1951"),
    ),
    Rule(
        "time_signal", "date", "a date", 0.8, pattern=_ANY_DATE, repaired=True, validate=_recent,
        labels=any_of("date", "time", "dob"), labelled=LABELLED_DATE,
        positives=("Clinic date [17 April 2025]", "Dictated [18.04.2025]", "[11-JUN-2025] 10:22:41",
                   "Sample taken [07.06.25] 0630h"),
        negatives=("EXP 14/09/2027", "Use by 12 Jun 2026", "10.0.12.25", "Next service due 01/11/2026"),
    ),
    Rule(
        "time_signal", "day_month", "a day and month", 0.7, repaired=True,
        pattern=rf"{_BEFORE}(?:{_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)? ?(?:of )?(?:{MONTH})|"
                rf"{_WEEKDAY[:-1]}\d{{1,2}}(?:st|nd|rd|th)"
                rf"|(?:{MONTH})[ .]\d{{1,2}}(?:st|nd|rd|th)?)(?![\d\w/])(?![ \-./,']{{0,2}}\d\d)(?! ?(?:y|yrs?|"
                rf"years?|mg|ml)\b)",
        validate=plausible,
        positives=("family meeting [Thu 12 June] 3pm", "home on [4th May]", "EDD [14 Sep]"),
        negatives=("EXP 12 June", "may 2 mg"),
    ),
    Rule(
        "time_signal", "day_month_figures", "a day and month in figures", 0, repaired=True,
        pattern=rf"\d{{1,2}}{_SEP}\d{{1,2}}(?![\d\w/%])", labels=any_of("date", "dob"), labelled=0.85, validate=_short,
        positives=("EDD [14/03] TTO done", "Word T11 Date[03/06] Time"),
        negatives=("obs 4/24", "OPA 6/52", "BP 120/80"),
    ),
    Rule(
        "time_signal", "day_month_on_board", "a day and month in figures", 0.6, repaired=True,
        pattern=r"(?<![\d\w./\-+(])\d{1,2}/\d{1,2}(?![\d\w/%.])", validate=_short, beside=_PERSON,
        digits=2, hints=('/',), positives=("KOWALSKA Z [12/3] Harding CAP",
        "4A | OKONKWO J | 74 | Rao | ?DVT - USS | [17/9]"),
        negatives=("Mr Fitzroy obs 4/24", "Mrs Webb OPA 6/52", "OKONKWO J day 3/7"),
    ),
    Rule(
        "time_signal", "clock", "a time of day", 0.7, repaired=True,
        pattern=r"(?<![\d:.£$€])(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|\d:[0-5]\d(?= ?[ap]\.?m\b))(?: "
                r"?[ap]\.?m\b)?(?![\d:])|"
                r"(?<![\w:.\-])(?:[01]\d|2[0-3])[0-5]\d ?(?:h|hrs|hours)\b|"
                r"(?<![\w:.\-£$€])(?:1[0-2]|[1-9])(?:[.:][0-5]\d)? ?[ap]\.?m\b",
        labels=any_of("time", "date"), labelled=0.85,
        digits=1, positives=("transport booked [14:30]", "Time [O7:55]", "at [09:07:33]", "07.06.25 [0630h] by",
        "Thu 12 June [3pm]"),
        negatives=("Next refresh 00:45", "Visiting 2-4pm 6-8pm", "Costa Coffee open 7am to 8pm",
                   "Opening hours 09:00 - 17:00", "Ratio 1:25"),
    ),
    Rule(
        "time_signal", "clock_with_dot", "a time of day", 0.5, repaired=True,
        pattern=r"(?<![\d:.\w£$€])(?:[01]?\d|2[0-3])\.[0-5]\d(?![\d:.\w])(?! ?(?:m?[gl]|mmol|kg|cm|%|units?|[ap]m))",
        labels=any_of("time"), labelled=0.8, beside=_PERSON_OR_BED,
        digits=3, hints=('.',), positives=("AMU 22 Chen Wei ?PE CTPA [11.15]",),
        negatives=("Mrs Webb Hb 9.25 g", "Tesco meal deal 3.90", "Weight 68.40 kg"),
    ),
    Rule(
        "time_signal", "relative_day", "a day told from today", 0.5, digits=0,
        beside=any_of("patient_name", "patient_initials", "age", "clinical_text", "place_signal", "staff_name"),
        pattern=r"\b(?:today|tomorrow|tonight|yesterday|this (?:morning|afternoon|evening|week|weekend)|last "
                r"(?:night|week|weekend|month)"
                r"|just now|right now|earlier today|(?:on|last|this) (?:mon|tues|wednes|thurs|fri|satur|"
                r"sun)day)\b(?!['’])",
        hints=('day', 'tomorrow', 'night', 'week', 'morning', 'evening', 'noon', 'now', 'month'),
        positives=("Our lovely Maud turned 92 [today]", "[last week] in Ward 7"),
        negatives=("Today's menu", "Call today!"),
    ),
    Rule(
        "age", "age_in_years", "an age", 0.8, repaired=True,
        pattern=r"(?<![\d./\w:\-])(?P<v>1?\d?\d ?(?:y/?o|y\.o\.?|yrs? ?old|yrs?|-?y[ec][ao0]rs?[ \-]old|y)\b)"
                r"(?! (?:of |exp|warranty|service|guarantee|ago|later))",
        labels=any_of("age"), labelled=0.9,
        digits=1, hints=('y',), positives=("Margaret P. [94yo] fell", "(Mrs) [74y]", "this [34 year old] teacher",
        "[92 yrs]"),
        negatives=("25 years of service", "5 years experience", "over 18s only", "10 years ago"),
    ),
    Rule(
        "age", "age_and_sex", "an age and a sex", 0.7, pattern=r"(?<![\d./\w:\-])\d{1,3} ?/? ?[MF](?![\w/])", case=True,
        positives=("Bed 3 Ashworth Edith [80F] CAP", "pt [74M] fell"),
        negatives=("Room 12 FM radio", "33 F/T posts"),
    ),
    Rule(
        "age", "sex_and_age", "an age and a sex", 0.6, pattern=r"(?<![\w.])[MF] ?[/,]? ?\d{2}(?![\w/.%:°])", case=True,
        beside=any_of("patient_name"), positives=("Wong Siu Ling [F 77]",), negatives=("Room F 12",),
    ),
    Rule(
        "age", "age_labelled", "an age", 0, pattern=r"\d{1,3}(?! ?(?:[/:.\-–]\d|\d|%|\+|mg|ml|kg|(?:to|and) ?\d))",
        repaired=True,
        labels=any_of("age"), labelled=0.9,
        positives=("Age: [74]", "aged [92]"),
        negatives=("Ages 5 to 11", "Age 5-11 leaflet"),
    ),
    Rule(
        "age", "age_of_someone", "an age", 0.75,
        pattern=r"\b(?:man|woman|boy|girl|lady|gentleman|male|female|patient|pt|chap|lad|mum|dad|son|daughter),? "
                r"(?:aged |is )?(?P<v>\d{1,3})(?![\w/%:.]*\d)(?=[,.;:)]|$)",
        digits=1, hints=('man', 'boy', 'girl', 'lad', 'male', 'pat', 'pt', 'chap', 'mum', 'dad', 'son', 'daughter'),
        positives=("Just met the bravest man, [34], stage 4",),
        negatives=("Male 16, 18 and 20 Fr catheters"[5:],),
    ),
    Rule(
        "age", "age_of_baby", "the age of a baby or small child", 0.85,
        pattern=r"(?<![\d/])\d{1,2}(?:/(?:7|52|12))? ?(?:days?|weeks?|months?|d|wks?|mths?)?[ \-]old\b|\b(?:newborn|"
                r"neonate|day \d{1,2} of life)\b",
        hints=('old', 'born', 'neonate', 'of life'), positives=("[3/7 old] boy", "[6 weeks old]", "[2/12 old]"),
        negatives=("6 weeks leave",),
    ),
    Rule(
        "age", "birthday", "an age told by a birthday", 0.75,
        pattern=r"\b(?:turn(?:s|[ec]d|ing)|is|reach(?:es|ed)|celebrat(?:es|ed|ing)) (?P<v>\d{1,3})\b(?! ?[\w/%:.]*\d)"
                r"(?! ?(?:beds?|years? of|years? since|mins?|hours?|days?|weeks?|months?|people|staff|nurses|%|miles|"
                r"km|pts|patients|mg|ml|items?))"
                r"|(?P<w>\d{1,3}(?:st|nd|rd|th)) birthday|! (?P<x>\d{1,3}) today\b",
        digits=1, hints=('turn', 'is', 'reach', 'celebr', 'birthday', 'today'),
        positives=("Our lovely Maud in bed 4 turned [92] today", "her [100th] birthday",
                   "Happy birthday Margaret! [90] today"),
        negatives=("Ward 7 is 12 beds", "Our NHS 75th anniversary"),
    ),
)  # fmt: skip
