"""What is taken along, opened from the disk in Firefox, where it is installed (Debian: firefox-esr).

Driven through Marionette, Firefox's own door, which needs nothing but a socket. Its usual settings for tests let
pages on the disk read each other, which readers' browsers do not: they are switched off.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

PREFERENCES = {
    "remote.prefs.recommended": False,
    "security.fileuri.strict_origin_policy": True,
    "network.proxy.type": 1,  # a proxy that is not there: the network is cut
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "datareporting.policy.dataSubmissionEnabled": False,
}


class Marionette:
    """https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html"""

    def __init__(self, port: int) -> None:
        for _ in range(600):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                time.sleep(0.1)  # until Firefox has started
        self.number = 0
        self._received()
        self("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})

    def _received(self) -> Any:
        length = b""
        while (sign := self.socket.recv(1)) != b":":
            length += sign
        data = b""
        while len(data) < int(length):
            data += self.socket.recv(int(length) - len(data))
        return json.loads(data)

    def __call__(self, command: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self._received()
        assert error is None, error
        return result

    def until(self, expression: str) -> Any:
        """The value of an expression on the page, once there is one."""
        for _ in range(300):
            found = self("WebDriver:ExecuteScript", {"script": f"return {expression}", "args": []})["value"]
            if found:
                return found
            time.sleep(0.1)  # Marionette has no way to wait for a page
        raise AssertionError(expression)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marionette]:
    if not FIREFOX:
        pytest.skip("no Firefox on this machine")
    profile = tmp_path_factory.mktemp("firefox")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    lines.append(f'user_pref("marionette.port", {port});')
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", str(profile)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Marionette(port)
    finally:
        process.kill()
        process.wait()


def test_the_one_file_reads_walks_filters_and_searches(firefox: Marionette, site: Path) -> None:
    (file,) = (site / "download").glob("*.html")
    firefox("WebDriver:Navigate", {"url": f"{file.as_uri()}#osthold-diplomatie-spiel--p9"})
    firefox.until("document.querySelector(\"#live [id='osthold-diplomatie-spiel--p9']\")?.textContent")
    firefox("WebDriver:Navigate", {"url": f"{file.as_uri()}#faktencheck?verdict=false"})
    firefox.until("document.querySelector('#live[data-page=faktencheck] [data-item][hidden]') !== null")
    for word in ("Pufferzone", "Verhandlung", "Ukraine"):
        firefox("WebDriver:Navigate", {"url": f"{file.as_uri()}#suche?q={word}"})
        firefox.until(
            "document.querySelector('#live [data-search] [name=q]')?.value === "
            f"{json.dumps(word)} && document.querySelector('#live [data-search-results] mark')?.textContent"
        )


def test_the_same_under_strict_rules_for_files_fails_for_the_plain_site(
    firefox: Marionette, site: Path
) -> None:
    """The control: were pages on the disk let to read each other, the test above would show nothing."""
    firefox("WebDriver:Navigate", {"url": (site / "suche.html").as_uri() + "?q=Pufferzone"})
    firefox.until("document.readyState === 'complete'")
    assert (
        firefox("WebDriver:ExecuteScript", {"script": "return document.querySelector('mark')", "args": []})[
            "value"
        ]
        is None
    )
