"""The article in Firefox, where there is one: Playwright drives only a Firefox of its own, so this speaks Marionette.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html: messages are `length:json` over TCP, a
request is [0, id, command, parameters], its answer [1, id, error, result].
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_reading import ARTICLE, DISORDER

pytestmark = pytest.mark.browser

PATIENCE = 120  # seconds until Firefox must have started, or have answered


class Firefox:
    def __init__(self, port: int) -> None:
        for _ in range(PATIENCE * 4):
            with contextlib.suppress(ConnectionRefusedError):
                self.wire = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                break
            time.sleep(0.25)
        self.asked = 0
        self._heard()  # the greeting
        self.ask("WebDriver:NewSession")

    def _heard(self) -> Any:
        length = b""
        while (digit := self.wire.recv(1)) != b":":
            length += digit
        text = b""
        while len(text) < int(length):
            text += self.wire.recv(int(length) - len(text))
        return json.loads(text)

    def ask(self, command: str, **parameters: object) -> Any:
        self.asked += 1
        text = json.dumps([0, self.asked, command, parameters]).encode()
        self.wire.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self._heard()
        assert error is None, error
        return result

    def open(self, url: str) -> None:
        self.ask("WebDriver:Navigate", url=url)

    def run(self, script: str) -> Any:
        return self.ask("WebDriver:ExecuteScript", script=script, args=[])["value"]

    def press(self, key: str) -> None:
        strokes = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.ask("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": strokes}])

    def resize(self, width: int, height: int) -> None:
        self.ask("WebDriver:SetWindowRect", width=width, height=height)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("no Firefox on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    profile: Path = tmp_path_factory.mktemp("firefox")
    (profile / "user.js").write_text(
        f'user_pref("marionette.port", {port});\nuser_pref("network.captive-portal-service.enabled", false);\n'
        'user_pref("network.connectivity-service.enabled", false);\nuser_pref("ui.prefersReducedMotion", 1);\n',
        encoding="utf-8",
    )
    running = subprocess.Popen(
        [program, "--marionette", "--headless", "--no-remote", "--profile", str(profile)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Firefox(port)
    finally:
        running.terminate()
        running.wait(PATIENCE)


def test_the_margin_keeps_its_order(firefox: Firefox, address: str) -> None:
    firefox.resize(1440, 1000)
    firefox.open(address + ARTICLE)
    assert firefox.run(f"return ({DISORDER})()") == []
    firefox.run("document.querySelectorAll('a.ref')[8].click()")
    assert firefox.run(f"return ({DISORDER})()") == []
    assert firefox.run("return document.querySelectorAll('details.note[open] .note-body').length") == 1


def test_the_keys_walk_and_close(firefox: Firefox, address: str) -> None:
    firefox.resize(1440, 1000)
    firefox.open(address + "404.html")
    firefox.open(address + ARTICLE)
    notes = firefox.run("return [...document.querySelectorAll('details.note[data-note]')].map(n => n.id)")
    firefox.press("n")
    firefox.press("n")
    assert firefox.run("return [...document.querySelectorAll('details.note[open]')].map(n => n.id)") == [
        notes[1]
    ]
    assert firefox.run("return location.hash") == f"#{notes[1]}"
    firefox.press("\ue00c")  # Escape, as WebDriver writes it
    assert firefox.run("return document.querySelectorAll('details.note[open]').length") == 0
    assert firefox.run("return document.activeElement.matches('.ref')")
    firefox.press("?")
    assert firefox.run("return document.querySelector('dialog[data-help]').open")
    firefox.press("\ue00c")


def test_german_is_hyphenated_and_the_measure_holds(firefox: Firefox, address: str) -> None:
    firefox.resize(1440, 1000)
    firefox.open(address + ARTICLE)
    narrow = firefox.run(
        """const p = document.createElement("p"); p.lang = "de"; p.style.cssText = "hyphens: auto; width: 6em";
        p.textContent = "Verhandlungsbereitschaft"; document.querySelector("[data-reading-text]").append(p);
        const high = p.offsetHeight; p.style.hyphens = "manual"; p.style.overflowWrap = "normal";
        const low = p.offsetHeight; p.remove(); return [high, low];"""
    )
    assert narrow[0] > narrow[1], "hyphens make more lines of one long word"


def test_in_a_narrow_window_nothing_scrolls_sideways_and_the_sheet_leaves_the_words(
    firefox: Firefox, site: Path, address: str
) -> None:
    firefox.resize(500, 900)
    for page in sorted(site.glob("*.html")):
        firefox.open(address + page.name)
        wide, window = firefox.run("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, page.name
    firefox.open(address + ARTICLE)
    firefox.run("document.querySelectorAll('a.ref')[5].click()")
    words, sheet = firefox.run(
        """return [document.querySelector("mark.is-active"), document.querySelector("details.note[open]")]
        .map(one => one.getBoundingClientRect().toJSON())"""
    )
    assert words["top"] >= 0 and words["bottom"] <= sheet["top"] < sheet["bottom"]
