"""`scanner scan`: what in these photos could identify a patient."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import options
from scanner.cli.asking import asked, check_terminal
from scanner.cli.inputs import OUTPUT_FOLDER, Entry
from scanner.cli.preparation import Chosen, check_writable, folders_of_copies, prepared
from scanner.cli.streams import result_stream, say
from scanner.errors import CopyError, ExitCode


def scan(
    context: typer.Context,
    *,
    photos: options.Photos = None,
    from_file: options.FromFile = None,
    detect: options.Detect = None,
    ocr: options.Ocr = None,
    precision: options.Precision = None,
    threads: options.Threads = None,
    blur: Annotated[bool, typer.Option("--blur", help="Also write a checked copy of each photo.")] = False,
    out: options.Out = None,
    no_annotate: Annotated[bool, typer.Option("--no-annotate", help="No numbered pictures.")] = False,
    caption: options.Caption = None,
    profile: options.Profile = None,
    policy: options.PolicyFile = None,
    answers: options.Answers = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask at the terminal what only you can know.")] = False,
    as_json: options.AsJson = False,
    reveal: options.Reveal = False,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
    consent_scope: options.ConsentScope = None,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
    config: options.Config = None,
) -> None:
    """Look for everything in a photo that could identify a patient or breach confidentiality."""
    site = (consent_scope, register, passphrase_file, profile, policy, answers)
    chosen = Chosen(photos, from_file, detect, ocr, precision, threads, fail_on, reveal, config, out, caption, *site)
    with result_stream() as stream:
        from scanner.cli.proposing import blur_command
        from scanner.cli.running import copied, examined, run
        from scanner.cli.sinks import JsonSink, Outcome, TextSink

        if ask:
            check_terminal()
        plan = prepared(chosen)
        pictures = None if no_annotate or (as_json and out is None) else out or Path(OUTPUT_FOLDER)
        check_writable([pictures] if pictures else [])
        check_writable(folders_of_copies(plan.found, out) if blur else [])
        scanner = context.obj.make_scanner(plan.settings)
        if blur:
            scanner.expect_copies()
        files = None
        if pictures:
            from scanner.outputs.annotated_file import AnnotatedFiles

            files = AnnotatedFiles(pictures, plan.settings, replace=out is None)

        def work(entry: Entry, number: int) -> Outcome:
            report, photo = examined(scanner, entry, plan.settings.limits)
            report = asked(report, dict(plan.settings.answers)) if ask else report
            outcome = copied(scanner, (report, photo), entry, number, out) if blur else Outcome(report)
            if not (files and photo and report.findings):
                return outcome
            try:
                picture = files.write(report, photo, entry.destination(number))
            except CopyError as error:
                report = replace(outcome.report, errors=(*outcome.report.errors, str(error)))
                return replace(outcome, report=report)
            return replace(outcome, annotated=str(picture))

        one = len(plan.found.entries) == 1  # questions about every photo of a folder would drown their findings
        command = partial(blur_command, chosen, plan.settings)
        sink = (
            JsonSink(stream, reveal=reveal)
            if as_json
            else TextSink(stream, plan.settings, scan=True, questions=one, command=command)
        )
        code = run(plan, scanner, sink, work, findings_count=True)
        for notice in scanner.notices if blur else ():
            say(notice)
    raise typer.Exit(ExitCode.OK if exit_zero and code is ExitCode.FINDINGS else code)
