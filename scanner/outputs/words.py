"""How things are called in front of people: places, severities, verdicts. Plain words, no promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from scanner.findings import Finding, PhotoReport, Polygon, Severity, Verdict
from scanner.geometry import bounds
from scanner.kinds import kinds
from scanner.outputs.escape import plain

NO_GUARANTEE = "NOTHING FOUND (this is not a guarantee)"
VERDICT = {
    Verdict.DO_NOT_SHARE: "DO NOT SHARE THIS VERSION",
    Verdict.FIX_BEFORE_SHARING: "FIX BEFORE SHARING",
    Verdict.CHECK_BY_EYE: "CHECK BY EYE",
    Verdict.NOTHING_FOUND: NO_GUARANTEE,
}
NO_VERDICT = "NO VERDICT: ONLY A PART WAS CHECKED"
SEVERITY = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "high",
    Severity.MEDIUM: "medium",
    Severity.LOW: "low",
    Severity.INFO: "for information",
}
ON = {
    "wristband": "a wristband",
    "board": "a whiteboard or notice board",
    "screen": "a screen",
    "patient_monitor": "a patient monitor",
    "paper": "a sheet of paper",
    "id_badge": "a badge",
    "label": "a label",
    "sticky_note": "a sticky note",
    "code": "a code",
    "medical_image": "a medical image",
    "number_plate": "a number plate",
    "sign": "a sign",
}
DETECTOR = {
    "faces": "faces",
    "text": "text",
    "codes": "barcodes",
    "artefacts": "things that carry names (wristbands, boards, screens, papers)",
    "scene": "whether this looks like a ward",
    "metadata": "hidden information in the file",
    "jigsaw": "the sum of small clues",
}
_COLUMNS = ("left", "", "right")
_ROWS = ("upper", "", "lower")
# Above this share of the picture's area a place in words says nothing.
_MOST = 0.5


def place(polygon: Polygon, width: int, height: int) -> str:
    """Where a polygon lies in a picture of that size: "upper left", "bottom", "centre"."""
    left, top, right, bottom = bounds(polygon)
    if (right - left) * (bottom - top) > _MOST * width * height:
        return "across most of the picture"
    row = _ROWS[_third((top + bottom) / 2, height)]
    column = _COLUMNS[_third((left + right) / 2, width)]
    if not row and not column:
        return "centre"
    if not row:
        return column
    return f"{row} {column}" if column else {"upper": "top", "lower": "bottom"}[row]


def _third(value: float, size: int) -> int:
    return min(2, max(0, int(3 * value / max(1, size))))


def whereabouts(findings: Iterable[Finding], report: PhotoReport) -> str:
    """One phrase for the places of several findings of one photo; "" where none has a place."""
    placed = [f for f in findings if f.polygon is not None]
    if not placed or not report.width or not report.height:
        return ""
    if placed[0].frame:
        return f"in frame {placed[0].frame + 1}"
    seen = Counter(place(f.polygon, report.width, report.height) for f in placed if f.polygon is not None)
    if len(seen) <= 2:
        return listed(list(seen))
    (most, count), total = seen.most_common(1)[0], seen.total()
    return f"mostly {most}" if 2 * count > total else "in several places"


def numbers(findings: Sequence[Finding]) -> str:
    """The numbers of findings, runs of three or more joined: "2, 5–9"."""
    ids = sorted(finding.id for finding in findings)
    runs: list[list[int]] = []
    for number in ids:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 2 else ", ".join(map(str, r)) for r in runs)


def kinds_of(findings: Iterable[Finding]) -> str:
    """What several findings are, with counts: "Patient name (5), Age and Clinical details (2)"."""
    counts = Counter(finding.kind for finding in findings)
    table = kinds()
    return listed([table[kind].title + (f" ({n})" if n > 1 else "") for kind, n in counts.items()])


def searches(names: Iterable[str]) -> str:
    """What was or was not looked for, from the names in `not_checked`."""
    return listed([DETECTOR.get(name, plain(name)) for name in names])


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def counted(number: int, thing: str, plural: str = "") -> str:
    """With its number: 1 photo, 2 photos."""
    return f"{number} {thing if number == 1 else plural or thing + 's'}"
