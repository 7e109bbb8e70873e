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

from PIL import Image

CHECKOUT = Path(__file__).resolve().parents[2]
ENDED_WELL = (0, 1, 3)  # nothing found, findings, incomplete: in all three the JSON is there
Json = dict[str, Any]


class NoEvaluationDataError(Exception):
    """The evaluation folder, or the part that is needed, is absent."""


def evaluation_folder() -> Path:
    """`SCANNER_EVAL`, or `../shared/eval` beside the checkout. Raises NoEvaluationDataError."""
    given = os.environ.get("SCANNER_EVAL")
    folder = Path(given) if given else CHECKOUT.parent / "shared" / "eval"
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

    def as_json(self) -> Json:
        return {
            "photos": self.photos,
            "figures": self.figures,
            "cpu_seconds": round(self.cpu_seconds, 1),
            "note": self.note,
            "table": self.table.splitlines(),
            "misses": [f"{miss.path}: {miss.note}" for miss in self.misses],
        }


@dataclass(frozen=True)
class Bench:
    """Where things are and how much to run; handed to every part."""

    folder: Path
    work: Path  # private, removed at the end
    limit: int = 0
    threads: int = 0

    def tool(self, name: str) -> Path:
        return self.folder / "tools" / name

    def part(self, *names: str) -> Path:
        path = self.folder.joinpath(*names)
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
        command = [sys.executable, str(self.tool(tool)), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or not done.stdout:
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


def product(*arguments: str, stdin: str | None = None) -> Json:
    """Run the command line as a user would; its JSON. Raises RuntimeError when it gives none."""
    command = [sys.executable, "-m", "scanner", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    if done.returncode not in ENDED_WELL:
        raise RuntimeError(f"scanner {arguments[0]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    answer: Json = json.loads(done.stdout)
    return answer


@contextmanager
def bench(limit: int, threads: int) -> Iterator[Bench]:
    folder = evaluation_folder()
    with tempfile.TemporaryDirectory(prefix="scanner-accuracy-") as work:
        yield Bench(folder, Path(work), limit, threads)


def children_cpu() -> float:
    """CPU seconds of all finished child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wilson(hits: int, total: int) -> str:
    """`0.95 [0.89-0.98] 95/100`: a share with its 95 % Wilson interval."""
    if not total:
        return "-"
    z, p = 1.96, hits / total
    centre = (p + z * z / 2 / total) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / 4 / total / total) / (1 + z * z / total)
    return f"{p:.3f} [{max(0.0, centre - half):.3f}-{min(1.0, centre + half):.3f}] {hits}/{total}"


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
    """Crops of what was missed, for a person to look at. Never commit them."""
    for number, miss in enumerate(misses[:most]):
        source = root / miss.path
        try:
            with Image.open(source) as photo:
                picture = photo.convert("RGB")
        except OSError:  # lines of text, damaged files: nothing to cut out
            continue
        if miss.polygon:
            x, y, w, h = box_of(miss.polygon)
            room = 0.6 * max(w, h) + 12
            picture = picture.crop((int(x - room), int(y - room), int(x + w + room), int(y + h + room)))
        zoom = min(4.0, 480 / max(picture.size))
        size = (max(1, round(picture.width * zoom)), max(1, round(picture.height * zoom)))
        name = f"{number:03d}_{source.stem}_{miss.note}"[:100]
        out.mkdir(parents=True, exist_ok=True)
        picture.resize(size).save(out / f"{''.join(c if c.isalnum() else '_' for c in name)}.png")
