"""`scanner doctor`: what works on this machine, what is missing, and what to do about it."""

from __future__ import annotations

import importlib
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import typer

from scanner.cli import options
from scanner.cli.streams import result_stream
from scanner.errors import DetectorMissingError, ExitCode, ScannerError

_CV2_OWNERS = (
    "opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"
)  # fmt: skip


@dataclass(frozen=True)
class Check:
    """`required`: without it photos cannot be checked whole; else the program works without it."""

    name: str
    ok: bool
    required: bool
    detail: str
    advice: str = ""


def doctor(as_json: options.AsJson = False) -> None:
    """Say which engines can be used on this machine, what is missing, and how to repair it."""
    with result_stream() as stream:
        from scanner.outputs.json_report import SCHEMA, dumps
        from scanner.outputs.printing import Line, Printer

        found = [_safely(check) for check in _CHECKS]
        if as_json:
            stream.write(dumps({"schema": SCHEMA, "checks": [asdict(check) for check in found]}, indent=1) + "\n")
        else:
            printer = Printer(stream)
            for check in found:
                state, style = ("ok", "green") if check.ok else ("MISSING", "bold red")
                if not check.ok and not check.required:
                    state, style = "not there", "yellow"
                printer.lines([Line(f"{check.name}: {check.detail}", style, f"{state:>9}  ")])
                if check.advice and not check.ok:
                    printer.lines([Line(check.advice, "", " " * 11)])
            printer.lines([Line(), Line(_summary(found), "bold")])
        code = ExitCode.INCOMPLETE if any(c.required and not c.ok for c in found) else ExitCode.OK
    raise typer.Exit(code)


def _summary(checks: list[Check]) -> str:
    if any(check.required and not check.ok for check in checks):
        return "Photos cannot be checked whole on this machine until the missing parts are there."
    if any(not check.ok for check in checks):
        return "Everything that is needed works. What is not there would be a second opinion or more comfort."
    return "Everything works."


def _safely(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:
        reason = str(error) if isinstance(error, ScannerError) else type(error).__name__
        return Check(check.__name__.strip("_"), False, check not in _OPTIONAL, reason, _AGAIN)


_AGAIN = "Install the program again as README says."


def _program() -> Check:
    from scanner import __version__

    machine = f"{platform.system()} {platform.machine()}"
    detail = f"version {__version__}, Python {platform.python_version()} on {machine}"
    return Check("program", sys.version_info >= (3, 11), True, detail, "Use Python 3.11 or newer.")


def _inference() -> Check:
    from scanner.inference.session import Engine, EngineOptions

    Engine(EngineOptions(threads=1))
    return Check("inference engine", True, True, f"OpenVINO {version('openvino')}")


def _weights() -> Check:
    from scanner.inference.weights import manifest

    rows = manifest()
    problems = []
    for weights in rows.values():
        try:
            weights.checked_path()
        except DetectorMissingError as error:
            problems.append(str(error))
    detail = " ".join(problems) or f"{len(rows)} networks, all as measured"
    return Check("networks", not problems, True, detail, _AGAIN)


def _codes() -> Check:
    importlib.import_module("zxingcpp")
    return Check("barcode reader", True, True, f"zxing-cpp {version('zxing-cpp')}")


def _heic() -> Check:
    importlib.import_module("pillow_heif")
    return Check("HEIC pictures", True, True, f"pillow-heif {version('pillow-heif')}")


def _tesseract() -> Check:
    from scanner.detectors.text.tesseract import TesseractReader

    reason = TesseractReader().available()
    advice = "Install Tesseract 5 (Debian and Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract)."
    detail = reason or "usable as a second opinion on text"
    return Check("Tesseract", reason is None, False, detail, advice)


def _faces() -> Check:
    from scanner.inference.guarded import GuardedFaceRecognition

    child = GuardedFaceRecognition(seconds=30)
    try:
        reason = child.available()
    finally:
        child.close()
    detail = reason or "usable as a second opinion on faces"
    advice = "Install the program with its [consent] extra, as README says."
    return Check("face-recognition", reason is None, False, detail, advice)


def _register() -> Check:
    from scanner.consent.register import usual_place
    from scanner.consent.vault import system_keyring

    try:
        detail = f"cryptography {version('cryptography')}; "
    except PackageNotFoundError:
        advice = "Install the program with its [consent] extra, as README says."
        return Check("consent register", False, False, "the package cryptography is missing", advice)
    kept = (
        "the key can be kept in the system's keyring"
        if system_keyring()
        else "no system keyring: it needs a passphrase"
    )
    there = "in use" if usual_place().is_file() else "nobody in it yet"
    return Check("consent register", True, False, f"{detail}{kept}; {there}")


def _cv2() -> Check:
    owners = list(_installed(_CV2_OWNERS))
    detail = ", ".join(owners) or "no package provides cv2"
    advice = (
        "Two packages share the folder cv2 and may break each other. Remove all but opencv-python, then "
        "install that one again."
    )
    return Check("OpenCV", len(owners) == 1, True, detail, advice if owners else _AGAIN)


def _installed(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


_OPTIONAL = (_tesseract, _faces, _register)
_CHECKS = (_program, _inference, _weights, _codes, _heic, _cv2, *_OPTIONAL)
