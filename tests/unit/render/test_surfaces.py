"""Pixels and truth come from one formula: forward and inverse maps agree, boxes lie where the ink is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.render.artefacts.base import Piece
from tests.render.canvas import Canvas
from tests.render.glass import mirrored
from tests.render.scene import Stage
from tests.render.surfaces import Camera, Cylinder, Plane, Pose, Sheet, Surface, forward
from tests.render.truth import mark_outline

CAM = Camera.phone(1200, 900)
SURFACES: dict[str, Surface] = {
    "plane": Plane(Pose.facing(CAM, 620, 430, 260, 24, -18, 11), (120.0, 60.0)),
    "mirror": Plane(mirrored(Pose.facing(CAM, 620, 430, 260, 24, -18, 11)), (120.0, 60.0)),
    "cylinder": Cylinder(Pose.facing(CAM, 600, 450, 240, -14, 10, 20), (120.0, 25.0), 29.0, 60.0),
    "tube": Cylinder(Pose.facing(CAM, 600, 450, 120, -10, 6, 5), (50.0, 34.0), 6.5, 12.0, True),
    "sheet": Sheet(
        Pose.facing(CAM, 600, 450, 300, -20, 8, -7),
        (200.0, 150.0),
        ((1.6, 240.0, 0.7, 0.3),),
        ((0.5, 4.0, True),),
    ),
}


@pytest.mark.parametrize("name", SURFACES)
def test_inverse_undoes_forward(name: str) -> None:
    surface = SURFACES[name]
    w, h = surface.size
    mm = np.array([(x, y) for x in np.linspace(0.42, 0.58, 7) * w for y in np.linspace(0.25, 0.45, 5) * h])
    pixels, front = forward(surface, CAM, mm)
    assert front.all()
    u, v, normals = surface.inverse(CAM, pixels[:, 0].astype(np.float32), pixels[:, 1].astype(np.float32))
    assert np.abs(np.stack([u, v], 1) - mm).max() < 0.05
    assert np.allclose(np.linalg.norm(normals, axis=-1), 1, atol=1e-3)


@pytest.mark.parametrize("name", SURFACES)
def test_truth_boxes_lie_on_the_rendered_text(name: str) -> None:
    """A string replaced by a solid block: its truth polygon against the block's pixels, IoU >= 0.85."""
    surface = SURFACES[name]
    w, h = surface.size
    stage = Stage.new(np.random.default_rng(0), CAM.width, CAM.height, evenness=1.0, ambient=1.08)

    cap = 4.0 if h < 50 else h * 0.08  # at least ten pixels high in the picture

    def build(ppm: float) -> Piece:
        c = Canvas(w, h, ppm, (0, 0, 0))
        c.text(w * 0.36, h * 0.3, "HHHHHHH", cap, max_width=w * 0.34)
        x, y = c.marks[0].quad.min(axis=0)
        dx, dy = c.marks[0].quad.max(axis=0) - (x, y)
        c.rect(float(x), float(y), float(dx), float(dy), (255, 255, 255))
        return Piece("board", c)

    piece = stage.put(surface, build)
    drawn = (stage.frame.rgb[..., 1] > 100).astype(np.uint8)
    truth = np.zeros_like(drawn)
    poly = np.array(mark_outline(stage, stage.placed[0], piece.canvas.marks[0].quad))
    cv2.fillPoly(truth, [np.round(poly * 16).astype(np.int32)], 1, shift=4)
    assert (drawn & truth).sum() / (drawn | truth).sum() >= 0.85
    shift = np.argwhere(drawn).mean(axis=0) - np.argwhere(truth).mean(axis=0)
    assert np.linalg.norm(shift) < 1.5


def test_occluded_glyphs_are_missing_from_the_visible_text() -> None:
    from tests.render.camera import Shot
    from tests.render.truth import string_truth

    stage = Stage.new(np.random.default_rng(0), 800, 600, evenness=1.0)
    surface = Plane(Pose.facing(stage.camera, 400, 300, 200), (150.0, 40.0))

    def build(ppm: float) -> Piece:
        c = Canvas(150, 40, ppm)
        c.text(10, 15, "WHITTAKER Derek", 7, kind="patient_name", role="patient", person="p", max_width=130)
        return Piece("paper_record", c)

    stage.put(surface, build)
    whole = string_truth(stage, stage.placed[0], stage.placed[0].piece.canvas.marks[0], Shot())
    assert whole.visible_text == "WHITTAKER Derek" and whole.must_redact and whole.ocr == "must"
    cover = Plane(Pose.facing(stage.camera, 150, 300, 180), (110.0, 60.0))
    stage.frame.place(Canvas(110, 60, 2, (90, 60, 50)), cover)
    part = string_truth(stage, stage.placed[0], stage.placed[0].piece.canvas.marks[0], Shot())
    assert part.visible_text.startswith("_") and part.visible_text.endswith("Derek")
    assert 0.3 < part.visible_fraction < 0.9 and part.ocr == "may"
