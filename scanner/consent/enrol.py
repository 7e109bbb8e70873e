"""Taking somebody into the register, from photos that show nobody else. Nothing else ever adds a face."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.consent.looking import REFERENCE, REFERENCE_JITTERS, Embedder, face_height, look_at
from scanner.consent.matching import RIVAL, SAME, distance
from scanner.consent.people import Person, Scope, Vector, same_name
from scanner.consent.register import Register
from scanner.consent.table import Table
from scanner.errors import ScannerError, UsageError
from scanner.findings import Face
from scanner.photo.decode import open_photo
from scanner.photo.photo import Photo
from scanner.photo.reading import shown
from scanner.settings import Limits

_MOST_REFERENCES = 20
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Enroller:
    """`faces`: all faces of a photo (the face detector); `embedder`: the guarded child process."""

    faces: Callable[[Photo], Sequence[Face]]
    embedder: Embedder
    limits: Limits = field(default_factory=Limits)

    def vector(self, path: Path) -> Vector:
        """The one face in a reference photo. Raises UsageError that says what is wrong with the photo, PhotoError
        where it cannot be read, DetectorMissingError without face-recognition."""
        photo = open_photo(path, self.limits)
        name = shown(path)
        seen = [face for face in self.faces(photo) if face.score >= REFERENCE.score or face_height(face) >= 60]
        if len(seen) != 1:
            count = f"{len(seen)} faces" if seen else "no face"
            raise UsageError(f"{name} shows {count}; a reference photo must show one person and nobody else.")
        reason = REFERENCE.too_faint(seen[0])
        if reason is None:
            pixels = photo.frames[seen[0].frame].pixels
            look = look_at(pixels, seen[0], self.embedder, jitters=REFERENCE_JITTERS)
            reason = REFERENCE.refusal(look)
            if look is not None and reason is None:
                return tuple(look.vector.tolist())
        raise UsageError(
            f"{name} cannot be a reference photo: {reason}. Take another one, from the front, in good light."
        )

    def vectors(self, photos: Sequence[Path]) -> dict[Path, Vector]:
        """The face in each photo; takes seconds. Raises as `vector` does."""
        return {path: self.vector(path) for path in photos}

    def enrolled(self, person: Person, photos: Sequence[Path]) -> Person:
        """The person with the faces of these photos added to their references. Raises as `vector` and `joined` do."""
        expect_room(person, photos)
        return joined(person, photos, self.vectors(photos))


def renewed(person: Person, register: Register) -> Person:
    """With the name and the references that the register has for them. Raises UsageError where they took consent
    back."""
    register.with_person(person)
    before = register.find(person.name)
    return person if before is None else replace(person, name=before.name, references=before.references)


def joined(person: Person, photos: Sequence[Path], vectors: Mapping[Path, Vector]) -> Person:
    """The person with the faces of these photos added to their references. Raises UsageError where the photos seem to
    show different people."""
    expect_room(person, photos)
    made = person
    for path in photos:
        if made.references and distance(vectors[path], made) > SAME:
            raise UsageError(f"{shown(path)} seems to show somebody else than the other photos of this person.")
        made = replace(made, references=(*made.references, vectors[path]))
    return made


def expect_room(person: Person, photos: Sequence[Path]) -> None:
    """Raises UsageError where there are too many; before anybody waits for faces."""
    if len(person.references) + len(photos) > _MOST_REFERENCES:
        raise UsageError(f"{_MOST_REFERENCES} reference photos for one person are enough.")


def lookalikes(person: Person, register: Register) -> list[str]:
    """Names of others whom the register cannot tell from this person: where both fit, a face stays covered."""
    return [
        other.name
        for other in register.people
        if not same_name(other.name, person.name) and any(distance(v, other) <= RIVAL for v in person.references)
    ]


def checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise UsageError("A person needs a name, without line breaks or control characters.")
    return plain


def day(text: str, what: str) -> datetime.date:
    """YYYY-MM-DD; no other order, which could be misread. Raises UsageError."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            raise ValueError
        return datetime.date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{what}: {text.strip()!r} should be a date like 2027-06-30.") from error


def scopes(text: str, what: str) -> frozenset[Scope]:
    """Words separated by commas, semicolons or spaces. Raises UsageError."""
    words = [word for word in re.split(r"[,;\s]+", text.strip().lower()) if word]
    known = {scope.value for scope in Scope}
    if not words or set(words) - known:
        raise UsageError(f"{what}: name one or more of web, social, print, teaching.")
    return frozenset(Scope(word) for word in words)


def person_from(name: str, scope: str, date: datetime.date, expires: datetime.date) -> Person:
    """Without references yet. Raises UsageError."""
    if expires < date:
        raise UsageError("The consent would end before it begins; check --expires and --date.")
    return Person(checked_name(name), scopes(scope, "--scope"), date, expires)


def imported(table: Table, register: Register, enroller: Enroller, today: datetime.date) -> tuple[Person, ...]:
    """Everybody in a list: name, reference photos (separated by ;, beside the file), scope, expiry, and if
    wanted date (else today) and withdrawn (empty or a date). Each is to replace what the register holds about them.

    All rows or none: raises UsageError with a line for each row that cannot be used.
    """
    people: list[Person] = []
    problems: list[str] = []
    lines: dict[int, str] = {}
    for line, cells in table.rows:
        try:
            row = table.cells(cells)
            _expect_one_line(row["name"], lines)
            lines[line] = row["name"]
            person = _described(row, today)
            register.with_person(person)  # before anybody waits for faces
            people.append(_with_faces(person, row["photos"], table.path.parent, enroller))
        except ScannerError as error:
            problems.append(f"  line {line}: {error}")
    if problems:
        raise UsageError(f"Nothing was imported from {shown(table.path)}:", *problems)
    return tuple(people)


def _expect_one_line(name: str, lines: Mapping[int, str]) -> None:
    for line, other in lines.items():
        if name and same_name(name, other):
            raise UsageError(
                f"the same name as in line {line}. Put all photos of one person into one line, separated by "
                "semicolons; give two people of one name different names."
            )


def _described(row: Mapping[str, str], today: datetime.date) -> Person:
    date = day(row["date"], "date") if row["date"] else today
    person = person_from(row["name"], row["scope"], date, day(row["expiry"], "expiry"))
    if row["withdrawn"] and row["withdrawn"].lower() not in ("no", "n", "false", "0", "-"):
        return replace(person, withdrawn=day(row["withdrawn"], "withdrawn"))
    return person


def _with_faces(person: Person, photos: str, folder: Path, enroller: Enroller) -> Person:
    if person.withdrawn:
        return person
    named = [folder / word.strip() for word in photos.split(";") if word.strip()]
    if not named:
        raise UsageError("no reference photo is named.")
    return enroller.enrolled(person, named)
