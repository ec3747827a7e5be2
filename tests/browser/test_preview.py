"""The preview in a real Chromium: what an editor sees after a save."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from conftest import ROOT, boxes
from playwright.sync_api import Browser, Error, Page, expect

from lesart import serve

pytestmark = pytest.mark.browser

ARTICLE = "osthold-diplomatie-spiel"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[serve.Preview, str]]:
    """A preview of a copy of our edition; a test saves, and calls `rebuild` as the watcher would."""
    root = tmp_path_factory.mktemp("preview")
    for name in ("content", "annotations"):
        shutil.copytree(ROOT / name, root / name)
    made = serve.Preview(root)
    server = serve.listen(made, 0)
    made.rebuild()
    yield made, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(params=[1440, 360])
def page(
    request: pytest.FixtureRequest, browser: Browser, preview: tuple[serve.Preview, str]
) -> Iterator[Page]:
    with browser.new_context(viewport={"width": request.param, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{preview[1]}{ARTICLE}.html")
        yield page
        leave(page)


def leave(page: Page) -> None:
    """Stops the page: Chromium may never answer if a context is closed while its page reloads itself."""
    for _ in range(5):
        try:
            page.goto("about:blank")
        except Error:
            continue  # a reload came between
        return


def save(preview: tuple[serve.Preview, str], path: str, before: str, after: str) -> None:
    file = preview[0].root / path
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    preview[0].rebuild()


def top(page: Page) -> float:
    return float(page.evaluate("document.querySelector('.is-active')?.getBoundingClientRect().top ?? -1"))


def test_a_save_keeps_the_place_and_the_open_note(page: Page, preview: tuple[serve.Preview, str]) -> None:
    ref = page.locator("a.ref").nth(9)
    ref.click()
    note = page.locator("details.note[data-note][open]")
    expect(note).to_have_count(1)
    name = note.get_attribute("id")
    page.evaluate("scrollBy({ top: 90, behavior: 'instant' })")
    ((before,),) = boxes(page, f"#{name}")
    first = (
        (ROOT / "content" / f"{ARTICLE}.md")
        .read_text(encoding="utf-8")
        .split("\n---\n", 1)[1]
        .strip()
        .split("\n")[0]
    )
    try:
        save(
            preview,
            f"content/{ARTICLE}.md",
            first,
            f"Ein neuer Absatz, der alles nach unten schiebt.\n\n{first}",
        )
        expect(page.get_by_text("Ein neuer Absatz, der alles")).to_have_count(1)
        expect(page.locator("html[data-preview=ready]")).to_have_count(1)
        expect(page.locator("details.note[data-note][open]")).to_have_attribute("id", name or "")
        ((after,),) = boxes(page, f"#{name}")
        assert abs(after["y"] - before["y"]) < 3
    finally:
        save(preview, f"content/{ARTICLE}.md", "Ein neuer Absatz, der alles nach unten schiebt.\n\n", "")


def test_a_problem_is_laid_over_the_page_with_file_line_and_mend(
    page: Page, preview: tuple[serve.Preview, str]
) -> None:
    path = f"annotations/{ARTICLE}.yaml"
    try:
        save(preview, path, "type: fact-check", "type: factcheck")
        panel = page.locator("#lesart-preview")
        expect(panel).to_be_visible()
        line = (preview[0].root / path).read_text(encoding="utf-8").split("type: factcheck")[0].count(
            "\n"
        ) + 1
        expect(panel).to_contain_text(f"{path}:{line}:")
        expect(panel).to_contain_text("Did you mean “fact-check”?")
        expect(page.locator(".lesart-live")).to_have_text("1 error")
        assert page.locator("a.ref").count() > 9, "the last good page stays"
        # dismissed with the keyboard, and there again for the asking
        button = panel.get_by_role("button")
        button.focus()
        page.keyboard.press("Escape")
        expect(panel.locator("li")).to_be_hidden()
        page.keyboard.press("Enter")
        expect(panel.locator("li")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    finally:
        save(preview, path, "type: factcheck", "type: fact-check")
    expect(page.locator("#lesart-preview")).to_be_hidden()


def test_drafts_are_shown_labelled_and_listed(page: Page, preview: tuple[serve.Preview, str]) -> None:
    path = f"annotations/{ARTICLE}.yaml"
    try:
        save(preview, path, "status: published", "status: draft")
        panel = page.locator("#lesart-preview")
        expect(panel).to_contain_text("Preview with 1 draft")
        panel.get_by_role("button").click()
        link = panel.get_by_role("link")
        name = (link.get_attribute("href") or "").split("#")[1]
        assert page.locator(f"#{name} .draft").inner_text()
        link.click()
        expect(page.locator(f"#{name}")).to_have_attribute("open", "")
    finally:
        save(preview, path, "status: draft", "status: published")


def test_other_hosts_are_refused_and_own_files_are_the_only_ones(
    preview: tuple[serve.Preview, str], browser: Browser
) -> None:
    with browser.new_context() as context:
        assert context.request.get(preview[1], headers={"Host": "evil.example"}).status == 403
        assert context.request.get(preview[1] + "~lesart/preview.js").status == 200
        assert context.request.get(preview[1] + "~lesart/..%2fserve.py").status == 404
