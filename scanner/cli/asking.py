"""Asking at the terminal what no detector can know."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from scanner.errors import UsageError
from scanner.findings import PhotoReport

_SHORT = {"y": "yes", "n": "no"}


def check_terminal() -> None:
    """Raises UsageError where nobody could answer."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        raise UsageError("--ask needs a terminal. In scripts, give the answers with --answers FILE.")


def asked(report: PhotoReport, answers: Mapping[str, str]) -> PhotoReport:
    """The report with the answers given at the terminal; Enter leaves a question open."""
    from scanner.judgement.checklist import with_checklist
    from scanner.outputs.escape import plain

    given = dict(answers)
    for question in report.questions:
        if question.answer is None:
            sys.stderr.write(f"{plain(report.path)}: {question.text} [y/n, Enter: don't know] ")
            sys.stderr.flush()
            word = sys.stdin.readline().strip()
            if word:
                given[question.id] = _SHORT.get(word.lower(), word)
    return with_checklist(report, given) if given != dict(answers) else report
