"""The zip: unpacked and opened from the disk in a real Chromium, without a server or a network."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_the_unpacked_site_works_from_the_disk(site: Path, browser: Browser, tmp_path: Path) -> None:
    (file,) = (site / "download").glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    root = (tmp_path / file.stem).as_uri() + "/"
    said: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith((root, "blob:")) else said.append(asked.url)
    )
    page.goto(root + "stier-erster-schritt.html")
    page.keyboard.press("n")
    page.locator("details.note.is-active").wait_for()
    page.goto(root + "faktencheck.html")
    page.locator("select[name=verdict]").select_option("false")
    page.wait_for_function("() => document.querySelectorAll('[data-item][hidden]').length > 0")
    page.goto(root + "suche.html?q=Pufferzone")
    page.wait_for_selector("[data-search-results] mark")
    page.locator("[data-search-results] a[href*='#p']").first.click()
    page.wait_for_selector("mark.hit")
    assert said == []
    context.close()


def test_the_start_page_offers_all_three_with_their_sizes(site: Path, browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    offered = page.locator(".take-along li")
    assert offered.count() == 3
    for file in (site / "download").iterdir():
        line = page.locator(f".take-along li:has(a[href='download/{file.name}'])").inner_text()
        assert f"{round(file.stat().st_size / 1000)} kB" in line
    page.close()
