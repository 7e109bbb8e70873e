"""What was read on a thing that looks like a carrier of names, or beside it, and says that it may be none."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.findings import Artefact, ArtefactClass, TextLine
from scanner.geometry import bounds, share_inside, text_height

LINE_ON = 0.5  # share of a line inside a thing from which it stands on it
WELL_READ = 0.8  # reading score below which a line may say something else: a small screen read as "Tean" and "MAV"
WORD = 2  # letters and digits; a single one is as often a dot, a screw or a bracket
FIGURES = 7  # of a birth date with one that was misread, of most hospital numbers
UNREAD = 0.3  # share of unread lines from which a thing counts as unread
WRITTEN = frozenset({ArtefactClass.PAPER, ArtefactClass.WRISTBAND})  # never without print or writing
MENU = 4  # lines without a number from which what looks like a monitor is a menu
# Lettering on a vehicle: two words, or one longer than the eight letters that some countries let people choose.
WORD_LETTERS, LONG_WORD = 3, 9
PLATE = 10  # letters and figures at most on a number plate
# A page of this size (px) has room for lines of print that would be seen; lines of such a size that were read
# elsewhere in the photo, with such a score, say that it is sharp.
PAGE, PAGE_LINES, CLEAR, CLEAR_LINES = 200.0, 10.0, 0.9, 2


def lines_on(artefact: Artefact, text: Sequence[TextLine]) -> list[TextLine]:
    """The lines at least half of which lie on the thing."""
    return [
        line
        for line in text
        if line.frame == artefact.frame and share_inside(line.polygon, artefact.polygon) >= LINE_ON
    ]


def is_doubtful(line: TextLine) -> bool:
    """Whether nobody knows what stands there: not read, or a word read so badly that it may be another."""
    long = sum(c.isalnum() for c in line.text or "") >= WORD
    return not line.read or (long and line.score < WELL_READ)


def is_number(line: TextLine) -> bool:
    """Whether a date or a number stands there that no rule knows: misread by a figure, it passes no check."""
    return sum(c.isdigit() for c in line.text or "") >= FIGURES


def is_menu(lines: Sequence[TextLine]) -> bool:
    """Whether words were read and not one number: a bedside television's menu, not a patient's readings."""
    words = [line.text for line in lines if line.text]
    some_unread = len(lines) - len(words) >= UNREAD * len(lines)
    return len(words) >= MENU and not some_unread and not any(c.isdigit() for text in words for c in text)


def is_lettering(lines: Sequence[TextLine]) -> bool:
    """Whether what looks like a number plate bears words alone: "AMBULANCE, PATIENT TRANSPORT", a hospital's name."""
    read = [line.text for line in lines if line.text and not is_doubtful(line)]
    if any(any(c.isdigit() for c in text) and sum(c.isalnum() for c in text) <= PLATE for text in read):
        return False
    words = [word for text in read for word in text.split() if word.isalpha() and len(word) >= WORD_LETTERS]
    return len(words) >= 2 or any(len(word) >= LONG_WORD for word in words)


def is_empty(artefact: Artefact, text: Sequence[TextLine]) -> bool:
    """Whether this is a large sheet or band without a line on it, in a photo sharp enough to read far smaller print."""
    left, top, right, bottom = bounds(artefact.polygon)
    side = min(right - left, bottom - top)
    if artefact.cls not in WRITTEN or side < PAGE or lines_on(artefact, text):
        return False
    read = (line for line in text if line.read and line.score >= CLEAR and line.frame == artefact.frame)
    return sum(text_height(line.polygon) * PAGE_LINES <= side for line in read) >= CLEAR_LINES
