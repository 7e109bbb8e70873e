"""What the user chose: one frozen record that is handed to every room."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.findings import Box, Detector, Severity

SELECTABLE = (
    Detector.FACES,
    Detector.TEXT,
    Detector.CODES,
    Detector.ARTEFACTS,
    Detector.SCENE,
    Detector.METADATA,
)


@dataclass(frozen=True)
class Limits:
    """Bounds on untrusted input. `pixels` counts one frame, `total_pixels` all decoded frames together."""

    bytes: int = 512 * 1024 * 1024
    pixels: int = 120_000_000
    total_pixels: int = 240_000_000
    frames: int = 8


@dataclass(frozen=True)
class RedactionSettings:
    """`method` is the look drawn over destroyed pixels: fill, pixelate or blur.

    `only`/`keep` hold kinds or finding numbers as the user typed them; `boxes` are places the user adds;
    `crop` is a box, "auto" or None; `format` is jpeg, png or None (like the source).
    """

    method: str = "fill"
    only: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    crop: Box | str | None = None
    format: str | None = None
    all_frames: bool = False


@dataclass(frozen=True)
class Settings:
    """`ocr` is rapidocr, tesseract or both; `precision` f32 gives the same scores on every machine."""

    detect: frozenset[Detector] = frozenset(SELECTABLE)
    ocr: str = "rapidocr"
    precision: str = "auto"
    threads: int = 0  # 0: all cores
    fail_on: Severity = Severity.HIGH
    reveal: bool = False
    limits: Limits = field(default_factory=Limits)
    redaction: RedactionSettings = field(default_factory=RedactionSettings)
