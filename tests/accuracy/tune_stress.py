"""How much writing in bad photos the text detector covers: the generator's stress suite, with exact truth.

    python -m tests.accuracy.tune_stress [--count 40] [--seed 515] [--renders DIR]

Counts the lines about a patient (names, numbers, dates; half of them in view or more) that have at least half of their
area inside a line that was seen, read or not: without and with the closer look at blocks. Lines far from all that was
drawn are false. Not a seed for measuring: thresholds were chosen on this.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from scanner.detectors.text import TextDetector
from scanner.detectors.text.detector import STRENGTHS
from scanner.findings import TextLine
from scanner.geometry import grown
from scanner.inference.session import Engine, EngineOptions
from tests.accuracy.suites.hits import share_covered
from tests.accuracy.suites.items import SIZES, Picture
from tests.accuracy.suites.renders import Wanted, made
from tests.accuracy.tune_text import load

COVERED = 0.5
NEAR = 0.2  # part of a line that lies on or beside something drawn
BESIDE = 4  # px


@dataclass
class Tally:
    """Lines drawn and covered, by the height of their capitals and by what people can read; false lines."""

    drawn: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    false: int = 0

    def add(self, picture: Picture, lines: Sequence[TextLine]) -> None:
        seen = [np.array(line.polygon, np.float32) for line in lines]
        strings = picture.truth["strings"]
        for string in strings:
            if string["role"] != "patient" or string.get("visible_fraction", 1) < 0.5:
                continue
            hit = share_covered(np.array(string["poly"], np.float32), seen) >= COVERED
            size = next(name for most, name in SIZES if string["cap_px"] < most)
            for cell in (size, f"people can read it: {string['human']}", "all"):
                self.drawn[cell] += 1
                self.covered[cell] += hit
        drawn = [np.array(grown(string["poly"], BESIDE), np.float32) for string in strings]
        self.false += sum(share_covered(line, drawn) < NEAR for line in seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=515)
    parser.add_argument("--renders", type=Path, help="keep the pictures here for the next run")
    options = parser.parse_args()
    engine = Engine(EngineOptions(threads=1))
    normal = STRENGTHS["normal"]
    ways = {
        "without": (TextDetector(engine, options=replace(normal, blocks=0)), Tally()),
        "with": (TextDetector(engine, options=normal), Tally()),
    }
    with contextlib.ExitStack() as stack:
        folder = options.renders or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for picture in made(Wanted({"stress": options.count}, options.seed), folder):
            photo = load(picture.path)
            for detector, tally in ways.values():
                tally.add(picture, detector.detect(photo).text)
    without, closer = (tally for _, tally in ways.values())
    print(f"{'lines about a patient':32s} {'drawn':>6s} {'without':>8s} {'with':>6s} the closer look")
    for cell in sorted(closer.drawn):
        print(f"{cell:32s} {closer.drawn[cell]:6d} {without.covered[cell]:8d} {closer.covered[cell]:6d}")
    print(f"{'false lines':32s} {'':6s} {without.false:8d} {closer.false:6d}")


if __name__ == "__main__":
    main()
