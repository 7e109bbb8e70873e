"""The part `suites` of the accuracy command: render, run the product, attack its copies, print the table."""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pillow_heif

from tests.accuracy.harness import Section, wilson
from tests.accuracy.suites import renders
from tests.accuracy.suites.attackers import Dlib, RapidOcr, Tesseract
from tests.accuracy.suites.hidden import differing
from tests.accuracy.suites.items import Picture
from tests.accuracy.suites.leaks import Attack
from tests.accuracy.suites.product import Answer, Product, without_answer
from tests.accuracy.suites.scores import COVERED, FOUND, GONE, Scores

GROUPS = (
    ("all", "what had to go, by sort"),
    ("kind", "by kind"),
    ("suite", "by suite"),
    ("level", "by camera level"),
    ("size", "text by cap height"),
    ("turn", "text by turn"),
    ("hand", "text by hand"),
    ("legible", "text by what people can read"),
    ("orientation", "photos with an orientation tag"),
    ("face", "faces by width"),
    ("mask", "faces"),
    ("code", "patient codes by format"),
    ("decodable", "patient codes by what can be decoded"),
)
AT_ONCE = 12  # photos in one call of the product
SEVERITIES = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True)
class Run:
    """One measurement: which pictures, with which product, under which folder."""

    wanted: renders.Wanted
    product: Product
    work: Path  # private: copies go here
    folder: Path  # of the renders; kept where the user named it
    engines: Attack
    tries: int = 3  # photos on which the independence of the copy from the hidden pixels is tried
    minutes: float = math.inf  # no further photos after this; what was measured until then is the result


def attackers() -> tuple[Attack, list[str]]:
    """All engines that are there, and sentences about those that are not."""
    tesseract, dlib = Tesseract(), Dlib()
    missing = [reason for reason in (tesseract.missing(), dlib.missing()) if reason]
    windows = [] if tesseract.missing() else [tesseract]
    return Attack(windows, [RapidOcr()], None if dlib.missing() else dlib), missing


def measure(run: Run) -> Section:
    """Everything about these pictures. Photos for which the product gives no answer count as not found."""
    pictures = renders.made(run.wanted, run.folder)
    scores, blur_seconds = scored(pictures, run.product, run.engines, run.work, run.minutes)
    told, tried = differing(run.product, _for_hiding(pictures)[: run.tries], run.work / "hidden")
    shutil.rmtree(run.work / "hidden", ignore_errors=True)
    section = Section("suites", scores.photos.total(), misses=scores.misses)
    section.seed = run.wanted.seed
    section.sets = dict(scores.photos)
    section.counts = scores.tally.counts() | _whole_counts(scores) | {"copy depends on hidden pixels": (told, tried)}
    section.figures = _figures(scores)
    section.table = "\n".join([*_summary(scores, told, tried, blur_seconds), "", *_cells(scores), *_rest(scores)])
    return section


def scored(
    pictures: Sequence[Picture], product: Product, engines: Attack, work: Path, minutes: float = math.inf
) -> tuple[Scores, dict[str, float]]:
    """The product on all pictures and the attack on its copies; also seconds per photo with copy, by suite.

    `blur --json` says everything that `scan --json` says, so each photo is looked at once.
    """
    pillow_heif.register_heif_opener()
    scores = Scores()
    spent: Counter[str] = Counter()
    started = time.monotonic()
    for suite, person in dict.fromkeys((picture.suite, picture.agreed) for picture in pictures):
        own = [picture for picture in pictures if (picture.suite, picture.agreed) == (suite, person)]
        knowing = scores.knowing(product, person, work / "consent")
        for first in range(0, len(own), AT_ONCE):
            if time.monotonic() - started > 60 * minutes:
                break
            some = own[first : first + AT_ONCE]
            paths = [picture.path for picture in some]
            try:
                answer = knowing.blur(paths, work / "copies" / suite / f"{person}{first}")
            except RuntimeError as error:  # fail closed: nothing was found, and the run goes on
                print(error, file=sys.stderr)
                answer = Answer([without_answer(path, "crashed") for path in paths], 0.0, 0.0)
            spent[suite] += round(answer.wall_seconds)
            print(f"{suite}: {first + len(some)} of {len(own)}, {answer.wall_seconds:.0f} s", file=sys.stderr)
            for picture, entry in zip(some, answer.photos, strict=True):
                scores.add(picture, entry, engines)
    return scores, {suite: spent[suite] / scores.photos[suite] for suite in spent}


def _for_hiding(pictures: Sequence[Picture]) -> list[Picture]:
    return [p for p in pictures if p.suite in ("core", "smoke") and p.path.suffix == ".jpg"]


def _whole_counts(scores: Scores) -> dict[str, tuple[int, int]]:
    photos = sum(scores.outcomes.values())
    return {
        "photos whose copy holds nothing that had to go": (scores.outcomes["clean"], photos),
        "negative photos with a loud false alarm": (scores.negatives_disturbed, scores.negatives),
    }


def _figures(scores: Scores) -> dict[str, float]:
    every = [share for shares in scores.harmless.values() for share in shares]
    figures = {"harmless area destroyed, mean": _mean(every), "harmless area destroyed, worst": max(every, default=0.0)}
    for suite, seconds in scores.seconds.items():
        figures[f"seconds per photo, {suite}"] = _mean(seconds)
    return {name: round(value, 4) for name, value in figures.items()}


def _summary(scores: Scores, told: int, tried: int, blur_seconds: Mapping[str, float]) -> Iterator[str]:
    photos = sum(scores.outcomes.values())
    every = [share for shares in scores.harmless.values() for share in shares]
    yield f"photos whose redacted copy holds nothing that had to go: {wilson(scores.outcomes['clean'], photos)}"
    others = ", ".join(f"{name} {count}" for name, count in scores.outcomes.items() if name != "clean") or "none"
    yield f"  the others: {others}"
    yield f"harmless area destroyed: mean {_mean(every):.3f}, worst {max(every, default=0.0):.3f}"
    for suite, shares in scores.harmless.items():
        yield f"  {suite:12} mean {_mean(shares):.3f}, worst {max(shares):.3f} of {len(shares)} copies"
    yield f"things that had to go in photos with a copy: {scores.wanted}"
    yield f"  (a) still visible by their pixels: {scores.left_by_pixels}"
    for engine, count in sorted(scores.read_by.items()):
        yield f"  (b) still read by {engine}: {count}"
    if not scores.read_by:
        yield "  (b) still read by an attacker: 0"
    yield f"  (c) boxes whose fill depends on what they hide: {told} of {tried} tried"
    yield f"  (d) copies with traces in the file: {len(scores.traces)}"
    yield from (f"      {trace}" for trace in scores.traces[:10])
    if scores.negatives:
        yield f"negative photos with a critical or high false alarm: {wilson(*_disturbed(scores))}"
        for severity in SEVERITIES:
            kinds = scores.alarms[severity]
            most = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(5))
            yield f"  {severity:9} {kinds.total() / scores.negatives:.2f} per photo" + (f" ({most})" if most else "")
    yield from _jigsaw(scores)
    yield from (f"{name}: not built, or not usable here" for name in sorted(scores.not_built))
    for suite, seconds in scores.seconds.items():
        both = f"scan {_mean(seconds):.1f}, with copy and its checks {blur_seconds[suite]:.1f}"
        yield f"seconds per photo, {suite:12} {both}"


def _disturbed(scores: Scores) -> tuple[int, int]:
    return scores.negatives_disturbed, scores.negatives


def _jigsaw(scores: Scores) -> Iterator[str]:
    if not scores.jigsaw:
        return
    total = len(scores.jigsaw)
    right, stricter = sum(a == b for a, b in scores.jigsaw), sum(b > a for a, b in scores.jigsaw)
    yield f"jigsaw band right: {wilson(right, total)}, too strict {stricter}, too mild {total - right - stricter}"
    points = ", ".join(f"{name} {count}/{total}" for name, count in scores.jigsaw_points.items())
    yield f"  points right: {points}"


def _cells(scores: Scores) -> Iterator[str]:
    yield from scores.tally.table(GROUPS, (FOUND, COVERED, GONE))


def _rest(scores: Scores) -> Iterator[str]:
    yield from scores.tally.table([("thing", "things as a whole"), ("other", "also looked for")], (FOUND,))
    yield from scores.tally.table([("consent", "people who agreed")], ("stays visible",))
    yield from scores.tally.table([("metadata", "hidden in the file")], (FOUND,))
    yield from scores.tally.table([("thing seen", "things recognised by their look")], ("class right", "any class"))
    yield from scores.tally.table([("verdict", "verdict, by suite")], ("strict enough", "just right"))
    yield from scores.tally.table([("copy", "copies, by suite")], ("written",))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
