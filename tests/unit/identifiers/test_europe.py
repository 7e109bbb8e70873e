"""The checks of European numbers: each one that a rule names is there."""

from __future__ import annotations

from importlib import import_module

import pytest

from scanner.identifiers.europe import _DISTINCT, _LABELLED
from scanner.identifiers.find import find_in_line

NAMED = sorted({name for names in (*_DISTINCT.values(), _LABELLED) for name in names.split()})


@pytest.mark.parametrize("name", NAMED)
def test_every_check_exists(name: str) -> None:
    assert not import_module(f"stdnum.{name}").is_valid("not a number")


def test_a_shape_that_no_country_knows_is_no_error() -> None:
    assert not [match for match in find_in_line("4 991399-0000") if match.kind == "eu_id"]
