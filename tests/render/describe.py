"""The truth about a picture: what was drawn where, how well it can be read, what a scanner has to find."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.render.camera import Shot
from tests.render.jigsaw import points_of, score
from tests.render.job import Job
from tests.render.scene import Placed, Stage
from tests.render.truth import code_truth, mark_outline, shares, string_truth, visible_outline

CRITICAL = frozenset(
    {
        "nhs_number",
        "local_patient_number",
        "patient_name",
        "address",
        "credential",
        "wristband",
        "patient_list",
        "paper_record",
        "specimen_label",
        "barcode_patient",
        "medical_image",
    }
)
HIGH = frozenset(
    {
        "board",
        "screen",
        "drip_label",
        "date_of_birth",
        "face_unknown",
        "staff_badge",
        "patient_monitor",
        "sticky_note",
        "bedhead_sign",
    }
)
MEDIUM = frozenset({"patient_initials", "age", "clinical_text", "barcode_unread", "vehicle_plate", "staff_id"})


def describe(stage: Stage, shot: Shot, job: Job) -> dict[str, Any]:
    """Truth in the frame of the picture as it was taken (before turning and shrinking)."""
    artefacts: list[dict[str, Any]] = []
    strings: list[dict[str, Any]] = []
    codes: list[dict[str, Any]] = []
    faces: list[dict[str, Any]] = []
    for placed in stage.placed:
        name = f"a{placed.owner}"
        piece = placed.piece
        poly = visible_outline(stage, placed)
        if not poly:
            continue
        for mark in piece.canvas.marks:
            t = string_truth(stage, placed, mark, shot)
            if t.visible_fraction > 0 and len(t.poly) >= 3:
                strings.append(
                    {
                        "id": f"s{len(strings) + 1}",
                        "artefact": name,
                        "kind": mark.kind,
                        "role": mark.role,
                        "text": mark.text,
                        "visible_text": t.visible_text,
                        "norm": "".join(c for c in mark.text.upper() if c.isalnum()),
                        "poly": t.poly,
                        "cap_px": round(t.cap_px, 1),
                        "r": round(t.r, 3),
                        "dc": round(t.dc, 1),
                        "tilt": round(t.tilt, 1),
                        "visible_fraction": round(t.visible_fraction, 2),
                        "human": t.human,
                        "ocr": t.ocr,
                        "handwritten": mark.handwritten,
                        "mirrored": placed.surface.pose.mirrored,
                        "person": mark.person,
                        "must_redact": t.must_redact,
                    }
                )
        codes += [c for mark in piece.canvas.codes if (c := code_truth(stage, placed, mark, shot, name))]
        faces += _faces(stage, placed)
        if piece.kind or piece.variant not in ("lamp", "desktop", "car"):
            inner = [s for s in strings if s["artefact"] == name]
            artefacts.append(
                {
                    "id": name,
                    "kind": piece.kind,
                    "poly": poly,
                    "visible_fraction": _share(stage, placed),
                    "variant": piece.variant,
                    "must_redact": any(s["must_redact"] for s in inner)
                    or any(
                        c["kind"] == "barcode_patient" and c["decodable"] != "never" and c["artefact"] == name
                        for c in codes
                    ),
                }
            )
    faces += [
        {
            "poly": [[round(float(v), 1) for v in q] for q in polygon],
            "width_px": round(float(np.ptp(polygon[:, 0])), 1),
            "yaw": None,
            "occlusion": "none",
            "consented": consented,
            "person": who,
            "must_redact": not consented,
        }
        for polygon, who, consented in stage.faces
    ]
    signals = points_of(
        (placed.piece.signals, [s for s in strings if s["artefact"] == f"a{placed.owner}"])
        for placed in stage.placed
        if visible_outline(stage, placed)
    )
    points, band = score(signals)
    return {
        "version": 1,
        "suite": job.suite,
        "index": job.index,
        "seed": job.seed,
        "scene": job.scene,
        "level": job.level,
        "camera": shot.as_dict(),
        "artefacts": artefacts,
        "strings": strings,
        "barcodes": codes,
        "faces": faces,
        "signals": signals,
        "jigsaw": {"score": points, "band": band},
        "expected": expected(artefacts, strings, codes, faces),
    }


def _faces(stage: Stage, placed: Placed) -> list[dict[str, Any]]:
    out = []
    for face in placed.piece.canvas.faces:
        poly = mark_outline(stage, placed, face.quad)
        seen = float(shares(stage, placed, [face.quad])[0])
        if len(poly) >= 3 and seen > 0.3:
            width = float(np.linalg.norm(np.array(poly[1]) - np.array(poly[0])))
            out.append(
                {
                    "poly": poly,
                    "width_px": round(width, 1),
                    "yaw": None,
                    "occlusion": "partial" if seen < 0.9 else "none",
                    "consented": face.consented,
                    "person": face.person,
                    "must_redact": not face.consented and width >= 12,
                }
            )
    return out


def _share(stage: Stage, placed: Placed) -> float:
    if not placed.piece.solid:
        return round(float((stage.frame.owner == placed.owner).sum()) / max(1, placed.drawn), 2)
    w, h = placed.surface.size
    whole = np.array([(0, 0), (w, 0), (w, h), (0, h)], dtype=float)
    cells = [
        np.array(
            [
                whole[0] + (i * w / 8, j * h / 8),
                whole[0] + ((i + 1) * w / 8, j * h / 8),
                whole[0] + ((i + 1) * w / 8, (j + 1) * h / 8),
                whole[0] + (i * w / 8, (j + 1) * h / 8),
            ]
        )
        for i in range(8)
        for j in range(8)
    ]
    return round(float(shares(stage, placed, cells).mean()), 2)


def expected(
    artefacts: list[dict[str, Any]],
    strings: list[dict[str, Any]],
    codes: list[dict[str, Any]],
    faces: list[dict[str, Any]],
) -> dict[str, Any]:
    """Default verdict = worst of what must be found."""
    kinds = {s["kind"] for s in strings if s["must_redact"]} | {
        a["kind"] for a in artefacts if a["must_redact"] and a["kind"]
    }
    kinds |= {c["kind"] for c in codes if c["decodable"] == "must" and c["kind"] != "barcode_product"}
    kinds |= {"face_unknown" for f in faces if f["must_redact"]}
    kinds |= {
        s["kind"]
        for s in strings
        if s["human"] == "yes" and s["kind"] in ("vehicle_plate", "age", "patient_initials", "clinical_text")
    }
    kinds |= {
        a["kind"]
        for a in artefacts
        if a["kind"] in ("staff_badge", "board", "screen")
        and a["visible_fraction"] > 0.5
        and any(s["artefact"] == a["id"] and s["human"] == "yes" and s["role"] in ("patient", "staff") for s in strings)
    }
    if kinds & CRITICAL:
        verdict = "do_not_share"
    elif kinds & HIGH:
        verdict = "fix_before_sharing"
    else:
        verdict = "check_by_eye" if kinds & MEDIUM else "nothing_found"
    return {"verdict": verdict, "kinds": sorted(kinds)}


def move(truth: dict[str, Any], job: Job, scale: float) -> None:
    """Carries all polygons through shrinking, mirroring and quarter turns, and adds boxes."""
    w, h = job.size[0] * scale, job.size[1] * scale
    for group in ("artefacts", "strings", "barcodes", "faces"):
        for item in truth[group]:
            poly = np.array(item["poly"], dtype=float) * scale
            if job.mirror:
                poly[:, 0] = w - poly[:, 0]
            a, b = w, h
            for _ in range(job.turn % 4):
                poly = np.column_stack([b - poly[:, 1], poly[:, 0]])
                a, b = b, a
            item["poly"] = [[round(float(x), 1), round(float(y), 1)] for x, y in poly]
            lo, hi = poly.min(axis=0), poly.max(axis=0)
            item["bbox"] = [round(float(v), 1) for v in (*lo, *(hi - lo))]
            for key in ("cap_px", "width_px", "module_px"):
                if key in item:
                    item[key] = round(item[key] * scale, 2)
            if job.mirror and "ocr" in item and item["ocr"] == "must":
                item["ocr"] = "may"
            if job.turn and "ocr" in item and item["ocr"] == "must":
                item["ocr"] = "may"
    truth["turned"], truth["mirrored"] = job.turn * 90, job.mirror
