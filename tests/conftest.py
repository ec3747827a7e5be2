"""What the tests share: the tools that build an edition, and the real site, built once."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

#: Texts that may not enter the repository. Tests that need them are skipped where they are absent.
SHARED = ROOT.parent / "shared"

REWRITE = bool(os.environ.get("LESART_REWRITE"))

settings.register_profile("default", max_examples=150, deadline=None)
settings.register_profile("dev", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


class Yaml12(yaml.SafeLoader):
    """Reads scalars as editors' programs do (YAML 1.2): `no` is a word, a date is a word, 2025 is a number."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - pyyaml's own name


Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Yaml12.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?\d+$"), list("-0123456789"))
Yaml12.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(~|null|)$"), ["~", "n", ""])


def compare(file: Path, actual: str) -> None:
    """Asserts that `file` has this text; with LESART_REWRITE=1 writes it instead."""
    if REWRITE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(actual, encoding="utf-8")
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    assert actual == expected, f"{file.relative_to(ROOT)} differs; LESART_REWRITE=1 accepts the new text"


_BOXES = """async (selectors) => {
  const read = () => selectors.map((selector) => [...document.querySelectorAll(selector)].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x, y, width, height };
  }));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  let known = read();
  for (let same = 0; same < 3;) {
    await frame();
    const now = read();
    same = JSON.stringify(now) === JSON.stringify(known) ? same + 1 : 0;
    known = now;
  }
  return known;
}"""


def boxes(page: Page, *selectors: str) -> list[list[dict[str, float]]]:
    """The boxes in the window of all that each selector finds, read in one go and once three frames in a row agree.

    The page may be on its way still, to a note that was opened or to what an address names.
    """
    found: list[list[dict[str, float]]] = page.evaluate(_BOXES, list(selectors))
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the smallest whole edition, to be broken at will."""
    root = tmp_path / "edition"
    shutil.copytree(ROOT / "tests" / "editions" / "small", root, ignore=shutil.ignore_patterns("expected"))
    return root


def git(root: Path, *arguments: str) -> str:
    """Runs git in a repository of a test, as somebody with a name; skips the test where there is no git."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(root), *who, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(root: Path) -> None:
    """Makes a repository of an edition, or adds a commit with all that changed."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A", ".")
    git(root, "commit", "-qm", "as it is")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published edition, built once for the whole run, with the real Pagefind."""
    from lesart import pipeline

    out = tmp_path_factory.mktemp("built") / "site"
    checked = pipeline.build(ROOT, out, progress=lambda _: None)
    assert not [p for p in checked.problems if p.is_error]
    return out


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serves the built site on 127.0.0.1."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once for the whole run. One for all: Playwright runs only once in a thread."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def run() -> Callable[..., int]:
    """Runs a command as `python build.py` does, and returns its exit code."""
    from lesart.cli import main

    return lambda *arguments: main([str(one) for one in arguments])
