"""Training canvases: pictures laid out by chance, turned, pasted over each other and developed as phones do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from samples import CLASSES, Array, Pixels, Sample

GREY = 114


@dataclass(frozen=True)
class Canvas:
    """One training picture: (s, s, 3) BGR, boxes (n, 4) x0 y0 x1 y1, and regions (x0, y0, x1, y1, known[12])."""

    pixels: Pixels
    boxes: Array
    labels: NDArray[np.int64]
    regions: list[tuple[Array, NDArray[np.bool_]]]


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
