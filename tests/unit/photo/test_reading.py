"""Reading never waits, never follows a device, and says in one sentence what is wrong."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from scanner.errors import PhotoError, UnreadablePhotoError, UnsupportedPhotoError
from scanner.photo.decode import open_photo
from scanner.photo.reading import shown
from scanner.settings import Limits
from tests.unit.photo.samples import jpeg_with

posix = pytest.mark.skipif(os.name != "posix", reason="pipes and devices are files on POSIX systems only")


@posix
@pytest.mark.timeout(10)
def test_pipe_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    with pytest.raises(UnsupportedPhotoError, match=r"pipe\.jpg is a pipe"):
        open_photo(pipe, Limits())


@posix
@pytest.mark.timeout(10)
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random"])
def test_device_is_refused_at_once(device: str) -> None:
    with pytest.raises(UnsupportedPhotoError, match="is a device"):
        open_photo(Path(device), Limits())


@posix
def test_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # socket paths are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.jpg")
        with pytest.raises(UnsupportedPhotoError, match="is a socket"):
            open_photo(Path("s.jpg"), Limits())


def test_folder_missing_file_and_loop(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedPhotoError, match="is a folder"):
        open_photo(tmp_path, Limits())
    with pytest.raises(UnreadablePhotoError, match="was not found"):
        open_photo(tmp_path / "gone.jpg", Limits())
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UnreadablePhotoError):
        open_photo(tmp_path / "a", Limits())


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(UnreadablePhotoError, match=r"empty\.jpg is empty"):
        open_photo(tmp_path / "empty.jpg", Limits())


def test_limit_on_bytes_is_named(tmp_path: Path) -> None:
    (tmp_path / "big.jpg").write_bytes(jpeg_with(after=bytes(2_000_000)))
    with pytest.raises(UnreadablePhotoError, match="file size: 2 MB, limit 1 MB"):
        open_photo(tmp_path / "big.jpg", Limits(bytes=1_000_000))


def test_large_video_is_called_a_video_not_too_large(tmp_path: Path) -> None:
    (tmp_path / "clip.mov").write_bytes(b"\x00\x00\x00\x18ftypqt  " + bytes(2_000_000))
    with pytest.raises(UnsupportedPhotoError, match="is a video"):
        open_photo(tmp_path / "clip.mov", Limits(bytes=1_000_000))


def test_link_to_a_photo_is_read(tmp_path: Path) -> None:
    (tmp_path / "real.jpg").write_bytes(jpeg_with())
    (tmp_path / "link.jpg").symlink_to("real.jpg")
    assert open_photo(tmp_path / "link.jpg", Limits()).path == tmp_path / "link.jpg"


@pytest.mark.parametrize("name", ["new\nline.jpg", "bell\x07.jpg", "\x1b[31mred.jpg", "a\u202eb.jpg"])
def test_names_are_shown_without_control_characters(name: str) -> None:
    assert shown(Path("folder") / name).isprintable()


@posix
def test_names_that_are_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff\xfename.jpg"))
    try:
        path.write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes only text as names")
    with pytest.raises(PhotoError) as caught:
        open_photo(path, Limits())
    str(caught.value).encode("utf-8")


def test_original_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg_with())
    os.utime(path, (1_000_000, 1_000_000))
    before = path.stat()
    open_photo(path, Limits())
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size, before.st_mode) == (
        after.st_mtime_ns,
        after.st_size,
        after.st_mode,
    )
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]
