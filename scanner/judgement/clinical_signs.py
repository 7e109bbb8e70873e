"""What else speaks for a ward, besides the picture as a whole: words, things, codes, and details of patients.

Each sign has a weight in natural logarithms of odds, and a reason in words. The weights are set by judgement:
strong words are readable on 4 of 90 ward photos and on none of 130 others (log odds of about 2.6 with half a
photo added to each count), too few to fit anything finer; a thing with a patient's details on it is rarer still
elsewhere. Signs of one family are not independent of one
another (a wristband has a code and a name), so only the strongest of each family counts in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.findings import Artefact, ArtefactClass, Code, TextLine
from scanner.identifiers.namelists import given_names, name_key
from scanner.judgement.code_meaning import names_patient
from scanner.judgement.context import Cluster
from scanner.judgement.legibility import is_empty
from scanner.judgement.looks import surely_seen

# A second sign of the same family adds this share of its weight.
AGAIN = 0.3
# All signs together: a patient's band or board with its words can carry a picture that looks like anything.
MOST = 6.0


@dataclass(frozen=True)
class Sign:
    """`family` is words, things, codes or patients; `reason` names no value of anybody."""

    family: str
    weight: float
    reason: str


# Words of public lettering: the one that stands for its row where it is read, else the words read are named, which
# this table knows; upper-case abbreviations only as such.
_WORDS: tuple[tuple[str, float, str], ...] = (
    ("Ward", 2.5, r"(?i:\bward\b(?! off))"),
    ("Resus", 2.5, r"\b(?:Resus|RESUS)\b|(?i:\bresuscitation (?:area|room|bay|trolley)\b)"),
    ("NBM", 2.5, r"\bNBM\b|(?i:\bnil by mouth\b)"),
    ("ICU", 2.5, r"\b(?:ICU|ITU|HDU|NICU|PICU|SCBU|CCU|PACU)\b|(?i:\bintensive care\b|\bhigh dependency\b)"),
    ("Nurses' station", 2.5, r"(?i:\bnurses?['’]? station\b)"),
    ("Operating theatre", 2.5, r"(?i:\boperating (?:theatre|room|department)s?\b|\btheatre ?\d)"),
    ("Crash trolley", 2.5, r"(?i:\bcrash (?:trolley|team|call)\b|\bcardiac arrest\b)"),
    ("Sluice", 2.0, r"(?i:\b(?:dirty|clean) utility\b|\bsluice\b)"),
    ("Infection control", 2.0, r"(?i:\binfection (?:control|prevention)\b|\bclinical waste\b|\bbarrier nurs\w*)"),
    ("Treatment room", 2.0, r"(?i:\b(?:treatment|recovery|delivery|scan|plaster|consulting) (?:room|suite)\b)"),
    ("A&E", 1.5, r"\bA ?& ?E\b|(?i:\b(?:accident|emergency) (?:and emergency|department)\b|\btriage\b)"),
    ("Bay", 1.5, r"\b(?:Bay|BAY) ?(?:\d{1,2}|[A-H])\b"),
    ("Bed", 1.5, r"\b(?:Bed|BED)(?: (?:no\.? ?)?|-)?[A-Z]?\d{1,2}[A-Z]?\b|(?i:\bbed ?space\b)"),
    ("Theatre", 1.0, r"(?i:\btheatres\b)"),
    ("Radiology", 1.5, r"(?i:\bradiology\b|\bx-ray\b|\bultrasound\b|\bMRI\b|\bCT scan)"),
    ("Outpatients", 1.5, r"(?i:\bout-?patients?\b|\bin-?patients?\b|\bphlebotomy\b|\bmaternity\b|\bdialysis\b)"),
    ("Hand hygiene", 1.0, r"(?i:\bhand (?:hygiene|gel|rub)\b|\bsharps\b|\bvisiting (?:hours|times)\b)"),
    ("Oxygen", 1.0, r"(?i:\b(?:medical )?oxygen\b|\bmedical (?:air|vacuum)\b)"),
)  # fmt: skip
_PATTERNS = tuple((name, weight, re.compile(pattern)) for name, weight, pattern in _WORDS)
_LAST_WORD, _FIRST_WORD = re.compile(r"([^\W\d_]+)[ ,.]*$"), re.compile(r"[ ,]*([^\W\d_]+)")
_NUMBER = re.compile(r"\d+")
_TITLES = frozenset("dr mr mrs ms miss mx prof professor sister sr nurse matron".split())
_LONGEST = 60  # characters; a longer line is prose, not lettering

_THINGS = {
    ArtefactClass.PATIENT_MONITOR: (2.0, "a patient monitor"),
    ArtefactClass.WRISTBAND: (1.5, "a wristband"),
    ArtefactClass.MEDICAL_IMAGE: (1.0, "a medical image"),
    ArtefactClass.LABEL: (0.7, "a label as on drips and samples"),
}
# Things that words and layout tell, with a patient's details on them. Papers are missing: they go home with people.
_CARRIERS = {
    "wristband": (3.5, "a wristband with a patient's details"),
    "board": (3.5, "a board with patients' details"),
    "patient_monitor": (3.5, "a monitor with a patient's details"),
    "screen": (2.5, "a screen with patients' details"),
    "label": (2.5, "a label with a patient's details"),
    "medical_image": (2.0, "a medical image with a patient's details"),
}


def signs(
    text: Sequence[TextLine], clusters: Sequence[Cluster], codes: Sequence[Code], artefacts: Sequence[Artefact]
) -> tuple[Sign, ...]:
    """Every sign once, strongest first."""
    found = [
        *_from_words(text, clusters),
        *(Sign("things", *_THINGS[a.cls]) for a in _seen(artefacts, text)),
        *_from_clusters(clusters),
        *_from_codes(codes, text),
    ]
    return tuple(dict.fromkeys(sorted(found, key=lambda sign: (-sign.weight, sign.reason))))


def _seen(artefacts: Sequence[Artefact], text: Sequence[TextLine]) -> list[Artefact]:
    return [a for a in artefacts if a.cls in _THINGS and surely_seen(a) and not is_empty(a, text)]


def weight(found: Iterable[Sign]) -> float:
    """All signs together, in logarithms of odds: 0 for none, at most MOST; another sign never lowers it."""
    families: dict[str, list[float]] = {}
    for sign in found:
        families.setdefault(sign.family, []).append(sign.weight)
    return min(MOST, sum(max(all_) + AGAIN * (sum(all_) - max(all_)) for all_ in families.values()))


def _from_words(text: Sequence[TextLine], clusters: Sequence[Cluster]) -> Iterator[Sign]:
    on_sign = {index for cluster in clusters if cluster.on == "sign" for index in cluster.lines}
    found: dict[tuple[str, bool], Sign] = {}  # a row speaks once, whichever of its words are read
    for index, line in enumerate(text):
        if not line.text or len(line.text) > _LONGEST:
            continue
        for name, strength, pattern in _PATTERNS:
            hits = (hit for hit in pattern.finditer(line.text) if not _called(line.text, *hit.span()))
            hit = next(hits, None)
            if hit:
                where = "on a sign" if index in on_sign else "can be read"
                sign = Sign("words", strength, f"{_told(name, hit.group())} {where}")
                found.setdefault((name, index in on_sign), sign)
    yield from found.values()


def _told(name: str, read: str) -> str:
    """The words that were read, without numbers: a theatre may have one."""
    if name.casefold() in read.casefold():
        return f"the word '{name}'"
    words = " ".join(_NUMBER.sub("", read).split())
    return f"the word{'s' if ' ' in words else ''} '{words}'"


def _called(text: str, start: int, end: int) -> bool:
    """Whether the word stands in somebody's name (Dr Ward, WARD Peter): then it is not told."""
    before, after = _LAST_WORD.search(text, 0, start), _FIRST_WORD.match(text, end)
    around = (name_key(word.group(1)) for word in (before, after) if word)
    return any(word in _TITLES or word in given_names() for word in around)


def _from_clusters(clusters: Sequence[Cluster]) -> Iterator[Sign]:
    for cluster in clusters:
        if cluster.identified and cluster.on in _CARRIERS:
            yield Sign("things", *_CARRIERS[cluster.on])
        elif cluster.identified:
            yield Sign("patients", 1.0, "details of a patient")
        elif "clinical_text" in cluster.kinds:
            yield Sign("patients", 0.5, "clinical words")


def _from_codes(codes: Sequence[Code], text: Sequence[TextLine]) -> Iterator[Sign]:
    if any(names_patient(code, text) for code in codes):
        yield Sign("codes", 1.5, "a barcode of a patient")
