"""What a photo is for changes what is forced, never what is found (domain (d) and (e)).

social: the strictest, and the default. comms: colleagues who agreed may show their names and badges (BMA: identify
yourself or not, own judgement). teaching: a medical image without any identifier on it may stay, with questions
(GMC recordings, paras 10-12). Nothing about a patient is ever relaxed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scanner.findings import Action, Finding, Severity

_STAFF = frozenset({"staff_name", "staff_badge"})


def for_profile(findings: Iterable[Finding], profile: str) -> tuple[Finding, ...]:
    relax = {"comms": _staff, "teaching": _medical_image}.get(profile)
    found = tuple(findings)
    return tuple(relax(finding) for finding in found) if relax else found


def _staff(finding: Finding) -> Finding:
    """Names on badges and in the open; on a patient's board or paper they go with the rest."""
    relaxed = finding.kind in _STAFF and finding.severity <= Severity.MEDIUM
    if not relaxed or (finding.redact and finding.on not in (None, "id_badge")):
        return finding
    return replace(finding, severity=Severity.LOW, redact=False, actions=(Action.KEEP, Action.CONSENT))


def _medical_image(finding: Finding) -> Finding:
    if finding.kind != "medical_image" or finding.severity >= Severity.CRITICAL:
        return finding
    return replace(
        finding, severity=min(finding.severity, Severity.MEDIUM), redact=False, actions=(Action.CONSENT, Action.LOOK)
    )
