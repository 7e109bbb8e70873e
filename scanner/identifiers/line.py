"""One line of text, read once: its words, its labels, and its view with look-alike digits put right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from scanner.identifiers.labels import ONLY_MARKED, by_letters, by_skeleton, in_one_word, starts
from scanner.identifiers.lexicon import ordinary
from scanner.identifiers.lookalikes import digits_view, skeleton
from scanner.identifiers.rules import Label

# A word: letters, with apostrophes, hyphens and single look-alike digits inside ("O'DONNELL", "Gal1agher", "NH5").
_WORD = re.compile(
    r"(?:(?<![^\W_])[0158](?=[^\W\d_]{3}))?[^\W\d_]+(?:(?:['’`]|[0158|!](?![\d|!])|(?<=[^\W\d_]{4})2(?!\d))[^\W\d_]+|"
    r"-[^\W\d_]+)*(?:[0158](?![\d/.\w-]|:\d))?"
)
# Lost spaces: "OKONKWOJosephine", "exacFurosemide", but not "McDonald".
_JOINT = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[a-z]{3})(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]\b)")
_FILLER = re.compile(
    r"[\s.:;#=\-–—>|()\[\]*_'\"/,]{0,12}(?:(?:is|was|are|no|number|of|for|in|on)\b[\s.:;=]{0,4})?", re.I
)
_LETTERS = re.compile(r"[\W_]+")
_ZERO_IN_DOB = re.compile(r"(?<=\bd[. ])0(?=[. ]?b)", re.IGNORECASE)  # "D.0.B."
_LONGEST_LABEL = 5  # words


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """`digits` is as long as `text`; labels are in order and do not overlap."""

    text: str
    digits: str
    labels: tuple[Label, ...]

    def label_before(self, position: int) -> Label | None:
        """The label that stands directly in front of a value, with only punctuation and filler between."""
        for label in reversed(self.labels):
            if label.end <= position:
                return label if position <= value_start(self.text, label) else None
        return None


def value_start(text: str, label: Label) -> int:
    """Where the value behind a label begins."""
    match = _FILLER.match(text, label.end)
    return match.end() if match else label.end


def read_line(text: str) -> Line:
    return Line(text, digits_view(text), find_labels(text))


def joined_words(word: str) -> bool:
    """Whether a space was lost inside the word."""
    return not (word.isupper() or word.islower() or word.istitle()) and _JOINT.search(word) is not None


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Words in order, cut where a space was lost."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        left, word = match.start(), match.group()
        if word.isupper() or word.islower() or word.istitle():
            found.append(Word(word, left, match.end()))
            continue
        cuts = [0, *(joint.start() for joint in _JOINT.finditer(word)), len(word)]
        found.extend(Word(word[a:b], left + a, left + b) for a, b in pairwise(cuts) if a < b)
    return found


def find_labels(text: str) -> tuple[Label, ...]:
    """The longest label at each place, from left to right."""
    text = _ZERO_IN_DOB.sub("O", text)
    words = words_of(text)
    spelt = [_LETTERS.sub("", word.text.lower()) for word in words]
    keys = [skeleton(letters) for letters in spelt]
    first_letters = starts()
    found: list[Label] = []
    i = 0
    while i < len(words):
        size = 1
        if keys[i][:2] in first_letters or len(keys[i]) < 2:
            size, label = _label_at(text, words, spelt, keys, i)
            if label:
                found.append(label)
        i += size
    return tuple(found)


def _label_at(text: str, words: list[Word], spelt: list[str], keys: list[str], i: int) -> tuple[int, Label | None]:
    exact, folded = by_letters(), by_skeleton()
    letters = key = ""
    best: tuple[int, Label | None] = (1, None)
    for j in range(i, min(i + _LONGEST_LABEL, len(words))):
        if j > i and not _close(text[words[j - 1].end : words[j].start]):
            break
        letters += spelt[j]
        key += keys[j]
        kind = exact.get(letters) or (folded.get(key) if letters not in ordinary() else None)
        if kind and _counts(letters, key, j > i, text[words[j].end : words[j].end + 1]):
            best = (j - i + 1, Label(kind, words[i].start, words[j].end))
    return best


def _counts(letters: str, key: str, apart: bool, behind: str) -> bool:
    """Whether a label of the table may be written so: in one word or apart, with or without a mark behind."""
    if apart and (letters in in_one_word() or key in in_one_word()):
        return False
    return letters not in ONLY_MARKED or behind in (".", ":")


def _close(gap: str) -> bool:
    """Whether two words can belong to one label: nothing but spaces and a little punctuation between them."""
    return len(gap) <= 3 and not any(c.isalnum() or c in ",:;|" for c in gap)
