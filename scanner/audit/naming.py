"""What the names of photos and their folders say, for audits: which results hold for which, and neutral names."""

from __future__ import annotations

import os
from pathlib import Path

from scanner.audit.store import Pending, Store
from scanner.judgement.file_names import names_somebody
from scanner.photo.file_name import folders_below


def telling(path: str, root: str | None) -> str:
    """The names of the file and its folders that are findings: with others, the same content is another result."""
    file = Path(path)
    folders = folders_below(file, None if root is None else Path(root))
    names = [folder for folder in folders if names_somebody(folder)]
    if names_somebody(file.stem if file.suffix else file.name):
        names.append(file.name)
    return "/".join(names)


class FolderNumbers:
    """Folders that cannot keep their names are numbered after the first file that was ever met in them: the same
    number in every worker, and when the audit goes on another day."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first: dict[str, int] = {}

    def on_the_way(self, photo: Pending) -> tuple[int, ...]:
        """For each folder below the photo's root; 0 for one that keeps its name."""
        numbers: list[int] = []
        folder = photo.path
        for name in reversed(folders_below(Path(photo.path), None if photo.root is None else Path(photo.root))):
            folder = folder.rpartition(os.sep)[0]  # as the store has it
            numbers.append((self._number(folder) or photo.number) if names_somebody(name) else 0)
        return tuple(reversed(numbers))

    def _number(self, folder: str) -> int:
        if folder not in self._first:
            self._first[folder] = self._store.first_in(folder)
        return self._first[folder]
