"""The command as a process: descriptors, signals, time, what a shell sees."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import photo

ROOT = Path(__file__).resolve().parents[2]
# A "library" that prints in every way there is, at once and at the end of the process.
NOISY = """
import atexit, ctypes, os, sys
from scanner.cli.main import main
from tests.cli.fakes import FakeScanner
from scanner.cli.services import Services

class Noisy(FakeScanner):
    def scan_with_photo(self, path, **more):
        print("python noise")
        os.write(1, b"descriptor noise\\n")
        if os.name != "nt":
            ctypes.CDLL(None).printf(b"buffered noise\\n")
        os.system("echo child noise")
        return super().scan_with_photo(path, **more)

sys.exit(main(sys.argv[1:], Services(Noisy)))
"""


FAKED = """
import sys
from scanner.cli.main import main
from tests.cli.fakes import services
sys.exit(main(sys.argv[1:], services()))
"""
Done = subprocess.CompletedProcess[bytes]


def python(*arguments: str, stdin: bytes = b"", stdout: int = subprocess.PIPE, **variables: str) -> Done:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        [sys.executable, *arguments], input=stdin, stdout=stdout, stderr=subprocess.PIPE, timeout=60,
        env=environment, check=False,
    )  # fmt: skip


def scanner(*arguments: str, stdout: int = subprocess.PIPE, **variables: str) -> Done:
    return python("-m", "scanner", *arguments, stdin=b"", stdout=stdout, **variables)


def test_nothing_but_json_reaches_stdout(here: Path) -> None:
    done = python("-c", NOISY, "scan", "--json", photo(here / "critical.jpg"))
    assert done.returncode == 1
    assert json.loads(done.stdout)["photos"][0]["status"] == "scanned"
    for noise in (b"python", b"descriptor", b"buffered", b"child"):
        assert noise + b" noise" in done.stderr


def test_text_stays_clean_too(here: Path) -> None:
    done = python("-c", NOISY, "scan", "--no-annotate", photo(here / "critical.jpg"))
    assert done.stdout.startswith(b"DO NOT SHARE THIS VERSION")
    assert b"noise" not in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_an_error(here: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = scanner("explain", stdout=full.fileno())
    assert done.returncode == 5
    assert b"could not be written" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_goes_away_is_no_crash(here: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = scanner("explain", stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (130, b"")


def test_ascii_terminals_get_plain_signs(here: Path) -> None:
    done = scanner("explain", "wristband", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.startswith(b"! Patient wristband")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_is_quick(here: Path, arguments: Sequence[str]) -> None:
    """Of one command (`scan --help`) Typer alone takes a quarter of a second: it loads pydantic for the options."""
    before = os.times()
    assert scanner(*arguments).returncode == 0
    after = os.times()  # processor time: the machine may be busy with something else
    assert after.children_user + after.children_system - before.children_user - before.children_system < 0.5


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["audit", "--help"], ["--version"]])
def test_help_loads_no_engine(here: Path, arguments: Sequence[str]) -> None:
    loaded = "import sys; from scanner.cli.main import main; main(sys.argv[1:])\n"
    loaded += "print([m for m in ('numpy', 'cv2', 'openvino', 'PIL', 'rich') if m in sys.modules], file=sys.stderr)"
    assert python("-c", loaded, *arguments).stderr.strip() == b"[]"


def test_only_commands_that_exist_are_listed(here: Path) -> None:
    text = scanner("--help").stdout.decode()
    listed = [line.split()[0] for line in text.split("Commands:")[1].splitlines() if line.strip()]
    assert listed == ["scan", "blur", "audit", "report", "caption", "explain", "models", "doctor", "consent"]


def test_without_a_command_the_help_is_shown(here: Path) -> None:
    done = scanner()
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Commands:" in done.stderr


def test_wrong_use_says_where_help_is_and_shows_no_control_characters(here: Path) -> None:
    done = scanner("scan", "--no\x1b[31m")
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr
    assert b"scanner scan --help" in done.stderr


def test_an_internal_error_is_one_sentence_unless_debugging(here: Path) -> None:
    broken = "import sys; from scanner.cli.main import main; from scanner.cli.services import Services\n"
    broken += "sys.exit(main(sys.argv[1:], Services(lambda s: 1 / 0)))"
    arguments = ["-c", broken, "scan", "--no-annotate", photo(here / "a.jpg")]
    done = python(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (5, b"", 1)
    assert b"ZeroDivisionError: " in python(*arguments, SCANNER_DEBUG="1").stderr


def test_a_photo_from_standard_input(here: Path) -> None:
    data = Path(photo(here / "a.jpg")).read_bytes()
    done = python("-c", FAKED, "scan", "--json", "-", stdin=data)
    assert json.loads(done.stdout)["photos"][0]["path"] == "-"
    cut = python("-c", FAKED, "scan", "--json", "-", stdin=data[:200])
    assert cut.returncode == 3
    assert json.loads(cut.stdout)["photos"][0]["status"] == "unreadable"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_exit_130(here: Path, number: signal.Signals) -> None:
    # A run in the background of a shell inherits an ignored signal; here it must not.
    slow = "import signal, sys, time; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    slow += "from scanner.cli.main import main; from tests.cli.fakes import FakeScanner\n"
    slow += "from scanner.cli.services import Services\n"
    slow += "class Slow(FakeScanner):\n  def scan_with_photo(self, *a, **k):\n"
    slow += "    print('started', file=sys.stderr, flush=True); time.sleep(50)\n"
    slow += "sys.exit(main(sys.argv[1:], Services(Slow)))"
    child = subprocess.Popen(
        [sys.executable, "-c", slow, "scan", "--json", photo(here / "a.jpg")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stderr is not None
    assert child.stderr.readline() == b"started\n"
    child.send_signal(number)
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert json.loads(out)["photos"] == []
    assert b"Traceback" not in err
