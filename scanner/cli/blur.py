"""`scanner blur`: a copy of each photo without what must go, checked by a second scan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import options, values
from scanner.cli.inputs import Entry
from scanner.cli.preparation import Chosen, Prepared, check_writable, folders_of_copies, prepared
from scanner.cli.streams import result_stream, say
from scanner.errors import UsageError
from scanner.settings import RedactionSettings


def blur(
    context: typer.Context,
    *,
    photos: options.Photos = None,
    from_file: options.FromFile = None,
    out: options.Out = None,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="LOOK", help="fill (default), pixelate or blur: drawn over what is gone."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="LIST",
            help="Cover only these: kinds, numbers of findings (3,5-9), faces, text, codes or artefacts.",
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="LIST", help="Leave these visible; written like --only."),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="LIST",
            help="Cover these too, though they would stay visible, for example a face that the register knows.",
        ),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help="Leave visible what somebody decided earlier about these very photos; nobody is enrolled by it.",
        ),
    ] = None,
    decided_by: Annotated[
        str | None,
        typer.Option("--decided-by", metavar="NAME", help="Sign what --keep leaves, in the file of --decisions."),
    ] = None,
    box: Annotated[
        list[str] | None,
        typer.Option("--box", metavar="X,Y,W,H", help="Also cover this place, in pixels. Can be repeated."),
    ] = None,
    crop: Annotated[
        str | None,
        typer.Option("--crop", metavar="X,Y,W,H|auto", help="Keep only this part, or let the program choose."),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", metavar="TYPE", help="jpeg or png (default: like the photo).")
    ] = None,
    all_frames: Annotated[
        bool, typer.Option("--all-frames", help="One copy for each frame or page, not only for the first.")
    ] = False,
    detect: options.Detect = None,
    ocr: options.Ocr = None,
    precision: options.Precision = None,
    threads: options.Threads = None,
    caption: options.Caption = None,
    profile: options.Profile = None,
    policy: options.PolicyFile = None,
    answers: options.Answers = None,
    as_json: options.AsJson = False,
    reveal: options.Reveal = False,
    consent_scope: options.ConsentScope = None,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
    config: options.Config = None,
) -> None:
    """Write a copy of each photo without what identifies somebody, and check it by scanning it again."""
    site = (consent_scope, register, passphrase_file, profile, policy, answers)
    chosen = Chosen(photos, from_file, detect, ocr, precision, threads, None, reveal, config, out, caption, *site)
    if decided_by is not None and (decisions is None or not decided_by.strip()):
        raise UsageError("--decided-by needs a name, and --decisions FILE to write the decision into.")
    with result_stream() as stream:
        from scanner.cli.running import copied, examined, run
        from scanner.cli.sinks import JsonSink, Outcome, TextSink

        changes = {
            "method": method and values.one_of(method, ("fill", "pixelate", "blur"), "--method"),
            "only": values.choices(only or (), "--only"),
            "keep": values.choices(keep or (), "--keep"),
            "also": values.choices(also or (), "--also"),
            "decisions": decisions,
            "decided_by": decided_by and " ".join(decided_by.split()),
            "boxes": tuple(values.box(text, "--box") for text in box or ()),
            "crop": values.crop(crop) if crop else None,
            "format": format and values.one_of(format, ("jpeg", "png"), "--format"),
            "all_frames": all_frames,
        }
        plan = _with(prepared(chosen), {name: value for name, value in changes.items() if value})
        _check_one_photo(plan)
        check_writable(folders_of_copies(plan.found, out))
        scanner = context.obj.make_scanner(plan.settings)
        scanner.expect_copies()

        def work(entry: Entry, number: int) -> Outcome:
            return copied(scanner, examined(scanner, entry, plan.settings.limits), entry, number, out)

        sink = JsonSink(stream, reveal=reveal) if as_json else TextSink(stream, plan.settings, scan=False)
        code = run(plan, scanner, sink, work, findings_count=False)
        for notice in scanner.notices:  # afterwards: asking earlier would wait for engines that load meanwhile
            say(notice)
    raise typer.Exit(code)


def _with(plan: Prepared, changes: dict[str, object]) -> Prepared:
    redaction: RedactionSettings = replace(plan.settings.redaction, **changes)  # type: ignore[arg-type]
    return replace(plan, settings=replace(plan.settings, redaction=redaction))


def _check_one_photo(plan: Prepared) -> None:
    """Numbers and places belong to one photo; on a second one they would hit something else."""
    redaction = plan.settings.redaction
    if len(plan.found.entries) < 2:
        return
    if any(word.isdigit() for word in (*redaction.only, *redaction.keep, *redaction.also)):
        raise UsageError("Numbers in --only, --keep and --also belong to one photo; with several, name kinds instead.")
    if redaction.boxes or isinstance(redaction.crop, tuple):
        raise UsageError("--box and --crop x,y,w,h belong to one photo; run them photo by photo.")
