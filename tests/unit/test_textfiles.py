"""Small text files, and files that only pretend to be small."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from scanner.textfiles import read_small


def test_a_file_as_it_is_without_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("\ufeffname = 'Zoë'\n".encode())
    assert read_small(path) == "name = 'Zoë'\n"
    assert read_small(path, 17)


def test_larger_and_endless_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"x" * 11)
    with pytest.raises(OSError) as caught:
        read_small(path, 10)
    assert caught.value.errno == errno.EFBIG
    if Path("/dev/zero").exists():
        with pytest.raises(OSError):
            read_small(Path("/dev/zero"))
