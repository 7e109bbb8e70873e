"""Scanner: one photo through the rooms, in their order."""

from __future__ import annotations

import datetime
import secrets
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from scanner.consent.decisions import with_decisions
from scanner.consent.matching import Agreement
from scanner.consent.people import Scope
from scanner.consent.register import load, vault_for
from scanner.detectors.building import built, voices
from scanner.detectors.protocol import Detector
from scanner.errors import DetectorMissingError, PhotoError
from scanner.findings import CopyReport, Finding, PhotoReport, Polygon, Sightings, Status
from scanner.findings import Detector as Name
from scanner.inference.guarded import GuardedFaceRecognition
from scanner.inference.session import Engine, EngineOptions
from scanner.judgement.judged import all_findings, clusters_in, picture_findings
from scanner.judgement.scene import scene_view
from scanner.judgement.summing import with_measured
from scanner.judgement.surfaces import as_listed
from scanner.judgement.verdict import verdict_of
from scanner.photo.decode import open_photo
from scanner.photo.photo import Photo
from scanner.redaction.copy import write_copy
from scanner.redaction.naming import about_folder, stem_of_copy
from scanner.redaction.summing import with_sum
from scanner.redaction.verify import Verification, own_voice, second_opinion
from scanner.scanning import names, unopened
from scanner.settings import BESIDE, SELECTABLE, Destination, Settings

# The sum of small clues is no detector: it needs what these saw.
SUMMED = (Name.TEXT, Name.METADATA)
_NO_COPY = (
    "No copy was written, because the search for {} did not work: `scanner doctor` says what is missing. "
    "To have a copy that is not checked for it, name what to look for with --detect."
)


class Scanner:
    """Scans photos one after another with the same settings. Networks are loaded on first use and kept.

    `detectors` replaces the built-in ones by name (tests, third parties); `agreement` replaces what the settings say
    about people who agreed. Not safe to share between threads. Raises UsageError where a register is asked for and
    cannot be opened.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        detectors: Mapping[Name, Detector] | None = None,
        agreement: Agreement | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._given = detectors
        self._agreement = agreement or self._agreed()
        self.missing: tuple[str, ...] = ()

    def scan(self, path: str | Path, *, shown_as: str | None = None) -> PhotoReport:
        """What is in this photo. Never raises for a bad photo: its status and errors say what happened."""
        return self.scan_with_photo(path, shown_as=shown_as)[0]

    def scan_with_photo(
        self, path: str | Path, *, shown_as: str | None = None, root: Path | None = None
    ) -> tuple[PhotoReport, Photo | None]:
        """Like `scan`, with the decoded photo (None where it could not be read). `root`: the folder that the user
        named; the names of those below it are looked at too."""
        shown = str(path) if shown_as is None else shown_as
        started = time.perf_counter()
        try:
            photo = open_photo(Path(path), self.settings.limits).met_below(root)
        except PhotoError as error:
            return unopened(shown, error), None
        decode_ms = (time.perf_counter() - started) * 1000
        return self.examine(photo, shown_as=shown, decode_ms=decode_ms), photo

    def blur(
        self,
        path: str | Path,
        out: Path | None = None,
        *,
        shown_as: str | None = None,
    ) -> CopyReport:
        """Scan a photo and write its checked copy (the first one, with `all_frames`) into `out`; see `copies`."""
        return self.copies(path, Destination(out), shown_as=shown_as)[0]

    def copies(
        self,
        path: str | Path,
        to: Destination = BESIDE,
        *,
        shown_as: str | None = None,
    ) -> tuple[CopyReport, ...]:
        """Scan a photo and write a checked copy of its first frame, or of each with `all_frames`.

        An unreadable photo gives a report without a copy. Raises CopyError where a file cannot be written, UsageError
        for impossible options.
        """
        self.expect_copies()
        report, photo = self.scan_with_photo(path, shown_as=shown_as, root=to.root)
        return self.copies_of(report, photo, to)

    def copies_of(self, report: PhotoReport, photo: Photo | None, to: Destination = BESIDE) -> tuple[CopyReport, ...]:
        """Like `copies`, for a photo that was scanned already."""
        if photo is None or report.status is not Status.SCANNED:
            return (CopyReport(report, output=None, verified=False),)
        lacking = [
            name.value for name in SELECTABLE if name in self.settings.detect and name.value in report.not_checked
        ]
        if lacking:  # wanted, and it did not run: nobody could say what such a copy still shows
            return (CopyReport(report, output=None, verified=False, notices=(_NO_COPY.format(", ".join(lacking)),)),)
        redaction = with_decisions(self.settings.redaction, report)
        frames = photo.frames if redaction.all_frames else photo.frames[:1]
        made = []
        for frame in frames:
            stem = stem_of_copy(photo.path, report, to, frame=frame.index if len(frames) > 1 else None)
            rng = np.random.default_rng(secrets.randbits(128))
            looks: list[Verification] = []

            def check(copy: Path, looks: list[Verification] = looks) -> Verification:
                looks.append(self._check(copy))
                return looks[-1]

            faces = partial(self._faces_closely, replace(photo, frames=(frame,)))
            copy = write_copy(photo, report, stem, redaction, check, rng, frame=frame.index, faces=faces)
            copy = replace(copy, notices=(*copy.notices, *about_folder(report, to)))
            made.append(replace(copy, report=with_measured(report, looks[-1].report)) if copy.verified else copy)
        return tuple(made)

    def _check(self, copy: Path) -> Verification:
        """A fresh look at a finished copy: every detector at full strength, and independent voices."""
        photo = open_photo(copy, self.settings.limits)
        with ThreadPoolExecutor(max_workers=1 + len(self._voices)) as pool:
            opinions = {voice.version: pool.submit(voice.detect, photo) for voice in self._voices}
            report = self.examine(photo, shown_as=str(copy), detectors=self._strong_detectors)
            heard = [own_voice(report)]
            findings: list[Finding] = list(report.findings)
            for version, opinion in opinions.items():
                try:
                    findings += second_opinion(picture_findings(opinion.result(), self.settings), report)
                except DetectorMissingError as error:
                    report = replace(report, notices=(*report.notices, str(error)))
                    continue
                heard.append(version)
        findings = [replace(finding, id=number) for number, finding in enumerate(findings, start=1)]
        return Verification(tuple(heard), replace(report, findings=tuple(findings)))

    def _faces_closely(self, photo: Photo) -> tuple[Polygon, ...]:
        """All faces of a photo, looked for as in the check of a copy; none where faces are not looked for."""
        detector = self._strong_detectors.get(Name.FACES)
        return tuple(face.polygon for face in detector.detect(photo).faces) if detector else ()

    def expect_copies(self) -> None:
        """Copies will be asked for: what only their check needs is loaded beside the first scan."""
        if Name.FACES in self.settings.detect:
            self._second_faces.start()

    def _agreed(self) -> Agreement | None:
        """The register, opened, where the settings ask for it."""
        if self.settings.consent.scope is None:
            return None
        people = load(vault_for(self.settings.consent)).people
        if people and Name.FACES in self.settings.detect:
            self._second_faces.start()  # beside the first photo's search for faces
        scope = Scope(self.settings.consent.scope)
        return Agreement(people, scope, self.settings.consent.day or datetime.date.today(), self._second_faces)

    def examine(
        self,
        photo: Photo,
        *,
        shown_as: str,
        decode_ms: float = 0.0,
        detectors: Mapping[Name, Detector] | None = None,
    ) -> PhotoReport:
        """All chosen detectors, then judgement, on a decoded photo."""
        checking = detectors is not None  # a copy: who may stay is known by place
        detectors = detectors or self._detectors
        timings = {"decode": round(decode_ms, 1)}
        not_checked = [name for name in SELECTABLE if name not in self.settings.detect]
        verdict_holds = not not_checked
        errors: list[str] = []
        status = Status.SCANNED
        seen = Sightings()
        for name in (n for n in SELECTABLE if n in self.settings.detect):
            started = time.perf_counter()
            try:
                seen = seen.with_more(detectors[name].detect(photo))
            except DetectorMissingError as error:
                errors.append(str(error))
                not_checked.append(name)
                verdict_holds = False
            except (
                Exception,
                MemoryError,
            ):  # fail closed: one detector's fault is this photo's error, not silence
                errors.append(f"The search for {name.value} failed on this photo. Check it by eye.")
                not_checked.append(name)
                status = Status.CRASHED
                verdict_holds = False
            timings[name.value] = round((time.perf_counter() - started) * 1000, 1)
        notices = photo.notices
        if self._agreement is not None and not checking:
            started = time.perf_counter()
            faces, said = self._agreement.marked(photo, seen.faces)
            seen, notices = replace(seen, faces=faces), (*notices, *said)
            timings["consent"] = round((time.perf_counter() - started) * 1000, 1)
        started = time.perf_counter()
        clusters = clusters_in(seen, self.settings)
        left_out = photo.total_frames - len(photo.frames)
        findings = all_findings(seen, self.settings, clusters=clusters, frames_left_out=left_out)
        seen = as_listed(seen, clusters)
        timings["judgement"] = round((time.perf_counter() - started) * 1000, 1)
        if any(name in not_checked for name in SUMMED):
            not_checked.append(Name.JIGSAW)
        report = PhotoReport(
            path=shown_as,
            status=status,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            frames=photo.total_frames,
            not_checked=names(not_checked),
            verdict=verdict_of(findings) if verdict_holds else None,
            findings=findings,
            sightings=seen,
            scene=scene_view(seen, clusters),
            errors=tuple(errors),
            notices=notices,
            timings_ms=timings,
        )
        return with_sum(report, clusters, self.settings)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(EngineOptions(precision=self.settings.precision, threads=self.settings.threads))

    @cached_property
    def _detectors(self) -> Mapping[Name, Detector]:
        return self._given if self._given is not None else built(self._engine, self.settings, "normal")

    @cached_property
    def _strong_detectors(self) -> Mapping[Name, Detector]:
        return self._given if self._given is not None else built(self._engine, self.settings, "full")

    @cached_property
    def _second_faces(self) -> GuardedFaceRecognition:
        return GuardedFaceRecognition()

    @cached_property
    def _voices(self) -> Sequence[Detector]:
        return voices(self.settings, self._second_faces)

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about optional engines that are absent on this machine."""
        from scanner.detectors.text.tesseract import TesseractReader

        reasons = (TesseractReader().available(), self._second_faces.available())
        return tuple(reason for reason in reasons if reason)
