"""What commands are given from outside, so that tests can give something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scanner.scanning import PhotoScanner
from scanner.settings import Settings

if TYPE_CHECKING:
    from scanner.consent.enrol import Enroller


class CommandScanner(PhotoScanner, Protocol):
    """What commands on single photos ask beyond that."""

    @property
    def missing(self) -> tuple[str, ...]: ...

    @property
    def notices(self) -> tuple[str, ...]: ...

    def expect_copies(self) -> None: ...


def _real_scanner(settings: Settings) -> CommandScanner:
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
    make_scanner: Callable[[Settings], CommandScanner] = _real_scanner
    make_enroller: Callable[[], Enroller] = _real_enroller
