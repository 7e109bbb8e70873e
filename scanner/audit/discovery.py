"""Every file below the folders of an audit: which are photos, and what all the others are.

Nothing is decoded, nothing is followed out of the tree, nothing is left out in silence: a file that is not
examined is met all the same, with its family and a reason in plain words.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.audit.own import CONTENTS, STORE, is_run_folder
from scanner.photo.sniff import HEAD_BYTES, Family, identify

PICTURE = re.compile(r"\.(jpe?g|jpe|jfif|png|gif|bmp|dib|webp|tiff?|heic|heif|hif|avif|jp2|j2k|mpo)$", re.IGNORECASE)
PHOTO = "picture"
UNSEEN = "unseen"  # a folder that could not be looked into
UNREADABLE = "unreadable"  # a file that could not be opened to see what it is
# Families that can show patients and that nobody looked at: exit code 3 with --strict.
UNEXAMINED = frozenset(("video", "live_video", "raw", "document"))
_SIDECAR = re.compile(r"\.(xmp|aae)$", re.IGNORECASE)
_LIVE = (".heic", ".HEIC", ".jpg", ".JPG", ".jpeg", ".JPEG")
_FAMILY = {family: family.value for family in Family} | {Family.TEXT: "other", Family.EMPTY: "other"}


@dataclass(frozen=True)
class State:
    """What a file system says about a file without opening it; equal states mean unchanged contents."""

    size: int
    mtime_ns: int
    device: int
    inode: int

    @classmethod
    def of(cls, state: os.stat_result) -> State:
        # Signed 64 bits are what a store can hold; identity is all that matters.
        return cls(state.st_size, state.st_mtime_ns, _signed(state.st_dev), _signed(state.st_ino))


@dataclass(frozen=True)
class Met:
    """One name met in a tree. `family` is "picture" for what will be scanned; `reason` is empty then.

    `path` is the given folder with the way into it; `root` the given folder, None for a file named by a list;
    `named`: the user named this very file.
    """

    path: str
    root: str | None
    family: str
    reason: str = ""
    state: State | None = None
    named: bool = False


@dataclass(frozen=True)
class Filters:
    """What the user leaves out, and which share of the tree this machine takes.

    `extensions`: lower case, without the dot, empty for all. `ignore`: shell patterns, matched against the name
    and the way from the root. `since`: seconds since 1970, compared with a file's time of change. `shard`:
    (i, n), i from 1: a file belongs to one share by the hash of its way from the root, on every machine alike.
    """

    extensions: frozenset[str] = frozenset()
    ignore: tuple[str, ...] = ()
    since: float | None = None
    shard: tuple[int, int] | None = None

    def reason(self, way: str, state: State) -> str | None:
        """Why a file is left out, None for one that stays."""
        suffix = Path(way).suffix.lower().removeprefix(".")
        if self.extensions and suffix not in self.extensions:
            return "left out by --ext"
        if self.since is not None and state.mtime_ns < self.since * 1e9:
            return "left out by --since"
        return "left out by --ignore" if self.ignores(way) else None

    def ignores(self, way: str) -> bool:
        names = (way.replace(os.sep, "/"), Path(way).name)
        return any(fnmatch.fnmatch(name, pattern) for pattern in self.ignore for name in names)

    def mine(self, way: str) -> bool:
        if self.shard is None:
            return True
        digest = hashlib.sha256(os.fsencode(way.replace(os.sep, "/"))).digest()
        return int.from_bytes(digest[:8], "big") % self.shard[1] == self.shard[0] - 1


# From a file's path and state to (family, reason) if an earlier run knows it unchanged.
Known = Callable[[str, State], tuple[str, str] | None]


def _nothing_known(_path: str, _state: State) -> None:
    return None


def discover(
    folders: Sequence[str],
    listed: Iterable[str] = (),
    *,
    filters: Filters = Filters(),
    leave_out: Sequence[Path] = (),
    known: Known = _nothing_known,
) -> Iterator[Met]:
    """Every file in and below `folders`, sorted by name in each, then the `listed` files one by one.

    `leave_out`: run folders that this run writes to. Memory does not grow with the number of files in the tree,
    only with those of one folder. A folder met twice is walked twice: the caller keeps paths once.
    """
    walk = _Walk(filters, frozenset(filter(None, map(_identity, leave_out))), known)
    for folder in folders:
        if is_url(folder):
            from scanner.audit.remote import remote_tree

            yield from remote_tree(folder, filters)
        elif Path(folder).is_dir():
            yield from walk.tree(folder)
        else:
            yield from walk.file(folder, None, Path(folder).name, named=True)
    for path in listed:
        yield from walk.file(path, None, Path(path).name, named=True)


@dataclass(frozen=True)
class _Walk:
    filters: Filters
    leave_out: frozenset[tuple[int, int]]
    known: Known

    def tree(self, top: str) -> Iterator[Met]:
        """Without recursion: a tree can be deeper than Python's stack."""
        pending = [top]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(folder) as names:
                    children = sorted(names, key=lambda child: child.name)
            except OSError as error:
                yield Met(folder, top, UNSEEN, error.strerror or "it cannot be opened")
                continue
            if folder != top and self._ours(folder, children):
                yield Met(folder, top, "own", "the folder of an audit: what this program wrote there is left out")
                children = [child for child in children if child.name not in CONTENTS]
            deeper = []
            for child in children:
                path, way = child.path, os.path.relpath(child.path, top)
                if child.is_symlink():
                    yield from self._mine(way, Met(path, top, "link", "a link; links are not followed"))
                elif child.is_dir(follow_symlinks=False):
                    left_out = self._left_out(child, top, way)
                    if left_out is None:
                        deeper.append(path)
                    else:
                        yield left_out
                else:
                    yield from self.file(path, top, way)
            pending += reversed(deeper)

    def _ours(self, folder: str, children: Sequence[os.DirEntry[str]]) -> bool:
        """Whether this is the folder of this audit or of another one."""
        if self.leave_out and _identity(Path(folder)) in self.leave_out:
            return True
        return any(child.name == STORE for child in children) and is_run_folder(folder)

    def _left_out(self, child: os.DirEntry[str], top: str, way: str) -> Met | None:
        """What to say of a folder that is left out, None for one to walk."""
        if self.filters.ignores(way):
            return Met(child.path, top, "ignored", "left out by --ignore")
        if child.name.startswith("."):
            return Met(child.path, top, "hidden", "a hidden folder; name it to have it scanned")
        return None

    def file(self, path: str, root: str | None, way: str, *, named: bool = False) -> Iterator[Met]:
        """One file, or nothing where it belongs to another shard."""
        if not self.filters.mine(way if root is not None else path):
            return
        try:
            raw = Path(path).stat() if named else Path(path).lstat()
        except (OSError, ValueError):
            # A named photo that is not there is the scan's to report; one that vanished meanwhile is gone.
            yield Met(path, root, PHOTO if named else "gone", "" if named else "it is gone", named=named)
            return
        state, name, regular = State.of(raw), Path(path).name, stat.S_ISREG(raw.st_mode)
        if named:
            # Also a folder or a pipe: the scan says what it is. Without a state, nothing waits for a pipe's content.
            yield Met(path, root, PHOTO, state=state if regular else None, named=True)
            return
        if not regular:
            family, reason = "other", "not a file (a pipe or a device)"
        elif left_out := self.filters.reason(way, state):
            family, reason = "ignored", left_out
        elif name.startswith(".") and Path(name).suffix:  # a photo whose whole name is ".jpg" is not hidden
            family, reason = "hidden", "a hidden file; name it to have it scanned"
        else:
            family, reason = self.known(path, state) or family_of(path, lambda: _head(path))
        yield Met(path, root, family, reason, state)

    def _mine(self, way: str, met: Met) -> Iterator[Met]:
        if self.filters.mine(way):
            yield met


def is_url(path: str) -> bool:
    """An address of an object store, not a path."""
    return "://" in path


def folder_of(path: str) -> str:
    return path.rpartition("/")[0] if is_url(path) else str(Path(path).parent)


def family_of(path: str, head: Callable[[], bytes]) -> tuple[str, str]:
    """Family and reason of a file by its name or else its content; ("picture", "") for a photo. `head`: reads the
    file's first bytes. A name like those of our copies (NAME.redacted.jpg) says nothing: it may be an original."""
    if PICTURE.search(path):
        return PHOTO, ""
    if _SIDECAR.search(path):
        return "sidecar", "belongs to a photo and can hold names, captions and edits"
    try:
        kind = identify(head())
    except OSError as error:
        return UNREADABLE, f"could not be opened ({error.strerror or type(error).__name__})"
    if kind.family is Family.PICTURE:
        return PHOTO, ""
    if kind.family is Family.VIDEO and any(Path(path).with_suffix(s).is_file() for s in _LIVE):
        return "live_video", "the moving half of a Live Photo, with sound"
    return _FAMILY[kind.family], kind.words


def _head(path: str) -> bytes:
    with Path(path).open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        state = folder.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
