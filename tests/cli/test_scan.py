"""`scanner scan`: exit codes, the JSON contract, and what is said to people."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from scanner.cli.main import main
from scanner.cli.preparation import Chosen
from scanner.cli.proposing import blur_command
from scanner.cli.services import Services
from scanner.findings import Detector
from scanner.settings import Settings
from tests.cli.conftest import Run, photo
from tests.cli.fakes import SECRET, FakeScanner, finding, report

PHOTO_KEYS = {
    "path", "sha256", "width", "height", "frames", "status", "not_checked", "verdict", "findings",
    "text_regions", "faces", "codes", "artefacts", "scene", "jigsaw", "errors", "timings_ms",
}  # fmt: skip
FINDING_KEYS = {
    "id", "kind", "severity", "confidence", "polygon", "frame", "on", "masked", "why", "actions", "guidance",
    "detector", "redact",
}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "options", "code"),
    [
        (["plain.jpg"], [], 0),
        (["critical.jpg"], [], 1),
        (["medium.jpg"], [], 0),
        (["medium.jpg"], ["--fail-on", "medium"], 1),
        (["critical.jpg"], ["--exit-zero"], 0),
        (["critical.jpg", "bad.jpg"], [], 3),
        (["critical.jpg", "bad.jpg"], ["--exit-zero"], 3),
        (["other.jpg"], [], 3),
        (["critical.jpg", "crash.jpg"], [], 3),
        (["plain.jpg", "stop.jpg"], [], 130),
        (["survivor-critical.jpg"], ["--blur"], 4),
        (["survivor.jpg", "bad.jpg"], ["--blur"], 4),
        (["full-critical.jpg"], ["--blur"], 3),
        (["critical.jpg"], ["--fail-on", "never"], 0),
        (["plain.jpg"], ["--fail-on", "rarely"], 2),
        (["plain.jpg"], ["--detect", "noses"], 2),
        (["plain.jpg"], ["--unknown"], 2),
        (["plain.jpg"], ["--detect", "scene"], 3),  # asked for, but it cannot run yet
    ],
)
def test_exit_codes(here: Path, run: Run, names: list[str], options: list[str], code: int) -> None:
    paths = [photo(here / name) for name in names]
    result = run("scan", "--no-annotate", *options, *paths)
    assert result.code == code
    assert "Traceback" not in result.err


def test_a_missing_required_detector_is_exit_3(here: Path, run: Run) -> None:
    result = run("scan", "--no-annotate", photo(here / "a.jpg"), missing=("No face network.",))
    assert (result.code, "No face network." in result.err) == (3, True)


def test_nothing_to_scan_is_exit_2(here: Path, run: Run) -> None:
    (here / "empty").mkdir()
    for named in (["empty"], ["gone.jpg"], ["*.jpg"], []):
        result = run("scan", *named)
        assert (result.code, result.out) == (2, "")


def test_a_missing_photo_among_others_is_told_and_the_others_are_scanned(here: Path, run: Run) -> None:
    result = run("scan", "--json", "gone.jpg", photo(here / "a.jpg"))
    assert result.code == 3
    assert [entry["status"] for entry in result.json["photos"]] == ["unreadable", "scanned"]


def test_json_has_every_key_of_the_contract_and_no_raw_value(here: Path, run: Run) -> None:
    result = run("scan", "--json", photo(here / "critical-medium.jpg"))
    document = result.json
    assert document["schema"] == 1
    assert document["tool"] == "image-confidentiality-scanner"
    assert document["version"]
    (entry,) = document["photos"]
    assert entry.keys() >= PHOTO_KEYS
    assert entry["findings"][0].keys() >= FINDING_KEYS
    assert entry["findings"][0]["on"] == "wristband"
    assert entry["verdict"] == "do_not_share"
    assert all(isinstance(entry[name], list) for name in ("text_regions", "faces", "codes", "artefacts"))
    assert "text" not in entry["text_regions"][0]
    assert SECRET not in result.out + result.err


def test_reveal_shows_what_was_read(here: Path, run: Run) -> None:
    path = photo(here / "critical.jpg")
    assert run("scan", "--json", "--reveal", path).json["photos"][0]["text_regions"][0]["text"] == SECRET
    assert SECRET in run("scan", "--no-annotate", "--reveal", path).out
    assert SECRET not in run("scan", "--no-annotate", path).out


def test_list_keeps_order_duplicates_and_exact_paths(here: Path, run: Run) -> None:
    photo(here / "b.jpg")
    photo(here / "sub" / "a.jpg")
    lines = ["./b.jpg", "sub/../b.jpg", "./b.jpg", "gone.jpg", "sub//a.jpg"]
    (here / "list.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("scan", "--json", "--from-file", "list.txt")
    assert [entry["path"] for entry in result.json["photos"]] == lines
    assert result.code == 3


def test_json_stays_valid_when_interrupted(here: Path, run: Run) -> None:
    result = run("scan", "--json", photo(here / "a.jpg"), photo(here / "stop.jpg"), photo(here / "z.jpg"))
    assert result.code == 130
    assert len(result.json["photos"]) == 1
    assert "1 of 3" in result.err


def test_a_crash_in_one_photo_is_one_entry_and_says_nothing_of_its_content(here: Path, run: Run) -> None:
    result = run("scan", "--json", photo(here / "crash.jpg"), photo(here / "z.jpg"))
    assert [entry["status"] for entry in result.json["photos"]] == ["crashed", "scanned"]
    assert SECRET not in result.out + result.err


def test_text_gives_verdict_place_reason_and_the_command_that_fixes_it(here: Path, run: Run) -> None:
    photo(here / "it's critical.jpg")
    lines = run("scan", "--no-annotate", "it's critical.jpg").out.splitlines()
    assert lines[0] == "DO NOT SHARE THIS VERSION — it's critical.jpg"
    assert "NHS number on a wristband, upper left (critical)" in lines[1]
    assert "  To fix it: scanner blur 'it'\"'\"'s critical.jpg'" in lines
    assert any(line.startswith("  Not checked: ") for line in lines)


def test_the_command_that_fixes_it_has_the_options_of_the_scan(here: Path, run: Run) -> None:
    photo(here / "critical.jpg")
    (here / "our policy.toml").write_text("", encoding="utf-8")
    options = ["--profile", "comms", "--caption", "It's a team", "--policy", "our policy.toml", "--detect", "text"]
    out = run("scan", "--no-annotate", "--threads", "1", *options, "critical.jpg").out
    command = next(line for line in out.splitlines() if "To fix it" in line).removeprefix("  To fix it: scanner ")
    words = shlex.split(command)
    assert words[0] == "blur" and words[-1] == "critical.jpg"
    given = zip(words[1:-1:2], words[2:-1:2], strict=True)
    assert set(given) == set(zip(options[::2], options[1::2], strict=True))
    assert run(*words).code == 0


def test_a_caption_that_tells_of_somebody_is_not_repeated() -> None:
    told = report("a.jpg", finding(1, "patient_name", detector="caption", polygon=None))
    command = blur_command(Chosen(caption=f"NHS {SECRET}"), Settings(), told)
    assert command == "scanner blur --caption 'YOUR NEW WORDS'"


def test_nothing_found_never_sounds_like_a_promise(here: Path, run: Run) -> None:
    out = run("scan", photo(here / "plain.jpg")).out
    assert out.startswith("NOTHING FOUND (this is not a guarantee)")
    assert not any(word in out.lower() for word in ("compliant", "safe", "anonymised"))


def test_hostile_names_are_escaped_and_long_ones_not_cut(here: Path, run: Run) -> None:
    name = "[red]x\x1b[31m\n" + "y" * 150 + " critical.jpg"
    photo(here / name)
    result = run("scan", "--no-annotate", ".")
    assert "\x1b" not in result.out
    assert f"[red]x\\x1b[31m\\n{'y' * 150} critical.jpg" in result.out.splitlines()[0]


def test_a_name_that_is_no_text_is_shown_and_survives_in_json(here: Path, run: Run) -> None:
    name = "b\udcff.jpg"
    try:
        photo(here / name)
    except OSError:
        pytest.skip("this file system takes valid text only")
    assert run("scan", "--json", name).json["photos"][0]["path"] == name
    assert "b\\xff.jpg" in run("scan", name).out


def test_annotated_picture_goes_to_its_folder_and_the_next_run_leaves_it_out(here: Path, run: Run) -> None:
    photo(here / "critical.jpg")
    first = run("scan", ".")
    picture = here / "scanner-output" / "critical.annotated.jpg"
    assert picture.is_file()
    assert "scanner-output/critical.annotated.jpg" in first.out
    second = run("scan", ".", "--json")
    assert len(second.json["photos"]) == 1
    assert "scanner-output" in second.err
    run("scan", ".")
    assert [p.name for p in picture.parent.iterdir()] == ["critical.annotated.jpg"]


def test_json_writes_pictures_only_with_a_folder_named(here: Path, run: Run) -> None:
    path = photo(here / "critical.jpg")
    run("scan", "--json", path)
    assert not (here / "scanner-output").exists()
    entry = run("scan", "--json", "-o", "pictures", path).json["photos"][0]
    assert Path(entry["annotated"]).is_file()


def test_pictures_of_equal_names_do_not_replace_each_other(here: Path, run: Run) -> None:
    for folder in ("a", "b"):
        photo(here / folder / "critical.jpg")
    run("scan", "a/critical.jpg", "b/critical.jpg", "-o", "out")
    run("scan", "a", "b", "-o", "out")
    assert len(list((here / "out").rglob("*.annotated*.jpg"))) == 4


def test_an_output_that_is_no_folder_is_one_error_before_any_work(here: Path, run: Run) -> None:
    path = photo(here / "critical.jpg")
    (here / "file").write_text("x", encoding="utf-8")
    result = run("scan", "-o", "file/deeper", path)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1


def test_detect_reaches_the_scanner(here: Path) -> None:
    seen: list[Settings] = []

    def remember(settings: Settings) -> FakeScanner:
        seen.append(settings)
        return FakeScanner(settings)

    main(["scan", "--detect", "faces,text", "--detect", "codes", photo(here / "a.jpg")], Services(remember))
    assert seen[0].detect == {Detector.FACES, Detector.TEXT, Detector.CODES}
