#!/usr/bin/env python3
"""Makes the pictures in theme/screenshots/ from the built site: `.venv/bin/python tests/browser/screenshots.py`.

Needs site/ (python3 build.py) and a Chromium.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent

#: name -> (page, width, height, colour scheme, selector of what is clicked first)
PICTURES = {
    "article": ("stier-erster-schritt.html", 1440, 1000, "light", "a.ref:visible >> nth=5"),
    "start": ("index.html", 1440, 1000, "light", None),
    "phone": ("poletaew-scharade.html", 360, 740, "dark", "a.ref:visible >> nth=3"),
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody wants to read each request."""


def main() -> int:
    site, out = ROOT / "site", ROOT / "theme" / "screenshots"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not site.is_dir() or chromium is None:
        print("site/ or chromium is missing; see the README", file=sys.stderr)
        return 2
    out.mkdir(exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height, scheme, click) in PICTURES.items():
            with browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            ) as context:
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/{path}")
                page.wait_for_load_state("networkidle")
                if click:
                    page.locator(click).click()
                    page.locator("details.note[open]").scroll_into_view_if_needed()
                    page.wait_for_timeout(300)
                page.screenshot(path=out / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
