"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Photos = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PHOTO",
        help="Photos, folders (with all folders in them), quoted patterns such as 'ward/*.jpg', - for stdin.",
        show_default=False,
    ),
]
FromFile = Annotated[
    list[str] | None,
    typer.Option("--from-file", metavar="LIST", help="A file with one path a line. Can be repeated."),
]
Detect = Annotated[
    list[str] | None,
    typer.Option(
        "--detect",
        metavar="LIST",
        help="Look only for these (comma-separated): faces, text, codes, artefacts, scene, metadata. "
        "There is no verdict then.",
    ),
]
Ocr = Annotated[str | None, typer.Option("--ocr", metavar="ENGINE", help="Text reader: rapidocr, tesseract or both.")]
Precision = Annotated[
    str | None,
    typer.Option("--precision", metavar="MODE", help="auto, or f32 for the same scores on every machine."),
]
Threads = Annotated[
    int | None, typer.Option("--threads", metavar="N", min=0, help="Processor cores to use; 0 for all.")
]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file (TOML).")]
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON on stdout.")]
Reveal = Annotated[
    bool,
    typer.Option("--reveal", help="Also show what was read. The output then holds patients' details."),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="LEVEL",
        help="Exit code 1 from this level on: critical, high (default), medium, low, info, or never.",
    ),
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit code 0 instead of 1 when something was found.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="DIR",
        help="Folder for what is written. Without it, numbered pictures go to ./scanner-output, and copies "
        "beside each photo as NAME.redacted.",
    ),
]
Caption = Annotated[
    str | None,
    typer.Option("--caption", metavar="TEXT", help="The words that will go with the photo; their clues count too."),
]
ConsentScope = Annotated[
    str | None,
    typer.Option(
        "--consent-scope",
        metavar="SCOPE",
        help="Leave people visible whom the consent register names for this: web, social, print or teaching. "
        "Without it the register is not used and every face counts as unknown; none: not, whatever the settings say.",
    ),
]
Register = Annotated[
    Path | None,
    typer.Option("--register", metavar="FILE", help="The consent register, if it is not in its usual place."),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="A file with the register's passphrase; else SCANNER_CONSENT_PASSPHRASE, the system's keyring, or a "
        "question on the terminal.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="USE",
        help="What the photo is for: social (default, strictest), comms (names and badges of staff may stay) or "
        "teaching (a medical image without identifiers may stay). Nothing about patients is relaxed.",
    ),
]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy", metavar="FILE", help="Your site's number formats, public words, places and forbidden areas (TOML)."
    ),
]
Answers = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Answers to the questions that only you can know (TOML or JSON)."),
]
