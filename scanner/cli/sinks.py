"""Where results go, photo by photo: text for people or one JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, TextIO

from scanner.findings import CopyReport, PhotoReport, Verdict
from scanner.outputs.json_report import Json, JsonReport, copy_json, photo_json
from scanner.outputs.printing import Line, Printer
from scanner.outputs.terminal import outcome_of, photo_lines, summary_lines
from scanner.outputs.terminal_checklist import together_lines
from scanner.outputs.terminal_copy import copies_line, copy_lines
from scanner.outputs.terminal_visible import Agreed
from scanner.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """One photo, done. `annotated`: path of its numbered picture. `copies`: one, or one for each frame."""

    report: PhotoReport
    copies: Sequence[CopyReport] = ()
    annotated: str | None = None


class Sink(Protocol):
    def __enter__(self) -> Sink: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def waits(self) -> bool:
        """Whether it takes the outcomes only when all photos were put together."""
        ...

    def add(self, outcome: Outcome) -> None: ...

    def together(self, reports: Mapping[int, PhotoReport]) -> None:
        """Photos, by their number in the run, whose small clues weigh more over all of them than alone."""
        ...


def _plain_blur(report: PhotoReport) -> str:
    return "scanner blur"


class TextSink:
    """`scan`: tell the findings, and the `command` that helps; else only what became of the copy."""

    waits = False  # people want to read the first photo's result while the second is scanned

    def __init__(
        self,
        stream: TextIO,
        settings: Settings,
        *,
        scan: bool,
        questions: bool = False,
        command: Callable[[PhotoReport], str] = _plain_blur,
    ) -> None:
        self._stream = stream
        self._printer = Printer(stream)
        self._settings = settings
        self._scan = scan
        self._questions = questions
        self._command = command
        self._outcomes: Counter[str] = Counter()
        self._alarm = False
        self._copies: Counter[bool] = Counter()  # by whether they were written

    def __enter__(self) -> TextSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._printer.lines(copies_line(self._copies))
            if self._scan:
                self._printer.lines(summary_lines(self._outcomes, self._alarm))
            self._stream.flush()

    def add(self, outcome: Outcome) -> None:
        report = outcome.report
        self._outcomes[outcome_of(report)] += 1
        self._alarm |= report.verdict in (Verdict.DO_NOT_SHARE, Verdict.FIX_BEFORE_SHARING)
        if self._scan:
            reveal, fix = self._settings.reveal, not outcome.copies
            lines = photo_lines(
                report,
                annotated=outcome.annotated,
                reveal=reveal,
                fix=fix,
                questions=self._questions,
                command=self._command(report),
            )
            self._printer.lines(lines)
        for copy in outcome.copies:
            agreed = Agreed(self._settings.consent.scope, self._settings.reveal)
            self._printer.lines(copy_lines(copy, self._settings.redaction, agreed))
            self._copies[copy.verified and copy.output is not None] += 1
        self._printer.lines([Line()])
        self._stream.flush()

    def together(self, reports: Mapping[int, PhotoReport]) -> None:
        self._printer.lines(together_lines(reports))


class JsonSink:
    waits = True  # each entry is whole: it counts the photos after it too

    def __init__(self, stream: TextIO, *, reveal: bool) -> None:
        self._document = JsonReport(stream)
        self._reveal = reveal

    def __enter__(self) -> JsonSink:
        self._document.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.__exit__(kind, error, trace)

    def together(self, reports: Mapping[int, PhotoReport]) -> None:
        pass  # it stands in the entries

    def add(self, outcome: Outcome) -> None:
        entry: Json = photo_json(outcome.report, reveal=self._reveal)
        if outcome.copies:
            entry |= copy_json(outcome.copies[0])
        if len(outcome.copies) > 1:
            entry["copies"] = [copy_json(copy) for copy in outcome.copies]
        if outcome.annotated:
            entry["annotated"] = str(Path(outcome.annotated).absolute())
        self._document.add(entry)
