"""A real person in front of a scene: one of the public-domain portraits, cut out along its outline."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.render.arrays import f32
from tests.render.frame import Shadow
from tests.render.portraits import PORTRAITS, source
from tests.render.scene import OCCLUDER, Stage


def portrait(stage: Stage, who: str, foot: tuple[float, float], scale: float) -> None:
    """Head and shoulders, bottom centre at `foot` (picture pixels), enlarged by `scale`."""
    p = PORTRAITS[who]
    picture = Image.open(source(who)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, p.bottom))
    size = (round(picture.width * scale), round(picture.height * scale))
    mask = Image.new("L", (picture.width * 4, picture.height * 4), 0)
    ImageDraw.Draw(mask).polygon([(x * 4, y * 4) for x, y in p.outline], fill=255)
    alpha = np.asarray(mask.resize(size, Image.Resampling.LANCZOS), dtype=np.float32) / 255
    alpha = np.clip(cv2.GaussianBlur(alpha, (0, 0), 1.3) * 1.5 - 0.5, 0, 1)  # pull the edge inwards: no halo
    colour = np.asarray(picture.resize(size, Image.Resampling.LANCZOS), dtype=np.float32)
    xs = [x for x, _ in p.outline]
    x, y = round(foot[0] - (min(xs) + max(xs)) / 2 * scale), round(foot[1] - size[1])
    stage.frame.layer(f32(colour * alpha[..., None]), f32(alpha), x, y, OCCLUDER, Shadow(0.25, 14, 8, 22))
    stage.faces.append((np.array([(fx * scale + x, fy * scale + y) for fx, fy in p.face]), who, False))
