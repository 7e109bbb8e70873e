"""Measure the whole program, through its command line, on the evaluation data.

    python -m tests.accuracy all
    python -m tests.accuracy text barcodes --limit 20 --compare tests/accuracy/results/OLD.json
    python -m tests.accuracy suites --suites core=24,negatives --renders DIR --misses DIR2

Prints recall and precision by group with 95 % Wilson intervals and every miss, and writes JSON and Markdown
with commit, date and counts. The data itself never enters the repository.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
from pathlib import Path

from tests.accuracy import (
    artefacts,
    badinputs,
    barcodes,
    blur,
    consent,
    faces,
    faces_elsewhere,
    faces_gone,
    identifiers,
    scenes,
    suites_part,
    text,
)
from tests.accuracy.harness import (
    CHECKOUT,
    Bench,
    Json,
    NoEvaluationDataError,
    Section,
    Synthetic,
    bench,
    children_cpu,
    write_crops,
)
from tests.accuracy.suites.renders import MEASURING_SEED
from tests.accuracy.suites.tally import changes

PARTS = {
    "faces": faces.measure,
    "facesgone": faces_gone.measure,
    "faceselsewhere": faces_elsewhere.measure,
    "consent": consent.measure,
    "text": text.measure,
    "barcodes": barcodes.measure,
    "identifiers": identifiers.measure,
    "scenes": scenes.measure,
    "artefacts": artefacts.measure,
    "blur": blur.measure,
    "badinputs": badinputs.measure,
    "suites": suites_part.measure,
}
SHOWN_MISSES = 40


def main() -> int:
    options = _options()
    parts = list(PARTS) if "all" in options.parts else list(dict.fromkeys(options.parts))
    sections: list[Section] = []
    try:
        with bench(options.limit, options.threads, _synthetic(options)) as place:
            for name in parts:
                sections.append(_run(name, place))
                _show(sections[-1])
                if options.misses:
                    write_crops(sections[-1].misses, _root(place, name), options.misses / name)
    except NoEvaluationDataError as error:
        print(error, file=sys.stderr)
        return 2
    result = _result(sections, options.limit)
    _write(result, options.out)
    if options.compare:
        _compare(json.loads(options.compare.read_text(encoding="utf-8")), result)
    return 0 if all(section.note != "failed" for section in sections) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", default=["all"], choices=[*PARTS, "all"], metavar="PART",
                        help=f"{', '.join(PARTS)} or all (default)")  # fmt: skip
    parser.add_argument("--limit", type=int, default=0, help="only so many photos of each set, spread evenly")
    parser.add_argument("--threads", type=int, default=0, help="cores for the program, 0 for all")
    parser.add_argument("--suites", metavar="NAME[=COUNT],...", default="", help="synthetic suites (default: all)")
    parser.add_argument("--seed", type=int, default=MEASURING_SEED, help="of the synthetic photos (%(default)s)")
    parser.add_argument("--renders", type=Path, metavar="DIR", help="keep the synthetic photos here for the next run")
    parser.add_argument("--minutes", type=float, default=0, help="stop with what was measured of the suites until then")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="show what changed since an older run")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "tests/accuracy/results", help="folder for the results")
    parser.add_argument("--misses", type=Path, metavar="DIR", help="write a crop of each miss here, to look at")
    return parser.parse_args()


def _synthetic(options: argparse.Namespace) -> Synthetic:
    return Synthetic(options.suites, options.seed, options.renders, options.minutes)


def _run(name: str, place: Bench) -> Section:
    before = children_cpu()
    try:
        section = PARTS[name](place)
    except RuntimeError as error:
        section = Section(name, table=str(error), note="failed")
    section.cpu_seconds = children_cpu() - before
    return section


def _show(section: Section) -> None:
    head = f"{section.photos} examined, {section.cpu_seconds:.0f} CPU s {section.note}"
    print(f"\n== {section.name}: {head.rstrip()}")
    print(section.table)
    for miss in section.misses[:SHOWN_MISSES]:
        print(f"  missed {miss.path}: {miss.note}")
    more = len(section.misses) - SHOWN_MISSES
    if more > 0:
        print(f"  ... and {more} more (all in the JSON; --misses DIR for pictures)")
    sys.stdout.flush()


def _root(place: Bench, name: str) -> Path:
    """The folder that a section's paths are relative to."""
    if name == "suites":
        return place.renders
    return {
        "barcodes": place.folder,
        "faceselsewhere": place.folder,
        "blur": place.folder / "text",
        "artefacts": place.folder,
        "facesgone": place.folder / "faces",
    }.get(name, place.folder / name)


def _result(sections: list[Section], limit: int) -> Json:
    command = ["git", "describe", "--always", "--dirty"]
    git = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return {
        "commit": git.stdout.strip() or "unknown",
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "limit": limit,
        "sections": {section.name: section.as_json() for section in sections},
    }


def _write(result: Json, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    stem = out / f"{result['date'][:10]}-{result['commit']}-{'-'.join(result['sections'])}"
    stem.with_name(stem.name + ".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    stem.with_name(stem.name + ".md").write_text(_markdown(result), encoding="utf-8")
    print(f"\nwritten to {stem}.json and .md")


def _markdown(result: Json) -> str:
    lines = [f"# Accuracy of {result['commit']}", "", f"Measured {result['date']} through the command line."]
    if result["limit"]:
        lines.append(f"Only {result['limit']} photos of each set.")
    for name, section in result["sections"].items():
        head = f"{section['photos']} examined, {section['cpu_seconds']} CPU s"
        lines += ["", f"## {name}", "", f"{head}; {section['note']}" if section["note"] else head, ""]
        if section.get("suites"):
            made = ", ".join(f"{suite} {count}" for suite, count in section["suites"].items())
            lines += [f"Synthetic photos, seed {section['seed']}: {made}.", ""]
        lines += [
            "```",
            *section["table"],
            "```",
            "",
            f"{len(section['misses'])} misses (listed in the JSON file).",
        ]
    return "\n".join(lines) + "\n"


def _compare(old: Json, new: Json) -> None:
    print(f"\n== compared with {old['commit']} of {old['date'][:10]}")
    if old["limit"] != new["limit"]:
        print(f"Careful: limit {old['limit']} then, {new['limit']} now.")
    for name, section in new["sections"].items():
        then = old["sections"].get(name, {})
        if section.get("counts") and then.get("counts"):
            if (then.get("seed"), then.get("suites")) != (section["seed"], section["suites"]):
                print("Careful: other photos then than now.")
            print(*changes(_pairs(then["counts"]), _pairs(section["counts"])), sep="\n")
        before = then.get("figures", {})
        for key, value in section["figures"].items():
            if key in before and before[key] != value:
                print(f"{name:12} {key:40} {before[key]:>9} -> {value:>9}  {value - before[key]:+.3f}")


def _pairs(counts: dict[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {cell: (hits, total) for cell, (hits, total) in counts.items()}


if __name__ == "__main__":
    sys.exit(main())
