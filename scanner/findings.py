"""The vocabulary that every room speaks: what was seen, what it means, what was done.

Coordinates everywhere: pixels of the upright, full-size picture (EXIF orientation applied), x to the right,
y down, as floats. A polygon is a tuple of (x, y) points in order, without repeating the first.
All classes are frozen; a room that wants to change one makes a copy with `dataclasses.replace`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import IntEnum, StrEnum

from scanner.clues import Clue, Question

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Box = tuple[int, int, int, int]  # x, y, width, height


class Severity(IntEnum):
    """How bad publication would be; ordered, so that `max` gives the worst."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def slug(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, slug: str) -> Severity:
        """Raises KeyError for an unknown word."""
        return cls[slug.strip().upper()]


class Verdict(StrEnum):
    DO_NOT_SHARE = "do_not_share"
    FIX_BEFORE_SHARING = "fix_before_sharing"
    CHECK_BY_EYE = "check_by_eye"
    NOTHING_FOUND = "nothing_found"


class Status(StrEnum):
    SCANNED = "scanned"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    NOT_YET = "not_yet"  # only in reports of audits that are not finished


class Action(StrEnum):
    REDACT = "redact"
    REDACT_WHOLE = "redact_whole"
    CROP = "crop"
    STRIP_METADATA = "strip_metadata"
    RENAME = "rename"
    CONSENT = "consent"
    STOP = "stop"
    LOOK = "look"
    KEEP = "keep"


class Detector(StrEnum):
    """The values of `--detect`, and the names used in `not_checked`."""

    FACES = "faces"
    TEXT = "text"
    CODES = "codes"
    ARTEFACTS = "artefacts"
    SCENE = "scene"
    METADATA = "metadata"
    JIGSAW = "jigsaw"  # no detector of its own: the sum of clues; not selectable, but it can stand in not_checked


class ArtefactClass(StrEnum):
    WRISTBAND = "wristband"
    BOARD = "board"
    SCREEN = "screen"
    PATIENT_MONITOR = "patient_monitor"
    PAPER = "paper"
    ID_BADGE = "id_badge"
    LABEL = "label"
    STICKY_NOTE = "sticky_note"
    CODE = "code"
    MEDICAL_IMAGE = "medical_image"
    NUMBER_PLATE = "number_plate"
    SIGN = "sign"


@dataclass(frozen=True)
class TextLine:
    """One line of text that was seen; `text` is None where no engine could read it.

    `polygon` starts at the text's own top left and runs clockwise in reading direction.
    `score` is the reader's confidence (0..1), the detector's where nothing was read.
    """

    polygon: Polygon
    score: float
    text: str | None
    frame: int = 0
    engine: str = ""

    @property
    def read(self) -> bool:
        return self.text is not None


@dataclass(frozen=True)
class Face:
    """A face as detected, forehead to chin. `landmarks`: eyes, nose, mouth corners, or empty.

    `roll` is the clockwise turn of the face in degrees (0 = upright). `person`: the name in the consent register of
    somebody who agreed; like text that was read, it is printed only with --reveal.
    """

    polygon: Polygon
    score: float
    frame: int = 0
    landmarks: Polygon = ()
    roll: float = 0.0
    consented: bool = False
    person: str | None = None


@dataclass(frozen=True)
class Code:
    """A barcode or matrix code; `payload` is None where it was located but not decoded.

    `payload` keeps the GS1 separator FNC1 as the character 0x1D; `gs1` says that the symbol was marked as GS1.
    """

    polygon: Polygon
    format: str
    payload: str | None
    frame: int = 0
    gs1: bool = False


@dataclass(frozen=True)
class Artefact:
    """A thing that can carry patient information; `read` says whether some text on it was read.

    `blank`: its pixels show next to nothing (screen off, empty board).
    """

    polygon: Polygon
    cls: ArtefactClass
    score: float
    frame: int = 0
    read: bool = False
    blank: bool = False


@dataclass(frozen=True)
class SceneGuess:
    """What the scene network makes of one frame, from the pixels alone.

    `ward` and `clinical_other` are probabilities (0..1) beside "not clinical"; `heat` is a grid of rows over the
    whole frame (row 0 on top), each cell 0..1: how much that part speaks for a ward. `size`: width and height
    of the frame in px.
    """

    ward: float
    clinical_other: float
    heat: tuple[tuple[float, ...], ...] = ()
    frame: int = 0
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class SceneView:
    """The scene after all evidence was weighed: `ward_like` is a calibrated probability, `evidence` its reasons."""

    ward_like: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Jigsaw:
    """The sum of small clues, domain table (c): points per dimension, their sum, and its band.

    `band`: low, medium, high, very_high. `cheapest_fix`: the one piece to remove first, in words, or None.
    `after`: the same sum over what the redacted copy will still show, None where it was not computed.
    """

    place: int
    time: int
    person: int
    condition: int
    score: int
    band: str
    cheapest_fix: str | None = None
    after: Jigsaw | None = None


@dataclass(frozen=True)
class MetadataClue:
    """Something in the file that is not in the visible pixels: a tag, a hidden picture, the file name.

    `kind` is one of the meta_* kinds or file_name. `where` names tag or container part in plain words
    ("EXIF GPS position"); it never holds a value. `text` holds values worth running the identifier rules on
    (captions, people, the file name); it is never printed without --reveal.
    """

    kind: str
    where: str
    text: str = ""
    differs: bool = False  # a thumbnail or second picture that shows something else than the photo


@dataclass(frozen=True)
class Match:
    """What an identifier rule found in one string: `start`/`end` are code-point offsets into that string.

    `masked` describes the value without quoting a single character of it ("10 digits, check digit valid").
    """

    kind: str
    start: int
    end: int
    confidence: float
    masked: str
    rule: str = ""
    test_range: bool = False


@dataclass(frozen=True)
class Sightings:
    """Everything the detectors saw in one photo, before any judgement."""

    text: tuple[TextLine, ...] = ()
    faces: tuple[Face, ...] = ()
    codes: tuple[Code, ...] = ()
    artefacts: tuple[Artefact, ...] = ()
    metadata: tuple[MetadataClue, ...] = ()
    scenes: tuple[SceneGuess, ...] = ()

    def with_more(self, other: Sightings) -> Sightings:
        """Everything that either saw."""
        return replace(self, **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True)
class Finding:
    """One thing a person should know. `polygon` is None where it has no place in the picture."""

    id: int
    kind: str
    severity: Severity
    confidence: float
    polygon: Polygon | None
    masked: str
    why: str
    actions: tuple[Action, ...]
    guidance: str
    detector: str
    redact: bool
    frame: int = 0
    on: str | None = None


@dataclass(frozen=True)
class PhotoReport:
    """The result for one photo; `outputs.json_report` turns it into the contract of schema 1."""

    path: str
    status: Status
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    frames: int = 0
    not_checked: tuple[str, ...] = ()
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] = ()
    sightings: Sightings = field(default_factory=Sightings)
    scene: SceneView | None = None
    jigsaw: Jigsaw | None = None
    clues: tuple[Clue, ...] = ()
    questions: tuple[Question, ...] = ()
    advice: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class CopyReport:
    """What `blur` did to one photo. `output` is None where no copy was written.

    `redacted`: regions destroyed; `remaining`: findings still seen in the copy (not empty only when it failed).
    `visible`: numbers of the photo's findings of which the copy shows most, measured on its pixels; None: not known.
    """

    report: PhotoReport
    output: str | None
    verified: bool
    verified_by: tuple[str, ...] = ()
    redacted: int = 0
    passes: int = 0
    remaining: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()
    annotated: str | None = None
    visible: frozenset[int] | None = None
