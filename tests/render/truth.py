"""What is in the picture, computed from what was drawn: polygons, visibility, legibility, expected findings.

Coordinates: pixels of the displayed (upright) picture, x right, y down. Legibility follows the thresholds of
the
generator's specification: a string's cap height, blur, contrast and visible share in the final picture, never
an
OCR engine's opinion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.render.camera import Shot, glare_at, tone
from tests.render.canvas import CodeMark, Mark
from tests.render.scene import Placed, Stage
from tests.render.surfaces import Array, edge_points, forward, outline

Poly = list[list[float]]
IDENTIFYING = frozenset(
    {"nhs_number", "local_patient_number", "patient_name", "date_of_birth", "address", "credential"}
)
MIN_LETTERS, MIN_DIGITS = 4, 7


@dataclass(frozen=True)
class StringTruth:
    mark: Mark
    poly: Poly
    cap_px: float
    r: float
    dc: float
    visible_fraction: float
    visible_text: str
    tilt: float
    human: str
    ocr: str
    identifying: bool

    @property
    def must_redact(self) -> bool:
        return self.identifying and self.human != "no"


def rounded(points: Array) -> Poly:
    return [[round(float(x), 1) for x in p] for p in points]


def visible_outline(stage: Stage, placed: Placed) -> Poly:
    """The front-facing part of the artefact's border, cut to the picture."""
    if not placed.piece.solid:
        owned = np.argwhere(stage.frame.owner == placed.owner)
        return clip(stage, owned[:, ::-1].astype(np.float64) + 0.5)
    return clip(stage, _front(stage, placed, outline(placed.surface)))


def mark_outline(stage: Stage, placed: Placed, quad: Array) -> Poly:
    flat = placed.surface.__class__.__name__ == "Plane"
    points = _front(stage, placed, edge_points(quad, 1 if flat else 24))
    if not flat and len(points) > 8:
        points = cv2.approxPolyDP(points.astype(np.float32).reshape(-1, 1, 2), 0.3, True).reshape(-1, 2).astype(float)
    return rounded(points)


def _front(stage: Stage, placed: Placed, mm: Array) -> Array:
    pixels, front = forward(placed.surface, stage.camera, mm)
    return pixels[front & np.isfinite(pixels).all(axis=1)]


def clip(stage: Stage, points: Array) -> Poly:
    """Convex hull of `points` cut to the picture (things are convex enough at this scale)."""
    if len(points) < 3:
        return []
    w, h = stage.camera.width, stage.camera.height
    hull = cv2.convexHull(points.astype(np.float32)).reshape(-1, 2)
    frame = np.array([(0, 0), (w, 0), (w, h), (0, h)], dtype=np.float32)
    area, cut = cv2.intersectConvexConvex(hull, frame)
    if area <= 4:
        return []
    slim = cv2.approxPolyDP(cut.reshape(-1, 1, 2), 0.4, True).reshape(-1, 2)
    return rounded(slim.astype(float))


def _grid(quad: Array, n: int = 5) -> Array:
    t = (np.arange(n) + 0.5) / n
    a, b = np.meshgrid(t, t)
    a, b = a.reshape(-1, 1), b.reshape(-1, 1)
    out: Array = quad[0] * (1 - a) * (1 - b) + quad[1] * a * (1 - b) + quad[2] * a * b + quad[3] * (1 - a) * b
    return out


def shares(stage: Stage, placed: Placed, quads: list[Array]) -> NDArray[np.float64]:
    """Visible share of each quad, sampled on a 5 x 5 grid against the id buffer."""
    points = np.concatenate([_grid(q) for q in quads])
    pixels, front = forward(placed.surface, stage.camera, points)
    ok = front & np.isfinite(pixels).all(axis=1)
    whole = np.where(ok[:, None], pixels, -1).astype(int)
    inside = (
        ok
        & (whole[:, 0] >= 0)
        & (whole[:, 1] >= 0)
        & (whole[:, 0] < stage.camera.width)
        & (whole[:, 1] < stage.camera.height)
    )
    seen = np.zeros(len(points))
    seen[inside] = stage.frame.owner[whole[inside, 1], whole[inside, 0]] == placed.owner
    share: NDArray[np.float64] = seen.reshape(len(quads), -1).mean(axis=1)
    return share


def string_truth(stage: Stage, placed: Placed, mark: Mark, shot: Shot) -> StringTruth:
    visible = shares(stage, placed, list(mark.glyphs))
    solid = [i for i, c in enumerate(mark.text) if c.strip()]
    fraction = float(visible[solid].mean()) if solid else 0.0
    text = "".join(c if visible[i] >= 0.6 or not c.strip() else "_" for i, c in enumerate(mark.text))
    centre = mark.quad.mean(axis=0)
    pair = np.array([centre, centre + np.array([0, mark.cap_mm]), centre + np.array([mark.cap_mm, 0])])
    pixels, front = forward(placed.surface, stage.camera, pair)
    if solid and not front[0]:  # judge at the visible part
        centre = np.mean([mark.glyphs[i].mean(axis=0) for i in solid if visible[i] > 0] or [centre], axis=0)
        pixels, front = forward(
            placed.surface,
            stage.camera,
            np.array([centre, centre + np.array([0, mark.cap_mm]), centre + np.array([mark.cap_mm, 0])]),
        )
    cap = (
        float(min(np.linalg.norm(pixels[1] - pixels[0]), np.linalg.norm(pixels[2] - pixels[0]) * 1.6))
        if np.isfinite(pixels).all()
        else 0.0
    )
    points, normals = placed.surface.points(centre[None])
    view = points[0] / np.linalg.norm(points[0])
    tilt = float(np.degrees(np.arccos(np.clip(-(view @ normals[0]), -1, 1))))
    blur = float(np.hypot(shot.equivalent_sigma, placed.sigma))
    r = blur / cap if cap > 0 else 9.9
    glare = glare_at(shot, float(pixels[0, 0]), float(pixels[0, 1])) if np.isfinite(pixels[0]).all() else 0.0
    dc = abs(tone(shot, 200.0, glare) - tone(shot, max(0.0, 200.0 - mark.contrast * placed.strength), glare))
    human = legible(cap, r, dc, shot.noise)
    ocr = "never" if human == "no" else "may"
    if (
        not mark.handwritten
        and not placed.surface.pose.mirrored
        and cap >= 8
        and r <= 0.12
        and dc >= 15
        and fraction >= 0.98
        and tilt <= 35
        and human == "yes"
    ):
        ocr = "must"
    identifying = mark.kind in IDENTIFYING and mark.role in ("patient", "staff", "ghost") and remains(mark.kind, text)
    return StringTruth(
        mark,
        mark_outline(stage, placed, mark.quad),
        cap,
        r,
        dc,
        fraction,
        text,
        tilt,
        human if fraction > 0 else "no",
        ocr if fraction > 0 else "never",
        identifying and fraction > 0,
    )


def legible(cap: float, r: float, dc: float, noise: float) -> str:
    """yes | marginal | no, for a person looking at the file at full size."""
    cnr = dc / noise if noise > 0 else 99.0
    if cap >= 6 and r <= 0.25 and dc >= 8 and cnr >= 2:
        return "yes"
    return "marginal" if cap >= 4 and r <= 0.40 and dc >= 4 else "no"


def remains(kind: str, visible: str) -> bool:
    """Is what can still be seen of the string enough to point at a person?"""
    if kind in ("nhs_number", "local_patient_number"):
        return sum(c.isdigit() for c in visible) >= MIN_DIGITS
    if kind == "date_of_birth":
        return bool(re.search(r"(?:19|20)\d\d", visible) or re.search(r"\d\d[-/](?:\d\d|[A-Z][a-z]{2})", visible))
    return any(len(run) >= MIN_LETTERS for run in re.split(r"[^A-Za-z']+", visible)) or (
        kind == "patient_name" and visible.count("_") == 0
    )


# Pixels per module that a DataMatrix needs at a given blur (sigma, pixels); measured, see the specification.
NEED_SIGMA, NEED_MODULE = (0.0, 0.5, 1.0, 1.5, 3.0, 6.0), (2.0, 2.0, 3.0, 4.0, 6.0, 12.0)
LINEAR_SHARE = 0.6  # bars are averaged along their length: finer ones can be read


def code_truth(stage: Stage, placed: Placed, code: CodeMark, shot: Shot, artefact: str) -> dict[str, object] | None:
    """One barcode, or None where it cannot be seen at all."""
    seen = float(shares(stage, placed, [code.quad])[0])
    poly = mark_outline(stage, placed, code.quad)
    if seen <= 0.02 or len(poly) < 3:
        return None
    centre = code.quad.mean(axis=0)
    step = code.module_mm
    pixels, _ = forward(
        placed.surface,
        stage.camera,
        np.array([centre, centre + np.array([step, 0]), centre + np.array([0, step])]),
    )
    across, down = pixels[1] - pixels[0], pixels[2] - pixels[0]
    matrix = code.format in ("DataMatrix", "QRCode", "Aztec")
    module = float(min(np.linalg.norm(across), np.linalg.norm(down))) if matrix else float(np.linalg.norm(across))
    blur = float(np.hypot(shot.equivalent_sigma, placed.sigma))
    need = float(np.interp(blur, NEED_SIGMA, NEED_MODULE)) * (1.0 if matrix else LINEAR_SHARE)
    turn = abs((float(np.degrees(np.arctan2(across[1], across[0]))) + 45) % 90 - 45)
    points, normals = placed.surface.points(centre[None])
    tilt = float(np.degrees(np.arccos(np.clip(-(points[0] / np.linalg.norm(points[0])) @ normals[0], -1, 1))))
    glare = glare_at(shot, float(pixels[0, 0]), float(pixels[0, 1]))
    decodable = "may"
    if module < 0.7 * need or seen < 0.7:
        decodable = "never"
    elif (
        module >= 1.25 * need
        and seen >= 0.99
        and tilt <= 35
        and glare < 60
        and shot.noise < 20
        and (matrix or turn <= 18)
    ):
        decodable = "must"
    return {
        "artefact": artefact,
        "format": code.format,
        "payload": code.payload,
        "module_px": round(module, 2),
        "kind": code.kind,
        "decodable": decodable,
        "poly": poly,
        "ids": list(code.ids),
        "visible_fraction": round(seen, 2),
    }
