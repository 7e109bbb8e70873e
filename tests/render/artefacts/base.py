"""What every artefact family shares: the piece that comes out, and barcodes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import numpy as np
import zxingcpp
from numpy.random import Generator
from PIL import Image

from tests.render import fonts
from tests.render.canvas import Canvas, CodeMark
from tests.render.cast import Patient


@dataclass(frozen=True)
class Piece:
    """A finished flat artefact.

    `kind`: finding kind of the thing as a whole (design contract), "" for a thing that is no finding;
    `variant`: layout or content variant; `signals`: jigsaw points it gives by what is printed on it;
    `solid`: fills its whole rectangle; a thing that does not is outlined by the pixels it owns.
    """

    kind: str
    canvas: Canvas
    variant: str = "full"
    signals: dict[str, int] = field(default_factory=dict)
    emissive: float = 0.0
    gloss: float = 0.0
    solid: bool = True


def pick(rng: Generator, options: tuple[str, ...] | list[str]) -> str:
    return options[int(rng.integers(len(options)))]


def _with_system(own: tuple[str, ...], system: tuple[str, ...]) -> tuple[str, ...]:
    """Fonts of this repository, so that every machine draws the same; RENDER_SYSTEM_FONTS=1 adds the
    system's."""
    return own + fonts.available(system) if os.environ.get("RENDER_SYSTEM_FONTS") == "1" else own


def marker_font(rng: Generator) -> str:
    return pick(rng, _with_system(fonts.MARKER, fonts.SYSTEM_MARKER))


def biro_font(rng: Generator) -> str:
    return pick(rng, _with_system(fonts.BIRO, fonts.SYSTEM_BIRO))


FORMATS = {
    "DataMatrix": zxingcpp.BarcodeFormat.DataMatrix,
    "Code128": zxingcpp.BarcodeFormat.Code128,
    "Code39": zxingcpp.BarcodeFormat.Code39,
    "QRCode": zxingcpp.BarcodeFormat.QRCode,
    "Aztec": zxingcpp.BarcodeFormat.Aztec,
    "PDF417": zxingcpp.BarcodeFormat.PDF417,
    "EAN13": zxingcpp.BarcodeFormat.EAN13,
    "ITF": zxingcpp.BarcodeFormat.ITF,
}
MATRIX = frozenset({"DataMatrix", "QRCode", "Aztec"})


def draw_code(
    canvas: Canvas,
    x: float,
    y: float,
    module: float,
    payload: str,
    format_: str,
    *,
    height: float = 8.0,
    gs1: bool = False,
    kind: str = "barcode_patient",
    ids: tuple[str, ...] = (),
) -> tuple[float, float]:
    """Draws a barcode with its quiet zone at (x, y) in units; `module`: width of one module in units.

    Linear symbols and PDF417 get `height`. The remembered quad leaves the quiet zone out. Returns the size
    used.
    """
    options: dict[str, object] = {"gs1": True} if gs1 else {}
    if format_ == "DataMatrix":
        options["force_square"] = True
    code = zxingcpp.create_barcode(payload, FORMATS[format_], **options)
    bits = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    bits = bits if bits.ndim == 2 else bits[..., 0]
    if format_ not in MATRIX and format_ != "PDF417":
        bits = bits[bits.shape[0] // 2 : bits.shape[0] // 2 + 1]
    rows, columns = bits.shape
    quiet = module * (1 if format_ == "DataMatrix" else 4 if format_ == "QRCode" else 2 if format_ == "Aztec" else 8)
    px = max(1, round(module * canvas.k))  # whole pixels per module keep the symbol even
    width, tall = columns * px / canvas.k, (rows * px / canvas.k if format_ in MATRIX else height)
    canvas.rect(x, y, width + 2 * quiet, tall + 2 * min(quiet, 2 * module), (255, 255, 255))
    left, top = round((x + quiet) * canvas.k), round((y + min(quiet, 2 * module)) * canvas.k)
    size = (columns * px, rows * px if format_ in MATRIX else max(1, round(height * canvas.k)))
    canvas.img.paste(Image.fromarray(bits).convert("RGB").resize(size, Image.Resampling.NEAREST), (left, top))
    a, b = left / canvas.ppm, top / canvas.ppm
    c, d = (left + size[0]) / canvas.ppm, (top + size[1]) / canvas.ppm
    canvas.codes.append(
        CodeMark(format_, payload, np.array([(a, b), (c, b), (c, d), (a, d)]), px / canvas.ppm, kind, ids)
    )
    return width + 2 * quiet, tall + 2 * min(quiet, 2 * module)


def patient_ids(person: Patient) -> tuple[str, ...]:
    return person.nhs, person.mrn, person.full, person.born_long
