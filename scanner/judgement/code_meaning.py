"""What a barcode is about, by its content and by what is printed beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.findings import Code, TextLine
from scanner.identifiers.find import find_in_line
from scanner.identifiers.gs1 import CodeMeaning, classify
from scanner.judgement.context import PATIENT

FEWEST_DIGITS = 7  # of a number that tells one thing from all others


def meaning_of(code: Code, text: Sequence[TextLine]) -> CodeMeaning:
    """The meaning of its content, unless the same digits are printed with a label that makes them no patient's."""
    meaning = classify(code, find_in_line)
    if meaning.kind == "barcode_patient" and _labelled_otherwise(code, text):
        return CodeMeaning("barcode_unread", f"{code.format}: a number that its label calls something else", 0.6)
    return meaning


def names_patient(code: Code, text: Sequence[TextLine]) -> bool:
    return meaning_of(code, text).kind == "barcode_patient"


def _labelled_otherwise(code: Code, text: Sequence[TextLine]) -> bool:
    """Whether the same digits are printed with a label that makes them no patient's: "Asset 9993369381"."""
    digits = re.sub(r"\D", "", code.payload or "")
    if len(digits) < FEWEST_DIGITS or digits != (code.payload or "").strip():
        return False
    printed = [
        line.text for line in text if line.text and line.frame == code.frame and digits in re.sub(r"\D", "", line.text)
    ]
    return bool(printed) and not any(m.kind in PATIENT for line in printed for m in find_in_line(line))
