"""One line for the whole photo."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.findings import Finding, Severity, Verdict


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The worst finding decides."""
    worst = max((finding.severity for finding in findings), default=Severity.INFO)
    if worst is Severity.CRITICAL:
        return Verdict.DO_NOT_SHARE
    if worst is Severity.HIGH:
        return Verdict.FIX_BEFORE_SHARING
    if worst is Severity.MEDIUM:
        return Verdict.CHECK_BY_EYE
    return Verdict.NOTHING_FOUND
