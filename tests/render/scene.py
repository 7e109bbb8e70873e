"""A stage: the frame, the people in the story, and the list of what was placed where (the source of all
truth)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.render.artefacts.base import Piece
from tests.render.body import Limb, draw_limb
from tests.render.frame import Frame, Light, Shadow, make_light
from tests.render.surfaces import Camera, Pose, Surface, forward, pixels_per_mm

MAX_PPM = 16.0
OCCLUDER = 60000  # owners from here on are things without truth of their own


@dataclass(frozen=True)
class Placed:
    piece: Piece
    surface: Surface
    owner: int
    sigma: float  # its own defocus, pixels
    drawn: int = 0  # pixels it owned when it was new, where it is not solid
    strength: float = 1.0  # share of its contrast that shows: less than 1 for a reflection in glass


@dataclass
class Stage:
    camera: Camera
    rng: Generator
    light: Light
    frame: Frame = field(init=False)
    placed: list[Placed] = field(default_factory=list)
    backdrop: NDArray[np.float32] | None = None  # a real photo instead of a room, where one is wanted
    subject: Placed | None = None  # what the picture is about, where it is about one thing
    faces: list[tuple[NDArray[np.float64], str, bool]] = field(default_factory=list)  # polygon, person, consented

    def __post_init__(self) -> None:
        self.frame = Frame(self.camera, self.light)

    @classmethod
    def new(
        cls,
        rng: Generator,
        width: int,
        height: int,
        *,
        zoom: float = 1.0,
        evenness: float = 0.4,
        ambient: float | None = None,
    ) -> Stage:
        camera = Camera.phone(width, height, zoom)
        return cls(camera, rng, make_light(rng, camera, evenness, ambient))

    def put(
        self,
        surface: Surface,
        build: Callable[[float], Piece],
        *,
        shadow: Shadow | None = None,
        sigma: float = 0.0,
    ) -> Piece:
        """Draws a piece at the resolution this place needs and puts it there."""
        ppm = float(np.clip(2 * pixels_per_mm(surface, self.camera), 0.2, MAX_PPM))
        piece = build(ppm)
        owner = len(self.placed) + 1
        self.frame.place(
            piece.canvas,
            surface,
            owner,
            shadow=shadow,
            sigma=sigma,
            emissive=piece.emissive,
            gloss=piece.gloss,
        )
        drawn = 0 if piece.solid else int((self.frame.owner == owner).sum())
        self.placed.append(Placed(piece, surface, owner, sigma, drawn))
        return piece

    def choose_subject(self, piece: Piece) -> None:
        self.subject = next((p for p in self.placed if p.piece is piece), None)

    def limb(
        self,
        limb: Limb,
        pose: Pose,
        skin: tuple[int, int, int],
        *,
        shadow: Shadow | None = None,
        sigma: float = 0.0,
    ) -> None:
        draw_limb(self.frame, self.rng, limb, pose, skin, shadow=shadow, sigma=sigma, owner=OCCLUDER)

    def world(self, pitch: float = 0.0, yaw: float = 0.0, roll: float = 0.0) -> Pose:
        """A level room seen by a camera that looks down by `pitch` degrees: put things with `stand`."""
        from tests.render.surfaces import rotation

        return Pose(rotation(tilt_x=pitch) @ rotation(tilt_y=yaw) @ rotation(roll=roll), np.zeros(3))

    def project(self, surface: Surface, mm: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        return forward(surface, self.camera, mm)


def stand(
    world: Pose, x: float, y: float, z: float, tilt_x: float = 0.0, tilt_y: float = 0.0, roll: float = 0.0
) -> Pose:
    """A pose at room position (x right, y down from the lens, z forward), mm."""
    return world.child(x, y, roll=roll, lift=-z, tilt_x=tilt_x, tilt_y=tilt_y)
