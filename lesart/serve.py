"""The preview: builds in memory, serves on 127.0.0.1, and reloads the page after each save.

Nothing is written to the disk. Pages come at once; the search index is made in the background and follows.
Drafts are shown. While an edition has errors the last good pages stay, with the problems laid over them.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import mimetypes
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lesart import pipeline
from lesart.model import Artifact
from lesart.problems import Problems, as_data, has_errors, printed

#: Seconds between two looks at the files. A look costs a few milliseconds and needs no library.
INTERVAL = 0.2

#: Paths below this are the preview's own, never the edition's.
OWN = "/~lesart/"

_CLIENT = """
let version = null;
const key = "lesart-scroll:" + location.pathname;
const saved = sessionStorage.getItem(key);
if (saved !== null) { sessionStorage.removeItem(key); addEventListener("load", () => scrollTo(0, Number(saved))); }
function overlay(problems) {
  document.getElementById("ui-problems")?.remove();
  if (!problems.length) return;
  const box = document.createElement("dialog");
  box.id = "ui-problems";
  for (const one of problems) {
    const line = document.createElement("p");
    line.textContent = `${one.file}:${one.line}:${one.column}  ${one.message}  ${one.hint}`;
    box.append(line);
  }
  const close = document.createElement("button");
  close.textContent = "×";
  close.addEventListener("click", () => box.remove());
  box.append(close);
  document.body.append(box);
  box.show();
}
async function look() {
  try {
    const state = await (await fetch("/~lesart/state")).json();
    if (version === null) { version = state.version; overlay(state.problems); }
    else if (version !== state.version) {
      if (state.problems.length) { version = state.version; overlay(state.problems); }
      else { sessionStorage.setItem(key, String(scrollY)); location.reload(); return; }
    }
  } catch { /* the preview was stopped; it may come back */ }
  setTimeout(look, 300);
}
look();
"""


class Preview:
    """The state that the server shows: the last good pages, and what is wrong now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.index: dict[str, bytes] = {}
        self.problems: Problems = ()
        self.version = 0
        self.lock = threading.Lock()
        self._indexing = 0

    def rebuild(self) -> float:
        """Makes the pages anew; seconds that it took."""
        began = time.perf_counter()
        checked, artifacts = pipeline.pages(self.root, drafts=True)
        with self.lock:
            self.problems = tuple(p for p in checked.problems if p.is_error)
            if artifacts:
                self.files = {artifact.path.as_posix(): artifact.content for artifact in artifacts}
            self.version += 1
            self._indexing += 1
            turn = self._indexing
        if artifacts and not has_errors(checked.problems):
            threading.Thread(target=self._reindex, args=(checked, artifacts, turn), daemon=True).start()
        return time.perf_counter() - began

    def _reindex(self, checked: pipeline.Checked, artifacts: tuple[Artifact, ...], turn: int) -> None:
        bundle, problems = pipeline.bundle(checked)
        if not problems:
            bundle += pipeline.exports(checked, artifacts, bundle)
        with self.lock:
            if turn == self._indexing and not problems:
                self.index = {artifact.path.as_posix(): artifact.content for artifact in bundle}

    def get(self, path: str) -> bytes | None:
        with self.lock:
            return self.files.get(path) or self.index.get(path)

    def state(self) -> bytes:
        with self.lock:
            return json.dumps(
                {"version": self.version, "problems": [as_data(p) for p in self.problems]}
            ).encode()


def _stamps(root: Path) -> Mapping[str, tuple[int, int]]:
    """path -> (time of change, size) of everything that a build reads."""
    stamps: dict[str, tuple[int, int]] = {}
    for folder in (root / "content", root / "annotations", pipeline.find_theme(root)):
        for file in folder.rglob("*"):
            with contextlib.suppress(OSError):
                stat = file.stat()
                stamps[str(file)] = (stat.st_mtime_ns, stat.st_size)
    return stamps


def _handler(preview: Preview, port: int) -> type[http.server.BaseHTTPRequestHandler]:
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            # another site in the same browser must not read the preview under a name of its own
            if self.headers.get("Host") not in hosts:
                self._send(403, b"", "text/plain")
                return
            path = unquote(urlsplit(self.path).path)
            if path == f"{OWN}state":
                self._send(200, preview.state(), "application/json")
            elif path == f"{OWN}reload.js":
                self._send(200, _CLIENT.encode(), "text/javascript")
            else:
                self._page(path.lstrip("/") or "index.html")

        def _page(self, path: str) -> None:
            content, status = preview.get(path), 200
            if content is None:
                content, status, path = preview.get("404.html"), 404, "404.html"
            if content is None:
                content = b"<!doctype html><html><head></head><body></body></html>"
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            if kind == "text/html":
                content = content.replace(
                    b"</head>", f'<script type="module" src="{OWN}reload.js"></script></head>'.encode(), 1
                )
            self._send(status, content, kind)

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            charset = "; charset=utf-8" if kind.startswith("text/") else ""
            self.send_header("Content-Type", kind + charset)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody wants to read each request."""

    return Handler


def serve(root: Path, port: int) -> int:
    """Serves the preview until Ctrl-C. Returns the exit code."""
    preview = Preview(root)
    stamps = _stamps(root)
    took = preview.rebuild()
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), http.server.BaseHTTPRequestHandler)
        port = server.server_port  # the one that the system chose, where 0 was asked for
        server.RequestHandlerClass = _handler(preview, port)
    except OSError as error:
        print(
            f"lesart: port {port} cannot be used: {error.strerror}; choose another with --port",
            file=sys.stderr,
        )
        return 3
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"preview at http://127.0.0.1:{port}/ (made in {took:.2f} s); Ctrl-C stops it", flush=True)
    _tell(preview)
    try:
        while True:
            time.sleep(INTERVAL)
            now = _stamps(root)
            if now != stamps:
                stamps = now
                took = preview.rebuild()
                print(f"rebuilt in {took:.2f} s", flush=True)
                _tell(preview)
    except KeyboardInterrupt:
        print()
        return 0
    finally:
        server.shutdown()


def _tell(preview: Preview) -> None:
    for problem in preview.problems:
        print(printed(problem, colour=sys.stderr.isatty()), file=sys.stderr)
