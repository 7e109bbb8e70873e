"""Annotated pictures as files: over the covered photo unless the user wants to see everything."""

from __future__ import annotations

import contextlib
import itertools
import secrets
from dataclasses import replace
from pathlib import Path

import numpy as np

from scanner.errors import CopyError
from scanner.findings import PhotoReport
from scanner.outputs.annotated import Pixels, annotate
from scanner.photo.encode import clean_jpeg
from scanner.photo.photo import Photo
from scanner.photo.temporary import write_new
from scanner.redaction.destroy import destroy
from scanner.redaction.naming import MARK, stem_of_copy
from scanner.redaction.plan import plan_regions
from scanner.settings import Destination, Settings

_QUALITY = 88
# Margin in px, so that no block of the source's compression shows the rim of what was covered.
_MARGIN = 8.0


class AnnotatedFiles:
    """Writes NAME.annotated.jpg into one folder, in the same subfolders as the photos.

    `replace`: pictures of an earlier run give way (for the program's own folder); else they are kept and the
    new one gets a number. Pictures of one run never replace each other.
    """

    def __init__(self, folder: Path, settings: Settings, *, replace: bool) -> None:
        self._folder = folder
        self._settings = settings
        self._replace = replace
        self._written: set[Path] = set()

    def write(self, report: PhotoReport, photo: Photo, to: Destination) -> Path:
        """Raises CopyError where the file cannot be written."""
        pixels = photo.frames[0].pixels if self._settings.reveal else covered(photo, report, self._settings)
        data = clean_jpeg(annotate(pixels, report, reveal=self._settings.reveal), _QUALITY)
        stem = stem_of_copy(photo.path, report, replace(to, out=self._folder))
        try:
            stem.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._written_as(data, stem.parent, stem.name.removesuffix(MARK) + ".annotated")
            if self._settings.reveal:
                path.chmod(0o600)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise CopyError(f"The numbered picture could not be written: {reason}.") from error
        return path

    def _written_as(self, data: bytes, folder: Path, name: str) -> Path:
        """The first name that is free, or that an earlier run used where that may be replaced."""
        for number in itertools.count(1):
            path = folder / (f"{name}.jpg" if number == 1 else f"{name}-{number}.jpg")
            if path in self._written:
                continue
            if self._replace:
                path.unlink(missing_ok=True)
            with contextlib.suppress(FileExistsError):
                self._written.add(write_new(path, data))
                return path
        raise AssertionError("numbers never end")


def covered(photo: Photo, report: PhotoReport, settings: Settings) -> Pixels:
    """The first frame with everything that must go destroyed."""
    regions = plan_regions(report, settings.redaction, least=_MARGIN)
    rng = np.random.default_rng(secrets.randbits(128))
    pixels, _ = destroy(photo.frames[0].pixels, regions, settings.redaction.method, rng)
    return pixels
