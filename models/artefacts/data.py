"""Photos and generator pictures as training canvases.

A `Sample` holds one picture and what is known about it: outlines, places where nothing may be learnt, and the
classes that are complete in it (the others must not be learnt as background there).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

CLASSES = [
    "wristband", "board", "screen", "patient_monitor", "paper", "id_badge",
    "label", "sticky_note", "code", "medical_image", "number_plate", "sign",
]  # fmt: skip
SOFT = {"doubtful", "group"}
CACHED = 1280  # px, long side of the decoded copies
PARTS = (0.5, 0.25)  # smaller copies, so that no canvas has to shrink a large one
GREY = 114
# What the generator's scenes hold (its names on the left); None: not one of our classes, so left out of the loss.
SCENES: dict[str, str | None] = {
    "wristband": "wristband", "whiteboard": "board", "staff_board": "board", "empty_board": "board",
    "initials_board": "board", "ehr_screen": "screen", "login_screen": "screen", "training_screen": "screen",
    "id_badge": "id_badge", "drug_chart": "paper", "handover_sheet": "paper", "theatre_list": "paper",
    "addressograph_sheet": "paper", "thank_you_card": "paper", "ecg": "paper", "crossword": "paper",
    "specimen_tube": "label", "drip_label": "label", "label_code": "label", "syringe": "label", "drug_box": "label",
    "post_it": "sticky_note", "harmless_note": "sticky_note", "xray": "medical_image", "ultrasound": "medical_image",
    "patient_monitor": "patient_monitor", "plate": "number_plate", "bedhead_card": "sign", "door_sign": "sign",
    "trust_poster": "sign", "fire_notice": "sign", "menu": "sign", "street_sign": "sign",
}  # fmt: skip
# The same by the generator's kind of a thing, for pictures with several things.
KINDS: dict[str, str | None] = {
    "board": "board", "drip_label": "label", "medical_image": "medical_image", "paper_record": "paper",
    "patient_list": "paper", "patient_monitor": "patient_monitor", "screen": "screen", "specimen_label": "label",
    "staff_badge": "id_badge", "sticky_note": "sticky_note", "vehicle_plate": "number_plate",
    "wristband": "wristband", "bedhead_sign": "sign", "place_signal": "sign",
}  # fmt: skip

Pixels = NDArray[np.uint8]
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """`outlines` (n, 4, 2) and `soft` (m, 4, 2) in pixels of the cached copy; `known` (12,) bool."""

    name: str
    repo: str
    cache: Path
    outlines: Array
    labels: NDArray[np.int64]
    soft: Array
    known: NDArray[np.bool_]
    train: bool = True
    synthetic: bool = False

    def pixels(self, shrink: float = 1.0) -> tuple[Pixels, float]:
        """The copy that is just large enough to be shrunk so far, and its scale against the cached size."""
        part = next((p for p in PARTS if p <= 1.5 * shrink), PARTS[-1]) if shrink < 0.6 else 1.0
        return np.load(_part(self.cache, part), mmap_mode="r"), part


@dataclass(frozen=True)
class Canvas:
    """One training picture: (s, s, 3) BGR, boxes (n, 4) x0 y0 x1 y1, and regions (x0, y0, x1, y1, known[12])."""

    pixels: Pixels
    boxes: Array
    labels: NDArray[np.int64]
    regions: list[tuple[Array, NDArray[np.bool_]]]


def _cached(picture: Path, folder: Path) -> tuple[Path, float]:
    """A decoded copy on disk, long side at most CACHED, and its scale against the file."""
    pixels = cv2.imdecode(np.fromfile(picture, np.uint8), cv2.IMREAD_COLOR)
    scale = min(1.0, CACHED / max(pixels.shape[:2]))
    place = folder / f"{zlib.crc32(str(picture).encode()):08x}.npy"
    for part in (1.0, *PARTS):
        if not _part(place, part).is_file():
            by = scale * part
            small = cv2.resize(pixels, None, fx=by, fy=by, interpolation=cv2.INTER_AREA) if by < 1 else pixels
            np.save(_part(place, part), small)
    return place, scale


def _part(place: Path, part: float) -> Path:
    return place.with_suffix(f".{round(1 / part)}.npy")


def _corners(box: Sequence[float]) -> list[list[float]]:
    x, y, w, h = box
    return [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]


def _stacked(outlines: Iterable[Sequence[Sequence[float]]], scale: float) -> Array:
    rows = [np.asarray(o, np.float32) * scale for o in outlines]
    return np.stack(rows) if rows else np.zeros((0, 4, 2), np.float32)


def real_photos(root: Path, cache: Path) -> list[Sample]:
    """The annotated photos of wards/ and objects/ below `root`."""
    samples = []
    cache.mkdir(parents=True, exist_ok=True)
    for part in ("wards", "objects"):
        listing = json.loads((root / part / "annotations.json").read_text(encoding="utf-8"))
        for name, image in listing["images"].items():
            place, scale = _cached(root / part / name, cache)
            hard = [o for o in image["objects"] if not SOFT & set(o["tags"])]
            soft = [o for o in image["objects"] if SOFT & set(o["tags"])]
            known = image.get("exhaustive") or CLASSES
            samples.append(
                Sample(
                    f"{part}/{name}",
                    image["repo"],
                    place,
                    _stacked((_corners(o["box"]) for o in hard), scale),
                    np.array([CLASSES.index(o["class"]) for o in hard], np.int64),
                    _stacked((_corners(o["box"]) for o in soft), scale),
                    np.array([c in known for c in CLASSES]),
                    bool(image["train"]),
                )
            )
    return samples


def generated(root: Path, cache: Path) -> list[Sample]:
    """Pictures of `tests.render` (folders of JPEG and JSON pairs) below `root`."""
    samples = []
    cache.mkdir(parents=True, exist_ok=True)
    for truth in sorted(root.glob("*/[0-9]*.json")):
        scene = json.loads(truth.read_text(encoding="utf-8"))
        picture = truth.with_name(scene["file"])
        place, scale = _cached(picture, cache)
        hard, labels, soft = [], [], []
        alone = len(scene["artefacts"]) == 1
        for thing in scene["artefacts"]:
            cls = KINDS.get(thing["kind"]) or (SCENES.get(scene["scene"]) if alone else None)
            corners = cv2.boxPoints(cv2.minAreaRect(np.asarray(thing["poly"], np.float32))).tolist()
            if cls is None or thing["visible_fraction"] < 0.3:
                soft.append(corners)
            else:
                hard.append(corners)
                labels.append(CLASSES.index(cls))
        for code in scene["barcodes"]:
            corners = np.asarray(code["poly"], np.float32)
            if np.ptp(corners, axis=0).max() * scale >= 16:
                hard.append(corners.tolist())
                labels.append(CLASSES.index("code"))
        known = np.array([c != "sign" for c in CLASSES])  # the backdrops may show signs
        samples.append(
            Sample(
                picture.stem,
                "generator",
                place,
                _stacked(hard, scale),
                np.array(labels, np.int64),
                _stacked(soft, scale),
                known,
                synthetic=True,
            )
        )
    return samples


# ---- canvases ---------------------------------------------------------------------------------------------------


def _matrix(rng: Generator, shape: tuple[int, ...], long_side: float, target: tuple[float, ...]) -> Array:
    """Scale, turn, shear and a little perspective; the picture's middle falls somewhere in the target cell."""
    h, w = shape[:2]
    x0, y0, x1, y1 = target
    scale = long_side / max(h, w)
    turn = np.deg2rad(rng.uniform(-12, 12)) if rng.random() < 0.4 else 0.0
    turn += np.pi / 2 * (int(rng.integers(1, 4)) if rng.random() < 0.08 else 0)
    flip = -1.0 if rng.random() < 0.5 else 1.0
    stretch = float(np.exp(rng.normal(0, 0.12)))
    cos, sin = np.cos(turn), np.sin(turn)
    middle = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1]])
    bend = np.eye(3)
    if rng.random() < 0.3:
        bend[2, :2] = rng.uniform(-0.25, 0.25, 2) / max(h, w)
        bend[0, 1] = rng.uniform(-0.08, 0.08)
    spin = scale * np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1 / scale]]) @ np.diag([flip * stretch, 1, 1])
    # Keep the picture over the cell as far as it reaches: a large one is cut somewhere, a small one floats.
    wide, high = abs(cos) * w * scale + abs(sin) * h * scale, abs(sin) * w * scale + abs(cos) * h * scale
    free = np.array([(x1 - x0 - wide) / 2, (y1 - y0 - high) / 2])
    away = rng.uniform(-1, 1, 2) * np.abs(free)
    to = np.array([[1, 0, (x0 + x1) / 2 + away[0]], [0, 1, (y0 + y1) / 2 + away[1]], [0, 0, 1]])
    return np.asarray(to @ spin @ bend @ middle, np.float32)


def _moved(outlines: Array, matrix: Array, cell: tuple[float, ...]) -> tuple[Array, Array]:
    """Boxes (n, 4) clipped to the cell, and the share of each that is still inside."""
    if not len(outlines):
        return np.zeros((0, 4), np.float32), np.zeros(0, np.float32)
    points = cv2.perspectiveTransform(outlines.reshape(-1, 1, 2), matrix).reshape(-1, 4, 2)
    low, high = points.min(1), points.max(1)
    x0, y0, x1, y1 = cell
    clipped = np.concatenate((np.clip(low, (x0, y0), (x1, y1)), np.clip(high, (x0, y0), (x1, y1))), 1)
    area = np.maximum(np.prod(high - low, 1), 1e-6)
    return clipped.astype(np.float32), (np.prod(clipped[:, 2:] - clipped[:, :2], 1) / area).astype(np.float32)


def _lay(canvas: Pixels, sample: Sample, rng: Generator, long_side: float, cell: tuple[int, int, int, int]) -> Canvas:
    full = sample.pixels()[0].shape
    matrix = _matrix(rng, full, long_side, cell)
    pixels, part = sample.pixels(long_side / max(full[:2]))
    small = matrix @ np.diag([1 / part, 1 / part, 1]).astype(np.float32)
    x0, y0, x1, y1 = cell
    shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], np.float32)
    canvas[y0:y1, x0:x1] = cv2.warpPerspective(
        np.ascontiguousarray(pixels),
        shift @ small,
        (x1 - x0, y1 - y0),
        flags=cv2.INTER_LINEAR,
        borderValue=(GREY, GREY, GREY),
    )
    boxes, inside = _moved(sample.outlines, matrix, cell)
    sides = boxes[:, 2:] - boxes[:, :2]
    keep = (inside >= 0.35) & (sides.min(1, initial=1e9) >= 4)
    regions = [(np.asarray(cell, np.float32), sample.known)]
    nothing = np.zeros(len(CLASSES), bool)
    soft, _ = _moved(sample.soft, matrix, cell)
    regions += [(box, nothing) for box in (*soft, *boxes[~keep])]
    return Canvas(canvas, boxes[keep], sample.labels[keep], regions)


def compose(samples: Sequence[Sample], rng: Generator, size: int) -> Canvas:
    """One sample over the whole canvas, or four in a mosaic. Apparent sizes are those of an 832 px copy."""
    pixels = np.full((size, size, 3), GREY, np.uint8)
    if len(samples) == 1:
        return _lay(pixels, samples[0], rng, float(np.exp(rng.uniform(np.log(420), np.log(1250)))), (0, 0, size, size))
    cx, cy = (int(v) for v in rng.uniform(0.35, 0.65, 2) * size)
    cells = ((0, 0, cx, cy), (cx, 0, size, cy), (0, cy, cx, size), (cx, cy, size, size))
    parts = [
        _lay(pixels, s, rng, float(np.exp(rng.uniform(np.log(300), np.log(900)))), cell)
        for s, cell in zip(samples, cells, strict=True)
    ]
    return Canvas(
        pixels,
        np.concatenate([p.boxes for p in parts]),
        np.concatenate([p.labels for p in parts]),
        [r for p in parts for r in p.regions],
    )


def pasted(canvas: Canvas, donors: Sequence[Sample], rng: Generator) -> Canvas:
    """Generated things cut out and laid over the canvas, small and in its light."""
    pixels, boxes, labels = canvas.pixels, [canvas.boxes], [canvas.labels]
    size = pixels.shape[0]
    for _ in range(int(rng.integers(1, 4))):
        donor = donors[int(rng.integers(len(donors)))]
        things = [i for i, c in enumerate(donor.labels) if CLASSES[c] not in ("code", "sign", "number_plate")]
        if not things:
            continue
        i = things[int(rng.integers(len(things)))]
        outline = donor.outlines[i]
        longest = float(np.linalg.norm(outline - np.roll(outline, 1, 0), axis=1).max())
        wanted = float(np.exp(rng.uniform(np.log(36), np.log(260))))
        source, shrink = donor.pixels(wanted / longest)
        scale, turn = wanted / (longest * shrink), np.deg2rad(rng.normal(0, 14))
        cos, sin = scale * np.cos(turn), scale * np.sin(turn)
        middle = outline.mean(0) * shrink
        to = rng.uniform(0.05, 0.95, 2) * size
        matrix = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], np.float32)
        matrix[:2, 2] = to - matrix[:2, :2] @ middle
        place = cv2.perspectiveTransform((outline * shrink).reshape(-1, 1, 2), matrix).reshape(4, 2)
        mask = np.zeros((size, size), np.uint8)
        cv2.fillConvexPoly(mask, place.round().astype(np.int32), 255)
        box = np.concatenate((place.min(0).clip(0, size), place.max(0).clip(0, size))).astype(np.float32)
        if np.prod(box[2:] - box[:2]) < 0.5 * np.prod(np.ptp(place, axis=0)):
            continue
        laid = cv2.warpPerspective(
            np.ascontiguousarray(source), matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        x0, y0, x1, y1 = (int(v) for v in box)
        around = pixels[y0 : y1 + 1, x0 : x1 + 1].mean()
        light = float(np.clip((around + 60) / 190, 0.45, 1.1) * rng.uniform(0.85, 1.15))
        edge = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None].astype(np.float32) / 255
        pixels[:] = (pixels * (1 - edge) + np.clip(laid * light, 0, 255) * edge).astype(np.uint8)
        boxes.append(box[None])
        labels.append(donor.labels[i : i + 1])
    return Canvas(pixels, np.concatenate(boxes), np.concatenate(labels), canvas.regions)


def developed(pixels: Pixels, rng: Generator) -> Pixels:
    """Colour, light, blur, noise and JPEG, as phones and messengers do."""
    out = pixels
    if rng.random() < 0.8:
        hsv = cv2.cvtColor(out, cv2.COLOR_BGR2HSV).astype(np.float32)
        hsv[..., 0] = (hsv[..., 0] + rng.uniform(-8, 8)) % 180
        hsv[..., 1] *= rng.uniform(0.5, 1.4)
        hsv[..., 2] = 255 * (hsv[..., 2] / 255) ** float(np.exp(rng.normal(0, 0.3))) * rng.uniform(0.75, 1.2)
        out = cv2.cvtColor(np.clip(hsv, 0, 255).astype(np.uint8), cv2.COLOR_HSV2BGR)
    if rng.random() < 0.06:
        out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.2:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.4, 1.8)))
    if rng.random() < 0.15:
        out = np.clip(out + rng.normal(0, rng.uniform(2, 10), out.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        _, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 80))])
        out = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return out
