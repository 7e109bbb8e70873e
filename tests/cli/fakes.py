"""A scanner without networks, for tests of the command line: what it sees is written in the photo's name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from scanner.cli.services import Services
from scanner.errors import CopyError
from scanner.findings import CopyReport, Finding, PhotoReport, Polygon, Severity, Sightings, Status, TextLine
from scanner.judgement.verdict import verdict_of
from scanner.kinds import kinds
from scanner.photo.photo import Frame, Photo
from scanner.settings import BESIDE, Destination, Settings

SIZE = (300, 400)  # height, width
BOX: Polygon = ((20.0, 30.0), (120.0, 30.0), (120.0, 60.0), (20.0, 60.0))
SECRET = "999 339 5633"  # read in every photo that has a finding; must never be printed without --reveal


def finding(number: int, kind: str, **changes: object) -> Finding:
    row = kinds()[kind]
    made = Finding(
        id=number,
        kind=kind,
        severity=row.severity,
        confidence=0.97,
        polygon=None if kind.startswith("meta_") else BOX,
        masked="10 digits, check digit valid",
        why=row.why,
        actions=row.actions,
        guidance=row.guidance,
        detector="text",
        redact=row.severity >= Severity.MEDIUM,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def report(path: str, *found: Finding, **changes: object) -> PhotoReport:
    made = PhotoReport(
        path=path,
        status=Status.SCANNED,
        sha256="0" * 64,
        width=SIZE[1],
        height=SIZE[0],
        frames=1,
        not_checked=("artefacts", "scene", "jigsaw"),
        verdict=verdict_of(found),
        findings=found,
        sightings=Sightings(text=(TextLine(BOX, 0.9, SECRET),) if found else ()),
        timings_ms={"decode": 1.0},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class FakeScanner:
    """A name with "critical" in it has an NHS number, "medium" unread text, "bad" cannot be read, "other" is
    no photo, "crash" raises, "stop" is interrupted, "full" cannot be written, "survivor" fails its check."""

    settings: Settings
    missing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    scanned: list[str] = field(default_factory=list)

    def expect_copies(self) -> None:
        pass

    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]:
        name, shown = Path(path).name, shown_as or str(path)
        self.scanned.append(shown)
        if "crash" in name:
            raise RuntimeError(f"about {SECRET}")
        if "stop" in name:
            raise KeyboardInterrupt
        if not Path(path).is_file() or "bad" in name:
            return report(shown, status=Status.UNREADABLE, verdict=None, errors=("It is damaged.",)), None
        if "other" in name:
            return report(shown, status=Status.UNSUPPORTED, verdict=None, errors=("It is a text.",)), None
        photo = Photo(Path(path), "0" * 64, "JPEG", (Frame(0, np.zeros((*SIZE, 3), np.uint8)),), 1)
        return self.examine(photo, shown_as=shown), photo

    def examine(self, photo: Photo, *, shown_as: str) -> PhotoReport:
        found = []
        if "critical" in photo.path.name:
            found.append(finding(1, "nhs_number", on="wristband"))
        if "medium" in photo.path.name:
            found.append(finding(len(found) + 1, "unread_text"))
        return report(shown_as, *found)

    def copies_of(self, report: PhotoReport, photo: Photo | None, to: Destination = BESIDE) -> tuple[CopyReport, ...]:
        if photo is None:
            return (CopyReport(report, None, False),)
        if "full" in photo.path.name:
            raise CopyError("The disk is full.")
        if "survivor" in photo.path.name:
            return (CopyReport(report, None, False, ("voice",), 1, 3, (finding(1, "nhs_number"),)),)
        output = str((to.out or photo.path.parent) / f"{photo.path.stem}.redacted.jpg")
        redacted = sum(f.redact and f.polygon is not None for f in report.findings)
        return (CopyReport(report, output, True, ("voice one", "voice two"), redacted, 1),)


def services(**changes: object) -> Services:
    return Services(lambda settings: FakeScanner(settings, **changes))  # type: ignore[arg-type]
