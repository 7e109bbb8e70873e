"""The loop that scan and blur share: every entry once, whatever happens to one of them."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from scanner.cli.batch import joined, worse
from scanner.cli.inputs import STDIN, Entry
from scanner.cli.preparation import Prepared
from scanner.cli.progress import progress_bar
from scanner.cli.services import CommandScanner
from scanner.cli.sinks import Outcome, Sink
from scanner.cli.streams import OutputError, say
from scanner.errors import (
    CopyError,
    ExitCode,
    PhotoError,
    ScannerError,
    UsageError,
    worst,
)
from scanner.findings import CopyReport, PhotoReport, Status
from scanner.judgement.jigsaw_batch import MOST
from scanner.photo.decode import photo_from_bytes
from scanner.photo.photo import Photo
from scanner.scanning import PhotoScanner, not_scanned, unopened
from scanner.settings import Limits

# From an entry and its number in the run (from 1) to what became of it.
Work = Callable[[Entry, int], Outcome]


def run(prepared: Prepared, scanner: CommandScanner, sink: Sink, work: Work, *, findings_count: bool) -> ExitCode:
    """Do `work` on every entry and hand each outcome to `sink`; the exit code of all together.

    `findings_count`: findings from --fail-on on are exit code 1 (scan; not blur, which removes them).
    """
    codes = [ExitCode.OK]
    for sentence in scanner.missing:
        say(sentence)
        codes.append(ExitCode.INCOMPLETE)
    if prepared.found.unseen:
        codes.append(ExitCode.INCOMPLETE)
    entries = prepared.found.entries
    in_batch = 1 < len(entries) <= MOST
    done: list[tuple[Entry, Outcome]] = []
    number = 0
    try:
        with sink, progress_bar(len(entries)) as bar:
            try:
                for number, entry in enumerate(entries, start=1):
                    outcome = _one(work, entry, number)
                    if in_batch:
                        done.append((entry, outcome))
                    if not (in_batch and sink.waits):
                        with bar.paused():
                            sink.add(outcome)
                    bar.advance()
                    codes.append(code_of(outcome, entry, prepared, findings_count=findings_count))
            finally:
                with bar.paused():
                    codes += _put_together(done, sink, prepared, findings_count=findings_count)
    except KeyboardInterrupt:
        say(f"Interrupted: {max(0, number - 1)} of {len(entries)} photos were done.")
        raise
    if len(entries) > MOST:
        say(f"With more than {MOST} photos, the small clues of each were added up for itself, not over all of them.")
    return worst(*codes)


def _put_together(
    done: Sequence[tuple[Entry, Outcome]], sink: Sink, prepared: Prepared, *, findings_count: bool
) -> list[ExitCode]:
    """What the photos of one command line add to each other: for a program in each entry, for people at the end."""
    outcomes = joined(done, prepared.settings)
    if sink.waits:
        for outcome in outcomes:
            sink.add(outcome)
    pairs = [(new.report, old.report) for new, (_, old) in zip(outcomes, done, strict=True)]
    sink.together({number: new for number, (new, old) in enumerate(pairs, start=1) if worse(new, old)})
    level = prepared.settings.fail_on
    worst_of_all = max((f.severity for new, _ in pairs for f in new.findings), default=None)
    if not findings_count or level is None or worst_of_all is None or worst_of_all < level:
        return []
    return [ExitCode.FINDINGS]


def _one(work: Work, entry: Entry, number: int) -> Outcome:
    """The outcome for one entry; a fault of the program in one photo does not end the run."""
    try:
        return work(entry, number)
    except (UsageError, OutputError):
        raise
    except ScannerError as error:
        return Outcome(not_scanned(entry.path, Status.CRASHED, str(error)))
    except Exception:
        if os.environ.get("SCANNER_DEBUG"):
            traceback.print_exc()
        sentence = "The scan of this photo failed inside the program. Treat it as not checked."
        return Outcome(not_scanned(entry.path, Status.CRASHED, sentence))


def code_of(outcome: Outcome, entry: Entry, prepared: Prepared, *, findings_count: bool) -> ExitCode:
    report = outcome.report
    if report.status is Status.UNSUPPORTED and not entry.named:
        say(f"Not a photo: {entry.path}")
        return ExitCode.OK
    codes = [ExitCode.OK]
    chosen = {detector.value for detector in prepared.settings.detect} if prepared.strict else set()
    if report.status is not Status.SCANNED or report.errors or chosen.intersection(report.not_checked):
        codes.append(ExitCode.INCOMPLETE)
    level = prepared.settings.fail_on
    if findings_count and level is not None and any(f.severity >= level for f in report.findings):
        codes.append(ExitCode.FINDINGS)
    failed = [copy for copy in outcome.copies if not copy.verified or copy.output is None]
    if any(copy.remaining or not report.errors for copy in failed) and report.status is Status.SCANNED:
        codes.append(ExitCode.COPY_FAILED)
    return worst(*codes)


def examined(scanner: PhotoScanner, entry: Entry, limits: Limits) -> tuple[PhotoReport, Photo | None]:
    """Scan one entry; standard input is decoded from memory and never written to a disk."""
    if entry.path != STDIN:
        report, photo = scanner.scan_with_photo(entry.path, shown_as=entry.path, root=entry.root)
        return replace(report, path=entry.path), photo
    try:
        photo = photo_from_bytes(Path(STDIN), sys.stdin.buffer.read(limits.bytes + 1), limits)
    except PhotoError as error:
        report = unopened(STDIN, error)
        said = (sentence.replace(STDIN, "The photo from standard input", 1) for sentence in report.errors)
        return replace(report, errors=tuple(said)), None
    return scanner.examine(photo, shown_as=STDIN), photo


def copied(
    scanner: PhotoScanner,
    scanned: tuple[PhotoReport, Photo | None],
    entry: Entry,
    number: int,
    out: Path | None,
) -> Outcome:
    """Write the copies of a scanned photo; a copy that cannot be written is an error of this photo."""
    report, photo = scanned
    try:
        if out is not None:
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
        copies = scanner.copies_of(report, photo, entry.destination(number, out))
        return Outcome(copies[0].report, copies)  # it knows what the copy still shows
    except CopyError as error:
        sentence = str(error)
    except OSError as error:
        sentence = f"The copy could not be written: {error.strerror or 'unknown reason'}."
    report = replace(report, errors=(*report.errors, sentence))
    return Outcome(report, (CopyReport(report, output=None, verified=False),))
