"""Consent register: how often a stranger would be taken for somebody who agreed, and how often people are known again.

Impostors: all pairs of faces from different photos of the evaluation set, each face looked at once with the code that
the product uses, in the boxes of the annotations. A bar is chosen from their distances; that is measuring, no weight is
trained on a face. Genuine: the only portraits that may be shipped (inside scikit-image and matplotlib) are one photo a
person, so altered copies stand in for other photos; they say what light, size and compression do, not what years do.
"""

from __future__ import annotations

import json
import math
import resource
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.consent.looking import PROBE, REFERENCE, REFERENCE_JITTERS, face_height, look_at
from scanner.consent.matching import BAR
from scanner.findings import Face
from scanner.inference.guarded import FaceLook, GuardedFaceRecognition
from scanner.photo.decode import open_photo
from scanner.photo.photo import Pixels
from scanner.settings import Limits
from tests.accuracy.harness import Bench, Section, corners, wilson

ALBUM, ENROLLED = 400, 50
TAIL = (0.48, 0.50, 0.52, 0.54, 0.56, 0.58, 0.60)
BARS = (0.36, 0.38, 0.40, 0.42, 0.44, 0.46, 0.48, 0.50, 0.52, 0.55, 0.60)
# The closest pairs were looked at: these two photos show one man, in one jumper.
SAME_PERSON = {frozenset({"photos/mask_51.jpg", "photos/mask_618.jpg"})}
FEWEST_FOR_A_RATE = 50


@dataclass(frozen=True)
class Seen:
    """A face of the evaluation set. `probe`, `reference`: its vector where it passes that gate."""

    photo: str
    height: float
    masked: bool
    look: FaceLook | None
    probe: NDArray[np.float64] | None
    reference: NDArray[np.float64] | None


def measure(bench: Bench) -> Section:
    root = bench.part("faces")
    truth = json.loads((root / "faces.json").read_text(encoding="utf-8"))["photos"]
    names = bench.sample(truth)
    engine = GuardedFaceRecognition()
    reason = engine.available()
    if reason:
        return Section("consent", 0, table=reason, note="face-recognition is absent")
    started = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    faces: list[Seen] = []
    for name in names:
        places = [f for f in truth[name]["faces"] if "ignore" not in f["tags"]]
        large = [f for f in places if max(f["box"][2:]) >= PROBE.height]
        pixels = open_photo(root / name, Limits()).frames[0].pixels if large else None
        for face in large:
            assert pixels is not None
            faces.append(_seen(name, pixels, face["box"], "masked" in face["tags"], engine))
    section = Section("consent", len(names))
    lines = [*_gates(faces, section), *_impostors(faces, len(names), section), *_genuine(engine, section)]
    section.table = "\n".join(lines)
    engine.close()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - started
    section.note = f"(and {used:.0f} s in this process)"
    return section


def _seen(name: str, pixels: Pixels, box: Sequence[float], masked: bool, engine: GuardedFaceRecognition) -> Seen:
    face = Face(corners(box), 1.0)
    look = look_at(pixels, face, engine)
    probe = None if look is None or PROBE.refusal(look) else look.vector
    reference = None
    if look is not None and REFERENCE.too_faint(face) is None and REFERENCE.refusal(look) is None:
        steady = look_at(pixels, face, engine, jitters=REFERENCE_JITTERS)
        reference = steady.vector if steady is not None else None
    return Seen(name, face_height(face), masked, look, probe, reference)


def _gates(faces: Sequence[Seen], section: Section) -> Iterator[str]:
    yield f"faces from {PROBE.height:.0f} px: {len(faces)}; what the gates let through:"
    for word, masked in (("not masked", False), ("masked", True)):
        own = [face for face in faces if face.masked is masked]
        compared, enrolled = sum(f.probe is not None for f in own), sum(f.reference is not None for f in own)
        yield f"  {word:10}  compared {wilson(compared, len(own))}   good enough to enrol {wilson(enrolled, len(own))}"
        section.figures[f"{word}, compared"] = compared / max(1, len(own))


def _impostors(faces: Sequence[Seen], photos: int, section: Section) -> Iterator[str]:
    """The trade-off, for faces of two sizes, and what it would be without the gates."""
    for least in (80, 60):
        own = [face for face in faces if face.height >= least]
        pairs = _pairs([f.photo for f in own])
        apart = _distances(own, pairs)
        strangers = len(own) / photos * ALBUM
        share = sum(f.probe is not None for f in own) / max(1, len(own))
        rows = [_row(bar, apart, strangers * ENROLLED, share) for bar in BARS]
        compared = int(np.isfinite(apart).sum())
        yield ""
        yield f"strangers from {least} px: {len(own)} faces, {len(pairs)} pairs across photos, {compared} compared"
        yield f"an album of {ALBUM} such photos shows {strangers:.0f} faces; {ENROLLED} people are enrolled"
        yield "                               strangers left visible, expected (95 % upper)"
        yield "  bar   false  rate (upper)     all pairs       compared pairs    from the tail"
        yield from (row.text() for row in rows)
        (used,) = (row for row in rows if row.bar == BAR)
        section.figures |= {f"{name}, {least} px": value for name, value in used.figures().items()}
    everyone = [f for f in faces if f.height >= 80 and f.look is not None]
    free = _free_distances(everyone)
    counts = ", ".join(f"{bar:.2f}: {int((free <= bar).sum())}" for bar in BARS)
    yield f"without the gates, false ones of {len(free)} pairs that dlib sees (80 px): {counts}"
    yield "* in use. Bounds: Clopper and Pearson, one-sided; as pairs share faces, they are a little optimistic."


@dataclass(frozen=True)
class Row:
    """One bar, read in three ways; each is strangers left visible in the album, and a bound where there is one.

    `everybody`: over all pairs, as if anybody of the set were enrolled. `compared`: more careful, over the pairs that
    are really compared, because an enrolled face is known to be a good one, which the average face is not; these
    pairs are few, so the bound is wide. `tail`: the same with the rate that the tail above the bar lets expect.
    """

    bar: float
    false: int
    rate: tuple[float, float]
    everybody: tuple[float, float]
    compared: tuple[float, float]
    tail: float | None

    def text(self) -> str:
        rate, everybody, compared = (
            f"{value:{form}} (<{most:{form}})"
            for (value, most), form in ((self.rate, ".0e"), (self.everybody, "5.2f"), (self.compared, "5.2f"))
        )
        tail = "-" if self.tail is None else f"{self.tail:.2f}"
        star = "*" if self.bar == BAR else " "
        return f"  {self.bar:.2f}{star}{self.false:6}  {rate}  {everybody}  {compared}  {tail:>9}"

    def figures(self) -> dict[str, float]:
        found = {
            "false matches": self.false,
            "rate, upper": self.rate[1],
            "strangers in an album, upper": self.everybody[1],
            "strangers in an album, careful upper": self.compared[1],
        }
        return found if self.tail is None else found | {"strangers in an album, from the tail": self.tail}


def _row(bar: float, apart: NDArray[np.float64], album: float, share: float) -> Row:
    """`album`: stranger's faces times people enrolled; `share` of the faces that pass the gate."""
    total, compared, false = len(apart), int(np.isfinite(apart).sum()), int((apart <= bar).sum())
    rate = (false / max(1, total), _upper(false, total))
    among = (false / max(1, compared), _upper(false, compared))
    tail = _tail(apart)
    return Row(
        bar=bar,
        false=false,
        rate=rate,
        everybody=(album * rate[0], album * rate[1]),
        compared=(album * share * among[0], album * share * among[1]),
        tail=None if tail is None else album * share * tail(bar),
    )


def _pairs(photos: Sequence[str]) -> NDArray[np.intp]:
    rows = [
        (i, j)
        for i in range(len(photos))
        for j in range(i + 1, len(photos))
        if photos[i] != photos[j] and frozenset({photos[i], photos[j]}) not in SAME_PERSON
    ]
    return np.array(rows, dtype=np.intp).reshape(-1, 2)


def _distances(faces: Sequence[Seen], pairs: NDArray[np.intp]) -> NDArray[np.float64]:
    """For each pair the smaller of the two ways to compare (either may be the one in the register); inf: never."""
    probes, references = _matrix([f.probe for f in faces]), _matrix([f.reference for f in faces])
    i, j = pairs[:, 0], pairs[:, 1]
    one = np.linalg.norm(references[i] - probes[j], axis=1)
    other = np.linalg.norm(probes[i] - references[j], axis=1)
    return np.asarray(np.nan_to_num(np.fmin(one, other), nan=np.inf))


def _free_distances(faces: Sequence[Seen]) -> NDArray[np.float64]:
    vectors = _matrix([f.look.vector if f.look else None for f in faces])
    pairs = _pairs([f.photo for f in faces])
    return np.asarray(np.linalg.norm(vectors[pairs[:, 0]] - vectors[pairs[:, 1]], axis=1))


def _matrix(vectors: Sequence[NDArray[np.float64] | None]) -> NDArray[np.float64]:
    return np.stack([np.full(128, np.nan) if v is None else v for v in vectors])


def _upper(hits: int, total: int) -> float:
    """One-sided 95 % bound of a share (Clopper and Pearson 1934), by bisection on the binomial's lower tail."""
    if not total or hits >= total:
        return 1.0
    low, high = hits / total, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        terms = (
            math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
            + k * math.log(middle) + (total - k) * math.log1p(-middle)
            for k in range(hits + 1)
        )  # fmt: skip
        low, high = (middle, high) if sum(map(math.exp, terms)) > 0.05 else (low, middle)
    return high


def _tail(apart: NDArray[np.float64]) -> Callable[[float], float] | None:
    """The share of compared pairs below a distance, carried on from where some were seen: a straight line through their
    normal quantiles (the lower tail taken for that of a normal distribution). None with too few points for a line."""
    compared = int(np.isfinite(apart).sum())
    counts = [(bar, int((apart <= bar).sum())) for bar in TAIL]
    seen = [(bar, NormalDist().inv_cdf(n / compared)) for bar, n in counts if 0 < n < compared]
    if len(seen) < 3:
        return None
    slope, height = np.polyfit([bar for bar, _ in seen], [z for _, z in seen], 1)
    return lambda bar: NormalDist().cdf(float(slope * bar + height))


def _genuine(engine: GuardedFaceRecognition, section: Section) -> Iterator[str]:
    yield ""
    yield "altered copies of public-domain portraits, each against its original in the register:"
    everything = compared = known = 0
    for name, pixels, box in _portraits():
        original = look_at(pixels, Face(corners(box), 1.0), engine, jitters=REFERENCE_JITTERS)
        if original is None or REFERENCE.refusal(original):
            yield f"  {name}: not good enough to enrol"
            continue
        apart = []
        total = refused = 0
        for copy, place in _altered(pixels, box):
            total += 1
            look = look_at(copy, Face(corners(place), 1.0), engine)
            if look is None or PROBE.refusal(look):
                refused += 1
            else:
                apart.append(float(np.linalg.norm(look.vector - original.vector)))
        matched = sum(d <= BAR for d in apart)
        everything, compared, known = everything + total, compared + len(apart), known + matched
        middle, worst = (f"{np.median(apart):.2f}", f"{max(apart):.2f}") if apart else ("-", "-")
        yield f"  {name}: known again {matched} of {total}; refused {refused}; distance {middle}, at worst {worst}"
    section.figures["altered copies known again"] = known
    section.figures["altered copies"] = everything
    yield "  Real pairs (two photos of one person taken apart in time): none that may be used, so no rate is claimed;"
    yield f"  a rate would need {FEWEST_FOR_A_RATE}. Expect that people of the register are covered now and then."


def _portraits() -> Iterator[tuple[str, Pixels, tuple[int, int, int, int]]]:
    import skimage.data
    from matplotlib import cbook
    from PIL import Image

    yield "astronaut (scikit-image)", np.asarray(skimage.data.astronaut()), (175, 65, 95, 125)  # type: ignore[no-untyped-call]
    path = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    yield "Hopper (matplotlib)", np.asarray(Image.open(str(path)).convert("RGB")), (172, 130, 186, 215)


def _altered(
    pixels: Pixels, box: tuple[int, int, int, int]
) -> Iterator[tuple[Pixels, tuple[float, float, float, float]]]:
    """Other sizes, light, tilt and compression, all together: 3 x 3 x 3 x 2 copies, with the face's box in each."""
    x, y, w, h = box
    height, width = pixels.shape[:2]
    for face_px, gamma, tilt, quality in product((64, 90, 160), (0.6, 1.0, 1.6), (-10, 0, 10), (35, 80)):
        scale = face_px / max(w, h)
        size = (round(width * scale), round(height * scale))
        turn = cv2.getRotationMatrix2D(((x + w / 2) * scale, (y + h / 2) * scale), tilt, 1.0)
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        turned = cv2.warpAffine(small, turn, size, borderMode=cv2.BORDER_REPLICATE)
        lit = (255 * (turned / 255.0) ** gamma).astype(np.uint8)
        done, data = cv2.imencode(".jpg", lit, [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert done
        copy = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
        yield copy, (x * scale, y * scale, w * scale, h * scale)
