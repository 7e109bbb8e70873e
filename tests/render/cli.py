"""`python -m tests.render`: the sample pictures, and the suites of synthetic photos with exact truth."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageDraw

from tests.render import crops, fonts
from tests.render.camera import jpeg
from tests.render.containers import EXPECTS, VARIANTS, Encoded, Material
from tests.render.job import Job
from tests.render.produce import Photo, take
from tests.render.samples import write_samples
from tests.render.specials import dress
from tests.render.suites import LENGTH, plan

CELL = (400, 300)
VERDICTS = ("nothing_found", "check_by_eye", "fix_before_sharing", "do_not_share")


@dataclass(frozen=True)
class Task:
    job: Job
    folder: Path
    overlay: bool


def encode(job: Job, photo: Photo) -> Encoded:
    variant = job.extra.get("container")
    if not variant:
        if photo.shot.second_pass == "screenshot":
            return Encoded(cv2.imencode(".png", photo.pixels[..., ::-1])[1].tobytes(), "png", {"thumbnail": "none"})
        data = jpeg(photo.pixels, photo.shot.quality)
        if photo.shot.second_pass == "messenger":
            again = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
            data = jpeg(again, 70)
        return Encoded(data, "jpg", {"thumbnail": "none"})
    board = take(Job("metadata_board", job.index, job.seed, "whiteboard", "L1", (1280, 960))).pixels
    return VARIANTS[str(variant)](job.rng(), Material(photo.pixels, board, photo.shot.quality))


def run(task: Task) -> dict[str, Any]:
    """Makes one picture and its files; returns the manifest's line."""
    cv2.setNumThreads(1)
    job = task.job
    photo = take(job, dress)
    made = encode(job, photo)
    stem = f"{job.index:04d}_{made.stem or job.extra.get('container') or job.scene}"
    path = task.folder / f"{stem}.{made.ext}"
    path.write_bytes(made.data)
    truth = photo.truth | {
        "file": path.name,
        "sha256": hashlib.sha256(made.data).hexdigest(),
        "metadata": made.note,
        "exif_orientation": made.note.get("orientation", 1),
        "extra": job.extra,
    }
    _file_truth(truth, job, made)
    path.with_suffix(".json").write_text(json.dumps(truth) + "\n", encoding="utf-8")
    if task.overlay:
        (task.folder / f"{stem}.overlay.png").write_bytes(cv2.imencode(".png", overlay(photo)[..., ::-1])[1].tobytes())
    keep = {k: truth[k] for k in ("sha256", "scene", "level", "background")}
    return {"file": path.name} | keep


def _file_truth(truth: dict[str, Any], job: Job, made: Encoded) -> None:
    """What the file adds to the picture's truth: hidden things to find, another size."""
    stored = made.note.get("stored")
    if isinstance(stored, list):
        fx, fy = stored[0] / truth["size"][0], stored[1] / truth["size"][1]
        for group in ("artefacts", "strings", "barcodes", "faces"):
            for item in truth[group]:
                item["poly"] = [[round(x * fx, 1), round(y * fy, 1)] for x, y in item["poly"]]
                item["bbox"] = [round(v * f, 1) for v, f in zip(item["bbox"], (fx, fy, fx, fy), strict=True)]
        truth["size"] = stored
    kinds, verdict = EXPECTS.get(str(job.extra.get("container", "")), ((), "nothing_found"))
    found = truth["expected"]
    found["kinds"] = sorted({*found["kinds"], *kinds})
    found["verdict"] = max(found["verdict"], verdict, key=VERDICTS.index)


def overlay(photo: Photo) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Truth drawn in: red must go, orange other strings, green things, blue codes, magenta faces."""
    picture = Image.fromarray(photo.pixels)
    draw = ImageDraw.Draw(picture)
    colours = {"artefacts": (0, 200, 0), "barcodes": (40, 80, 255), "faces": (255, 0, 255)}
    for group in ("artefacts", "strings", "barcodes", "faces"):
        for item in photo.truth[group]:
            colour = colours.get(group) or ((255, 0, 0) if item["must_redact"] else (255, 160, 0))
            draw.polygon([tuple(p) for p in item["poly"]], outline=colour, width=max(1, photo.pixels.shape[1] // 900))
    return np.asarray(picture)


def run_all(tasks: list[Task], workers: int) -> Iterator[dict[str, Any]]:
    if workers <= 1:
        yield from map(run, tasks)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(run, tasks)


def contact_sheet(folder: Path, lines: list[dict[str, Any]], target: Path) -> None:
    pillow_heif.register_heif_opener()
    columns = min(6, max(1, len(lines)))
    sheet = Image.new("RGB", (CELL[0] * columns, (CELL[1] + 16) * -(-len(lines) // columns)), (250, 250, 250))
    draw = ImageDraw.Draw(sheet)
    for i, line in enumerate(lines):
        x, y = (i % columns) * CELL[0], (i // columns) * (CELL[1] + 16)
        try:
            with Image.open(folder / line["file"]) as picture:
                small = picture.convert("RGB")
                small.thumbnail(CELL)
                sheet.paste(small, (x, y))
        except (OSError, ValueError):
            draw.text((x + 8, y + 8), "not a picture", fill=(180, 0, 0))
        draw.text((x + 4, y + CELL[1] + 2), f"{line['file']} {line['level']}", fill=(0, 0, 0))
    sheet.save(target)


def write_sheets(args: argparse.Namespace) -> None:
    """One picture per suite with `--count` of its photos (12 where not given)."""
    args.sheets.mkdir(parents=True, exist_ok=True)
    width, height = (int(v) for v in args.size.split("x"))
    for suite in [args.suite] if args.suite else sorted(LENGTH):
        jobs = [plan(suite, i, args.seed, (width, height), args.level, args.only) for i in range(args.count or 12)]
        with tempfile.TemporaryDirectory(prefix="render-") as folder:
            lines = list(run_all([Task(job, Path(folder), overlay=False) for job in jobs], args.workers))
            contact_sheet(Path(folder), lines, args.sheets / f"{suite}.png")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.render", description=__doc__)
    parser.add_argument("--samples", type=Path, metavar="DIR", help="write the sample pictures and expected.json")
    parser.add_argument("--sheets", type=Path, metavar="DIR", help="a contact sheet of each suite (or of --suite)")
    parser.add_argument("--suite", choices=sorted(LENGTH))
    parser.add_argument("--count", type=int, help="how many pictures (default: the suite's usual number)")
    parser.add_argument("--start", type=int, default=0, help="index of the first picture")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, metavar="DIR")
    parser.add_argument("--size", default="2016x1512", help="WIDTHxHEIGHT in pixels")
    parser.add_argument("--only", help="this artefact only (or, with --samples, files whose name contains this)")
    parser.add_argument("--level", choices=["L0", "L1", "L2", "L3", "L4"])
    parser.add_argument(
        "--photo-backgrounds", choices=["measuring", "training"], help="in front of real photos (evaluation set)"
    )
    parser.add_argument("--debug-overlay", action="store_true", help="a third file per picture with the truth drawn in")
    parser.add_argument("--contact-sheet", type=Path, metavar="FILE")
    parser.add_argument("--dump-strings", action="store_true", help="print every drawn string instead of writing files")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    args = parser.parse_args(argv)
    if args.samples:
        write_samples(args.samples, args.only)
        return 0
    if args.sheets:
        write_sheets(args)
        return 0
    if not args.suite or not (args.out or args.dump_strings):
        parser.error("give --samples DIR, --sheets DIR, or --suite NAME with --out DIR")
    width, height = (int(v) for v in args.size.split("x"))
    count = args.count if args.count is not None else LENGTH[args.suite]
    jobs = [
        plan(args.suite, i, args.seed, (width, height), args.level, args.only, args.photo_backgrounds)
        for i in range(args.start, args.start + count)
    ]
    if args.dump_strings:
        for job in jobs:
            truth = take(job, dress).truth
            for item in [s["text"] for s in truth["strings"]] + [c["payload"] for c in truth["barcodes"]]:
                print(item)
        return 0
    args.out.mkdir(parents=True, exist_ok=True)
    lines = []
    for line in run_all([Task(j, args.out, args.debug_overlay) for j in jobs], args.workers):
        lines.append(line)
        if sys.stderr.isatty():
            done = 30 * len(lines) // max(1, count)
            print(
                f"\r[{'#' * done}{'.' * (30 - done)}] {len(lines)}/{count}",
                end="\n" if len(lines) == count else "",
                file=sys.stderr,
            )
    manifest = {
        "suite": args.suite,
        "seed": args.seed,
        "count": count,
        "versions": versions(),
        "fonts": sorted(fonts.used()),
        "face_licence": crops.licence(),
        "files": lines,
    }
    (args.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    if args.contact_sheet:
        contact_sheet(args.out, lines, args.contact_sheet)
    return 0


def versions() -> dict[str, str]:
    import PIL

    return {
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "pillow": PIL.__version__,
        "python": sys.version.split()[0],
    }
