#!/usr/bin/env python3
"""How the search fares at size: `python bench/search.py [--pages 100 1000] [--seed N]`.

Makes pages of about 10 KB from words, not sentences: those of this edition, mixed after Zipf's law with forms from the
German dictionary that splits compounds. Indexes them as a build does, puts the index in place of this edition's, and
asks it on the search page of the built site, in Chromium, through the theme's own scripts. Prints for each number of
pages: seconds to split compounds and to index, the indexer's peak of memory, the sizes, and then

- first, later: milliseconds until the first answer of a fresh page, and the median of those after it;
- fetched: KB asked of the server for the first answer (not compressed; Pagefind's own files are);
- complete: of the words that are the beginning of others, how many found every page which has such a word, each asked on
  a fresh page, since what Pagefind has loaded for one query changes the answer to the next;
- raw: the same without the theme's preloading, to see what it is for;
- false hits: of the dictionary's words of which no form stands in any page, how many got an answer that does not say so,
  and which (a verb's or adjective's form that the dictionary files under another lemma counts here too).
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import random
import re
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lesart import compounds, pipeline, publish, search  # noqa: E402 - found by the path above
from lesart.model import Artifact  # noqa: E402

PASSAGES, WORDS_EACH = 28, 50

#: Beginnings of words, short and long, common and rare, with and without umlaut; the last ones are whole words.
BEGINNINGS = (
    "ver", "auf", "geb", "grund", "steuer", "staat", "waff", "über", "öl", "schl", "arbeit", "unter", "haupt", "land",
    "wahl", "sicher", "präs", "kön", "straß", "inter", "kriegs", "friedens", "gesetz", "ministe", "regier", "zeit",
    "waffenruhe", "ukraine", "verhandlung", "telefonat",
)  # fmt: skip


def folded(word: str) -> str:
    """As the index has it: small, without accents."""
    small = unicodedata.normalize("NFKD", word.lower())
    return "".join(one for one in small if not unicodedata.combining(one)).replace("ß", "ss")


def vocabulary(own: Iterable[search.Record], dice: random.Random) -> tuple[list[str], list[str]]:
    """Words by frequency: the edition's, the frequent first, then the dictionary's; and some that are never used."""
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    counts: dict[str, int] = {}
    for record in own:
        for _, _, text in record.parts:
            for word in re.findall(r"[^\W\d_]{2,}", text):
                counts[word] = counts.get(word, 0) + 1
    known = sorted(counts, key=lambda word: (-counts[word], word))
    forms = sorted(
        word
        for word in DEFAULT_DICTIONARY_FACTORY.get_dictionary("de")
        if re.fullmatch(r"[^\W\d_]{3,24}", word)
    )
    dice.shuffle(forms)
    more = [word for word in forms if word not in counts]
    return known + more[:60_000], [word for word in more[60_000:] if len(word) > 6][:200]


def unknown(words: Iterable[str], written: Iterable[str]) -> list[str]:
    """Those of which no form stands in the index, nor in a part of a compound, as the dictionary tells lemmas."""
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    forms = DEFAULT_DICTIONARY_FACTORY.get_dictionary("de")

    def lemmas(word: str) -> set[str]:
        spelt = (word, word.lower(), word.capitalize())
        return {folded(one) for form in spelt for one in (form, forms.get(form, form))}

    known: set[str] = set()
    texts = [one for text in written for one in (text, text.replace(compounds.SEAM, ""))]
    for word in {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}:
        known |= lemmas(word)
    return [word for word in words if not lemmas(word) & known]


def pages(count: int, words: Sequence[str], dice: random.Random) -> tuple[search.Record, ...]:
    """`count` records that look like articles to the indexer."""
    weights = [1 / (rank + 3) for rank in range(len(words))]
    drawn = iter(dice.choices(words, weights, k=count * PASSAGES * WORDS_EACH))
    return tuple(
        search.Record(
            path=f"seite-{page}.html",
            title=f"Seite {page}",
            filters=(("article", f"Artikel {page % 50}"), ("kind", "Text")),
            parts=tuple(
                ("p", f"p{number}", " ".join(next(drawn) for _ in range(WORDS_EACH)))
                for number in range(1, PASSAGES + 1)
            ),
        )
        for page in range(count)
    )


def truth(indexed: dict[str, str], beginning: str) -> set[str]:
    """The pages with a word, or a part of one, that begins so; straight from what Pagefind was given."""
    wanted = re.compile(rf"(?:^|[^\w]){re.escape(folded(beginning))}")
    return {f"/{path}" for path, text in indexed.items() if wanted.search(text)}


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of the folder, and the bytes of each answer so far."""
    sent: list[int] = []

    class Counting(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def copyfile(self, source: Any, outputfile: Any) -> None:
            content = source.read()
            sent.append(len(content))
            outputfile.write(content)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Counting, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()


#: Asks as the search page does: for the hits, by their fragments, and for the words of the query that were not found.
ASK = """async ([query, preload]) => {
  const began = performance.now();
  const pagefind = await import("./pagefind/pagefind.js");
  const { preloads, lost, plain, hitsOf } = await import("./js/search-text.js");
  await pagefind.options({ baseUrl: "/", ranking: { pageLength: 0, metaWeights: { title: 1 } } });
  const { bounds } = await (globalThis.beside ??= fetch("./pagefind/words.json").then((one) => one.json()));
  if (preload) await Promise.all([...preloads(plain(query), bounds)].map((word) => pagefind.preload(word)));
  const found = await pagefind.search(plain(query));
  const some = await Promise.all(found.results.slice(0, 24).map((one) => one.data()));
  const took = performance.now() - began;
  const words = some.flatMap((one) => hitsOf(one).flatMap((hit) => hit.words));
  return { took, hits: found.results.map((one) => one.id), lost: lost(query, words) };
}"""

#: The page that asks: of the site, and nothing in it.
ASKING = "asking.html"


def measure(
    browser: Any, site: Path, indexed: dict[str, str], fragments: dict[str, str], absent: Sequence[str]
) -> dict[str, str]:
    """What a reader's browser makes of the index in `site`; `fragments` are name -> address of the page."""
    (site / ASKING).write_text('<!doctype html><html lang="de"><title>-</title>', encoding="utf-8")
    with served(site) as (address, sent), browser.new_context() as context:
        page = context.new_page()

        def ask(query: str, *, preload: bool = True, fresh: bool = False) -> dict[str, Any]:
            if fresh:
                page.goto(address + ASKING)
            answer: dict[str, Any] = page.evaluate(ASK, [query, preload])
            return answer

        first = ask("Waffenruhe", fresh=True)["took"]
        fetched = sum(sent)
        later = [ask(one)["took"] for one in BEGINNINGS]
        asked = {one: wanted for one in BEGINNINGS if (wanted := truth(indexed, one))}
        short: dict[bool, list[str]] = {True: [], False: []}
        for beginning, wanted in asked.items():
            for preload in short:
                hits = ask(beginning, preload=preload, fresh=True)["hits"]
                if missing := wanted - {fragments[hit] for hit in hits}:
                    short[preload].append(f"{beginning} -{len(missing)}/{len(wanted)}")
        answers = [ask(word, fresh=at == 0) for at, word in enumerate(absent)]
        wrong = [word for word, one in zip(absent, answers, strict=True) if one["hits"] and not one["lost"]]
    return {
        "first": f"{first:.0f} ms",
        "later": f"{statistics.median(later):.0f} ms",
        "fetched": f"{fetched / 1000:.0f} KB",
        "complete": f"{len(asked) - len(short[True])} of {len(asked)}  {' '.join(short[True])}",
        "raw": f"{len(asked) - len(short[False])} of {len(asked)}  {' '.join(short[False])}",
        "false hits": f"{len(wrong)} of {len(absent)}  {' '.join(wrong)}",
    }


def addresses(files: Iterable[Artifact]) -> dict[str, str]:
    """The name of each fragment -> the address of its page."""
    packed = (file for file in files if file.path.suffix == ".pf_fragment")
    return {
        file.path.stem: json.loads(gzip.decompress(file.content).removeprefix(b"pagefind_dcd"))["url"]
        for file in packed
    }


def main() -> None:
    ask = argparse.ArgumentParser(description="How the search fares at size.")
    ask.add_argument("--pages", type=int, nargs="+", default=[100, 1000])
    ask.add_argument("--seed", type=int, default=1)
    said = ask.parse_args()

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        checked, artifacts = pipeline.pages(ROOT)
        if checked.linked is None or checked.strings is None:
            raise SystemExit("the edition has errors: build it first")
        publish.publish(artifacts, site)
        own = search.records(checked.linked, checked.strings)
        program = next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
        )
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for count in said.pages:
            dice = random.Random(said.seed)  # noqa: S311 - the same pages each time
            words, spare = vocabulary(own, dice)
            found = pages(count, words, dice)
            began = time.perf_counter()
            written = search.index_pages(found, "de")
            cut = time.perf_counter() - began
            began = time.perf_counter()
            files = search.make_bundle(written, "de")
            took = time.perf_counter() - began
            beside = search.beside(found, (), files)
            shutil.rmtree(site / search.FOLDER, ignore_errors=True)
            for file in (*files, beside):
                (site / file.path).parent.mkdir(parents=True, exist_ok=True)
                (site / file.path).write_bytes(file.content)
            indexed = {path: folded(re.sub(r"<[^>]*>", " ", text)) for path, text in written.items()}
            absent = unknown(spare, written.values())[:60]
            sizes = {
                part: sum(len(file.content) for file in files if part in file.path.parts) / 1000
                for part in ("fragment", "index")
            }
            chunks = sum("index" in file.path.parts for file in files)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
            rows = {
                "pages": str(count),
                "split": f"{cut:.1f} s",
                "indexed": f"{took:.1f} s",
                "peak": f"{peak:.0f} MB",
                "fragments": f"{sizes['fragment']:.0f} KB",
                "index": f"{sizes['index']:.0f} KB in {chunks}",
                "words.json": f"{len(beside.content) / 1000:.0f} KB",
                **measure(browser, site, indexed, addresses(files), absent),
            }
            for name, value in rows.items():
                print(f"{name:<12}{value}")
            print(flush=True)
        browser.close()


if __name__ == "__main__":
    main()
