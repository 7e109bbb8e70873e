"""A page from the disk in headless Chromium, with every way out watched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# No calls home by the browser itself; our page is told by `Watched.requests`.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
DESKTOP, PHONE = (1280, 900), (390, 844)


@dataclass
class Watched:
    """`page`: playwright's. `requests`: every address that was asked for. `troubles`: errors, dialogs, refusals."""

    page: Any
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def outside(self, path: Path) -> list[str]:
        """Addresses beyond the page's own file and the pictures inside it."""
        return [url for url in self.requests if url != path.as_uri() and not url.startswith("data:")]

    def refuse(self, dialog: Any) -> None:
        self.troubles.append(dialog.message)
        dialog.dismiss()

    def first_paint(self) -> float:
        """Milliseconds from the start of loading to the first text or picture (W3C Paint Timing)."""
        entries = "performance.getEntriesByType('paint').map(e => e.startTime)"
        return float(min(self.page.evaluate(entries)))

    def timed(self, action: str) -> float:
        """Milliseconds of a script in the page, until the next frame was drawn."""
        drawn = "await new Promise(r => requestAnimationFrame(() => setTimeout(r)))"
        script = (
            f"async () => {{ const from = performance.now(); {action}; {drawn}; return performance.now() - from; }}"
        )
        return float(self.page.evaluate(script))


def chromium() -> str | None:
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@contextmanager
def opened(path: Path, size: tuple[int, int] = DESKTOP) -> Iterator[Watched]:
    """The page, loaded; skips the test where there is no Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = chromium()
    if program is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET, chromium_sandbox=False)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        watched = Watched(page)
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("pageerror", lambda error: watched.troubles.append(str(error)))
        page.on("console", lambda message: watched.troubles.append(message.text) if message.type == "error" else None)
        page.on("dialog", watched.refuse)
        page.goto(path.as_uri())
        yield watched
        browser.close()
