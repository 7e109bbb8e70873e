"""Illnesses, operations and medicines, found word by word in the lists of `lexica/clinical.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from scanner.identifiers.lexicon import ordinary, phrases
from scanner.identifiers.line import Word, joined_words, words_of
from scanner.identifiers.lookalikes import skeleton
from scanner.identifiers.rules import LineView, Rule, Span

_PUNCTUATION = re.compile(r"[^\w#+]+")
_TOKEN = re.compile(r"#|[^\W_]+(?:['’.\-](?=[^\W_])[^\W_]+)*")
_DOSE = re.compile(
    r"(?: ?\d[\d.,]*(?: ?- ?\d+)? ?(?:mg|mcg|micrograms?|g|ml|units?|iu|mmol|%|puffs?|tabs?)\b(?:/\w+)?)?"
    r"(?: (?:iv|po|im|sc|pr|neb|inh|od|bd|tds|qds|prn|stat|nocte|mane)\b){0,3}", re.IGNORECASE,
)  # fmt: skip
_ORDER = re.compile(r"\d ?\w+.* (?:iv|po|im|sc|pr|neb|inh|od|bd|tds|qds|prn|stat|nocte|mane)\b", re.IGNORECASE)
_LONGEST = 4
_AS_CAPITAL = str.maketrans("0158l|", "OISBII")


def _key(phrase: str) -> str:
    return _PUNCTUATION.sub("", skeleton(phrase))


@cache
def _terms() -> dict[str, str]:
    """Section of every phrase: abbreviations by their exact letters, words by their skeleton, without spaces."""
    lists = phrases("clinical")
    found: dict[str, str] = {}
    for section in ("drugs", "words", "abbreviations", "sensitive words", "sensitive abbreviations"):
        exact = "abbreviations" in section
        found.update({phrase.replace(" ", "") if exact else _key(phrase): section for phrase in lists[section]})
    return found


@cache
def _starts() -> frozenset[str]:
    return frozenset(skeleton(key)[:3] for key in _terms())


@lru_cache(maxsize=2)  # several rules ask about the same line, one after the other
def _all_terms(text: str) -> tuple[tuple[str, Span], ...]:
    """(section, span) of the longest listed phrase at each place."""
    words, starts = _split(text), _starts()
    keys = [_key(word.text) for word in words]
    found = []
    i = 0
    while i < len(words):
        size = 1
        if len(keys[i]) < 3 or keys[i][:3] in starts:
            size, section, span = _longest(text, words, keys, i)
            if section:
                found.append((section, span))
        i += size
    return tuple(found)


def _find(line: LineView, *sections: str) -> Iterator[Span]:
    return (span for section, span in _all_terms(line.text) if section in sections)


def _split(text: str) -> list[Word]:
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        if joined_words(word):
            found.extend(words_of(text, match.start(), match.end()))
        else:
            found.append(Word(word, match.start(), match.end()))
    return found


def _longest(text: str, words: list[Word], keys: list[str], i: int) -> tuple[int, str, Span]:
    terms = _terms()
    best = (1, "", (0, 0))
    exact = folded = ""
    for j in range(i, min(i + _LONGEST, len(words))):
        gap = text[words[j - 1].end : words[j].start] if j > i else ""
        if len(gap) > 2 or any(c in ",;:|/" for c in gap):
            break
        exact += words[j].text
        folded += keys[j]
        section = terms.get(exact, "") or terms.get(_capitals(exact), "")
        if "abbreviations" not in section:
            section = terms.get(folded, "") if _legible(exact) else ""
        if section:
            best = (j - i + 1, section, (words[i].start, words[j].end))
    return best


def _capitals(word: str) -> str:
    """MR5A, C0PD and NSTEMl with their letters put back, if the rest is in capitals; else ""."""
    if len(word) < 4:
        return ""
    repaired = word.translate(_AS_CAPITAL)
    return repaired if repaired != word and repaired.isupper() else ""


def _legible(word: str) -> bool:
    """Short words must be spelt as listed; in longer ones letters may have been misread."""
    letters = _PUNCTUATION.sub("", word.lower())
    return letters in _plain_words() or (len(word) >= 6 and letters not in ordinary())


@cache
def _plain_words() -> frozenset[str]:
    lists = phrases("clinical")
    listed = (*lists["words"], *lists["sensitive words"], *lists["drugs"])
    return frozenset(_PUNCTUATION.sub("", phrase.lower()) for phrase in listed)


@cache
def _neighbours(section: str) -> frozenset[str]:
    return frozenset(_key(word) for word in phrases("clinical")[section])


_BEFORE = re.compile(r"([^\W\d_]+)[ \-]$")
_AFTER = re.compile(r" ?([^\W\d_]{2,}|#|\+ve)")


def _widen(text: str, span: Span) -> Span:
    """Takes in "breast" before cancer, "exac" behind COPD, and a question mark in front."""
    start, end = span
    for _ in range(2):
        before = _BEFORE.search(text, max(0, start - 24), start)
        if not before or _key(before.group(1)) not in _neighbours("sites"):
            break
        start = before.start(1)
    after = _AFTER.match(text, end)
    if after:
        first = (words_of(text, after.start(1), after.end(1)) or [Word(after.group(1), after.start(1), after.end(1))])[
            0
        ]
        end = first.end if _key(first.text) in _neighbours("tails") else end
    if text[:start].rstrip(" ").endswith("?"):
        start = text.rindex("?", 0, start)
    elif text[:start].rstrip(" ").endswith("#"):
        start = text.rindex("#", 0, start)
    return start, end


def _certain(text: str, span: Span) -> bool:
    """Abbreviations with other meanings count only where something else in the line is medical."""
    term = text[span[0] : span[1]]
    lists = phrases("clinical")
    if term not in lists["ambiguous"] and term not in lists["ambiguous sensitive"]:
        return True
    before = text[: span[0]].rstrip()
    return before.endswith(
        ("?", "#", "Hx", "PMH", "PMHx", "hx", "Dx", "dx", "Imp", "imp:", "query", "with", ":", ",", "of", "had a", "an")
    )


def _allergy_only(line: LineView, span: Span) -> bool:
    """A medicine behind an allergy label is a safety notice; what carries it is found by its name or number."""
    before = [label for label in line.labels if label.end <= span[0]]
    return any(label.kind == "allergy" for label in before) or "llergic" in line.text


def _illness(line: LineView) -> Iterator[Span]:
    for span in _find(line, "words", "abbreviations"):
        if _certain(line.text, span):
            yield _widen(line.text, span)


def _uncertain_illness(line: LineView) -> Iterator[Span]:
    for span in _find(line, "words", "abbreviations"):
        if not _certain(line.text, span) and not line.text.isupper():
            yield _widen(line.text, span)


def _sensitive(line: LineView) -> Iterator[Span]:
    for span in _find(line, "sensitive words", "sensitive abbreviations"):
        if _certain(line.text, span):
            yield _widen(line.text, span)


def _medicine(line: LineView) -> Iterator[Span]:
    for start, end in _find(line, "drugs"):
        if not _allergy_only(line, (start, end)):
            dose = _DOSE.match(line.text, end)
            yield start, dose.end() if dose else end


def _prescribed(line: LineView) -> Iterator[Span]:
    """With a dose and how or how often: an order for somebody, not the print on a box."""
    return (span for span in _medicine(line) if _ORDER.search(line.text, *span))


_PERSON = frozenset({"patient_name", "patient_initials", "age", "place_signal", "nhs_number", "date_of_birth"})

RULES = (
    Rule(
        "clinical_text", "sensitive", "especially sensitive health information", 0.85, finder=_sensitive, digits=0,
        positives=("SR1 PATEL A 56 Rao [C.diff] - isolate", "Known [HIV positive]", "[DNACPR] in place",
                   "admitted after [overdose]"),
        negatives=("Take one OD", "TOP SHELF", "Wash hands to prevent infection"),
        source="GMC Social media 2024; GDPR Article 9",
    ),
    Rule(
        "clinical_text", "illness", "an illness, injury or operation", 0.8, finder=_illness, digits=0,
        positives=("4A OKONKWO J [?DVT] - USS", "referred with [breast cancer]", "PMH [HTN], [T2DM], [AF]",
                   "[#NOF] yesterday",
                   "Bed 9 Hussain [DKA] VRII", "[acute pancreatitis]", "Prosser A. [COPD exac] target"),
        negatives=("REPLACE CAP AFTER USE", "PE kit", "All staff welcome", "Sepsis Six", "Could it be sepsis?",
                   "Norovirus alert", "Diabetes UK"),
    ),
    Rule(
        "clinical_text", "illness_abbreviated", "an illness, injury or operation", 0.6, finder=_uncertain_illness,
        digits=0,
        beside=_PERSON | {"clinical_text"},
        positives=("Bed 3 Ashworth Edith 80F [CAP], Co-amoxiclav 1.2g IV",),
        negatives=("CAP on tightly",),
    ),
    Rule(
        "clinical_text", "medicine_ordered", "a medicine with dose and times", 0.8, finder=_prescribed,
        positives=("[Co-amoxiclav 1.2g IV]", "[Amoxicillin 500 mg PO TDS]"),
        negatives=("Paracetamol 500 mg Tablets", "Propofol 10 mg/ml"),
    ),
    Rule(
        "clinical_text", "additive_label", "a label on an infusion made up for somebody", 0.75,
        pattern=r"dru[gq]s? (?:have been )?added(?: t[o0])?(?: this| the)? [il]nfus[il][o0]n", digits=0,
        hints=("added",),
        positives=("[DRUGS ADDED TO THIS INFUSION]", "[Drug added to infusion]"),
        negatives=("No drugs to be added", "Infusion pump"),
        source="UK label of drugs added to an infusion: patient, ward, drug, dose, date (domain (a))",
    ),
    Rule(
        "clinical_text", "medicine", "a medicine", 0.75, finder=_medicine, digits=0,
        beside=_PERSON | {"clinical_text"},
        positives=("COPD exac[Furoscmide 40mg]", "AF on [apixoban]", "Bed 4 started [amiodarone]"),
        negatives=("ALLERGIES: PENICILLIN", "No known drug allergies", "Sodium Chloride 0.9% 1000ml",
                   "Heparin 1000 units/ml"),
    ),
)  # fmt: skip
