"""Imports go down the list of rooms only: `findings` knows nobody, `cli` knows all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SCANNER = Path(__file__).resolve().parents[2] / "scanner"
LAYERS = [
    {"findings", "errors", "clues"},
    {"geometry", "settings", "kinds", "textfiles", "locking"},
    {"leftovers"},
    {"photo"},
    {"inference"},
    {"detectors"},
    {"identifiers"},
    {"judgement"},
    {"redaction"},
    {"consent"},
    {"scanning"},
    {"pipeline"},
    {"outputs"},
    {"audit"},
    {"review"},
    {"cli"},
    {"__main__", ""},
]
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}


def room_of(path: Path) -> str:
    first = path.relative_to(SCANNER).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "scanner" and len(parts) > 1:
                rooms.add(parts[1])
    return rooms & RANK.keys()


@pytest.mark.parametrize("path", sorted(SCANNER.rglob("*.py")), ids=lambda p: str(p.relative_to(SCANNER)))
def test_imports_go_down_only(path: Path) -> None:
    mine = room_of(path)
    assert mine in RANK, f"unknown room {mine}: add it to the layers"
    upward = {room for room in imported_rooms(path) if RANK[room] > RANK[mine]}
    assert not upward, f"{path.name} imports upwards: {sorted(upward)}"


def test_every_room_stays_small() -> None:
    lengths = {str(p.relative_to(SCANNER)): len(p.read_text().splitlines()) for p in SCANNER.rglob("*.py")}
    long = {name: lines for name, lines in lengths.items() if lines > 330}
    assert not long
