"""SARIF 2.1.0 (OASIS standard, 27 March 2020) for code-scanning dashboards and incident systems."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, TextIO
from urllib.parse import quote

from scanner import __version__
from scanner.kinds import kinds
from scanner.outputs.json_report import TOOL, dumps
from scanner.outputs.rows import PhotoRow

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
Json = dict[str, Any]
# From a photo's sha256 and a finding to a name that stays the same from run to run.
PrintOf = Callable[[str, Mapping[str, Any]], str]


def write_sarif(
    stream: TextIO, rows: Iterable[PhotoRow], print_of: PrintOf, *, whole: bool, unlooked: str = ""
) -> None:
    """Written result by result, so that a run of any length needs the memory of one photo. `whole`: every photo was
    examined in full. `unlooked`: what was not looked for, in words."""
    table = {slug: number for number, slug in enumerate(kinds())}
    driver = {
        "name": TOOL,
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(slug) for slug in table],
    }
    head = dumps({"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [{"tool": {"driver": driver}}]})
    stream.write(head.removesuffix("}]}") + ', "columnKind": "unicodeCodePoints", "results": [')
    first = True
    notifications: list[Json] = []
    if unlooked:
        notifications.append({"level": "warning", "message": {"text": f"Not looked for: {unlooked}."}})
    for row in rows:
        for result in _results(row, table, print_of):
            stream.write(("\n" if first else ",\n") + dumps(result))
            first = False
        if row.depth and row.status != "scanned":
            notifications.append(_notification(row))
    invocation = {"executionSuccessful": whole, "toolExecutionNotifications": notifications}
    stream.write(f'\n], "invocations": [{dumps(invocation)}]}}]}}\n')


def _rule(slug: str) -> Json:
    kind = kinds()[slug]
    return {
        "id": slug,
        "name": slug,
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": kind.why},
        "help": {"text": f"{kind.advice} Rests on: {kind.guidance}"},
        "defaultConfiguration": {"level": _LEVEL[kind.severity.slug]},
    }


def _results(row: PhotoRow, table: Mapping[str, int], print_of: PrintOf) -> Iterator[Json]:
    entry = row.entry() if row.depth else {"findings": []}
    for finding in entry["findings"]:
        kind = kinds().get(finding["kind"])
        title = kind.title if kind else finding["kind"]
        result: Json = {
            "ruleId": finding["kind"],
            "level": _LEVEL[finding["severity"]],
            "message": {"text": f"{title}: {finding['masked']}. {kind.advice if kind else ''}".strip()},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri_of(row.path)}}}],
            "partialFingerprints": {"finding/v1": print_of(row.sha256 or "", finding)},
            "properties": {
                "severity": finding["severity"],
                "confidence": finding["confidence"],
                "polygon": finding["polygon"],
                "frame": finding["frame"],
            },
        }
        if finding["kind"] in table:
            result["ruleIndex"] = table[finding["kind"]]
        if row.fresh is not None:
            result["baselineState"] = "new" if finding["id"] in row.fresh else "unchanged"
        yield result


def _notification(row: PhotoRow) -> Json:
    errors = " ".join(row.entry()["errors"]) or "This photo could not be examined."
    return {
        "level": "error",
        "message": {"text": errors},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri_of(row.path)}}}],
    }


def uri_of(path: str) -> str:
    """A path as a URI reference (RFC 3986); bytes that are no text are escaped as they are."""
    if PurePath(path).is_absolute() and os.name == "nt":
        return Path(path).as_uri()
    escaped = quote(os.fsencode(path.replace(os.sep, "/")))
    return f"file://{escaped}" if path.startswith("/") else escaped
