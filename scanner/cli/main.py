"""The command `scanner`: its subcommands, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Sequence
from typing import Annotated

import typer

from scanner import __version__
from scanner.cli.audit import audit
from scanner.cli.blur import blur
from scanner.cli.caption import caption
from scanner.cli.consent import app as consent
from scanner.cli.doctor import doctor
from scanner.cli.explain import explain
from scanner.cli.models import models
from scanner.cli.report import report
from scanner.cli.scan import scan
from scanner.cli.services import Services
from scanner.cli.streams import say
from scanner.errors import ExitCode, ScannerError

_HELP = """Finds what could identify a patient in a photo before you share it, and writes a checked copy
without it.

Everything happens on this machine. Nothing found is never a guarantee: look at the photo yourself.

Exit codes: 0 nothing at or above --fail-on (blur: every copy passed its check), 1 something found,
2 wrong use, 3 incomplete, 4 a copy failed its check, 5 internal error, 130 interrupted."""

app = typer.Typer(
    help=_HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="Find what could identify a patient")(scan)
app.command(short_help="Write a checked copy without it")(blur)
app.command(short_help="Scan whole folders, with a report")(audit)
app.command(short_help="A page or a table of finished audits")(report)
app.command(short_help="Check the words that go with a photo")(caption)
app.add_typer(consent, name="consent", short_help="The register of people who agreed to be shown")
app.command(short_help="What a kind of finding means")(explain)
app.command(short_help="The networks in use: licence, checksum")(models)
app.command(short_help="What works on this machine, what is missing")(doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scanner {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options before the command; without a command, how to use it."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(ExitCode.USAGE)


def main(arguments: Sequence[str] | None = None, services: Services | None = None) -> int:
    """Run one command and give its exit code; no error leaves as a traceback unless SCANNER_DEBUG is set."""
    debug = bool(os.environ.get("SCANNER_DEBUG"))
    _end_as_if_interrupted()
    if not debug:
        warnings.simplefilter("ignore")  # libraries' warnings are no business of the user's
    try:
        result = app(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="scanner",
            standalone_mode=False,
            obj=services or Services(),
        )
        if sys.stdout is not None:
            sys.stdout.flush()
        return int(result or ExitCode.OK)
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        code = ExitCode.INTERRUPTED
    except SystemExit as stop:  # Typer's own answer to a closed pipe
        code = ExitCode.INTERRUPTED if stop.code else ExitCode.OK
    except Exception as error:
        if debug:
            traceback.print_exc()
        code = _explained(error)
    return int(code)


def _end_as_if_interrupted() -> None:
    """A polite request to end (SIGTERM, a closed terminal) cleans up as Ctrl-C does."""

    def stop(number: int, place: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
                signal.signal(getattr(signal, name), stop)


def _explained(error: Exception) -> ExitCode:
    """Say what went wrong, in one sentence without anything from a photo, and which code that is."""
    if isinstance(error, ScannerError):
        if str(error):
            for line in error.args:
                say(str(line))
        return error.exit_code
    if isinstance(error, typer.Abort):
        return ExitCode.INTERRUPTED
    message = getattr(error, "format_message", None)
    if callable(message):  # wrong options; Typer ships its own Click, so the class cannot be named here
        say(str(message()))
        context = getattr(error, "ctx", None)
        say(f"For help: {getattr(context, 'command_path', 'scanner')} --help")
        return ExitCode.USAGE
    say(
        f"Something went wrong inside the program ({type(error).__name__}); there is no complete result. "
        "Set SCANNER_DEBUG=1 and try again to see where."
    )
    return ExitCode.INTERNAL


def _drop_stdout() -> None:
    """The reader went away: let the interpreter flush into nothing at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
