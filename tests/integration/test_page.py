"""The audit's page in a real browser: it works from a disk, asks nobody, and takes hostile names for names."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.audit.reading import Runs
from scanner.cli.reporting import render
from tests.browser import PHONE, opened
from tests.unit.audit.fakes import run, write

HOSTILE = (
    "<img src=x onerror=alert(1)> number.jpg",
    '"><script>alert(2)<!-- number.jpg',
    "'-alert(3)-' face.jpg",
    "{{ 7*7 }} ${8*8} face.jpg",
    "\u202egpj.rebmun number.jpg",
    "javascript:alert(4) number.jpg",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    for number in range(120):
        write(folder / "photos" / f"{number % 4}" / f"{number:03d} {('number', 'face', 'plain')[number % 3]}.jpg")
    for name in HOSTILE:
        write(folder / "photos" / "<b>folder" / name)
    run(folder / "photos", folder / "run")
    with (folder / "report.html").open("w", encoding="utf-8") as stream:
        render(Runs([folder / "run"]), "html", stream, folder, 20)
    return folder / "report.html"


def test_names_stay_names_and_nobody_is_asked(report: Path) -> None:
    with opened(report) as watched:
        page = watched.page
        page.select_option("#severity", "3")
        shown = {page.locator("#list .name").nth(i).inner_text() for i in range(page.locator("#list > li").count())}
        while page.locator("#next").is_enabled():
            page.click("#next")
            shown |= set(page.locator("#list .name").all_inner_texts())
        assert {name for name in HOSTILE if "\u202e" not in name} <= shown
        assert page.locator("#list b, #list script, #list img[onerror]").count() == 0
        assert not any("\u202e" in name for name in shown)  # a turned name would show another ending
        assert watched.outside(report) == [] and watched.troubles == []


def test_filters_and_pages(report: Path) -> None:
    with opened(report) as watched:
        page = watched.page
        assert page.locator("#count").inner_text() == "126 photos"
        assert page.locator("#list > li").count() == 50
        assert not page.locator("#person").is_visible()  # nobody was grouped
        assert "About 1 patient may be affected" in page.locator(".big").inner_text()
        worst = page.locator("#list > li").first
        assert "critical" in (worst.get_attribute("class") or "")
        page.fill("#text", "face")
        assert page.locator("#count").inner_text() == "42 photos"
        page.click("#clear")
        page.click("#next")
        assert page.locator("#page").inner_text() == "Page 2 of 3"
        page.click("#show-sample")
        assert page.locator("#count").inner_text() == "20 photos (clear to see all)"
        assert watched.troubles == []


def test_a_phone_needs_no_sideways_scrolling(report: Path) -> None:
    with opened(report, PHONE) as watched:
        width = watched.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE[0]


def test_previews_are_shown_without_a_request(report: Path) -> None:
    with opened(report) as watched:
        image = watched.page.locator("#list img").first
        image.wait_for()
        assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
        assert watched.outside(report) == []
