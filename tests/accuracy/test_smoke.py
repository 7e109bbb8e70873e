"""Twelve clean synthetic photos, one of each thing, through the command line: floors that no change may fall under.

The floors lie well below what was measured; a figure near its floor is a reason to run the whole accuracy command.
"""

from __future__ import annotations

import pytest

from tests.accuracy.harness import Section
from tests.accuracy.suites import renders
from tests.accuracy.suites.measure import Run, attackers, measure
from tests.accuracy.suites.product import CommandLine
from tests.accuracy.suites.scores import COVERED, FOUND, GONE

SIZE = (1120, 840)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def section(tmp_path_factory: pytest.TempPathFactory) -> Section:
    work = tmp_path_factory.mktemp("smoke")
    wanted = renders.Wanted({"smoke": 12}, size=SIZE)
    engines, missing = attackers()
    result = measure(Run(wanted, CommandLine(), work, work / "renders", engines, tries=1))
    print(result.table, *missing, sep="\n")
    return result


@pytest.mark.parametrize(
    ("cell", "least"),
    [
        (f"all / text / {FOUND}", 0.80),
        (f"all / text / {COVERED}", 0.80),
        (f"all / text / {GONE}", 0.93),
        (f"hand / handwritten / {GONE}", 0.85),
        (f"kind / nhs_number / {FOUND}", 0.85),
        (f"kind / date_of_birth / {FOUND}", 0.85),
        (f"kind / patient_name / {FOUND}", 0.75),
        ("verdict / smoke / strict enough", 0.80),
        ("copy / smoke / written", 0.90),
        ("file / nothing left beside the pixels / clean", 1.0),
        ("photos whose copy holds nothing that had to go", 0.70),
    ],
)
def test_floor(section: Section, cell: str, least: float) -> None:
    hits, total = section.counts[cell]
    assert total > 0 and hits >= least * total, f"{cell}: {hits} of {total}\n{section.table}"


def test_ceilings(section: Section) -> None:
    assert section.counts["copy depends on hidden pixels"] == (0, 1)
    assert section.figures["harmless area destroyed, mean"] < 0.08, section.table
