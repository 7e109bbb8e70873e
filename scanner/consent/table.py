"""A list of people (CSV) as a table: which column holds what, in the words that offices use.

A heading that is not understood is an error, never ignored: it could be the one that says who took consent back.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import UsageError
from scanner.photo.reading import shown
from scanner.textfiles import csv_lines, read_small

_LARGEST = 10_000_000  # bytes
_COLUMNS = {
    "name": "name, full name, staff name, person, colleague",
    "photos": "reference photos, reference photo, photos, photo, pictures, picture, images, image",
    "scope": "scope, scopes, consent scope, scope of consent, agreed uses, uses, use",
    "date": "date, date of consent, consent date, date consented, consented on, consent given, date signed, signed on",
    "expiry": "expiry, expires, expires on, expiry date, date of expiry, consent expires, expiration, expiration date, "
    "valid until, until, end date",
    "withdrawn": "withdrawn, withdrawn on, withdrawn date, date withdrawn, withdrawal, withdrawal date, "
    "date of withdrawal, consent withdrawn, consent withdrawn on, withdrawal of consent, revoked, revoked on, "
    "revoked date, date revoked, consent revoked, revocation, taken back, taken back on",
}
_OPTIONAL = ("date", "withdrawn")
_NOT_READ = (
    "notes, note, comments, comment, remarks, remark, department, dept, team, ward, role, job title, email, "
    "email address, e mail, phone, phone number, telephone, mobile, staff number"
)
_MEANING = {word: key for key, words in {**_COLUMNS, "": _NOT_READ}.items() for word in words.split(", ")}


@dataclass(frozen=True)
class Table:
    """`path`: the file. `where`: the number of the column for each key of `_COLUMNS` that is there. `rows`: those that
    are not empty, with the number of their line."""

    path: Path
    head: tuple[str, ...]
    where: Mapping[str, int]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """What stands in each column that is read. Raises UsageError where something stands under no heading, as when
        a comma in a name is not quoted."""
        for i, cell in enumerate(row):
            if cell.strip() and not (i < len(self.head) and _plain(self.head[i])):
                raise UsageError(f"column {i + 1} has no heading; is there a comma or semicolon too many in this line?")
        found = {key: row[i].strip() for key, i in self.where.items() if i < len(row)}
        return dict.fromkeys(_COLUMNS, "") | found

    def not_read(self) -> tuple[str, ...]:
        """The headings of columns that may be there and are not read."""
        return tuple(word.strip() for word in self.head if _MEANING.get(_plain(word)) == "")


def read_table(path: Path) -> Table:
    """Raises UsageError for what is no such list, also where a heading is missing, twice or not understood."""
    try:
        text = read_small(path, _LARGEST)
        lines, separator = csv_lines(text.splitlines())
        reader = csv.reader(lines, delimiter=separator)
        head = tuple(next(reader, []))
        rows = tuple((reader.line_num, tuple(row)) for row in reader if any(cell.strip() for cell in row))
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"{shown(path)} could not be read; it should be a CSV file in UTF-8.") from error
    try:
        return Table(path, head, _places(head), rows)
    except UsageError as error:
        raise UsageError(f"{shown(path)} {error}") from error


def _places(head: Sequence[str]) -> dict[str, int]:
    strange = [_quoted(word) for word in head if _plain(word) and _plain(word) not in _MEANING]
    if strange:
        raise UsageError(
            f"has a heading that is not understood: {', '.join(strange)}. The columns are name, reference photos, "
            "scope, date, expiry and withdrawn; notes, department and email may be there. Rename or delete any other."
        )
    found = [(i, _MEANING[_plain(word)]) for i, word in enumerate(head) if _plain(word)]
    where = {key: i for i, key in reversed(found) if key}
    for i, key in found:
        if key and where[key] != i:
            pair = f"{_quoted(head[where[key]])} and {_quoted(head[i])}"
            raise UsageError(f"has two columns for one thing: {pair}. Keep one.")
    missing = [words.split(", ")[0] for key, words in _COLUMNS.items() if key not in (*where, *_OPTIONAL)]
    if missing:
        raise UsageError(f"has no column {', '.join(missing)}.")
    return where


def _plain(word: str) -> str:
    """Without capitals and signs: `Withdrawn_on:` is "withdrawn on"."""
    return " ".join(re.findall(r"[^\W_]+", word.lower()))


def _quoted(word: str) -> str:
    return repr(word.strip()[:60])
