"""What the rest of the program asks of a scanner, and the report of a photo that could not be scanned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scanner.errors import PhotoError, UnsupportedPhotoError
from scanner.findings import CopyReport, Detector, PhotoReport, Status
from scanner.settings import BESIDE, SELECTABLE, Destination

if TYPE_CHECKING:
    from scanner.photo.photo import Photo


class PhotoScanner(Protocol):
    """The part of `scanner.pipeline.Scanner` that commands and audits use; tests give something else."""

    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]: ...

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport: ...

    def copies_of(
        self, report: PhotoReport, photo: Photo | None, to: Destination = BESIDE
    ) -> tuple[CopyReport, ...]: ...


def names(detectors: tuple[Detector, ...] | list[Detector]) -> tuple[str, ...]:
    """For `PhotoReport.not_checked`: each once, in this order."""
    return tuple(dict.fromkeys(detector.value for detector in detectors))


def not_scanned(shown: str, status: Status, sentence: str) -> PhotoReport:
    """A photo of which nothing is known: no detector looked at it. `sentence` says why and what to do."""
    return PhotoReport(shown, status, errors=(sentence,), not_checked=names(SELECTABLE))


def unopened(shown: str, error: PhotoError) -> PhotoReport:
    """A file that could not be opened as a photo."""
    unsupported = isinstance(error, UnsupportedPhotoError)
    return not_scanned(shown, Status.UNSUPPORTED if unsupported else Status.UNREADABLE, str(error))
