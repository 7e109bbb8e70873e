"""The audit's page with 10,000 photos in headless Chromium.

    uv run python -m tests.benchmarks.report_page [--photos N] [--pictures DIR]

Prints its size, the time to first paint, and how long a filter, a search and a page take; with --pictures it leaves
screenshots of a desktop and a phone there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from scanner.audit.reading import Runs
from scanner.cli.reporting import render
from tests.browser import DESKTOP, PHONE, Watched, opened
from tests.unit.audit.fakes import run, write

CHOOSE = "const s = document.getElementById('{}'); s.selectedIndex = {}; s.dispatchEvent(new Event('change'))"
TYPE = "const s = document.getElementById('text'); s.value = '77'; s.dispatchEvent(new Event('input'))"
CLEAR = "document.getElementById('clear').click()"
ACTIONS = (
    ("filter by kind", CHOOSE.format("kind", 1)),
    ("all again", CLEAR),
    ("filter by folder", CHOOSE.format("folder", 3)),
    ("all again", CLEAR),
    ("search for a name", TYPE),
    ("next page", "document.getElementById('next').click()"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--pictures", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        page = report(Path(temporary), chosen.photos)
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            with opened(page, size) as watched:
                print(f"{name}, {size[0]} x {size[1]} px: first paint {watched.first_paint():.0f} ms")
                measured(watched, page)
                if chosen.pictures:
                    pictured(watched, chosen.pictures, name)


def report(folder: Path, photos: int) -> Path:
    """A page over that many small files, looked at by a scanner that takes no time."""
    for number in range(photos):
        write(folder / "photos" / f"{number % 60:02d}" / f"{number:06d} {('number', 'face', 'c', 'd')[number % 4]}.jpg")
    run(folder / "photos", folder / "run")
    started, page = time.monotonic(), folder / "report.html"
    with page.open("w", encoding="utf-8") as stream:
        render(Runs([folder / "run"]), "html", stream, folder, 50)
    print(
        f"{photos} photos: a page of {page.stat().st_size / 1e6:.1f} MB, written in {time.monotonic() - started:.1f} s"
    )
    return page


def measured(watched: Watched, page: Path) -> None:
    for name, script in ACTIONS:
        print(f"  {name}: {watched.timed(script):.0f} ms, {watched.page.locator('#count').inner_text()}")
    print(f"  addresses asked for besides the page: {len(watched.outside(page))}; errors: {len(watched.troubles)}")


def pictured(watched: Watched, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    watched.page.click("#clear")
    watched.page.evaluate("scrollTo(0, 0)")
    watched.page.screenshot(path=folder / f"{name}-top.png")
    watched.page.locator("#photos").scroll_into_view_if_needed()
    watched.page.evaluate("document.getElementById('photos').scrollIntoView()")
    watched.page.screenshot(path=folder / f"{name}-list.png")


if __name__ == "__main__":
    main()
