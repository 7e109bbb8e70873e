"""A copy gets its final name only after it passed its check."""

from __future__ import annotations

import io
import itertools
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from PIL import Image

from scanner.errors import CopyError, UsageError
from scanner.findings import CopyReport, Finding, PhotoReport
from scanner.photo.photo import Photo, Pixels
from scanner.redaction.copy import Faces, Verify, write_copy
from scanner.redaction.verify import Verification
from scanner.settings import RedactionSettings
from tests.unit.redaction.making import box, finding, photo, report

NAME = finding(1, "patient_name", (104, 104, 96, 24))
PLACE = (slice(104, 128), slice(104, 200))
DEFAULT = RedactionSettings()


def pixels_of(path: Path) -> Pixels:
    return np.asarray(Image.open(path).convert("RGB"))


def seeing(*passes: tuple[Finding, ...]) -> Verify:
    """A check that sees these findings in the first, second ... pass, and nothing after them."""

    numbers = itertools.count()

    def look(path: Path) -> Verification:
        height, width = pixels_of(path).shape[:2]
        number = next(numbers)
        found = passes[number] if number < len(passes) else ()
        return Verification((f"voice {number}",), replace(report(*found), height=height, width=width))

    return look


def write(
    folder: Path,
    verify: Verify | None = None,
    *,
    source: Photo | None = None,
    seen: PhotoReport | None = None,
    settings: RedactionSettings = DEFAULT,
    faces: Faces | None = None,
) -> CopyReport:
    return write_copy(
        source or photo(),
        seen or report(NAME),
        folder / "photo.redacted",
        settings,
        verify=verify or seeing(),
        rng=np.random.default_rng(1),
        faces=faces,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_copy_that_passes(tmp_path: Path) -> None:
    made = write(tmp_path)
    assert made.output == str(tmp_path / "photo.redacted.jpg")
    assert (made.verified, made.redacted, made.passes, made.remaining) == (True, 1, 1, ())
    assert made.verified_by == ("voice 0",)
    assert names(tmp_path) == ["photo.redacted.jpg"]
    copy, original = pixels_of(tmp_path / "photo.redacted.jpg"), photo().frames[0].pixels
    assert copy[PLACE].reshape(-1, 3).std(axis=0).max() < 4  # one colour
    assert np.abs(copy[200:].astype(int) - original[200:]).mean() < 12  # the rest is the photo


@pytest.mark.parametrize(("format", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("HEIF", "jpg")])
def test_the_name_fits_the_content(format: str, ending: str, tmp_path: Path) -> None:
    made = write(tmp_path, source=photo(format))
    assert made.output == str(tmp_path / f"photo.redacted.{ending}")
    assert Image.open(made.output).format == {"png": "PNG", "jpg": "JPEG"}[ending]


def test_a_png_copy_is_the_photo_outside_the_mask(tmp_path: Path) -> None:
    made = write(tmp_path, source=photo("PNG"))
    copy, original = pixels_of(Path(made.output or "")), photo().frames[0].pixels
    differs = (copy != original).any(axis=2)
    ys, xs = np.nonzero(differs)
    assert 90 < ys.min() <= 104 and 127 <= ys.max() < 140
    assert 90 < xs.min() <= 104 and 199 <= xs.max() < 212


def test_nothing_found_still_gives_a_copy(tmp_path: Path) -> None:
    made = write(tmp_path, seen=report())
    assert (made.verified, made.redacted) == (True, 0)
    assert names(tmp_path) == ["photo.redacted.jpg"]


def test_what_survives_is_covered_in_the_next_pass(tmp_path: Path) -> None:
    missed = finding(1, "date_of_birth", (200, 240, 100, 20))
    made = write(tmp_path, seeing((missed,)))
    assert (made.verified, made.passes, made.redacted) == (True, 2, 2)
    assert made.verified_by == ("voice 0", "voice 1")
    assert pixels_of(Path(made.output or ""))[240:260, 200:300].reshape(-1, 3).std(axis=0).max() < 4


def test_after_five_passes_it_is_given_up(tmp_path: Path) -> None:
    corners = [finding(n, "age", (10 + 60 * n, 10, 20, 10)) for n in range(5)]
    made = write(tmp_path, seeing(*((corner,) for corner in corners)))
    assert (made.output, made.verified, made.passes) == (None, False, 5)
    assert made.remaining == (corners[4],)
    assert names(tmp_path) == []


def test_a_check_that_could_not_run_leaves_nothing(tmp_path: Path) -> None:
    def look(path: Path) -> Verification:
        return Verification((), replace(report(), not_checked=("text",)))

    made = write(tmp_path, look)
    assert (made.output, made.verified) == (None, False)
    assert any("text" in notice for notice in made.notices)
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_check_that_fails_leaves_nothing(error: type[BaseException], tmp_path: Path) -> None:
    def look(path: Path) -> Verification:
        raise error

    with pytest.raises(error):
        write(tmp_path, look)
    assert names(tmp_path) == []


def test_existing_files_are_never_touched(tmp_path: Path) -> None:
    (tmp_path / "photo.redacted.jpg").write_bytes(b"mine")
    (tmp_path / "photo.redacted-2.jpg").symlink_to(tmp_path / "nowhere")
    made = write(tmp_path)
    assert made.output == str(tmp_path / "photo.redacted-3.jpg")
    assert (tmp_path / "photo.redacted.jpg").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


def test_folders_of_a_mirrored_tree_are_made(tmp_path: Path) -> None:
    made = write(tmp_path / "2025" / "ward")
    assert made.output == str(tmp_path / "2025" / "ward" / "photo.redacted.jpg")
    with pytest.raises(CopyError, match="folder"):
        write(Path(made.output) / "below a file")


def test_the_unchecked_copy_is_private_and_has_no_final_name(tmp_path: Path) -> None:
    seen: list[tuple[int, list[str]]] = []

    def look(path: Path) -> Verification:
        seen.append((path.stat().st_mode & 0o777, names(tmp_path)))
        return seeing()(path)

    write(tmp_path, look)
    mode, during = seen[0]
    assert mode == 0o600
    assert "photo.redacted.jpg" not in during


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_during_the_check_leaves_nothing_under_the_final_name(tmp_path: Path) -> None:
    program = """
        import os, signal, sys
        from pathlib import Path
        import numpy as np
        from scanner.redaction.copy import write_copy
        from scanner.settings import RedactionSettings
        from tests.unit.redaction.making import photo, report
        die = lambda path: os.kill(os.getpid(), signal.SIGKILL)
        write_copy(photo(), report(), Path(sys.argv[1]) / "photo.redacted", RedactionSettings(),
                   verify=die, rng=np.random.default_rng())
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program), str(tmp_path)],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert "photo.redacted.jpg" not in names(tmp_path)


def test_the_copy_does_not_depend_on_what_it_hides(tmp_path: Path) -> None:
    """Two photos that differ only inside the mask give the same file, byte for byte."""
    files = []
    for name, hidden in (("a", 0), ("b", 255)):
        source = photo()
        source.frames[0].pixels[PLACE] = hidden
        (tmp_path / name).mkdir()
        made = write(tmp_path / name, source=source)
        files.append(Path(made.output or "").read_bytes())
    assert files[0] == files[1]


def test_no_hidden_detail_lies_in_a_block_that_the_rim_cuts(tmp_path: Path) -> None:
    """An 8 x 8 block of the source that is half visible could be solved for its other half."""
    small = (slice(111, 121), slice(107, 187))
    lossy = np.asarray(Image.open(io.BytesIO(jpeg(photo().frames[0].pixels))).convert("RGB"))
    source = replace(photo(), frames=(replace(photo().frames[0], pixels=lossy),))
    seen = report(finding(1, "age", (107, 111, 80, 10)))
    made = write(tmp_path, source=source, seen=seen, settings=RedactionSettings(format="png"))

    visible = (pixels_of(Path(made.output or "")) == lossy).all(axis=2)
    inside = np.zeros((300, 400), dtype=bool)
    inside[small] = True
    seen_blocks, hidden_blocks = (m[:296].reshape(37, 8, 50, 8).any(axis=(1, 3)) for m in (visible, inside))
    assert hidden_blocks.any()
    assert not (seen_blocks & hidden_blocks).any()


def jpeg(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=60)
    return out.getvalue()


@pytest.mark.parametrize(("crop", "size"), [((100, 50, 200, 100), (200, 100)), ((300, 200, 999, 999), (100, 100))])
def test_crop(crop: tuple[int, int, int, int], size: tuple[int, int], tmp_path: Path) -> None:
    made = write(tmp_path, settings=RedactionSettings(crop=crop))
    assert Image.open(made.output or "").size == size


def test_survivors_of_a_cut_copy_are_covered_at_the_right_place(tmp_path: Path) -> None:
    missed = finding(1, "age", (20, 120, 100, 20))  # in the copy; 150, 200 in the photo
    made = write(tmp_path, seeing((missed,)), settings=RedactionSettings(crop=(130, 80, 270, 220)))
    assert made.verified
    assert pixels_of(Path(made.output or ""))[120:140, 20:120].reshape(-1, 3).std(axis=0).max() < 4


def test_automatic_crop(tmp_path: Path) -> None:
    corner = report(finding(1, "patient_name", (0, 0, 96, 24)))
    made = write(tmp_path, seen=corner, settings=RedactionSettings(crop="auto"))
    width, height = Image.open(made.output or "").size
    assert (width, height) != (400, 300) and width * height >= 0.5 * 400 * 300

    middle = report(finding(1, "patient_name", (100, 100, 200, 100)))
    made = write(tmp_path, seen=middle, settings=RedactionSettings(crop="auto"))
    assert Image.open(made.output or "").size == (400, 300)
    assert any("covered instead" in notice for notice in made.notices)


def test_a_box_outside_the_photo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--box"):
        write(tmp_path, settings=RedactionSettings(boxes=((0, 0, 9, 9), (5000, 0, 10, 10))))
    assert list(tmp_path.iterdir()) == []


def test_a_crop_outside_the_photo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write(tmp_path, settings=RedactionSettings(crop=(400, 0, 10, 10)))
    assert names(tmp_path) == []


def test_an_unknown_fill_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pixelate"):
        write(tmp_path, settings=RedactionSettings(method="glitter"))


def test_what_had_no_effect_is_said(tmp_path: Path) -> None:
    made = write(tmp_path, settings=replace(DEFAULT, only=("7",)))
    assert any("number 7" in notice for notice in made.notices)


def test_a_face_that_the_fill_drew_is_told_and_not_covered(tmp_path: Path) -> None:
    x, y, w, h = 20, 20, 160, 160
    faint = replace(finding(9, "face_unknown", (x, y, w, h)), confidence=0.3)
    drawn = write(tmp_path, seeing((faint,)), faces=lambda: ())
    assert (drawn.verified, drawn.passes) == (True, 1) and any("faintly" in notice for notice in drawn.notices)
    for faces in (None, lambda: (box(x, y, w, h),)):  # nobody looked again, or the photo shows it too
        counted = write(tmp_path, seeing((faint,)), faces=faces)
        assert (counted.verified, counted.passes) == (True, 2) and not any("faintly" in n for n in counted.notices)


def test_frames(tmp_path: Path) -> None:
    source = photo("GIF", frames=3)
    assert any("first of 3" in notice for notice in write(tmp_path, source=source).notices)
    second = replace(NAME, frame=1)
    made = write_copy(
        source,
        report(second),
        tmp_path / "photo.frame-002.redacted",
        RedactionSettings(all_frames=True),
        verify=seeing(),
        rng=np.random.default_rng(1),
        frame=1,
    )
    copy = pixels_of(Path(made.output or ""))
    assert copy[PLACE].reshape(-1, 3).std(axis=0).max() < 4
    assert np.array_equal(copy[200:], source.frames[1].pixels[200:])
    assert made.notices == ()


def test_what_can_be_seen_is_measured_on_the_copy(tmp_path: Path) -> None:
    board, on_it = finding(2, "board", (40, 40, 200, 160)), finding(3, "age", (60, 60, 40, 20))
    beside = finding(4, "staff_name", (300, 60, 60, 20))
    seen = report(board, on_it, beside)
    made = write(tmp_path, seen=seen, settings=RedactionSettings(keep=("3", "4")))
    assert made.visible == frozenset({4})
    cut = write(tmp_path, seen=seen, settings=RedactionSettings(keep=("2", "3", "4"), crop=(0, 0, 280, 240)))
    assert cut.visible == frozenset({2, 3})


def test_a_copy_with_little_left_of_the_picture_says_so(tmp_path: Path) -> None:
    large, small = finding(1, "board", (0, 0, 380, 280)), finding(1, "board", (0, 0, 180, 130))
    (notice,) = write(tmp_path, seen=report(large)).notices
    assert "of the picture had to be covered" in notice and "--crop" in notice
    assert write(tmp_path, seen=report(small)).notices == ()
