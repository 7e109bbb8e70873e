"""No half-made, unchecked or overwritten file ever stands under a final name."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanner.errors import CopyError
from scanner.photo.temporary import TemporaryCopy, sweep_unfinished, write_new

posix = pytest.mark.skipif(os.name != "posix", reason="file modes and links of POSIX systems")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_commit_gives_the_final_name(tmp_path: Path) -> None:
    with TemporaryCopy(tmp_path) as copy:
        copy.write(b"first try")
        copy.write(b"second")
        assert copy.path.read_bytes() == b"second"
        assert copy.path.name.startswith(".")
        assert copy.commit(tmp_path / "a.jpg") == tmp_path / "a.jpg"
    assert names(tmp_path) == ["a.jpg"]
    assert (tmp_path / "a.jpg").read_bytes() == b"second"


@posix
def test_hidden_file_is_private_and_the_final_one_is_ordinary(tmp_path: Path) -> None:
    with TemporaryCopy(tmp_path) as copy:
        assert stat.S_IMODE(copy.path.stat().st_mode) == 0o600
        final = copy.commit(tmp_path / "a.jpg")
    mask = os.umask(0o022)
    os.umask(mask)
    assert stat.S_IMODE(final.stat().st_mode) == 0o644 & ~mask


def test_without_commit_nothing_is_left(tmp_path: Path) -> None:
    with TemporaryCopy(tmp_path) as copy:
        copy.write(b"x")
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_any_exception_removes_the_file(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), TemporaryCopy(tmp_path) as copy:
        copy.write(b"x")
        raise error
    assert names(tmp_path) == []


def test_existing_files_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"precious")
    with pytest.raises(FileExistsError), TemporaryCopy(tmp_path) as copy:
        copy.write(b"x")
        copy.commit(tmp_path / "a.jpg")
    assert names(tmp_path) == ["a.jpg"]
    assert (tmp_path / "a.jpg").read_bytes() == b"precious"


def test_another_name_can_be_tried(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with TemporaryCopy(tmp_path) as copy:
        copy.write(b"x")
        with pytest.raises(FileExistsError):
            copy.commit(tmp_path / "a.jpg")
        copy.commit(tmp_path / "b.jpg")
    assert names(tmp_path) == ["a.jpg", "b.jpg"]


@posix
def test_links_in_the_way_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "a.jpg").symlink_to(tmp_path / "elsewhere" / "target.jpg")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a.jpg", b"x")
    assert names(tmp_path / "elsewhere") == []


@posix
@pytest.mark.parametrize("taken", [False, True])
def test_file_systems_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: bool) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "not on this file system")

    monkeypatch.setattr(os, "link", no_links)
    if taken:
        (tmp_path / "a.jpg").write_bytes(b"precious")
        with pytest.raises(FileExistsError):
            write_new(tmp_path / "a.jpg", b"x")
        assert (tmp_path / "a.jpg").read_bytes() == b"precious"
    else:
        assert write_new(tmp_path / "a.jpg", b"x").read_bytes() == b"x"
    assert names(tmp_path) == ["a.jpg"]


def test_full_disk_is_said_plainly_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(CopyError, match="the disk is full"):
        write_new(tmp_path / "a.jpg", b"x")
    assert names(tmp_path) == []


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="the folder does not exist"):
        write_new(tmp_path / "gone" / "a.jpg", b"x")


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may write anywhere")
def test_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(CopyError, match="may not write"):
        write_new(tmp_path / "a.jpg", b"x")


KILLED = """
import os, sys
from pathlib import Path
from scanner.photo.temporary import TemporaryCopy
with TemporaryCopy(Path(sys.argv[1])) as copy:
    copy.write(b"nobody looked at this")
    os._exit(9)
"""


def test_the_copy_of_a_killed_run_is_removed_by_the_next_one(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert [name[:9] for name in names(tmp_path)] == [".scanner-"]
    write_new(tmp_path / "a.jpg", b"x")
    assert names(tmp_path) == ["a.jpg"]


def test_the_copy_that_another_run_is_making_stays(tmp_path: Path) -> None:
    with TemporaryCopy(tmp_path) as copy:
        hours_ago = time.time() - 7200
        os.utime(copy.path, (hours_ago, hours_ago))
        sweep_unfinished(tmp_path)
        assert copy.path.exists()


def test_where_nobody_can_tell_age_decides_and_other_files_stay(tmp_path: Path) -> None:
    old, new = (tmp_path / f".scanner-{digit * 16}" for digit in "01")
    others = [tmp_path / name for name in (".scanner-notes", "a.jpg", f".scanner-{'0' * 16}.jpg")]
    for path in (old, new, *others):
        path.write_bytes(b"x")
    hours_ago = time.time() - 7200
    for path in (old, *others):
        os.utime(path, (hours_ago, hours_ago))
    sweep_unfinished(tmp_path)
    assert names(tmp_path) == sorted(path.name for path in (new, *others))
