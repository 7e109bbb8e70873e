"""What commands are given from outside, so that tests can give something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scanner.settings import Settings

if TYPE_CHECKING:
    from scanner.consent.enrol import Enroller
    from scanner.findings import CopyReport, PhotoReport
    from scanner.photo.photo import Photo


class PhotoScanner(Protocol):
    """The part of `scanner.pipeline.Scanner` that the command line uses."""

    @property
    def missing(self) -> tuple[str, ...]: ...

    @property
    def notices(self) -> tuple[str, ...]: ...

    def expect_copies(self) -> None: ...

    def scan_with_photo(self, path: str | Path, *, shown_as: str | None = None) -> tuple[PhotoReport, Photo | None]: ...

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport: ...

    def copies_of(
        self,
        report: PhotoReport,
        photo: Photo | None,
        out: Path | None = None,
        *,
        root: Path | None = None,
        number: int = 1,
    ) -> tuple[CopyReport, ...]: ...


def _real_scanner(settings: Settings) -> PhotoScanner:
    from scanner.pipeline import Scanner

    return Scanner(settings)


def _real_enroller() -> Enroller:
    from scanner.consent.enrol import Enroller
    from scanner.detectors.faces import FaceDetector
    from scanner.inference.guarded import GuardedFaceRecognition
    from scanner.inference.session import Engine, EngineOptions

    detector = FaceDetector(Engine(EngineOptions()))
    return Enroller(lambda photo: detector.detect(photo).faces, GuardedFaceRecognition())


@dataclass(frozen=True)
class Services:
    make_scanner: Callable[[Settings], PhotoScanner] = _real_scanner
    make_enroller: Callable[[], Enroller] = _real_enroller
