"""Measure the text detector: cover, words, identifiers, precision, false area, CPU time and memory.

    python -m tests.accuracy.tune_text                    all photos of the evaluation set
    python -m tests.accuracy.tune_text --streets 25       every mock-up and real page, but only 25 street scenes
    python -m tests.accuracy.tune_text --empty 100        area covered on photos without text
    python -m tests.accuracy.tune_text --cost PHOTO       CPU seconds and peak memory for one photo, from a cold start
    python -m tests.accuracy.tune_text --look 15 --out DIR   draw what was found

The evaluation data lie in the folder that SCANNER_EVAL names, or in ../shared/eval beside the checkout.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from scanner.detectors.text import TextDetector
from scanner.findings import TextLine
from scanner.inference.session import Engine, EngineOptions
from scanner.photo.photo import Frame, Photo, Pixels


def eval_folder() -> Path:
    default = Path(__file__).resolve().parents[2].parent / "shared" / "eval"
    folder = Path(os.environ.get("SCANNER_EVAL", default))
    if not folder.is_dir():
        sys.exit("No evaluation data: set SCANNER_EVAL to its folder.")
    return folder


def load(path: Path) -> Photo:
    with Image.open(path) as picture:
        pixels: Pixels = np.asarray(picture.convert("RGB"), dtype=np.uint8)
    return Photo(path, "", "JPEG", (Frame(0, pixels),), 1)


def region(line: TextLine) -> dict[str, Any]:
    return {"poly": [list(point) for point in line.polygon], "text": line.text or "", "score": line.score}


def look(photo: Photo, lines: tuple[TextLine, ...], target: Path) -> None:
    """The photo with outlines and what was read, for the eye."""
    picture = photo.frames[0].pixels[:, :, ::-1].copy()
    thick = max(1, max(picture.shape) // 1000)
    for line in lines:
        points = np.round(np.array(line.polygon)).astype(np.int32)
        colour = (0, 160, 0) if line.read else (0, 0, 255)
        cv2.polylines(picture, [points], True, colour, thick)
        text = f"{line.text or '?'} {line.score:.2f}".encode("ascii", "replace").decode()
        x, y = points[0].tolist()
        cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.45 * thick, (255, 0, 0), thick)
    target.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture[:, :, ::-1]).save(target, quality=85)


def select(images: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    streets = 0
    kept = {}
    for path, entry in images.items():
        if "scene" in entry["tags"]:
            streets += 1
            if streets > options.streets:
                continue
        if options.only in path:
            kept[path] = entry
    return kept


def score(detector: TextDetector, options: argparse.Namespace) -> None:
    """Run over the annotated photos and print the groups of the evaluation tool."""
    folder = eval_folder() / "text"
    images = select(json.loads((folder / "annotations.json").read_text())["images"], options)
    answers, seconds, megapixels = {}, 0.0, 0.0
    for number, path in enumerate(images):
        photo = load(folder / path)
        begin = time.process_time()
        lines = detector.detect(photo).text
        took = time.process_time() - begin
        answers[path] = {"regions": [region(line) for line in lines], "ms": round(took * 1000)}
        if photo.width * photo.height > 10_000_000:
            seconds, megapixels = seconds + took, megapixels + photo.width * photo.height / 1e6
        if number < options.look:
            look(photo, lines, options.out / Path(path).name)
    with tempfile.TemporaryDirectory() as scratch:
        truth, found = Path(scratch, "truth.json"), Path(scratch, "found.json")
        truth.write_text(json.dumps({"images": images}))
        found.write_text(json.dumps({"images": answers}))
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / "found.json").write_text(json.dumps({"images": answers}))
        tool = eval_folder() / "tools" / "eval_text.py"
        subprocess.run([sys.executable, tool, truth, found, "--misses", str(options.misses)], check=True)
    if megapixels:
        print(f"CPU seconds for 12 megapixels, photos over 10 megapixels: {seconds / megapixels * 12:.2f}")


def score_empty(detector: TextDetector, count: int) -> None:
    """Area covered on small photos of homes and objects, nearly all without text."""
    folder = eval_folder() / "scenes"
    with (folder / "labels.csv").open(newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["path"].startswith("val/")]
    wanted = [r["path"] for r in rows if r["source"] == "places365-homes" or r["label"] == "ward"]
    wanted = wanted[:: max(1, len(wanted) // count)][:count]
    shares = []
    for path in wanted:
        photo = load(folder / path)
        mask = np.zeros((photo.height, photo.width), dtype=np.uint8)
        lines = detector.detect(photo).text
        for line in lines:
            cv2.fillPoly(mask, [np.round(np.array(line.polygon)).astype(np.int32)], 1)
        shares.append((float(mask.mean()) * 100, path, [line.text for line in lines]))
    print(f"{len(shares)} photos (nearly) without text: {np.mean([s[0] for s in shares]):.3f} % covered")
    for share, path, texts in sorted(shares, reverse=True)[:12]:
        print(f"  {share:6.2f} % {path} {texts[:6]}")


def cost(detector: TextDetector, path: Path, started: float) -> None:
    """One photo, twice: the first run pays for preparing the networks."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    photo = load(path)
    print(f"ready after {time.process_time() - started:.2f} CPU s, {before:.0f} MB")
    for run in ("first", "second"):
        begin = time.process_time()
        lines = detector.detect(photo).text
        print(f"{run} run {time.process_time() - begin:.2f} CPU s, {len(lines)} lines")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def main() -> None:
    started = time.process_time()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streets", type=int, default=100)
    parser.add_argument("--only", default="")
    parser.add_argument("--empty", type=int, default=0)
    parser.add_argument("--cost", type=Path)
    parser.add_argument("--look", type=int, default=0)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--strength", default="normal")
    parser.add_argument("--precision", default="auto")
    options = parser.parse_args()
    engine = Engine(EngineOptions(precision=options.precision, threads=1))
    detector = TextDetector(engine, strength=options.strength)
    if options.cost:
        cost(detector, options.cost, started)
    elif options.empty:
        score_empty(detector, options.empty)
    else:
        score(detector, options)


if __name__ == "__main__":
    main()
