"""One page that opens from a disk, asks nobody for anything, and shows covered photos only."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from typing import Any, TextIO

import jinja2
from markupsafe import Markup

from scanner.findings import Severity
from scanner.kinds import kinds
from scanner.outputs.escape import plain
from scanner.outputs.json_report import dumps
from scanner.outputs.ranking import Group, title_of
from scanner.outputs.rows import DEPTHS, PhotoRow, Skipped, Summary
from scanner.outputs.terminal_audit import FAMILY, GROUP, groups_of, not_looked_for
from scanner.outputs.words import SEVERITY, searches

MOST_ROWS = 20_000
_MOST_LISTED = 200  # errors and unexamined files that are named in the page
_BLOCK = 50  # previews in one piece, which the page unpacks when it shows one of them


@dataclass(frozen=True)
class Sources:
    """Where the page gets a photo's preview (a small JPEG of the covered photo, or None) and the address of its
    numbered picture, as seen from the page."""

    preview: Callable[[PhotoRow], bytes | None]
    link: Callable[[PhotoRow], str | None]


def write_html(
    stream: TextIO,
    summary: Summary,
    rows: Iterable[PhotoRow],
    skipped: Iterable[Skipped],
    sources: Sources,
    *,
    sample: int = 50,
    room: int = 60_000_000,
) -> None:
    """`rows`: worst first; the page shows at most 20,000. `sample`: how many photos without a finding a person is
    asked to check. `room`: characters for previews, the worst first."""
    shown = list(islice(rows, MOST_ROWS))
    script, style = _asset("page.js"), _asset("page.css")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(_asset("page.html"))
    sampled = _sample(shown, sample, summary)
    budget = _Budget(room)
    pieces = template.generate(
        policy=_policy(script, style),
        style=Markup(style),
        script=Markup(script),
        data=_data(_table(shown, sources, sampled)),
        previews=_previews(shown, sources, budget),
        summary=summary,
        shown=len(shown),
        sampled=len(sampled),
        kinds=_kinds(summary),
        people=_different(summary),
        groups=groups_of(summary),
        unlooked=not_looked_for(summary),
        folders=[(plain(folder), number) for folder, number in summary.worst_folders.most_common()],
        families=[(FAMILY.get(family, family), number) for family, number in summary.skipped.most_common()],
        errors=_errors(row for row in shown if row.failed),
        unexamined=[(plain(s.path), s.reason) for s in islice(_telling(skipped), _MOST_LISTED)]
        + _errors(row for row in shown if row.misnamed),
        plain=plain,
    )
    for piece in pieces:
        stream.write(piece)


def _asset(name: str) -> str:
    return (files("scanner.outputs") / "html" / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Content Security Policy (W3C, level 3): nothing but our own script and style, by their hashes."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; style-src 'sha256-{digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _data(value: dict[str, Any]) -> Markup:
    """JSON inside a script element: no character that could end it."""
    text = dumps(value)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _table(rows: Sequence[PhotoRow], sources: Sources, sampled: set[int]) -> dict[str, Any]:
    """Everything that the page's script shows; words that repeat stand once."""
    folders, slugs, masks, unlooked = _Words(), _Words(), _Words(), _Words()
    table = []
    for number, row in enumerate(rows):
        entry = row.entry() if row.depth else {"findings": [], "errors": []}
        findings = [
            [slugs.number(f["kind"]), Severity.parse(f["severity"]), masks.number(f["masked"])]
            for f in entry["findings"]
        ]
        table.append(
            {
                "n": plain(row.path.rpartition("/")[2]),
                "f": folders.number(plain(row.folder)),
                "g": row.group.value,
                "s": row.severity,
                "v": row.verdict,
                "t": row.status or "not yet examined",
                "d": DEPTHS[row.depth],
                "i": findings,
                "m": row.taken or "",
                **({"a": row.alike} if row.alike is not None else {}),
                **({"c": row.same_content} if row.same_content else {}),
                **({"p": row.people} if row.people else {}),
                **({"l": link} if (link := sources.link(row)) else {}),
                **({"q": row.decision.decision, "w": plain(row.decision.who)} if row.decision else {}),
                **({"r": len(row.fresh)} if row.fresh is not None else {}),
                **({"e": plain(" ".join(entry["errors"]))} if entry["errors"] else {}),
                **({"u": unlooked.number(searches(row.not_checked))} if row.partial else {}),
                **({"x": 1} if number in sampled else {}),
            }
        )
    return {
        "rows": table,
        "folders": folders.words,
        "kinds": [{"slug": s, "title": title_of(s), "advice": _advice(s)} for s in slugs.words],
        "masks": masks.words,
        "unlooked": unlooked.words,
        "severities": [SEVERITY[severity] for severity in Severity],
        "groups": {group.value: GROUP[group] for group in Group},
        "block": _BLOCK,
    }


class _Words:
    """Each word once, by its number."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self.words)
            self.words.append(word)
        return self._numbers[word]


@dataclass
class _Budget:
    left: int


def _previews(rows: Sequence[PhotoRow], sources: Sources, budget: _Budget) -> Iterator[Markup]:
    """JSON lists of base64 JPEGs, _BLOCK rows each; null where there is none or no room is left."""
    for start in range(0, len(rows), _BLOCK):
        block: list[str | None] = []
        for row in rows[start : start + _BLOCK]:
            data = sources.preview(row) if budget.left > 0 else None
            text = base64.b64encode(data).decode() if data else None
            budget.left -= len(text or "")
            block.append(text)
        yield Markup(dumps({"jpegs": block}))


def _sample(rows: Sequence[PhotoRow], number: int, summary: Summary) -> set[int]:
    """Places of photos without a finding that matters, drawn at random; the same for the same run."""
    clear = [i for i, row in enumerate(rows) if row.group is Group.CLEAR and row.depth == 2]
    return set(random.Random(summary.started).sample(clear, min(number, len(clear))))


def _kinds(summary: Summary) -> list[dict[str, Any]]:
    table = kinds()
    known = [(table[slug], number) for slug, number in summary.kinds.items() if slug in table]
    known.sort(key=lambda item: (-item[0].severity, -item[1]))
    return [
        {"title": kind.title, "severity": SEVERITY[kind.severity], "slug": kind.severity.slug, "photos": number}
        for kind, number in known
        if kind.severity >= Severity.MEDIUM
    ]


def _different(summary: Summary) -> list[tuple[str, int]]:
    return sorted(((title_of(k), n) for k, n in summary.different.items()), key=lambda item: -item[1])


def _advice(slug: str) -> str:
    row = kinds().get(slug)
    return row.advice if row else ""


def _errors(rows: Iterable[PhotoRow]) -> list[tuple[str, str]]:
    return [(plain(row.path), _reason(row)) for row in islice(rows, _MOST_LISTED)]


def _reason(row: PhotoRow) -> str:
    errors = plain(" ".join(row.entry()["errors"]))
    return errors or (f"Not looked for: {searches(row.not_checked)}." if row.not_checked else "")


def _telling(skipped: Iterable[Skipped]) -> Iterator[Skipped]:
    return (one for one in skipped if one.family not in ("other", "ignored"))
