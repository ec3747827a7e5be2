#!/usr/bin/env python3
"""Makes the pictures in theme/screenshots/ anew: `.venv/bin/python tests/browser/screenshots.py`.

Builds the edition into a folder of its own, takes each of VIEWS at each of WIDTHS in the light and in the dark, prints
an article to paper, and reduces all of it to few colours, so that the folder stays small. Needs a Chromium.
"""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

#: Width of the window -> its height.
WIDTHS = {360: 720, 768: 960, 1440: 900}
SCHEMES = ("light", "dark")
COLOURS = 128
ARTICLE = "stier-erster-schritt.html"


def nothing(page: Page) -> None:
    """The page as it opens."""


def open_note(page: Page) -> None:
    """A note whose words overlap with another's, open."""
    mark = page.locator("mark[data-notes*=' ']").first
    first = (mark.get_attribute("data-notes") or "").split()[0]
    page.evaluate("identity => { location.hash = `#n-${identity}` }", first)
    page.locator(f"#n-{first}").wait_for(state="visible")
    mark.scroll_into_view_if_needed()


def go_to(selector: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.locator(selector).first.evaluate("one => one.scrollIntoView({block: 'start'})")

    return go


def results(page: Page) -> None:
    page.wait_for_selector(".results li")


#: name -> (page, what is done before the picture is taken)
VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "start": ("index.html", nothing),
    "article": (ARTICLE, open_note),
    "synopsis": ("synopse.html", go_to(".legend")),
    "synopsis-row": ("synopse.html", go_to(".synopsis-row")),
    "chronicle": ("chronik.html", go_to(".timeline")),
    "cross-references": ("querverweise.html", nothing),
    "factcheck": ("faktencheck.html", nothing),
    "search": ("suche.html?q=Waffenruhe", results),
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody wants to read each request."""


def small(picture: Image.Image) -> bytes:
    """A PNG of few colours; text stays sharp because nothing is scattered."""
    few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def take(browser: Browser, address: str, out: Path) -> None:
    for scheme in SCHEMES:
        for width, height in WIDTHS.items():
            with browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            ) as context:
                page = context.new_page()
                for name, (path, prepare) in VIEWS.items():
                    page.goto(address + path)
                    page.wait_for_load_state("networkidle")
                    page.evaluate("document.fonts.ready")
                    prepare(page)
                    page.wait_for_timeout(400)
                    shot = Image.open(io.BytesIO(page.screenshot()))
                    (out / f"{name}-{width}-{scheme}.png").write_bytes(small(shot))


def print_article(browser: Browser, address: str, out: Path) -> None:
    """The first two sheets of the article, side by side."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + ARTICLE)
        page.wait_for_load_state("networkidle")
        pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, format="A4"))
        sheets = [pdf[index].render(scale=1.25).to_pil() for index in (0, 1)]
    both = Image.new("RGB", (sum(sheet.width for sheet in sheets) + 30, sheets[0].height + 20), "#8a8a8a")
    both.paste(sheets[0], (10, 10))
    both.paste(sheets[1], (20 + sheets[0].width, 10))
    (out / "article-printed.png").write_bytes(small(both))


def main() -> int:
    from lesart import pipeline

    chromium = next(
        (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None
    )
    if chromium is None:
        print("chromium is missing; see the README", file=sys.stderr)
        return 2
    out = ROOT / "theme" / "screenshots"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        pipeline.build(ROOT, site, progress=lambda _: None)
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        out.mkdir(exist_ok=True)
        for old in out.glob("*.png"):
            old.unlink()
        address = f"http://127.0.0.1:{server.server_port}/"
        take(browser, address, out)
        print_article(browser, address, out)
        browser.close()
        server.shutdown()
    pictures = list(out.glob("*.png"))
    print(f"{len(pictures)} pictures, {sum(p.stat().st_size for p in pictures) / 1e6:.1f} MB, in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
