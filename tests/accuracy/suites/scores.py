"""One photo after the other: what was found, what the copy still shows, what it cost; added up in `Scores`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tests.accuracy.harness import Miss
from tests.accuracy.suites import hits, things
from tests.accuracy.suites.items import Item, Picture
from tests.accuracy.suites.leaks import Attack, Left, attack, traces_in_file
from tests.accuracy.suites.pixels import Pair
from tests.accuracy.suites.product import Product
from tests.accuracy.suites.tally import Tally

Json = dict[str, Any]
FOUND, COVERED, GONE = "found and named", "to be covered", "gone from the copy"
STRICTNESS = ("nothing_found", "check_by_eye", "fix_before_sharing", "do_not_share")
ANOTHER_PICTURE = 0.95  # share of harmless pixels from which a copy is turned, shifted or resized
BANDS = ("low", "medium", "high", "very_high")


@dataclass
class Scores:
    """Everything counted over all photos."""

    photos: Counter[str] = field(default_factory=Counter)  # by suite
    tally: Tally = field(default_factory=Tally)
    misses: list[Miss] = field(default_factory=list)
    alarms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # by severity: kinds
    negatives: int = 0
    negatives_disturbed: int = 0  # with a false alarm of high or critical severity
    read_by: Counter[str] = field(default_factory=Counter)
    left_by_pixels: int = 0
    wanted: int = 0  # items that had to go, in photos with a copy
    outcomes: Counter[str] = field(default_factory=Counter)  # clean | something left | no copy
    harmless: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # by suite
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    jigsaw: list[tuple[int, int]] = field(default_factory=list)  # band expected, band given
    jigsaw_points: Counter[str] = field(default_factory=Counter)
    not_built: set[str] = field(default_factory=set)
    traces: list[str] = field(default_factory=list)

    def add(self, picture: Picture, entry: Json, engines: Attack) -> None:
        """Scores one photo. `entry`: what `scanner blur --json` said about it."""
        findings: list[Json] = entry["findings"]
        items = picture.items()
        self.photos[picture.suite] += 1
        if picture.suite == "metadata":
            self._metadata(picture, entry)
        if entry["status"] == "scanned":
            self.not_built |= {name for name in entry["not_checked"] if name in ("artefacts", "scene", "jigsaw")}
            self.seconds[picture.suite].append(sum(entry["timings_ms"].values()) / 1000)
        self._found(picture, items, findings)
        self._verdict(picture, entry)
        if picture.suite == "negatives":
            self._false_alarms(picture, items, findings)
        self._things(picture, entry)
        self._jigsaw(picture, entry)
        self._copy(picture, items, entry, engines)

    def knowing(self, product: Product, person: str, work: Path) -> Product:
        """The product with this person in its consent register, where it has one."""
        if not person:
            return product
        try:
            return product.knowing(person, work)
        except RuntimeError:
            self.not_built.add("consent")
            return product

    def _found(self, picture: Picture, items: Sequence[Item], findings: list[Json]) -> None:
        for item in items:
            if item.group == "face" and not item.must_go:
                continue  # consented, or too small to tell
            found = hits.named(item, findings, [i for i in items if i.must_go and i.lies_on(item)])
            cells = item.cells if item.must_go else {"other": item.kind}
            if item.group == "thing":
                cells = {"thing": item.kind}
            self.tally.add(cells, FOUND, found)
            covered = hits.to_be_covered(item, findings)
            if item.must_go and item.group != "thing":
                self.tally.add(item.cells, COVERED, covered)
                if not covered:
                    self._miss(picture, item, "not covered")

    def _verdict(self, picture: Picture, entry: Json) -> None:
        if entry["verdict"] is None:
            return
        due, given = (STRICTNESS.index(v) for v in (picture.truth["expected"]["verdict"], entry["verdict"]))
        self.tally.add({"verdict": picture.suite}, "strict enough", given >= due)
        self.tally.add({"verdict": picture.suite}, "just right", given == due)

    def _false_alarms(self, picture: Picture, items: Sequence[Item], findings: list[Json]) -> None:
        wrong = hits.false_alarms(findings, items, set(picture.truth["expected"]["kinds"]))
        self.negatives += 1
        for finding in wrong:
            self.alarms[finding["severity"]][finding["kind"]] += 1
        loud = [f for f in wrong if f["severity"] in ("critical", "high")]
        self.negatives_disturbed += bool(loud)
        for finding in loud:
            place = tuple((float(x), float(y)) for x, y in finding["polygon"]) if finding["polygon"] else None
            self.misses.append(Miss(picture.name, f"false alarm {finding['kind']}", place))

    def _things(self, picture: Picture, entry: Json) -> None:
        if entry["status"] != "scanned" or "artefacts" in entry["not_checked"]:
            return
        for name, right, any_class in things.seen(picture.truth["artefacts"], entry["artefacts"]):
            self.tally.add({"thing seen": name}, "class right", right)
            self.tally.add({"thing seen": name}, "any class", any_class)

    def _jigsaw(self, picture: Picture, entry: Json) -> None:
        given = entry["jigsaw"]
        if picture.suite != "jigsaw" or given is None:
            return
        due = picture.truth["jigsaw"]
        self.jigsaw.append((BANDS.index(due["band"]), BANDS.index(given["band"])))
        for name in ("place", "time", "person", "condition"):
            self.jigsaw_points[name] += given[name] == picture.truth["signals"][name.upper()]
        if due["band"] != given["band"]:
            self.misses.append(Miss(picture.name, f"jigsaw {given['band']} instead of {due['band']}"))

    def _metadata(self, picture: Picture, entry: Json) -> None:
        kinds = {f["kind"] for f in entry["findings"]}
        for kind in picture.truth["expected"]["kinds"]:
            if kind == "not_scanned":
                hit = entry["status"] != "scanned" or kind in kinds
            elif kind.startswith(("meta_", "file_name")) or picture.truth["extra"]["container"].endswith("_frame2"):
                hit = kind in kinds
            else:
                continue  # drawn things are scored by their place
            self.tally.add({"metadata": kind}, FOUND, hit)
            if not hit:
                self.misses.append(Miss(picture.name, f"{kind} not found"))

    def _copy(self, picture: Picture, items: Sequence[Item], entry: Json, engines: Attack) -> None:
        wanted = [item for item in items if item.must_go and item.group != "thing"]
        if entry["status"] != "scanned":
            self.outcomes["not scanned"] += bool(wanted)
            return
        if entry.get("output") is None:
            self.outcomes["no copy"] += bool(wanted)
            self.tally.add({"copy": picture.suite}, "written", False)
            return
        self.tally.add({"copy": picture.suite}, "written", True)
        output = Path(entry["output"])
        traces = traces_in_file(output, picture.path)
        self.tally.add({"file": "nothing left beside the pixels"}, "clean", not traces)
        self.traces += [f"{picture.name}: {trace}" for trace in traces]
        if picture.suite == "metadata" and not wanted:
            return  # other containers: their pixels are converted, not only copied
        pair = _pair(picture.path, output)
        share = pair.harmless_share(picture.telling_places()) if pair else 1.0
        if pair is None or share > ANOTHER_PICTURE:
            self.outcomes["copy that is another picture"] += 1
            for item in wanted:  # fail closed: nothing can be compared, nothing counts as gone
                self.tally.add(item.cells, GONE, False)
                self._miss(picture, item, "cannot be compared, the copy is another picture", output)
            return
        self.harmless[picture.suite].append(share)
        for face in (i for i in items if i.group == "face" and i.truth["consented"]):
            self.tally.add({"consent": "face"}, "stays visible", pair.untouched(face))
        left = attack(pair, items, engines)
        self._left(picture, wanted, left, output)
        if wanted:
            self.outcomes["something left" if left.items or traces else "clean"] += 1

    def _left(self, picture: Picture, wanted: Sequence[Item], left: Left, output: Path) -> None:
        still = {id(item) for item in left.items}
        self.wanted += len(wanted)
        self.left_by_pixels += len(left.by_pixels)
        for _, engine in {(id(item), engine) for item, engine in left.read}:
            self.read_by[engine] += 1
        for item in wanted:
            self.tally.add(item.cells, GONE, id(item) not in still)
        readers: Mapping[int, str] = {id(item): engine for item, engine in left.read}
        for item in left.items:
            how = f"read by {readers[id(item)]}" if id(item) in readers else "visible"
            self._miss(picture, item, f"left in the copy, {how}", output)

    def _miss(self, picture: Picture, item: Item, what: str, copy: Path | None = None) -> None:
        place = tuple((float(x), float(y)) for x, y in item.polygon)
        cells = " ".join(item.cells[key] for key in ("level", "size", "turn", "hand") if key in item.cells)
        self.misses.append(Miss(picture.name, f"{item.kind} {what} ({cells})", place, copy))


def _pair(original: Path, copy: Path) -> Pair | None:
    one, two = _upright(original), _upright(copy)
    return Pair(one, two) if one.shape == two.shape else None


def _upright(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as file:
        return np.asarray(ImageOps.exif_transpose(file).convert("RGB"))
