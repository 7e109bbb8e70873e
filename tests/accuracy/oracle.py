"""A product that knows the truth, and three that are broken on purpose: they measure the measuring.

The oracle finds exactly what was drawn and destroys it. Each broken one fails in one way, and the harness has to show
that in the cells where it belongs, and nowhere else. No network runs, so the whole takes seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tests.accuracy.suites.product import Answer

Json = dict[str, Any]
Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Destroy = Callable[[Rgb, Mask], Rgb]
GROUPS = {"strings": "text", "faces": "faces", "barcodes": "codes", "artefacts": "artefacts"}


def fill(pixels: Rgb, mask: Mask) -> Rgb:
    out = pixels.copy()
    out[mask] = 90
    return out


def soft_rim(pixels: Rgb, mask: Mask) -> Rgb:
    """The classic mistake: the original, blurred a little, faded in over a soft border."""
    blurred = cv2.GaussianBlur(pixels, (0, 0), 3.0).astype(np.float32)
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 4.0)[..., None]
    return np.asarray(pixels * (1 - weight) + blurred * weight, dtype=np.uint8)


@dataclass(frozen=True)
class Oracle:
    """`blind_to`: detectors that are off. `destroy`: what it does under the mask."""

    blind_to: frozenset[str] = frozenset()
    destroy: Destroy = fill
    honours_orientation: bool = True

    def scan(self, photos: Sequence[Path], work: Path) -> Answer:
        return Answer([self._entry(path) for path in photos], 0.0, 0.0)

    def blur(self, photos: Sequence[Path], out: Path, *options: str) -> Answer:
        entries = []
        for path in photos:
            pixels = self._upright(path)
            if "--box" in options:
                x, y, w, h = map(int, options[options.index("--box") + 1].split(","))
                entry: Json = {}
                places = [np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])]
            else:
                entry = self._entry(path)
                places = [np.array(f["polygon"]) for f in entry["findings"] if f["redact"]]
            mask = np.zeros(pixels.shape[:2], np.uint8)
            for polygon in places:
                cv2.fillPoly(mask, [np.round(polygon).astype(np.int32)], 1)
            out.mkdir(parents=True, exist_ok=True)
            target = out / f"{path.stem}.png"
            Image.fromarray(self.destroy(pixels, cv2.dilate(mask, np.ones((3, 3))) > 0)).save(target)
            entries.append(entry | {"output": str(target)})
        return Answer(entries, 0.0, 0.0)

    def knowing(self, person: str, work: Path) -> Oracle:
        return self  # the truth says who agreed

    def _upright(self, path: Path) -> Rgb:
        with Image.open(path) as file:
            turned = ImageOps.exif_transpose(file) if self.honours_orientation else file
            return np.array(turned.convert("RGB"))

    def _entry(self, path: Path) -> Json:
        truth: Json = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        tag = 1 if self.honours_orientation else int(truth["exif_orientation"])
        findings = []
        for group, detector in GROUPS.items():
            for drawn in truth[group] if detector not in self.blind_to else ():
                kind = drawn.get("kind") or "face_unknown"
                wanted = drawn.get("must_redact", kind == "barcode_patient")
                if kind != "label" and (wanted or drawn.get("human") == "yes"):
                    findings.append(_finding(kind, _as_stored(drawn["poly"], truth["size"], tag), bool(wanted)))
        return {
            "path": str(path),
            "status": "scanned",
            "not_checked": ["artefacts", "scene", "jigsaw"],
            "verdict": truth["expected"]["verdict"],
            "findings": findings,
            "artefacts": [],
            "scene": None,
            "jigsaw": None,
            "timings_ms": {"decode": 1.0},
        }


def _as_stored(polygon: list[list[float]], size: list[int], orientation: int) -> list[list[float]]:
    """Places in the picture as stored, for a reader who knows nothing of the tag; 1, 3, 6 and 8 only."""
    width, height = size
    turned: dict[int, Callable[[float, float], list[float]]] = {
        1: lambda x, y: [x, y],
        3: lambda x, y: [width - x, height - y],
        6: lambda x, y: [y, width - x],
        8: lambda x, y: [height - y, x],
    }
    return [turned[orientation](x, y) for x, y in polygon]


def _finding(kind: str, polygon: list[list[float]], redact: bool) -> Json:
    return {"kind": kind, "severity": "high" if redact else "low", "polygon": polygon, "frame": 0, "redact": redact}
