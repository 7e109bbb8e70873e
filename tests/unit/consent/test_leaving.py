"""Whoever leaves is not shown by the consent of somebody who looks the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.consent import vault as vault_module
from scanner.consent.leaving import with_doubts
from scanner.consent.matching import BAR, SAME, Agreement
from scanner.consent.people import Scope, Standing, Vector
from scanner.consent.register import Register, change, load, save
from scanner.consent.vault import Vault
from scanner.settings import Secret
from tests.unit.consent.making import BLUE, OF_COLOUR, RED, TODAY, FakeEmbedder, face, person, photo

pytest.importorskip("cryptography")
ADA, TWIN, FAR = person(), person("Twin"), person("Far", (OF_COLOUR[BLUE],))
Change = Callable[[Register], Register]
LEAVING: dict[str, Change] = {
    "withdraw": lambda known: known.withdrawn("ada EXAMPLE", TODAY),
    "remove": lambda known: known.without("Ada Example"),
    "import": lambda known: known.with_people([replace(ADA, references=(), withdrawn=TODAY)]),
}


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr(vault_module, "_SCRYPT", {"n": 2**4, "r": 8, "p": 1})
    return Vault(tmp_path / "register", Secret("correct horse battery"))


def shown(register: Register) -> str | None:
    """Whose consent shows a red face."""
    one = face(50)
    (marked,), _ = Agreement(register.people, Scope.WEB, TODAY, FakeEmbedder()).marked(photo((one, RED)), (one,))
    return marked.person


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING.keys())
def test_the_face_of_who_left_is_gone_and_stays_covered(vault: Vault, leave: Change) -> None:
    save(Register((ADA, TWIN, FAR)), vault)
    assert shown(load(vault)) is None
    change(vault, leave)
    left = load(vault)
    assert shown(left) is None
    assert left.named("Twin").standing(Scope.WEB, TODAY) is Standing.UNSURE
    assert left.named("Far") == FAR


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING.keys())
def test_nothing_of_the_deleted_face_is_in_the_decrypted_file(vault: Vault, leave: Change) -> None:
    """Another vector than the twin's, so that the two can be told apart in the file."""
    near: Vector = (*OF_COLOUR[RED][:-1], 0.3)
    save(Register((replace(ADA, references=(near,)),)), vault)
    (own,) = json.loads(vault.read())["people"][0]["references"]
    save(Register((replace(ADA, references=(near,)), TWIN)), vault)
    assert own in vault.read().decode()
    change(vault, leave)
    assert own not in vault.read().decode()
    assert [p.references for p in load(vault).people if p.name != "Twin"] in ([], [()])
    assert load(vault).named("Twin").references == TWIN.references


def test_a_list_that_brings_the_twin_and_the_withdrawal_together(vault: Vault) -> None:
    save(Register((ADA,)), vault)
    gone = replace(ADA, references=(), withdrawn=TODAY)
    for rows in ([gone, TWIN], [TWIN, gone]):
        save(Register((ADA,)), vault)
        change(vault, lambda known, rows=rows: known.with_people(rows))  # type: ignore[misc]
        assert shown(load(vault)) is None


def test_no_new_photo_and_no_list_makes_it_sure_again(vault: Vault) -> None:
    save(Register((ADA, TWIN)), vault)
    change(vault, LEAVING["withdraw"])
    change(vault, lambda known: known.with_person(replace(TWIN, references=TWIN.references * 2)))
    assert shown(load(vault)) is None and len(load(vault).named("Twin").references) == 2
    change(vault, lambda known: known.with_people([TWIN]))
    assert shown(load(vault)) is None


def test_one_person_entered_twice_can_be_entered_anew(vault: Vault) -> None:
    save(Register((ADA, TWIN)), vault)
    change(vault, LEAVING["remove"])
    change(vault, lambda known: known.without("Twin"))
    change(vault, lambda known: known.with_person(ADA), new=True)
    assert shown(load(vault)) == "Ada Example"


def test_who_is_unsure_still_stands_in_the_way_of_others() -> None:
    assert shown(Register((ADA, replace(TWIN, unsure=True)))) is None


@pytest.mark.parametrize(("apart", "unsure"), [(0.0, True), (BAR, True), (SAME - 0.01, True), (SAME + 0.01, False)])
def test_how_near_is_too_near(apart: float, unsure: bool) -> None:
    """One photo of several is enough, although the median of all would be far away."""
    other: Vector = (*OF_COLOUR[RED][:-1], apart)
    twin = person("Twin", (OF_COLOUR[BLUE], OF_COLOUR[BLUE], other))
    assert with_doubts((ADA, twin), (twin,)) == (replace(twin, unsure=unsure),)


def test_who_renews_or_stays_leaves_nobody_in_doubt() -> None:
    newer = replace(ADA, name="ADA example", references=(OF_COLOUR[BLUE],))
    assert with_doubts((ADA, TWIN), (TWIN, newer)) == (TWIN, newer)
    withdrawn = replace(ADA, references=(), withdrawn=TODAY)
    assert with_doubts((withdrawn, TWIN), (TWIN,)) == (TWIN,)


def test_a_register_from_before_can_be_read(vault: Vault) -> None:
    save(Register((ADA,)), vault)
    content = json.loads(vault.read())
    del content["people"][0]["unsure"]
    vault.write(json.dumps(content).encode())
    assert load(vault).people == (ADA,)
