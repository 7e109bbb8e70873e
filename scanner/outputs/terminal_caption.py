"""The result of checking words, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.clues import Clue
from scanner.findings import Match, Severity
from scanner.judgement.jigsaw import jigsaw_of
from scanner.judgement.summing import SEVERITY as BAND_SEVERITY
from scanner.judgement.summing import fix_words, in_words
from scanner.kinds import kinds
from scanner.outputs.escape import plain
from scanner.outputs.printing import Line
from scanner.outputs.terminal import STYLE, SYMBOL
from scanner.outputs.words import NO_GUARANTEE, SEVERITY

_HEADLINE = {
    Severity.CRITICAL: "DO NOT PUBLISH THESE WORDS",
    Severity.HIGH: "CHANGE THESE WORDS BEFORE SHARING",
    Severity.MEDIUM: "CHECK THESE WORDS",
    Severity.LOW: NO_GUARANTEE,
    Severity.INFO: NO_GUARANTEE,
}


def caption_lines(
    lines: Sequence[str],
    judged: Sequence[Sequence[tuple[Match, Severity]]],
    clues: Sequence[Clue] = (),
    *,
    reveal: bool = False,
) -> Iterator[Line]:
    """`judged`: matches and severities of each line. Values are described, not quoted, without `reveal`.
    `clues`: the small clues of all words together."""
    found = [(number, match, severity) for number, line in enumerate(judged) for match, severity in line]
    found.sort(key=lambda item: (-item[2], item[0], item[1].start))
    total = jigsaw_of(clues)
    worst = max(found[0][2] if found else Severity.INFO, BAND_SEVERITY.get(total.band, Severity.INFO))
    yield Line(_HEADLINE[worst], STYLE[worst])
    for number, match, severity in found:
        kind = kinds()[match.kind]
        where = f"line {number + 1}, " if len(lines) > 1 else ""
        where += f"characters {match.start + 1} to {match.end}"
        text = f"{kind.title}, {where} ({SEVERITY[severity]})"
        yield Line(text, STYLE[severity], f"  {SYMBOL[severity]} ")
        if reveal:
            yield Line(plain(lines[number][match.start : match.end]), "reverse", "    Reads: ")
        if severity > Severity.LOW:
            yield Line(f"{plain(match.masked)}.", "", "    Seen: ")
            yield Line(kind.why, "", "    Why: ")
            yield Line(_advice(kind.slug), "", "    What to do: ")
    if total.band in BAND_SEVERITY:
        text = f"Small clues in these words: {in_words(clues)} ({total.band.replace('_', ' ')})."
        yield Line(text, STYLE[BAND_SEVERITY[total.band]], f"  {SYMBOL[BAND_SEVERITY[total.band]]} ")
        yield Line(f"{fix_words(total.cheapest_fix)}.", "", "    ")
    elif clues:
        text = "With a photo, these words add to its small clues: scanner scan PHOTO --caption TEXT"
        yield Line(text, "", "  ")


def _advice(slug: str) -> str:
    """What to do about words: covering is for pictures."""
    if slug in ("place_signal", "time_signal"):
        return "Leave it out, or be less exact."
    return "Leave it out."
