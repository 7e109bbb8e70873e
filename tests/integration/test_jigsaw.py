"""Calibration vectors of the jigsaw rule, from pictures with drawn words, stored dates and captions to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import piexif
import pytest
from PIL import Image, ImageDraw, ImageFont

from scanner.findings import Detector, PhotoReport, Severity
from scanner.judgement.jigsaw_batch import Member, together
from scanner.judgement.summing import summed
from scanner.pipeline import Scanner
from scanner.settings import NumberFormat, Policy, Settings

FONT = Path(__file__).resolve().parents[1] / "fonts" / "LiberationSans-Bold.ttf"
DAY, MOMENT = "2025:09:14 00:00:00", "2025:09:14 14:32:10"


@dataclass(frozen=True)
class Case:
    name: str
    panels: Sequence[Sequence[str]]
    stamp: str
    caption: str
    points: tuple[int, int, int, int]
    score: int
    band: str


CASES = (
    Case(
        "unusual injury",
        (),
        "",
        "X-ray without a name, from last week. Our man had nails in his skull. North East Ambulance Service",
        (2, 2, 1, 4),
        9,
        "very_high",
    ),
    Case(
        "theatre",
        (["Southern General Hospital"],),
        "",
        "In theatre, winter 2010: an unidentifiable body during the operation",
        (2, 1, 1, 2),
        6,
        "medium",
    ),
    Case(
        "campaigner",
        (),
        "",
        "That evening a campaigner was attacked; I saw to the injuries at Northmoor Royal Hospital",
        (2, 3, 3, 2),
        10,
        "very_high",
    ),
    Case(
        "board",
        (["Ward 7"], ["J.O. 74 ?DVT", "D.W. 81 #NOF", "P.N. 41 AKI"]),
        DAY,
        "",
        (3, 2, 2, 2),
        9,
        "very_high",
    ),
    Case("selfie", (["Northmoor Royal Hospital"],), MOMENT, "Selfie in the corridor", (2, 3, 0, 0), 5, "low"),
    Case("empty bay", (["Stroke Unit Bay 3"],), DAY, "", (3, 2, 0, 1), 6, "low"),
    Case("wrist", (), "", "A plain wrist X-ray", (0, 0, 0, 2), 2, "low"),
    Case(
        "thanks",
        (["Thank you to all on Larch ward", "love from Maud & family"],),
        "",
        "",
        (3, 2, 2, 1),
        8,
        "high",
    ),
)


def picture(path: Path, panels: Sequence[Sequence[str]] = (), stamp: str = "", description: str = "") -> Path:
    """White panels with print on a grey wall, and what a camera stores."""
    image = Image.new("RGB", (760, 480), (205, 205, 200))
    draw, font, y = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 32), 40
    for lines in panels:
        draw.rectangle((30, y - 16, 720, y + 46 * len(lines) + 6), fill=(250, 250, 250))
        for line in lines:
            draw.text((50, y), line, fill=(20, 20, 30), font=font)
            y += 46
        y += 90
    stored: dict[str, dict[int, bytes]] = {"0th": {}, "Exif": {}}
    if stamp:
        stored["Exif"][piexif.ExifIFD.DateTimeOriginal] = stamp.encode()
    if description:
        stored["0th"][piexif.ImageIFD.ImageDescription] = description.encode()
    image.save(path, "JPEG", quality=92, exif=piexif.dump(stored))
    return path


@pytest.fixture(scope="module")
def engines() -> Scanner:
    return Scanner(Settings(threads=1, detect=frozenset({Detector.TEXT, Detector.METADATA})))


def scan(engines: Scanner, path: Path, **changes: object) -> PhotoReport:
    """With other settings, but the networks that are loaded already."""
    settings = replace(engines.settings, **changes)  # type: ignore[arg-type]
    return Scanner(settings, detectors=engines._detectors).scan(path)


def points(report: PhotoReport) -> tuple[int, int, int, int]:
    found = report.jigsaw
    assert found is not None
    return found.place, found.time, found.person, found.condition


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_calibration_vectors_from_pictures_and_captions(engines: Scanner, tmp_path: Path, case: Case) -> None:
    report = scan(engines, picture(tmp_path / "a.jpg", case.panels, case.stamp), caption=case.caption)
    assert "jigsaw" not in report.not_checked
    assert report.jigsaw is not None
    assert points(report) == case.points
    assert (report.jigsaw.score, report.jigsaw.band) == (case.score, case.band)
    findings = [f for f in report.findings if f.kind == "jigsaw"]
    assert [f.severity for f in findings] == [
        {"medium": Severity.MEDIUM, "high": Severity.HIGH, "very_high": Severity.CRITICAL}[case.band] for _ in findings
    ]
    assert bool(findings) == (case.band != "low")
    assert (report.jigsaw.cheapest_fix is not None) == (case.band != "low")


def test_two_photos_of_one_post_say_more_than_each(engines: Scanner, tmp_path: Path) -> None:
    sign = scan(engines, picture(tmp_path / "a.jpg", (["Ward 7"], ["14 September 2025"])))
    hand = scan(engines, picture(tmp_path / "b.jpg", description="elderly hand, rare tattoo, cannula"))
    members = [Member("", report.sha256, report.clues) for report in (sign, hand)]
    batches = together(members)
    assert batches[0] is not None
    both = summed(sign, batches[0][1], photos=2)
    assert (points(both), both.jigsaw and both.jigsaw.score) == ((3, 2, 3, 2), 11)
    assert [f.severity for f in both.findings if f.kind == "jigsaw"] == [Severity.CRITICAL]


def test_the_copy_keeps_no_metadata_and_no_covered_text(engines: Scanner, tmp_path: Path) -> None:
    """A stored date goes with every copy; a card with a name is covered whole; a caption stays."""
    report = scan(
        engines,
        picture(tmp_path / "a.jpg", CASES[7].panels, MOMENT),
        caption="Lovely card on our ward",
    )
    assert report.jigsaw is not None
    assert report.jigsaw.after is not None
    after = report.jigsaw.after
    assert (after.place, after.time, after.person, after.band) == (2, 0, 0, "low")
    assert report.jigsaw.time == 3


def test_a_site_adds_its_numbers_and_words(engines: Scanner, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", (["Larchview", "Ref XQ4417-22"],))
    policy = Policy(
        places=("Larchview",),
        forbidden=("larchview",),
        allowed=("XQ4417-22",),  # what is a patient's cannot be declared public
        numbers=(NumberFormat("Northmoor number", r"XQ\d{4}-\d{2}"),),
    )
    plain, site = scan(engines, path), scan(engines, path, policy=policy)
    assert "local_patient_number" not in {f.kind for f in plain.findings}
    number = next(f for f in site.findings if f.kind == "local_patient_number")
    assert (number.severity, number.redact) == (Severity.CRITICAL, True)
    assert "XQ" not in number.masked
    assert [f.severity for f in site.findings if f.detector == "policy"] == [Severity.HIGH]
    assert (points(plain)[0], points(site)[0]) == (0, 3)


def test_public_words_of_a_site_are_no_findings(engines: Scanner, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", (["Patient advice line", "Ring 020 7946 0123"],))
    policy = Policy(allowed=("Ring 020 7946 0123",))
    assert "phone" in {f.kind for f in scan(engines, path).findings}
    assert "phone" not in {f.kind for f in scan(engines, path, policy=policy).findings}


def test_without_text_or_metadata_the_sum_counts_as_not_checked(engines: Scanner, tmp_path: Path) -> None:
    report = scan(engines, picture(tmp_path / "a.jpg"), detect=frozenset({Detector.METADATA}))
    assert "jigsaw" in report.not_checked
