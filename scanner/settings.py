"""What the user chose: one frozen record that is handed to every room."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

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


class Secret:
    """A passphrase that is printed nowhere and that JSON refuses; it travels to workers by pickle only."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True)
class ConsentSettings:
    """`scope`: what the pictures are for (web, social, print, teaching); None: the register is not used.

    `register`, `passphrase_file`: files; None for the usual place and for other ways to get the passphrase.
    `secret` is the passphrase where the caller has it already. `day`: on which consent must hold; None: today.
    """

    scope: str | None = None
    register: Path | None = None
    passphrase_file: Path | None = None
    secret: Secret | None = field(default=None, repr=False, compare=False)
    day: datetime.date | None = None


@dataclass(frozen=True)
class RedactionSettings:
    """`method` is the look drawn over destroyed pixels: fill, pixelate or blur.

    `only`/`keep`/`also` hold kinds or finding numbers as the user typed them: only these go, these stay, these go
    though they would stay; `decisions` is a file of earlier decisions, to which `keep` is added in the name of
    `decided_by`; `boxes` are places the user adds;
    `crop` is a box, "auto" or None; `format` is jpeg, png or None (like the source).
    """

    method: str = "fill"
    only: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    decisions: Path | None = None
    decided_by: str | None = None
    boxes: tuple[Box, ...] = ()
    crop: Box | str | None = None
    format: str | None = None
    all_frames: bool = False


@dataclass(frozen=True)
class NumberFormat:
    """A trust's own patient number: `pattern` is a regular expression, `label` what people call it."""

    label: str
    pattern: str


@dataclass(frozen=True)
class Policy:
    """What a site adds (`--policy FILE`). Phrases are found in any case.

    `places`: local words for wards and rooms; `hospitals`: local names of hospitals and services. `allowed`:
    public words (the hospital's name, posters) that need no finding; never patient identifiers. `forbidden`:
    words on the doors of areas where photos are not allowed. `reminder`: a sentence shown with every result.
    """

    places: tuple[str, ...] = ()
    hospitals: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    numbers: tuple[NumberFormat, ...] = ()
    reminder: str = ""


PROFILES = ("social", "comms", "teaching")


@dataclass(frozen=True)
class Settings:
    """`ocr` is rapidocr, tesseract or both; `precision` f32 gives the same scores on every machine.

    `fail_on` None: findings never change the exit code. `caption`: the words that will go with the photos;
    `profile`: what they are for (PROFILES, the first is the strictest); `answers`: to questions, by their id.
    """

    detect: frozenset[Detector] = frozenset(SELECTABLE)
    ocr: str = "rapidocr"
    precision: str = "auto"
    threads: int = 0  # 0: all cores
    fail_on: Severity | None = Severity.HIGH
    reveal: bool = False
    caption: str = ""
    profile: str = PROFILES[0]
    policy: Policy = field(default_factory=Policy)
    answers: tuple[tuple[str, str], ...] = ()
    limits: Limits = field(default_factory=Limits)
    consent: ConsentSettings = field(default_factory=ConsentSettings)
    redaction: RedactionSettings = field(default_factory=RedactionSettings)


@dataclass(frozen=True)
class Destination:
    """Where the copies of one photo go, and what decides their names (`redaction.naming.stem_of_copy`).

    `out`: the folder for copies, None for beside the original. `root`: the folder that the user named and the photo
    was met in; what lies between is mirrored. `number`: the photo's place in the run. `folders`: for each folder on
    the way, the number of the first photo of the run in it.
    """

    out: Path | None = None
    root: Path | None = None
    number: int = 1
    folders: tuple[int, ...] = ()


BESIDE = Destination()
