#!/usr/bin/env python3
"""What the edition to take along weighs, and how fast it opens: `python bench/export.py [--articles 5 100 1000]`.

Makes editions of that many articles (about 10 KB of text and eight notes each, words drawn at random from the texts of
this edition, so that no sentence is anybody's), exports each, and opens the one file from the disk in Chromium: how
long until the first text, until a page can be used, and until the first search has answered.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PARAGRAPHS, WORDS, NOTES = 20, 70, 8


def corpus(folder: Path, articles: int) -> None:
    """Writes an edition; the same for the same number."""
    chance = random.Random(articles)  # noqa: S311 - noise, not secrets
    texts = " ".join(file.read_text(encoding="utf-8") for file in (ROOT / "content").glob("*.md"))
    words = re.findall(r"[A-ZÄÖÜa-zäöüß]{3,}", texts)
    (folder / "content").mkdir(parents=True)
    (folder / "annotations").mkdir()
    (folder / "content" / "edition.yaml").write_text(
        "title: Messreihe\ndescription: Rauschen.\nlanguage: de\nbase_url: null\nrepository: null\n"
        "editors:\n  mess: Messreihe\nlicence: CC0-1.0\nintroduction: Rauschen.\n",
        encoding="utf-8",
    )
    sources = [
        f'quelle-{n}:\n  title: "{" ".join(chance.choices(words, k=8))}"\n  publisher: Haus {n}\n'
        f"  url: https://example.org/{n}\n  accessed: 2026-01-01\n  kind: secondary\n"
        for n in range(articles)
    ]
    (folder / "annotations" / "sources.yaml").write_text("".join(sources), encoding="utf-8")
    for number in range(articles):
        slug = f"artikel-{number:04}"
        passages = [chance.choices(words, k=WORDS) for _ in range(PARAGRAPHS)]
        notes = []
        for index in range(NOTES):
            quote = f"Stelle {index} in {number}"
            passages[2 * index].insert(10, quote)
            body = " ".join(chance.choices(words, k=50))
            notes.append(
                f"- id: anmerkung-{index}\n  type: context\n  quote: {quote}\n  body: {body}.\n"
                f"  sources:\n    - {{ref: quelle-{(number + index) % articles}}}\n  by: [mess]\n"
                "  reviewed: 2026-01-01\n  status: published\n  history:\n    - {date: 2026-01-01, change: angelegt}\n"
            )
        head = (
            f"---\ntitle: Artikel {number}\nauthors: [Messreihe]\npublisher: Messreihe\npublished: 2025-01-01\n"
            f"url: https://example.org/artikel/{number}\nlanguage: de\nwitness: regest\nrights:\n  holder: Messreihe\n  licence: none\n---\n\n"
        )
        text = "\n\n".join(" ".join(one) + "." for one in passages)
        (folder / "content" / f"{slug}.md").write_text(head + text + "\n", encoding="utf-8")
        (folder / "annotations" / f"{slug}.yaml").write_text("".join(notes), encoding="utf-8")


def opened(file: Path) -> tuple[float, float, float]:
    """Seconds until the first paint, until a page is there, and from a query to its first hits."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(300_000)
        began = time.perf_counter()
        page.goto(
            f"{file.as_uri()}#artikel-0001" if "messreihe" in file.name else file.as_uri(),
            wait_until="commit",
        )
        page.wait_for_selector("#live h1")
        ready = time.perf_counter() - began
        paint = page.evaluate("performance.getEntriesByType('paint')[0]?.startTime ?? 0") / 1000
        began = time.perf_counter()
        page.evaluate(
            "location.hash = [...document.querySelectorAll('#live a.search-link')][0].getAttribute('href') + '?q=Frieden'"
        )
        page.wait_for_selector("#live [data-search-results] mark")
        searched = time.perf_counter() - began
        browser.close()
    return paint, ready, searched


def main() -> None:
    ask = argparse.ArgumentParser(description="What there is to take along: sizes, and how fast it opens.")
    ask.add_argument("--articles", type=int, nargs="+", default=[5, 100, 1000])
    asked = ask.parse_args()
    from lesart import pipeline

    for articles in asked.articles:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "edition"
            corpus(root, articles)
            began = time.perf_counter()
            checked = pipeline.build(root, Path(folder) / "site", progress=lambda _: None)
            built = time.perf_counter() - began
            errors = [problem.message for problem in checked.problems if problem.is_error]
            if errors:
                sys.exit("\n".join(errors[:5]))
            sizes = {file.suffix: file.stat().st_size for file in (Path(folder) / "site/download").iterdir()}
            shown = ", ".join(f"{kind[1:]} {size / 1e6:.2f} MB" for kind, size in sorted(sizes.items()))
            print(f"{articles:>5} articles: built in {built:.0f} s; {shown}", flush=True)
            (file,) = (Path(folder) / "site/download").glob("*.html")
            paint, ready, searched = opened(file)
            print(
                f"      first paint {paint:.2f} s, a page is there {ready:.2f} s, first search {searched:.2f} s"
            )


if __name__ == "__main__":
    main()
