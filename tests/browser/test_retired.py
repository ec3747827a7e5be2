"""A link to a note that was retired leads to the one that took its place, with JavaScript and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from lesart import pipeline

pytestmark = pytest.mark.browser

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_old_address_leads_to_the_heir(scripts: bool, small: Path, browser: Browser) -> None:
    file = small / "annotations" / "bericht.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("- id: tanz\n", "- id: reigen\n  replaces: [tanz]\n"), encoding="utf-8")
    checked, artifacts = pipeline.pages(small)
    assert not checked.problems
    made = {str(one.path): one.content for one in artifacts}

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://lesart.test/").partition("?")[0].partition("#")[0]
        if path in made:
            route.fulfill(
                body=made[path], content_type=TYPES.get(Path(path).suffix, "application/octet-stream")
            )
        else:
            route.fulfill(status=404, body="")

    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 800, "height": 300})
    page = context.new_page()
    page.route("http://lesart.test/**", serve)
    page.goto("http://lesart.test/bericht.html#n-tanz")
    note = page.locator("#n-reigen")
    note.locator("summary").wait_for()
    box = note.bounding_box()
    assert box is not None and 0 <= box["y"] < 300
    if scripts:
        page.wait_for_selector("#n-reigen[open]")
        assert page.locator("#n-reigen .note-body").is_visible()
    context.close()
