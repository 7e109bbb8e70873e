"""What all parts of the accuracy command share: the evaluation folder, running the product, results."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image, ImageOps

CHECKOUT = Path(__file__).resolve().parents[2]
ENDED_WELL = (0, 1, 3, 4)  # nothing found, findings, incomplete, a failed copy: the JSON is there
Json = dict[str, Any]


class NoEvaluationDataError(Exception):
    """The evaluation folder, or the part that is needed, is absent."""


def eval_home() -> Path:
    """`SCANNER_EVAL`, or `../shared/eval` beside the checkout, whether it is there or not."""
    given = os.environ.get("SCANNER_EVAL")
    return Path(given) if given else CHECKOUT.parent / "shared" / "eval"


def evaluation_folder() -> Path:
    """The same, where it is there. Raises NoEvaluationDataError."""
    folder = eval_home()
    if not (folder / "tools").is_dir():
        raise NoEvaluationDataError(
            f"There is no evaluation data in {folder}. Set SCANNER_EVAL to the folder that holds tools/, "
            "faces/, text/ and the others. It is not part of the project: its photos may not be passed on."
        )
    return folder


@dataclass(frozen=True)
class Miss:
    """Something to look at: a place in a photo (corners of a polygon, or the whole photo)."""

    path: str  # relative to the section's folder
    note: str
    polygon: tuple[tuple[float, float], ...] | None = None
    beside: Path | None = None  # a second picture with the same coordinates: the redacted copy


@dataclass
class Section:
    """The result of one part. `figures` are numbers by name (for comparing runs), `table` is for people."""

    name: str
    photos: int = 0
    figures: dict[str, float] = field(default_factory=dict)
    table: str = ""
    misses: list[Miss] = field(default_factory=list)
    cpu_seconds: float = 0.0
    note: str = ""  # "not built yet", or what else should be known
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)  # hits and total by cell
    seed: int | None = None  # of synthetic photos
    sets: dict[str, int] = field(default_factory=dict)  # photos by suite

    def as_json(self) -> Json:
        return {
            "photos": self.photos,
            "figures": self.figures,
            "cpu_seconds": round(self.cpu_seconds, 1),
            "note": self.note,
            **({"seed": self.seed, "suites": self.sets} if self.sets else {}),
            **({"counts": {cell: list(count) for cell, count in self.counts.items()}} if self.counts else {}),
            "table": self.table.splitlines(),
            "misses": [f"{miss.path}: {miss.note}" for miss in self.misses],
        }


@dataclass(frozen=True)
class Synthetic:
    """Which synthetic photos to make and measure."""

    suites: str = ""  # `core=24,negatives`; all of them where empty
    seed: int = 0
    kept: Path | None = None  # folder in which they stay for the next run
    minutes: float = 0.0  # stop after so many; 0: as long as it takes


@dataclass(frozen=True)
class Bench:
    """Where things are and how much to run; handed to every part."""

    folder: Path
    work: Path  # private, removed at the end
    limit: int = 0
    threads: int = 0
    synthetic: Synthetic = Synthetic()

    @property
    def renders(self) -> Path:
        return self.synthetic.kept or self.work / "renders"

    def tool(self, name: str) -> Path:
        return self.folder / "tools" / name

    def part(self, *names: str) -> Path:
        path = evaluation_folder().joinpath(*names)
        if not path.exists():
            raise NoEvaluationDataError(f"{path} is absent.")
        return path

    def sample(self, names: Iterable[str]) -> list[str]:
        """All names, or `limit` of them spread evenly over the set: the same ones every time."""
        everything = list(names)
        if not self.limit or len(everything) <= self.limit:
            return everything
        step = len(everything) / self.limit
        return [everything[int(i * step)] for i in range(self.limit)]

    def write(self, name: str, content: Any) -> Path:
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def scan(self, root: Path, names: Sequence[str], detect: str) -> list[Json]:
        """`scanner scan --json` on photos below `root`: one entry for each name, in order."""
        if not names:
            return []
        listing = self.work / "list.txt"
        listing.write_text("".join(f"{root / name}\n" for name in names), encoding="utf-8")
        result = product(
            "scan", "--json", "--reveal", "--detect", detect, *self._threads(), "--from-file", str(listing)
        )
        photos: list[Json] = result["photos"]
        if len(photos) != len(names):
            raise RuntimeError(f"{len(names)} photos given, {len(photos)} entries came back")
        return photos

    def blur(self, root: Path, names: Sequence[str], out: Path) -> Json:
        """`scanner blur --json -o OUT` on photos below `root`."""
        listing = self.work / "list.txt"
        listing.write_text("".join(f"{root / name}\n" for name in names), encoding="utf-8")
        return product("blur", "--json", *self._threads(), "-o", str(out), "--from-file", str(listing))

    def score(self, tool: str, *arguments: str | Path) -> str:
        """Run a scoring script; its output."""
        done = self.quietly(tool, *arguments)
        if not done:
            raise RuntimeError(f"{tool} printed nothing")
        return done

    def quietly(self, tool: str, *arguments: str | Path) -> str:
        """Run a script that may have nothing to print; what it printed. Raises RuntimeError where it failed."""
        command = [sys.executable, str(self.tool(tool)), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or (done.returncode and not done.stdout):
            raise RuntimeError(f"{tool} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def module(self, tool: str) -> ModuleType:
        """A scoring script as a module, to use its functions."""
        spec = importlib.util.spec_from_file_location(tool.removesuffix(".py"), self.tool(tool))
        if spec is None or spec.loader is None:
            raise NoEvaluationDataError(f"{self.tool(tool)} is absent.")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def _threads(self) -> tuple[str, ...]:
        return ("--threads", str(self.threads)) if self.threads else ()


def run(*arguments: str, stdin: str | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Run the command line as a user would; its stdout. Raises RuntimeError when it failed."""
    command = [sys.executable, "-m", "scanner", *arguments]
    env = {**os.environ, **(environment or {})}
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=CHECKOUT, env=env, check=False)
    if done.returncode not in ENDED_WELL:
        raise RuntimeError(f"scanner {arguments[0]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def product(*arguments: str, stdin: str | None = None, environment: Mapping[str, str] | None = None) -> Json:
    """The same for a command that prints JSON."""
    answer: Json = json.loads(run(*arguments, stdin=stdin, environment=environment))
    return answer


@contextmanager
def bench(limit: int, threads: int, synthetic: Synthetic | None = None) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="scanner-accuracy-") as work:
        yield Bench(eval_home(), Path(work), limit, threads, synthetic or Synthetic())


def children_cpu() -> float:
    """CPU seconds of all finished child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wilson_interval(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); `total` must not be 0."""
    z, p = 1.96, hits / total
    centre = (p + z * z / 2 / total) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / 4 / total / total) / (1 + z * z / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def wilson(hits: int, total: int) -> str:
    """`0.950 [0.888-0.978] 95/100`: a share with its 95 % Wilson interval."""
    if not total:
        return "-"
    low, high = wilson_interval(hits, total)
    return f"{hits / total:.3f} [{low:.3f}-{high:.3f}] {hits}/{total}"


def box_of(polygon: Sequence[Sequence[float]]) -> list[float]:
    """x, y, width, height of a polygon's bounding box."""
    xs, ys = [p[0] for p in polygon], [p[1] for p in polygon]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]


def corners(box: Sequence[float]) -> tuple[tuple[float, float], ...]:
    x, y, w, h = box
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def not_checked(photos: Iterable[Mapping[str, Any]], name: str) -> bool:
    """The detector did not run on any of the photos: it is not built yet, or not usable here."""
    return all(name in photo["not_checked"] for photo in photos)


def write_crops(misses: Sequence[Miss], root: Path, out: Path, most: int = 300) -> None:
    """Crops of what was missed, with the same place of the copy below, for a person to look at. Never commit them."""
    for number, miss in enumerate(misses[:most]):
        sources = [path for path in (root / miss.path, miss.beside) if path is not None]
        try:
            crops = [_crop(path, miss.polygon) for path in sources]
        except OSError:  # lines of text, damaged files: nothing to cut out
            continue
        sheet = Image.new("RGB", (max(c.width for c in crops), sum(c.height for c in crops)))
        for i, crop in enumerate(crops):
            sheet.paste(crop, (0, sum(c.height for c in crops[:i])))
        name = f"{number:03d}_{sources[0].stem}_{miss.note}"[:100]
        out.mkdir(parents=True, exist_ok=True)
        sheet.save(out / f"{''.join(c if c.isalnum() else '_' for c in name)}.png")


def _crop(path: Path, polygon: Sequence[Sequence[float]] | None) -> Image.Image:
    with Image.open(path) as photo:
        picture = ImageOps.exif_transpose(photo).convert("RGB")
    if polygon:
        x, y, w, h = box_of(polygon)
        room = 0.6 * max(w, h) + 12
        picture = picture.crop((int(x - room), int(y - room), int(x + w + room), int(y + h + room)))
    zoom = min(4.0, 480 / max(picture.size))
    return picture.resize((max(1, round(picture.width * zoom)), max(1, round(picture.height * zoom))))
