"""A code is read together with what is printed beside it."""

from __future__ import annotations

import pytest

from scanner.findings import Code, Sightings, TextLine
from scanner.judgement.judge import judge

BARS = ((100.0, 100.0), (300.0, 100.0), (300.0, 150.0), (100.0, 150.0))
BELOW = ((100.0, 160.0), (300.0, 160.0), (300.0, 180.0), (100.0, 180.0))


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("ASSET 9993395633", "barcode_unread"),
        ("NHS No 999 339 5633", "barcode_patient"),
        ("9993395633", "barcode_patient"),
        ("ASSET 4471", "barcode_patient"),  # another number: it says nothing about this one
        (None, "barcode_patient"),
    ],
)
def test_digits_mean_what_their_label_says(printed: str | None, kind: str) -> None:
    code = Code(BARS, "Code128", "9993395633", 0, gs1=False)
    text = (TextLine(BELOW, 0.95, printed, 0, "rapidocr"),) if printed else ()
    found = [f.kind for f in judge(Sightings(text=text, codes=(code,))) if f.detector == "codes"]
    assert found == [kind]
