"""What we offer to other repositories fits the commands that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Run, photo

ROOT = Path(__file__).resolve().parents[2]


def test_the_hook_stops_a_commit_with_findings(run: Run, here: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {"id", "name", "entry", "language", "types"} <= hook.keys()
    program, *arguments = shlex.split(hook["entry"])
    assert program == "scanner"
    assert run(*arguments, photo(here / "critical.jpg")).code == 1
    assert run(*arguments, photo(here / "fine.jpg")).code == 0
    assert not (here / "scanner-output").exists()


@pytest.mark.parametrize("command", ["audit", "report"])
def test_the_example_workflow_uses_options_that_exist(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    from scanner.cli.main import main

    workflow = yaml.safe_load((ROOT / ".github" / "examples" / "photos.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["photos"]["steps"]]
    (line,) = [step for step in steps if step.startswith(f"scanner {command} ")]
    main([command, "--help"])
    shown = capfd.readouterr().out
    for option in re.findall(r"\s(--?[a-z][a-z-]*)", line):
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", shown), option
