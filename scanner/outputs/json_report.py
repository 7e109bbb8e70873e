"""The JSON contract, schema 1: what scripts rely on. Additions are allowed, renames are not.

Raw values (`text`, `payload`) are there only where the caller asks for them with `reveal`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from scanner import __version__
from scanner.findings import CopyReport, Finding, Jigsaw, Match, PhotoReport, Polygon, SceneView, Severity

SCHEMA = 1
TOOL = "image-confidentiality-scanner"

Json = dict[str, Any]


def photo_json(report: PhotoReport, *, reveal: bool = False) -> Json:
    """One entry of `photos`, with every key of the contract."""
    seen = report.sightings
    return {
        "path": report.path,
        "sha256": report.sha256,
        "width": report.width,
        "height": report.height,
        "frames": report.frames,
        "status": report.status.value,
        "not_checked": list(report.not_checked),
        "verdict": report.verdict.value if report.verdict else None,
        "findings": [finding_json(finding) for finding in report.findings],
        "text_regions": [
            {
                "polygon": _points(line.polygon),
                "frame": line.frame,
                "score": _score(line.score),
                "read": line.read,
                **({"text": line.text} if reveal else {}),
            }
            for line in seen.text
        ],
        "faces": [
            {
                "polygon": _points(face.polygon),
                "frame": face.frame,
                "score": _score(face.score),
                "consented": face.consented,
                **({"person": face.person} if reveal and face.person else {}),
            }
            for face in seen.faces
        ],
        "codes": [
            {
                "polygon": _points(code.polygon),
                "frame": code.frame,
                "format": code.format,
                **({"payload": code.payload} if reveal else {}),
            }
            for code in seen.codes
        ],
        "artefacts": [
            {
                "polygon": _points(artefact.polygon),
                "frame": artefact.frame,
                "class": artefact.cls.value,
                "score": _score(artefact.score),
                "read": artefact.read,
            }
            for artefact in seen.artefacts
        ],
        "scene": None if report.scene is None else scene_json(report.scene),
        "jigsaw": None if report.jigsaw is None else jigsaw_json(report.jigsaw),
        "questions": [asdict(question) for question in report.questions],
        "advice": list(report.advice),
        "errors": list(report.errors),
        "notices": list(report.notices),
        "timings_ms": {name: round(float(ms), 1) for name, ms in report.timings_ms.items()},
    }


def scene_json(scene: SceneView) -> Json:
    return {"ward_like": _score(scene.ward_like), "evidence": list(scene.evidence)}


def jigsaw_json(jigsaw: Jigsaw) -> Json:
    """`after` is an addition to the contract: the same sum over what the redacted copy still shows."""
    return {
        "place": jigsaw.place,
        "time": jigsaw.time,
        "person": jigsaw.person,
        "condition": jigsaw.condition,
        "score": jigsaw.score,
        "band": jigsaw.band,
        "cheapest_fix": jigsaw.cheapest_fix,
        "after": None if jigsaw.after is None else jigsaw_json(jigsaw.after),
    }


def finding_json(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "kind": finding.kind,
        "severity": finding.severity.slug,
        "confidence": _score(finding.confidence),
        "polygon": None if finding.polygon is None else _points(finding.polygon),
        "frame": finding.frame,
        "on": finding.on,
        "masked": finding.masked,
        "why": finding.why,
        "actions": [action.value for action in finding.actions],
        "guidance": finding.guidance,
        "detector": finding.detector,
        "redact": finding.redact,
    }


def copy_json(copy: CopyReport) -> Json:
    """The keys that `blur` adds to a photo's entry."""
    return {
        "output": None if copy.output is None else str(Path(copy.output).absolute()),
        "verified": copy.verified,
        "verified_by": list(copy.verified_by),
        "redacted": copy.redacted,
        "passes": copy.passes,
        "remaining": [finding_json(finding) for finding in copy.remaining],
        "copy_notices": list(copy.notices),
    }


def caption_json(lines: Iterable[Sequence[tuple[Match, Severity]]]) -> Json:
    """What `caption --json` prints: the matches of each line with their severities."""
    return {
        "schema": SCHEMA,
        "lines": [
            {
                "line": number,
                "findings": [
                    {
                        "kind": match.kind,
                        "severity": severity.slug,
                        "start": match.start,
                        "end": match.end,
                        "masked": match.masked,
                    }
                    for match, severity in matches
                ],
            }
            for number, matches in enumerate(lines)
        ],
    }


def dumps(value: Mapping[str, Any], indent: int | None = None) -> str:
    """ASCII only: the same in every encoding, and a name that is no valid text survives as \\udcxx."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, indent=indent)


class JsonReport:
    """The document `{"schema", "tool", "version", "photos": [...]}`, written photo by photo.

    A run of any length needs the memory of one photo, and an interrupted one still leaves valid JSON behind:
    use it as a context manager. `more`: further keys in front of the photos.
    """

    def __init__(self, stream: TextIO, more: Mapping[str, Any] | None = None) -> None:
        self._stream = stream
        self._more = more or {}
        self._first = True

    def __enter__(self) -> JsonReport:
        head = dumps({"schema": SCHEMA, "tool": TOOL, "version": __version__, **self._more})
        self._stream.write(f'{head[:-1]}, "photos": [')
        return self

    def add(self, photo: Mapping[str, Any]) -> None:
        self._stream.write(("\n" if self._first else ",\n") + dumps(photo))
        self._stream.flush()
        self._first = False

    def __exit__(self, *_: object) -> None:
        self._stream.write("\n]}\n")


def _points(polygon: Polygon) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in polygon]


def _score(score: float) -> float:
    return round(float(score), 3)
