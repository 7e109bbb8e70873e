"""`scanner audit`: whole folders, in parallel, resumable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import options, values
from scanner.cli.streams import result_stream, say
from scanner.errors import ExitCode, UsageError


def audit(
    context: typer.Context,
    *,
    folders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FOLDER", help="Folders, with all folders in them, or s3://BUCKET/FOLDER.", show_default=False
        ),
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="DIR", help="Run folder. The same one again goes on where it stopped."),
    ] = None,
    from_file: options.FromFile = None,
    ext: Annotated[
        list[str] | None, typer.Option("--ext", metavar="LIST", help="Only files with these endings, such as jpg,png.")
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="PATTERN", help="Leave out names or paths such as '*/old/*'. Repeatable."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only files changed since 2025-09-14, or 30d for days."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Only this share of the photos, for N machines.")
    ] = None,
    run_key: Annotated[
        Path | None,
        typer.Option("--run-key", metavar="FILE", help="Secret that all shards share, so that people count once."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Photos at the same time (default: one per core).")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Let a Dask cluster look: tls://HOST:PORT, tcp:// only on this machine.",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=1, help="Most that one photo may take.")
    ] = 300,
    memory: Annotated[
        int, typer.Option("--memory", metavar="MB", min=0, help="Most that one photo may need; 0 for no limit.")
    ] = 4096,
    staged: Annotated[
        bool | None,
        typer.Option(
            "--staged/--no-staged",
            help="A quick first look at all, then in full, worst first (default: from 2,000 photos on).",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Scan everything again.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what could not be examined.")] = False,
    rehash: Annotated[
        bool, typer.Option("--rehash", help="Read files again instead of trusting size and time of change.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 3 where videos, PDFs or RAW files were met.")
    ] = False,
    blur: Annotated[bool, typer.Option("--blur", help="Also write checked copies into the run folder.")] = False,
    group_people: Annotated[
        bool,
        typer.Option(
            "--group-people",
            help="Number unknown people who are in several of the photos examined now. Biometric: faces are "
            "compared, in memory only; use it only where you may.",
        ),
    ] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Accepted findings: only new ones count.")
    ] = None,
    no_annotate: Annotated[bool, typer.Option("--no-annotate", help="No pictures in the run folder.")] = False,
    detect: options.Detect = None,
    ocr: options.Ocr = None,
    precision: options.Precision = None,
    profile: options.Profile = None,
    policy: options.PolicyFile = None,
    as_json: options.AsJson = False,
    fail_on: options.FailOn = None,
    exit_zero: options.ExitZero = False,
    consent_scope: options.ConsentScope = None,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
    config: options.Config = None,
) -> None:
    """Scan whole folders, in parallel, into a run folder with a report; the same command again goes on."""
    with result_stream() as stream:
        from scanner.audit.audit import Plan
        from scanner.audit.baseline import load_baseline
        from scanner.audit.discovery import Filters, is_url
        from scanner.cli.auditing import audited, engine, expect_faces, new_run_folder, share, since_when, told
        from scanner.cli.inputs import read_list
        from scanner.cli.preparation import Chosen, configured

        listed = [path for name in from_file or () for path in read_list(name)]
        if not folders and not listed:
            raise UsageError("No folder named. Name a folder, or a list with --from-file.")
        for folder in folders or ():
            if not is_url(folder) and not Path(folder).exists():
                raise UsageError(f"The folder {folder} does not exist.")
        site = (consent_scope, register, passphrase_file, profile, policy)
        chosen = Chosen(folders, None, detect, ocr, precision, 1, fail_on, False, config, None, None, *site)
        settings, named = configured(chosen, [Path(folder) for folder in folders or ()])
        accepted = load_baseline(baseline) if baseline else None
        plan = Plan(
            folders=folders or (),
            listed=listed,
            run=run or new_run_folder(),
            settings=settings,
            filters=Filters(
                extensions=frozenset(word.lower().removeprefix(".") for word in values.words(ext or ())),
                ignore=tuple(ignore or ()),
                since=since_when(since) if since else None,
                shard=share(shard) if shard else None,
            ),
            force=force,
            retry_failed=retry_failed,
            rehash=rehash,
            pictures=not no_annotate,
            copies=blur,
            people=group_people,
            staged=staged,
            strict=strict,
            memory=memory * 1024 * 1024,
            run_key=run_key,
            wanted=frozenset(d.value for d in settings.detect) if named else frozenset(),
        )
        if group_people:
            expect_faces()
        say(f"Run folder: {plan.run}")
        audited(plan, engine(scheduler, jobs, timeout, copies=blur), context.obj.make_scanner)
        code = told(plan, stream, accepted, as_json=as_json)
    raise typer.Exit(ExitCode.OK if exit_zero and code is ExitCode.FINDINGS else code)
