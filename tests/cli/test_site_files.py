"""--policy, --answers, --profile, --caption: what is read, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.cli.configuration import load_configuration
from scanner.cli.site_files import load_answers, load_policy
from scanner.errors import UsageError
from scanner.findings import Severity
from tests.cli.conftest import Run, photo

POLICY = """
places = ["Larchview"]
hospitals = ["the Northmoor"]
allowed = ["Northmoor Royal Hospital"]
forbidden = ["Neonatal Unit"]
reminder = "Ask the communications team first."
fail_on = "medium"
[[numbers]]
label = "Northmoor number"
pattern = 'N\\d{7}'
"""


def test_a_whole_policy_is_read(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(POLICY)
    site = load_policy(path)
    assert site.fail_on is Severity.MEDIUM
    assert site.policy.places == ("Larchview",)
    assert (site.policy.numbers[0].label, site.policy.numbers[0].pattern) == ("Northmoor number", r"N\d{7}")


@pytest.mark.parametrize(
    "text",
    [
        'place = ["Larch"]',
        'places = "Larch"',
        'places = ["a"]',
        "[[numbers]]\nlabel = 'x'",
        "[[numbers]]\nlabel = 'x'\npattern = '('",
        "[[numbers]]\nlabel = 'x'\npattern = '.*'",
        "numbers = 3",
        "reminder = 3",
        "fail_on = 'often'",
        "no toml",
    ],
)
def test_a_wrong_policy_is_a_sentence_and_exit_2(here: Path, run: Run, text: str) -> None:
    (here / "site.toml").write_text(text)
    photo(here / "plain.jpg")
    result = run("scan", "plain.jpg", "--policy", "site.toml")
    assert (result.code, result.out) == (2, "")
    assert "site.toml" in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_a_missing_policy_is_exit_2(here: Path, run: Run) -> None:
    photo(here / "plain.jpg")
    assert run("scan", "plain.jpg", "--policy", "none.toml").code == 2


def test_the_policys_level_counts_unless_the_flag_says_otherwise(here: Path, run: Run) -> None:
    (here / "site.toml").write_text(POLICY)
    photo(here / "medium.jpg")
    assert run("scan", "medium.jpg", "--no-annotate").code == 0
    result = run("scan", "medium.jpg", "--no-annotate", "--policy", "site.toml")
    assert result.code == 1
    assert "Ask the communications team first." in result.err
    assert run("scan", "medium.jpg", "--no-annotate", "--policy", "site.toml", "--fail-on", "high").code == 0


def test_a_configuration_can_name_the_policy_beside_it(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(POLICY)
    (tmp_path / "mine.toml").write_text('policy = "site.toml"\nprofile = "comms"')
    settings = load_configuration(tmp_path / "mine.toml", []).settings
    assert (settings.profile, settings.policy.places, settings.fail_on) == ("comms", ("Larchview",), Severity.MEDIUM)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.toml", "patient_consent = false\nin_the_news = 'not yet'"),
     ("a.json", '{"patient_consent": false, "in_the_news": "not yet"}')],
)  # fmt: skip
def test_answers_are_read_from_both_formats(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert load_answers(path) == (("patient_consent", "no"), ("in_the_news", "not yet"))


@pytest.mark.parametrize("text", ["consent = true", "patient_consent = 3", "["])
def test_wrong_answers_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"a\.toml"):
        load_answers(path)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--profile", "party"),
        ("--ask",),  # nobody sits at this terminal
    ],
)
def test_what_cannot_be_is_exit_2(here: Path, run: Run, arguments: tuple[str, ...]) -> None:
    photo(here / "plain.jpg")
    assert run("scan", "plain.jpg", *arguments).code == 2


@pytest.mark.parametrize("option", ["--only", "--keep"])
def test_unknown_words_for_what_to_cover_are_refused_in_one_sentence(here: Path, run: Run, option: str) -> None:
    photo(here / "critical.jpg")
    result = run("blur", "critical.jpg", option, "bananas")
    assert result.code == 2
    assert "bananas" in result.err
    assert not list(here.glob("*.redacted.*"))


def test_json_of_a_photo_carries_questions_and_advice(here: Path, run: Run) -> None:
    photo(here / "plain.jpg")
    entry = json.loads(run("scan", "plain.jpg", "--json").out)["photos"][0]
    assert (entry["questions"], entry["advice"]) == ([], [])
