"""What was drawn into a photo, as a list of things to find, each with the cells of the table that it counts in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.render.faces import CASES

Json = dict[str, Any]
Points = NDArray[np.float32]

# Kinds of the product that name a drawn kind rightly; every other kind has to be named by its own word.
ALSO = {
    "address": {"address", "postcode"},
    "face_unknown": {"face_unknown", "face_child", "patient_in_bed"},
    "specimen_label": {"specimen_label", "drip_label"},
    "drip_label": {"specimen_label", "drip_label"},
    "paper_record": {"paper_record", "patient_list"},
    "patient_list": {"paper_record", "patient_list"},
    "barcode_patient": {"barcode_patient", "barcode_unread"},
    "screen": {"screen", "patient_monitor"},
    "patient_monitor": {"screen", "patient_monitor"},
}
# Not a reason to forbid a photo by themselves, so looked for but not counted as leaks.
LOOKED_FOR = frozenset(
    {"age", "patient_initials", "clinical_text", "vehicle_plate", "staff_name", "staff_id", "place_signal"}
    | {"time_signal"}
)
SIZES = ((6, "under 6 px"), (8, "6-8 px"), (12, "8-12 px"), (20, "12-20 px"), (math.inf, "20 px and more"))
WIDTHS = ((16, "12-16 px"), (32, "16-32 px"), (96, "32-96 px"), (math.inf, "96 px and more"))
TURNS = ((10, "upright"), (30, "10-30 degrees"), (60, "30-60 degrees"), (120, "on its side"), (181, "upside down"))


@dataclass(frozen=True)
class Item:
    """One thing to find. `polygon`: n x 2 pixels of the upright picture. `cells`: row group -> row of the table."""

    group: str  # text | face | code | thing
    kind: str
    polygon: Points
    must_go: bool
    cells: dict[str, str]
    truth: Json

    @property
    def named_by(self) -> set[str]:
        return ALSO.get(self.kind, {self.kind})

    def lies_on(self, thing: Item) -> bool:
        own = self.truth.get("artefact")
        return own is not None and own == thing.truth.get("id") and self.group in ("text", "code")

    @property
    def height(self) -> float:
        """Cap height of text, else the shorter side of the upright box; pixels."""
        return float(self.truth.get("cap_px") or np.ptp(self.polygon, axis=0).min())


@dataclass(frozen=True)
class Picture:
    """One rendered file and its truth. `name` is relative to the folder of the renders."""

    path: Path
    name: str
    truth: Json

    @property
    def suite(self) -> str:
        return str(self.truth["suite"])

    @property
    def agreed(self) -> str:
        """Who in the picture agreed to be shown: a portrait of the generator, or nobody."""
        return next((str(face["person"]) for face in self.truth["faces"] if face["consented"]), "")

    def items(self) -> list[Item]:
        """Strings, faces, codes and things that a person could make out, or that had to go."""
        truth = self.truth
        found = [self._text(s) for s in truth["strings"] if s["must_redact"] or _looked_for(s)]
        found += [self._item("face", "face_unknown", f, bool(f["must_redact"])) for f in truth["faces"]]
        found += [
            self._item("code", c["kind"], c, c["kind"] == "barcode_patient" and c["decodable"] != "never")
            for c in truth["barcodes"]
        ]
        found += [
            self._item("thing", a["kind"], a, bool(a["must_redact"]))
            for a in truth["artefacts"]
            if a["kind"] and a["must_redact"]
        ]
        return found

    def telling_places(self) -> list[Points]:
        """Everything that may go without loss: what tells about people, and the things that carry it."""
        things = [
            np.asarray(a["poly"], dtype=np.float32)
            for a in self.truth["artefacts"]
            if a["must_redact"] or a["kind"] in self.truth["expected"]["kinds"]
        ]
        return things + [item.polygon for item in self.items()]

    def _text(self, string: Json) -> Item:
        return self._item("text", string["kind"], string, bool(string["must_redact"]))

    def _item(self, group: str, kind: str, drawn: Json, must_go: bool) -> Item:
        polygon = np.asarray(drawn["poly"], dtype=np.float32).reshape(-1, 2)
        cells = {"all": group, "kind": kind, "suite": self.suite, "level": str(self.truth["level"])}
        if group == "text":
            cells |= {
                "size": _bin(SIZES, float(drawn["cap_px"])),
                "turn": self._turn(polygon, drawn),
                "hand": "handwritten" if drawn["handwritten"] else "print",
                "legible": {"yes": "readable", "marginal": "hard to read"}.get(drawn["human"], "not readable"),
            }
        elif group == "face":
            cells |= {"face": _bin(WIDTHS, float(drawn["width_px"])), "mask": self._mask(drawn)}
        elif group == "code":
            cells |= {"code": str(drawn["format"]), "decodable": str(drawn["decodable"])}
        if int(self.truth.get("exif_orientation", 1)) != 1:
            cells["orientation"] = "turned by the file's orientation tag"
        return Item(group, kind, polygon, must_go, cells, drawn)

    def _turn(self, polygon: Points, drawn: Json) -> str:
        if bool(self.truth.get("mirrored")) != bool(drawn.get("mirrored")):  # a mirrored mirror image reads as usual
            return "mirrored"
        along = polygon[1] - polygon[0]  # a polygon starts at the text's own top left
        if len(polygon) != 4:  # a bent line: only the picture's own turn is known
            return _bin(TURNS, abs((int(self.truth.get("turned", 0)) + 180) % 360 - 180))
        return _bin(TURNS, abs(math.degrees(math.atan2(float(along[1]), float(along[0])))))

    def _mask(self, face: Json) -> str:
        case = self.truth["extra"].get("case")
        masked = case is not None and not face["consented"] and CASES[int(case) % len(CASES)] == "mask"
        return "masked" if masked else "bare"


def _looked_for(string: Json) -> bool:
    return string["kind"] in LOOKED_FOR and string["human"] == "yes" and string["role"] != "ghost"


def _bin(bins: tuple[tuple[float, str], ...], value: float) -> str:
    return next(name for least, name in bins if value < least)
