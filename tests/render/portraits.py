"""The two real people in the samples: public-domain portraits that ship inside installed packages.

Eileen Collins, NASA portrait (scikit-image, data/astronaut.png, public domain as a work of NASA); Rear
Admiral Grace
Hopper, US Navy portrait (matplotlib, sample_data/grace_hopper.jpg, public domain as a work of the US Navy).
Only
head and shoulders are used; name tags are cut away. Outlines and face polygons were drawn by eye, in pixels
of the
source picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Portrait:
    package: str
    file: str
    outline: tuple[tuple[int, int], ...]
    face: tuple[tuple[int, int], ...]  # forehead to chin
    bottom: int


PORTRAITS = {
    "astronaut": Portrait(
        "skimage",
        "data/astronaut.png",
        (
            (259, 22),
            (241, 16),
            (227, 16),
            (214, 21),
            (205, 21),
            (180, 40),
            (156, 58),
            (153, 68),
            (155, 98),
            (157, 104),
            (170, 116),
            (174, 128),
            (182, 134),
            (186, 150),
            (153, 151),
            (140, 158),
            (129, 170),
            (124, 188),
            (118, 201),
            (113, 202),
            (90, 227),
            (76, 235),
            (65, 246),
            (44, 282),
            (39, 306),
            (30, 336),
            (358, 336),
            (356, 302),
            (352, 287),
            (347, 282),
            (340, 262),
            (319, 243),
            (303, 235),
            (300, 219),
            (287, 199),
            (268, 183),
            (254, 176),
            (258, 156),
            (270, 138),
            (276, 132),
            (296, 107),
            (300, 92),
            (299, 72),
            (296, 58),
            (286, 40),
            (276, 31),
        ),
        (
            (181, 96),
            (200, 74),
            (248, 74),
            (269, 96),
            (267, 145),
            (246, 181),
            (224, 190),
            (201, 181),
            (183, 145),
        ),
        336,
    ),
    "hopper": Portrait(
        "matplotlib",
        "mpl-data/sample_data/grace_hopper.jpg",
        (
            (249, 23),
            (234, 25),
            (218, 30),
            (203, 44),
            (187, 56),
            (176, 72),
            (174, 86),
            (156, 94),
            (149, 105),
            (148, 180),
            (154, 192),
            (153, 212),
            (158, 240),
            (166, 270),
            (178, 290),
            (198, 300),
            (204, 316),
            (192, 345),
            (131, 360),
            (96, 366),
            (61, 380),
            (47, 389),
            (38, 411),
            (30, 440),
            (24, 475),
            (496, 475),
            (492, 396),
            (461, 376),
            (422, 366),
            (365, 342),
            (338, 322),
            (332, 310),
            (338, 298),
            (352, 283),
            (358, 262),
            (367, 227),
            (376, 206),
            (374, 188),
            (370, 183),
            (371, 103),
            (366, 90),
            (353, 86),
            (347, 70),
            (335, 56),
            (315, 45),
            (302, 43),
            (287, 30),
            (270, 24),
        ),
        (
            (165, 172),
            (200, 142),
            (330, 142),
            (366, 172),
            (360, 250),
            (332, 310),
            (292, 334),
            (244, 334),
            (202, 310),
            (170, 250),
        ),
        475,
    ),
}


class NoPortraitError(Exception):
    """The package that ships the picture is not installed."""


def source(who: str) -> Path:
    """Raises NoPortraitError."""
    spec = find_spec(PORTRAITS[who].package)
    if spec is None or spec.origin is None:
        raise NoPortraitError(PORTRAITS[who].package)
    return Path(spec.origin).parent / PORTRAITS[who].file
