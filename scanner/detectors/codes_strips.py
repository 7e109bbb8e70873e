"""Reading one linear code: straighten its bars, add up along them, take the blur back, and let versions vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from scanner.detectors import codes_geometry as geometry
from scanner.detectors.codes_bars import Bars
from scanner.detectors.codes_read import ONE_DIGIT, UNCHECKED, Grey, Reading, read, sharpened

Floats = NDArray[np.float32]

ROWS = 64  # px, height of a straightened code
LONGEST, SHORTEST = 5000, 16  # px, length of a straightened code
ZOOMS = (1.0, 2.0, 3.0)
BLURS = (1.2, 1.6, 2.0, 2.5)  # px of the photo, standard deviation of the blur to take back
# Steps of Richardson-Lucy at which to read. Of 30 drawn codes too blurred to read, 30 steps read 2, 120 steps 11,
# 500 steps 12; noisy ones come out at 30 only.
STEPS = (30, 150)
WORTH_DEBLURRING = 0.0  # log-odds


Said = tuple[str, str, bool]  # format, payload, marked as GS1


def read_bars(grey: Grey, area: Bars) -> Reading | None:
    """What these bars say, or None. Where wrong readings pass the check easily, two versions must agree."""
    votes: Counter[Said] = Counter()
    for strip, zoom in _strips(grey, area):
        soft = np.asarray(cv2.blur(strip, (1, 9)), dtype=np.uint8)
        for copy in (soft, sharpened(soft, 0.4 + 0.8 * zoom), sharpened(soft, 0.4 + 0.8 * zoom, 4.0)):
            for said in _linear(copy, area):
                votes[said] += 1
                if votes[said] > 1 or said[0] not in ONE_DIGIT | UNCHECKED:
                    return Reading(area.quad, *said)
    return _deblurred(grey, area) if area.evidence > WORTH_DEBLURRING else None


def _deblurred(grey: Grey, area: Bars) -> Reading | None:
    """Taking back the wrong blur makes wrong bars: the most frequent reading must lead."""
    votes: Counter[Said] = Counter()
    for strip, zoom in _strips(grey, area):
        for parts in (2, 5):
            profiles = _profiles(strip, parts)
            for blur in BLURS:
                for sharp in _taken_back(profiles, blur * zoom):
                    votes.update(set(_linear(np.repeat(sharp, 6, axis=0), area)))
    ranking = votes.most_common(2)
    if not ranking:
        return None
    said, most = ranking[0]
    rival = ranking[1][1] if len(ranking) > 1 else int(said[0] in ONE_DIGIT | UNCHECKED)
    return Reading(area.quad, *said) if most > rival else None


def _linear(copy: Grey, area: Bars) -> Iterator[Said]:
    for reading in read(copy, geometry.IDENTITY):
        if reading.linear and reading.payload and (reading.format not in UNCHECKED or area.evidence > 0):
            yield reading.format, reading.payload, reading.gs1


def _strips(grey: Grey, area: Bars) -> Iterator[tuple[Grey, float]]:
    for zoom in ZOOMS:
        strip = _straightened(grey, area, zoom)
        if strip is not None:
            yield _unfanned(strip), zoom


def _straightened(grey: Grey, area: Bars, zoom: float) -> Grey | None:
    """The bars upright, with a tenth of room at both ends; None where it would be too long or too short."""
    corner, end, _, start = area.quad
    length = float(np.linalg.norm(end - corner)) * zoom
    room = 0.1 * length + 10
    width = round(length + 2 * room)
    if length < SHORTEST or width > LONGEST:
        return None
    target = np.array([(room, 0), (room + length, 0), (room, ROWS)], dtype=np.float32)
    matrix = cv2.getAffineTransform(np.stack([corner, end, start]).astype(np.float32), target)
    strip = cv2.warpAffine(grey, matrix, (width, ROWS), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, dtype=np.uint8)


def _unfanned(strip: Grey) -> Grey:
    """Bars seen in perspective fan out: measure their lean left and right, and stand them up."""
    dx, dy = cv2.Scharr(strip, cv2.CV_32F, 1, 0), cv2.Scharr(strip, cv2.CV_32F, 0, 1)
    width = strip.shape[1]
    third = width // 3
    leans = [
        -float((dx[:, part] * dy[:, part]).sum()) / (float((dx[:, part] ** 2).sum()) + 1e-6)
        for part in (slice(0, third), slice(third, 2 * third), slice(2 * third, width))
    ]
    slope, middle = np.polyfit([third / 2, 1.5 * third, 2.5 * third], np.clip(leans, -1, 1), 1)
    y, x = (np.asarray(index, dtype=np.float32) for index in np.indices(strip.shape))
    source = np.asarray(x + (y - ROWS / 2) * (middle + slope * x), dtype=np.float32)
    upright = cv2.remap(strip, source, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(upright, dtype=np.uint8)


def _profiles(strip: Grey, parts: int) -> Floats:
    """Means of `parts` bands of rows, dark 0 to light 1; parts x width."""
    rows = np.stack([band.mean(0) for band in np.array_split(strip.astype(np.float32), parts)])
    low, high = np.percentile(rows, [1, 99])
    return np.asarray(np.clip((rows - low) / (high - low + 1e-6), 0, 1.2) + 0.02, dtype=np.float32)


def _taken_back(profiles: Floats, blur: float) -> Iterator[Grey]:
    """Richardson-Lucy deconvolution along the rows (Richardson 1972, Lucy 1974) with a Gaussian of `blur` px."""
    kernel = cv2.getGaussianKernel(int(6 * blur) | 1, blur, cv2.CV_32F)
    one = np.ones(1, np.float32)
    sharp: MatLike = profiles
    for step in range(1, STEPS[-1] + 1):
        seen = cv2.sepFilter2D(sharp, -1, kernel, one, borderType=cv2.BORDER_REPLICATE)
        ratio = profiles / (seen + 1e-3)
        sharp = sharp * cv2.sepFilter2D(ratio, -1, kernel, one, borderType=cv2.BORDER_REPLICATE)
        if step in STEPS:
            yield np.asarray(np.clip(sharp * 230, 0, 255), dtype=np.uint8)
