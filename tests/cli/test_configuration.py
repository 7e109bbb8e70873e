"""Which settings file counts, what may stand in it, and what flags change."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.cli.configuration import load_configuration
from scanner.findings import Severity
from tests.cli.conftest import Run, photo


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_first_file_that_there_is_counts(tmp_path: Path) -> None:
    here, user = tmp_path / "here", tmp_path / "user"
    here.mkdir()

    def level() -> Severity | None:
        return load_configuration(None, [], here=here, user=user).settings.fail_on

    assert level() is Severity.HIGH
    write(user / "scanner.toml", 'fail_on = "low"')
    assert level() is Severity.LOW
    write(here / "pyproject.toml", '[tool.scanner]\nfail_on = "medium"')
    assert level() is Severity.MEDIUM
    write(here / "scanner.toml", 'fail_on = "critical"')
    assert level() is Severity.CRITICAL
    named = write(tmp_path / "mine.toml", 'fail_on = "info"')
    assert load_configuration(named, [], here=here, user=user).settings.fail_on is Severity.INFO


@pytest.mark.parametrize("scanned", [".", "photos", "photos/deeper", ".."])
def test_a_file_that_could_have_come_with_the_photos_is_left_out(tmp_path: Path, scanned: str) -> None:
    here = tmp_path / "here"
    (here / "photos" / "deeper").mkdir(parents=True)
    config = write(here / "scanner.toml", 'detect = ["faces"]')
    loaded = load_configuration(None, [here / scanned], here=here, user=tmp_path / "user")
    assert loaded.source is None
    assert "--config" in loaded.notices[0]
    assert load_configuration(config, [here / scanned], here=here).source == config


def test_a_file_elsewhere_is_used_and_printed(here: Path, run: Run, tmp_path: Path) -> None:
    write(here / "scanner.toml", 'fail_on = "medium"')
    photo(tmp_path / "elsewhere" / "medium.jpg")
    result = run("scan", "--no-annotate", str(tmp_path / "elsewhere"))
    assert result.code == 1
    assert "scanner.toml" in result.err
    assert run("scan", "--no-annotate", "--fail-on", "high", str(tmp_path / "elsewhere")).code == 0


@pytest.mark.parametrize(
    "text",
    [
        'fial_on = "high"',
        'fail_on = "rarely"',
        "reveal = true",
        "threads = -1",
        "threads = true",
        "[redaction]\nonly = ['faces']",
        "[redaction]\nmethod = 'smudge'",
        "[limits]\npixels = 'many'",
        "limits = 3",
        "detect = []",
        "detect = 'faces, noses'",
        "not toml",
    ],
)
def test_mistakes_are_exit_2_with_one_sentence(here: Path, run: Run, text: str) -> None:
    write(here / "scanner.toml", text)
    result = run("scan", "--no-annotate", photo(here / "a.jpg"))
    assert (result.code, result.out) == (2, "")
    assert "scanner.toml" in result.err


def test_every_documented_setting_is_read(tmp_path: Path) -> None:
    text = """
        detect = ["faces", "text"]
        ocr = "both"
        precision = "f32"
        threads = 2
        fail_on = "medium"
        [limits]
        pixels = 1000
        [redaction]
        method = "blur"
        keep = ["staff_name"]
        format = "png"
        all_frames = true
    """
    loaded = load_configuration(write(tmp_path / "c.toml", text), [])
    assert loaded.chose_detectors
    assert (loaded.settings.ocr, loaded.settings.limits.pixels) == ("both", 1000)
    assert loaded.settings.redaction.keep == ("staff_name",)


def test_a_named_file_must_be_there(here: Path, run: Run) -> None:
    result = run("scan", "--config", "gone.toml", photo(here / "a.jpg"))
    assert (result.code, "gone.toml" in result.err) == (2, True)
