"""What to scan: files, folders, patterns, a list, standard input. Files are opened only to see what they are.

Paths stay the strings that the user gave: results must name them exactly so.
"""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.audit.discovery import PICTURE
from scanner.errors import UsageError
from scanner.photo.file_name import folders_below
from scanner.photo.sniff import HEAD_BYTES, Family, identify
from scanner.settings import Destination

STDIN = "-"
OUTPUT_FOLDER = "scanner-output"
# What the program writes itself: NAME.redacted.jpg, NAME.redacted-2.jpg, NAME.frame-002.redacted.png ...
_OWN = re.compile(r"(?P<original>.+?)(\.frame-\d{3,})?\.(redacted|annotated)(-\d+)?\.\w+", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One photo to scan. `path` is exactly as given (or the given folder with the way into it).

    `named`: the user named this very file; else it was met in a folder or by a pattern. `root` is the folder
    it was met in, for copies that mirror a tree; `folders`: for each folder from there to the photo, the number in
    the run of the first photo in it.
    """

    path: str
    named: bool = True
    root: Path | None = None
    folders: tuple[int, ...] = ()

    def destination(self, number: int, out: Path | None = None) -> Destination:
        """Where its copies go. `number`: its place in the run."""
        return Destination(out, self.root, number, self.folders)


@dataclass
class Found:
    """`skipped`: files met but not scanned, with the reason; `unseen`: folders that could not be looked into,
    so that photos in them went unchecked; `folders`: every folder that is scanned."""

    entries: list[Entry] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)


def find_photos(photos: Sequence[str], lists: Sequence[str], out: Path | None) -> Found:
    """All entries in the order given; a folder's are sorted by name.

    `lists` are files with one path a line: each line is one entry, duplicates too. `out`, the folder that
    this run writes to, is left out of folders. Raises UsageError where nothing is there to scan or a list
    cannot be read.
    """
    if [*photos, *lists].count(STDIN) > 1:
        raise UsageError("Standard input (-) can be read only once.")
    finder = _Finder(out)
    for given in photos:
        finder.add(given)
    found = finder.found
    listed = [path for name in lists for path in read_list(name)]
    there = any(entry.path == STDIN or os.path.lexists(entry.path) for entry in found.entries)
    found.entries = _with_folders([*found.entries, *(Entry(path) for path in listed)])
    if not there and not listed and not found.unseen:
        what = f"{photos[0]} does not exist" if found.entries else "there is nothing that I can scan"
        raise UsageError(f"No photo found: {what}. Name a photo, or a folder with photos.")
    return found


def _with_folders(entries: Sequence[Entry]) -> list[Entry]:
    first: dict[tuple[str, ...], int] = {}
    numbered = []
    for number, entry in enumerate(entries, start=1):
        way = folders_below(Path(entry.path), entry.root)
        places = [(str(entry.root), *way[: depth + 1]) for depth in range(len(way))]
        numbered.append(replace(entry, folders=tuple(first.setdefault(place, number) for place in places)))
    return numbered


class _Finder:
    def __init__(self, out: Path | None) -> None:
        self.found = Found()
        self._out = _identity(out)
        self._known: set[str] = set()
        self._listed: tuple[Path | None, frozenset[str]] = (None, frozenset())

    def add(self, given: str) -> None:
        """One argument of the command line."""
        if given != STDIN and Path(given).is_dir():
            self.found.folders.append(Path(given))
            self._walk(given, Path(given))
        elif given == STDIN or os.path.lexists(given) or not glob.has_magic(given):
            self._take(Entry(given))
        else:
            self._match(given)

    def _match(self, pattern: str) -> None:
        """A quoted pattern; `**` goes through folders, else a matching folder is walked."""
        root = Path(*_fixed(Path(pattern).parts))
        matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - pathlib rewrites the paths
        if not matches:
            self._skip(pattern, "nothing matches this pattern")
        for path in matches:
            if not Path(path).is_dir():
                self._meet(path, root)
            elif "**" not in pattern:
                self.found.folders.append(Path(path))
                self._walk(path, root)

    def _walk(self, top: str, root: Path) -> None:
        """Every picture below `top`, without recursion: a tree can be deeper than Python's stack."""
        pending = [top]
        while pending:
            path = pending.pop()
            mode = _mode(path)
            if path != top and stat.S_ISLNK(mode):
                self._skip(path, "a link; links in folders are not followed")
            elif path != top and not stat.S_ISDIR(mode):
                self._meet(path, root)
            elif path == top or not self._left_out(path):
                try:
                    names = sorted((child.name for child in Path(path).iterdir()), reverse=True)
                except OSError as error:
                    self.found.unseen.append((path, error.strerror or "it cannot be opened"))
                else:
                    pending += [path + ("" if path.endswith(os.sep) else os.sep) + name for name in names]

    def _left_out(self, folder: str) -> bool:
        name = Path(folder).name
        if name == OUTPUT_FOLDER or (self._out is not None and _identity(Path(folder)) == self._out):
            self._skip(folder, "the folder that this program writes to")
        elif name.startswith("."):
            self._skip(folder, "a hidden folder; name it to have it scanned")
        else:
            return False
        return True

    def _meet(self, path: str, root: Path) -> None:
        """A file that the user did not name: scanned if it is a picture by its name or by its content."""
        name = Path(path).name
        if not stat.S_ISREG(_mode(path)):
            self._skip(path, "not a file (a pipe, a device, a link, or gone)")
        elif self._beside_original(path):
            self._skip(path, "a copy beside its original; name it to have it scanned")
        elif name.startswith(".") and Path(name).suffix:  # a photo whose whole name is ".jpg" is not hidden
            self._skip(path, "a hidden file; name it to have it scanned")
        elif PICTURE.search(name) or (words := _no_picture(path)) is None:
            self._take(Entry(path, named=False, root=root))
        else:
            self._skip(path, words)

    def _beside_original(self, path: str) -> bool:
        """Whether this is a copy of a picture in the same folder. One without its original may be another program's
        work, or somebody's photo: just what should be checked."""
        own = _OWN.fullmatch(Path(path).name)
        return own is not None and own["original"] in self._originals(Path(path).parent)

    def _originals(self, folder: Path) -> frozenset[str]:
        """Names of the folder's pictures without their endings. A folder's photos come one after the other."""
        if self._listed[0] != folder:
            try:
                names = frozenset(child.stem for child in folder.iterdir() if PICTURE.search(child.name))
            except OSError:
                names = frozenset()
            self._listed = (folder, names)
        return self._listed[1]

    def _take(self, entry: Entry) -> None:
        if entry.named or entry.path not in self._known:
            self.found.entries.append(entry)
        self._known.add(entry.path)

    def _skip(self, path: str, reason: str) -> None:
        self.found.skipped.append((path, reason))


def _fixed(parts: Iterable[str]) -> Iterator[str]:
    """The parts of a pattern before the first that matches several names."""
    for part in parts:
        if glob.has_magic(part):
            return
        yield part


def _no_picture(path: str) -> str | None:
    """What a file is instead of a picture, by its content; None for a picture."""
    try:
        with Path(path).open("rb") as stream:
            kind = identify(stream.read(HEAD_BYTES))
    except OSError as error:
        return f"could not be opened ({error.strerror})"
    return None if kind.family is Family.PICTURE else kind.words


def _mode(path: str) -> int:
    """Mode bits of the name itself, links not followed; 0 where there is nothing."""
    try:
        return Path(path).lstat().st_mode
    except (OSError, ValueError):
        return 0


def _identity(folder: Path | None) -> tuple[int, int] | None:
    try:
        state = folder.stat() if folder else None
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if state else None


def read_list(name: str) -> list[str]:
    """The lines of a list, without empty ones; names need not be valid text."""
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise UsageError(f"The list {name} could not be read: {reason}.") from error
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    paths = [os.fsdecode(line.removesuffix(b"\r")) for line in lines]
    paths = [path for path in paths if path]
    if not paths:
        raise UsageError(f"No photo found: the list {name} is empty.")
    return paths
