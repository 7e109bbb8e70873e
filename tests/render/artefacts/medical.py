"""Medical images with names burned in: X-ray on a light box, ultrasound still, ECG strip, bedside monitor."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from tests.render import fonts
from tests.render.artefacts.base import Piece, pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import TRUST, Patient
from tests.render.materials import noise

PALE: Colour = (226, 230, 232)


def _corner_text(rng: Generator, c: Canvas, person: Patient, cap: float, margin: float, study: str) -> None:
    """Name top left, place and date top right, as scanners burn them in; all strings stay apart."""
    face = pick(rng, (fonts.SANS, fonts.MONO, fonts.SCREEN))
    step, right = cap * 1.9, c.width - margin
    width = c.width * 0.46
    c.text(
        margin,
        margin,
        f"{person.surname}^{person.given}",
        cap,
        face,
        PALE,
        "patient_name",
        "patient",
        person.key,
        width,
    )
    end = c.text(margin, margin + step, "ID ", cap, face, PALE)
    c.text(end, margin + step, person.mrn, cap, face, PALE, "local_patient_number", "patient", person.key)
    end = c.text(margin, margin + 2 * step, "DOB ", cap, face, PALE)
    c.text(end, margin + 2 * step, person.born_slash, cap, face, PALE, "date_of_birth", "patient", person.key)
    c.text(right, margin, TRUST, cap, face, PALE, "place_signal", anchor="r", max_width=width)
    c.text(right, margin + step, "14/09/2025 08:31", cap, face, PALE, "time_signal", anchor="r")
    c.text(right, margin + 2 * step, study, cap, face, PALE, anchor="r", role="neg", max_width=width)


def _grey(values: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).convert("RGB")


def xray(rng: Generator, ppm: float, person: Patient) -> Piece:
    """350 x 430 mm film: bones of a forearm and hand, or a rib cage, as soft bright shapes on black."""
    c = Canvas(350, 430, ppm, (12, 13, 15))
    c.paste(film(rng), 0, 0, 350, 430)
    _corner_text(rng, c, person, float(rng.uniform(4.0, 5.5)), 12, pick(rng, ("CHEST PA", "HAND DP", "XR WRIST")))
    c.text(318, 380, pick(rng, ("L", "R")), 14, fonts.SANS_BOLD, PALE, role="neg")
    return Piece("medical_image", c, "xray", {"PLACE": 2, "TIME": 2, "CONDITION": 2}, emissive=0.7)


def film(rng: Generator) -> Image.Image:
    """A chest or a hand, 175 x 215 pixels."""
    w, h = 175, 215
    plate = np.zeros((h, w), dtype=np.float64) + 10
    y, x = np.mgrid[0:h, 0:w]
    if rng.random() < 0.5:
        _chest(plate, x, y, w, h)
    else:
        _hand(rng, plate)
    grain = cv2.resize(noise(rng, 128, 1.0), (w, h))
    return _grey(cv2.GaussianBlur(plate, (0, 0), 1.2) * (1 + 0.05 * grain))


def _chest(plate: NDArray[np.float64], x: NDArray[np.int_], y: NDArray[np.int_], w: int, h: int) -> None:
    plate += 118 * np.exp(-(((x - w / 2) / (w * 0.42)) ** 4) - (((y - h * 0.6) / (h * 0.45)) ** 4))
    for side in (-1, 1):
        lung = np.exp(-(((x - w / 2 - side * w * 0.2) / (w * 0.15)) ** 4) - (((y - h * 0.52) / (h * 0.26)) ** 4))
        plate *= 1 - 0.68 * lung
    plate += 70 * np.exp(-(((x - w / 2) / (w * 0.045)) ** 2)) * (y > h * 0.1)
    plate += 55 * np.exp(-(((x - w * 0.56) / (w * 0.14)) ** 2) - (((y - h * 0.63) / (h * 0.13)) ** 2))
    for i in range(9):
        for side in (-1, 1):
            arc = h * (0.22 + 0.065 * i) + ((x - w / 2) * side / w) ** 2 * h * 0.55
            on = ((x - w / 2) * side > 4) & ((x - w / 2) * side < w * 0.36)
            plate += 26 * np.exp(-(((y - arc) / 2.6) ** 2)) * on


def _hand(rng: Generator, plate: NDArray[np.float64]) -> None:
    h, w = plate.shape
    flesh = np.zeros_like(plate)
    bones = np.zeros_like(plate)
    for i, angle in enumerate((-0.62, -0.24, -0.02, 0.2, 0.44)):
        px, py = w * 0.5 + (i - 2) * w * 0.05, h * 0.66
        for k, natural in enumerate((46, 30, 22, 16)):
            length = natural * (0.72 if i == 0 else 1.0) * float(rng.uniform(0.93, 1.05))
            qx, qy = px + np.sin(angle) * length, py - np.cos(angle) * length
            ends = (round(px), round(py)), (round(qx - np.sin(angle) * 3), round(qy + np.cos(angle) * 3))
            cv2.line(flesh, *ends, 46.0, 17)
            cv2.line(bones, *ends, 92.0, max(3, 7 - k))
            cv2.circle(bones, ends[0], 5 - k // 2, 116.0, -1)
            px, py = qx, qy
    for x in (0.44, 0.55):
        cv2.line(flesh, (round(w * x), h), (round(w * x), round(h * 0.7)), 46.0, 36)
        cv2.line(bones, (round(w * x), h), (round(w * x), round(h * 0.72)), 100.0, 11)
    for x, y in ((0.42, 0.68), (0.5, 0.67), (0.57, 0.68), (0.46, 0.71), (0.54, 0.71)):
        cv2.circle(bones, (round(w * x), round(h * y)), 7, 108.0, -1)
    plate += cv2.GaussianBlur(flesh, (0, 0), 4) + cv2.GaussianBlur(bones, (0, 0), 1.0)


def ultrasound(rng: Generator, ppm: float, person: Patient) -> Piece:
    """A still on the machine's screen (400 x 300 mm): a speckled fan."""
    c = Canvas(400, 300, ppm, (6, 7, 9))
    w, h = 400, 300
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    r, a = np.hypot(x - w / 2, y - 30), np.arctan2(x - w / 2, y - 30)
    fan = (np.abs(a) < 0.72) & (r > 34) & (r < 240)
    field = cv2.resize(noise(rng, 128, 2.6), (w, h)) * 26 + 70 - r * 0.12
    speckle = np.abs(cv2.resize(noise(rng, 256, 0.6), (w, h)))
    for _ in range(3):
        cx, cy = rng.uniform(150, 250), rng.uniform(110, 220)
        field *= 1 - 0.85 * np.exp(-(((x - cx) / rng.uniform(18, 40)) ** 2) - (((y - cy) / rng.uniform(14, 30)) ** 2))
    c.paste(_grey(np.where(fan, field * (0.5 + 0.7 * speckle), 7)), 0, 0, 400, 300)
    _corner_text(rng, c, person, 4.4, 9, pick(rng, ("OB 2/3", "Abdomen", "Cardiac")))
    for i in range(9):
        c.line([(386, 60 + i * 24), (392, 60 + i * 24)], PALE, 0.7)
    return Piece("medical_image", c, "ultrasound", {"PLACE": 2, "TIME": 3, "CONDITION": 2}, emissive=0.8)


def ecg(rng: Generator, ppm: float, person: Patient) -> Piece:
    """300 x 80 mm strip of pink graph paper with a header line."""
    c = Canvas(300, 80, ppm, (253, 243, 240))
    for i in range(61):
        c.line([(i * 5.0, 0), (i * 5.0, 80)], (240, 176, 172) if i % 5 == 0 else (248, 212, 208), 0.2)
    for i in range(17):
        c.line([(0, i * 5.0), (300, i * 5.0)], (240, 176, 172) if i % 5 == 0 else (248, 212, 208), 0.2)
    c.text(
        6,
        4,
        f"{person.surname}, {person.given}",
        2.8,
        fonts.MONO,
        kind="patient_name",
        role="patient",
        person=person.key,
        max_width=80,
    )
    end = c.text(96, 4, "ID ", 2.8, fonts.MONO)
    c.text(end, 4, person.mrn, 2.8, fonts.MONO, kind="local_patient_number", role="patient", person=person.key)
    end = c.text(140, 4, "DOB ", 2.8, fonts.MONO)
    c.text(end, 4, person.born_slash, 2.8, fonts.MONO, kind="date_of_birth", role="patient", person=person.key)
    c.text(294, 4, "14/09/2025 08:31", 2.8, fonts.MONO, kind="time_signal", anchor="r")
    c.text(6, 10.5, f"HR {int(rng.integers(48, 130))}  PR 160  QRS 92  25 mm/s", 2.2, fonts.MONO, role="neg")
    beat = float(rng.uniform(15, 28))
    for row, y in enumerate((34.0, 60.0)):
        points = []
        for i in range(1160):
            x = 4 + i * 0.25
            t = (x + row * 7) % beat
            wave = (9 if row == 0 else -6) * np.exp(-(((t - 7) / 0.55) ** 2)) + 1.6 * np.exp(-(((t - 3.5) / 1.1) ** 2))
            wave += 2.4 * np.exp(-(((t - 12) / 1.7) ** 2)) - 2.2 * np.exp(-(((t - 8.4) / 0.5) ** 2))
            points.append((x, y - wave + float(rng.normal(0, 0.06))))
        c.line(points, (30, 28, 34), 0.4)
    return Piece("medical_image", c, "ecg", {"TIME": 3, "CONDITION": 2})


def patient_monitor(rng: Generator, ppm: float, person: Patient, named: bool) -> Piece:
    """Bedside monitor (330 x 250 mm): coloured traces and large numbers; name on top only if `named`."""
    c = Canvas(330, 250, ppm, (8, 10, 14))
    if named:
        c.text(
            8,
            6,
            f"Bed 4  {person.surname} {person.given[0]}",
            5.0,
            fonts.SCREEN,
            PALE,
            "patient_name",
            "patient",
            person.key,
            180,
        )
    c.text(322, 6, "08:42", 5.0, fonts.SCREEN, PALE, "time_signal", anchor="r")
    rows: tuple[tuple[str, Colour, str], ...] = (
        ("HR", (60, 230, 90), str(int(rng.integers(48, 140)))),
        ("SpO2", (60, 200, 240), str(int(rng.integers(84, 100)))),
        ("ABP", (240, 70, 70), f"{int(rng.integers(80, 180))}/{int(rng.integers(40, 95))}"),
        ("RR", (250, 220, 70), str(int(rng.integers(8, 32)))),
    )
    for i, (name, colour, value) in enumerate(rows):
        y = 28 + i * 54.0
        c.text(246, y, name, 4.6, fonts.SCREEN, colour, role="neg")
        c.text(
            246,
            y + 12,
            value,
            18 if len(value) < 5 else 12,
            pick(rng, (fonts.SCREEN_BOLD, fonts.SEGMENT)),
            colour,
            role="neg",
            max_width=80,
        )
        t = np.arange(0, 234, 0.6)
        phase = (t + i * 9) % (26 + 9 * i)
        wave = 18 * np.exp(-(((phase - 8) / (1.2 + 2.2 * i)) ** 2)) + 5 * np.exp(-(((phase - 16) / 3.5) ** 2))
        c.line([(6 + float(a), y + 32 - float(b)) for a, b in zip(t, wave, strict=True)], colour, 0.9)
    return Piece("patient_monitor", c, "named" if named else "plain", {"TIME": 1, "CONDITION": 1}, emissive=0.85)
