"""Whose a run folder is: the folders that its audit looked at, so that no other audit empties it unawares."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from scanner.audit.discovery import is_url
from scanner.errors import UsageError

LIST = "a list of files"  # stands among the folders of an audit


def homes(folders: Sequence[str]) -> list[str]:
    """One name for each folder, from wherever and through whatever link it was named."""
    return [f.rstrip("/") if is_url(f) else os.path.realpath(f) for f in folders if f != LIST]


def folders_once(folders: Sequence[str]) -> list[str]:
    """Each folder under the first of the names that it was given."""
    once: dict[str, str] = {}
    for home, folder in zip(homes(folders), folders, strict=True):
        once.setdefault(home, folder)
    return list(once.values())


def each_once(listed: Sequence[str], folders: Sequence[str]) -> list[str]:
    """Listed files, each once, and one that lies in a folder as the walk through that folder will name it.

    Only what is surely one path is taken as one: after a link, `..` is not the way back.
    """
    tops = {Path(folder).absolute(): folder for folder in folders if not is_url(folder)}
    once: dict[str | Path, str] = {}
    for path in listed:
        if is_url(path):
            once.setdefault(path, path)
            continue
        place = Path(path).absolute()
        top = next((parent for parent in (place, *place.parents) if parent in tops), None)
        once.setdefault(place, path if top is None else _below(tops[top], place.relative_to(top)))
    return list(once.values())


def _below(top: str, way: Path) -> str:
    return os.path.join(top, way) if way.parts else top  # noqa: PTH118 (a Path would lose the leading "./")


def check_same(run: Path, before: Sequence[str], now: Sequence[str]) -> None:
    """Raises UsageError where folders of the audit before (homes) are not looked at any more. More may be added."""
    lost = [home for home in before if not any(_holds(other, home) for other in now)]
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise UsageError(
            f"The run folder {run} belongs to an audit of other folders ({lost[0]}{more}). Choose another --run, "
            "or name those folders too."
        )


def check_same_share(run: Path, before: str | None, now: str | None) -> None:
    """Raises UsageError where another share of the photos would take the place of those in the run folder."""
    if now is not None and now != before:
        held = f"share {before} of the photos" if before else "an audit of all photos"
        raise UsageError(f"The run folder {run} holds {held}. Choose another --run for share {now}.")


def _holds(folder: str, inner: str) -> bool:
    if is_url(folder) or is_url(inner):
        return f"{inner}/".startswith(f"{folder}/")
    return Path(inner).is_relative_to(folder)
