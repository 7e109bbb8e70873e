"""The command that a scan proposes: what was asked of the scan must hold for the copy too."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.cli.preparation import Chosen
from scanner.findings import PhotoReport
from scanner.judgement.caption import CAPTION
from scanner.outputs.escape import quoted
from scanner.settings import Settings

_OTHER_WORDS = "YOUR NEW WORDS"


def blur_command(chosen: Chosen, settings: Settings, report: PhotoReport) -> str:
    """`scanner blur` with every option given that changes what is found, numbered or left; without the photo."""
    told = any(finding.detector == CAPTION for finding in report.findings)
    words = [f" {option} {quoted(value)}" for option, value in _given(chosen, settings, told)]
    return "scanner blur" + "".join(words)


def _given(chosen: Chosen, settings: Settings, told: bool) -> Iterator[tuple[str, str]]:
    """`told`: the caption itself tells of somebody. It is not repeated, and needs other words."""
    values = {
        "--config": chosen.config,
        "--detect": ",".join(chosen.detect or ()),
        "--ocr": chosen.ocr,
        "--precision": chosen.precision,
        "--profile": chosen.profile,
        "--policy": chosen.policy,
        "--caption": _OTHER_WORDS if told else chosen.caption,
        "--answers": chosen.answers,
        "--consent-scope": settings.consent.scope or chosen.consent_scope,
        "--register": chosen.register,
        "--passphrase-file": chosen.passphrase_file,
    }
    yield from ((option, str(value)) for option, value in values.items() if value)
