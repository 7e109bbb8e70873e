"""Endless procedural surfaces: periodic tiles of paint, laminate, linen, vinyl. No photographs."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.render.arrays import f32, u8

Array32 = NDArray[np.float32]
RGB = tuple[float, float, float]
TILE = 512


@dataclass(frozen=True)
class Material:
    """`tile`: (n, n, 3) uint8, repeats without a seam; `mm`: side of the tile in millimetres."""

    tile: NDArray[np.uint8]
    mm: float


def noise(rng: Generator, n: int = TILE, beta: float = 2.0, stretch: float = 1.0) -> Array32:
    """Periodic 1/f^(beta/2) noise, mean 0, deviation 1; `stretch` > 1 draws it out along x."""
    fy = np.fft.fftfreq(n)[:, None]
    fx = np.fft.rfftfreq(n)[None, :] * stretch
    radius = np.hypot(fx, fy)
    radius[0, 0] = np.inf
    spectrum = np.fft.rfft2(rng.standard_normal((n, n))) * radius ** (-beta / 2)
    out = np.fft.irfft2(spectrum, s=(n, n))
    return f32((out - out.mean()) / (out.std() + 1e-12))


def _relief(height: Array32, strength: float) -> Array32:
    """Shading of a height map lit from the upper left."""
    gx = np.roll(height, -1, 1) - np.roll(height, 1, 1)
    gy = np.roll(height, -1, 0) - np.roll(height, 1, 0)
    return f32(-strength * (0.7 * gx + 0.7 * gy))


def _tint(colour: RGB, change: Array32) -> NDArray[np.uint8]:
    base = np.array(colour, dtype=np.float32)
    return u8(np.clip(base * (1 + change[..., None]), 0, 255))


def paint(rng: Generator, colour: RGB) -> Material:
    """Emulsion on plaster: faint orange peel and cloudy unevenness."""
    return Material(_tint(colour, 0.006 * noise(rng, beta=0.6) + 0.012 * noise(rng, beta=3.2)), 900.0)


def laminate(rng: Generator, colour: RGB) -> Material:
    """Wood-effect worktop: long fibres, a few darker growth lines."""
    fibre, bands = noise(rng, beta=1.4, stretch=14), noise(rng, beta=3.0, stretch=9)
    rings = np.sin(bands * 7.0 + 0.6 * fibre)
    return Material(_tint(colour, 0.035 * fibre + 0.05 * rings + 0.04 * bands), 420.0)


def worktop(rng: Generator, colour: RGB) -> Material:
    """Plain grey worktop with small dark and light flecks."""
    fleck = noise(rng, beta=0.9)
    change = 0.015 * noise(rng, beta=2.6) - 0.10 * (fleck > 1.9) + 0.07 * (fleck < -1.9)
    return Material(_tint(colour, change.astype(np.float32)), 300.0)


def linen(rng: Generator, colour: RGB, crease: float = 1.0, mm: float = 520.0) -> Material:
    """Sheet or blanket: broad soft folds, a few sharper creases, a hint of weave."""
    folds = _relief(noise(rng, beta=6.5), 5.0 * crease)
    line = noise(rng, beta=5.0, stretch=0.45)
    ridge = np.exp(-((line / 0.07) ** 2)) * (noise(rng, beta=4.5) > 0.5)
    creases = _relief(cv2.GaussianBlur(ridge.astype(np.float32), (0, 0), 2.2), 0.30 * crease)
    return Material(_tint(colour, folds + creases + 0.012 * noise(rng, beta=0.2)), mm)


def waffle(rng: Generator, colour: RGB) -> Material:
    """Hospital cellular blanket: a grid of small holes."""
    y, x = np.mgrid[0:TILE, 0:TILE].astype(np.float32) * np.float32(2 * np.pi * 40 / TILE)
    cells = -0.10 * np.maximum(0, np.sin(x) * np.sin(y)) + 0.04 * np.abs(np.cos(x))
    return Material(
        _tint(colour, cells + 0.8 * _relief(noise(rng, beta=4.2), 2.0) + 0.02 * noise(rng, beta=0.2)), 300.0
    )


def vinyl(rng: Generator, colour: RGB) -> Material:
    """Hospital floor: speckled sheet vinyl."""
    fleck = noise(rng, beta=0.7)
    change = 0.07 * (fleck > 1.4) - 0.09 * (fleck < -1.5) + 0.02 * noise(rng, beta=2.4)
    return Material(_tint(colour, change.astype(np.float32)), 700.0)


def ceiling(rng: Generator) -> Material:
    """600 mm mineral tiles in a white grid."""
    change = -0.05 * (noise(rng, beta=0.5) > 1.7).astype(np.float32)
    change[:6] = change[:, :6] = -0.12
    return Material(_tint((226, 226, 222), change), 600.0)


def curtain(rng: Generator, colour: RGB) -> Material:
    """Hanging cloth: vertical folds of uneven width; the tile is one metre."""
    x = np.arange(TILE, dtype=np.float32) / TILE
    wobble = np.convolve(np.tile(rng.standard_normal(TILE), 3), np.hanning(60), "same")[TILE : 2 * TILE].astype(
        np.float32
    )
    phase = 2 * np.pi * (9 * x + 0.03 * wobble / (np.abs(wobble).max() + 1e-6) * 6)
    row = 0.16 * np.sin(phase) + 0.06 * np.sin(2 * phase + 1.0)
    change = np.broadcast_to(row, (TILE, TILE)) + 0.015 * noise(rng, beta=0.3) + 0.02 * noise(rng, beta=3, stretch=0.2)
    return Material(_tint(colour, change.astype(np.float32)), 1000.0)


def plastic(rng: Generator, colour: RGB) -> Material:
    return Material(_tint(colour, 0.008 * noise(rng, beta=0.4)), 120.0)


def shrink(material: Material, px_per_mm: float) -> NDArray[np.uint8]:
    """The tile halved until it is not much finer than the picture wants (keeps sampling free of aliasing)."""
    tile = material.tile
    while tile.shape[0] > 16 and tile.shape[0] / material.mm > 1.5 * px_per_mm:
        tile = u8(cv2.resize(tile, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    return tile
