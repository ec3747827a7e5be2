"""The preview: builds in memory, serves on 127.0.0.1, and reloads the page after each save.

Nothing is written to the disk. Pages come at once; the search index and what there is to take along are made in the
background, once the editor pauses, and follow. Drafts are shown, and listed in a corner of each page. While an
edition has errors the last good pages stay, with the problems laid over them. What the page runs for this is in
`preview/`, the only part of a preview that no reader gets.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import mimetypes
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from lesart import pipeline
from lesart.model import Artifact
from lesart.problems import Problems, as_data, has_errors, printed

#: Seconds between two looks at the files. A look costs a few milliseconds and needs no library.
INTERVAL = 0.1

#: Seconds without a save after which the search index is made; it takes longer than a page.
PAUSE = 1.0

#: Seconds more until what there is to take along is made: that takes a processor away from the next rebuild.
REST = 4.0

#: Seconds for which a page's question for news is kept open. Browsers allow a server six open questions.
PATIENCE = 20.0

#: Paths below this are the preview's own, never the edition's.
OWN = "/~lesart/"

#: What a page of the preview runs and looks like, beside what readers get.
_CLIENT = Path(__file__).resolve().parent / "preview"


class Preview:
    """The state that the server shows: the last good pages, and what is wrong now."""

    def __init__(self, root: Path, *, originals: bool = False) -> None:
        self.originals = originals
        self.root = root
        self.files: dict[str, bytes] = {}
        self.index: dict[str, bytes] = {}
        self.problems: Problems = ()
        self.drafts: tuple[dict[str, str], ...] = ()
        self.version = 0
        self.news = threading.Condition()
        self._waiting: threading.Timer | None = None

    def rebuild(self) -> float:
        """Makes the pages anew; seconds that it took."""
        began = time.perf_counter()
        checked, artifacts = pipeline.pages(self.root, drafts=True, originals=self.originals)
        with self.news:
            self.problems = checked.problems
            if artifacts:
                self.files = {artifact.path.as_posix(): artifact.content for artifact in artifacts}
                self.drafts = _drafts(checked)
            self.version += 1
            turn = self.version
            self.news.notify_all()
        if self._waiting:
            self._waiting.cancel()
        if artifacts and not has_errors(checked.problems):
            first = not self.index
            self._waiting = threading.Timer(
                0 if first else PAUSE, self._reindex, args=(checked, artifacts, turn)
            )
            self._waiting.daemon = True
            self._waiting.start()
        return time.perf_counter() - began

    def _reindex(self, checked: pipeline.Checked, artifacts: tuple[Artifact, ...], turn: int) -> None:
        bundle, problems = pipeline.bundle(checked)
        if problems or (turn != self.version and self.index):
            return
        self._take(turn, bundle)
        with self.news:
            if self.news.wait_for(lambda: self.version != turn, REST):
                return
        taken, _ = pipeline.exports(checked, artifacts, bundle)
        self._take(turn, (*bundle, *taken))
        with self.news:
            if turn == self.version:
                offering = pipeline.with_downloads(checked, artifacts, taken)
                self.files = {artifact.path.as_posix(): artifact.content for artifact in offering}

    def _take(self, turn: int, files: tuple[Artifact, ...]) -> None:
        with self.news:
            if turn == self.version or not self.index:
                self.index = {artifact.path.as_posix(): artifact.content for artifact in files}

    def get(self, path: str) -> bytes | None:
        with self.news:
            return self.files.get(path) or self.index.get(path)

    def state(self, known: int | None = None) -> bytes:
        """What there is to know; where that is `known` already, waits a while for something new."""
        with self.news:
            self.news.wait_for(lambda: self.version != known, PATIENCE)
            return json.dumps(
                {
                    "version": self.version,
                    "problems": [as_data(p) for p in self.problems if p.is_error],
                    "drafts": self.drafts,
                }
            ).encode()


def _drafts(checked: pipeline.Checked) -> tuple[dict[str, str], ...]:
    """Address and name of each draft that the pages show."""
    notes = checked.linked.notes.values() if checked.linked else ()
    return tuple(
        {"href": note.href, "name": f"{note.annotation.article}/{note.annotation.id}"}
        for note in notes
        if note.annotation.status == "draft"
    )


def _stamps(root: Path) -> Mapping[str, tuple[int, int]]:
    """path -> (time of change, size) of everything that a build reads."""
    stamps: dict[str, tuple[int, int]] = {}
    for folder in (root / "content", root / "annotations", root / "originals", pipeline.find_theme(root)):
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
            asked = urlsplit(self.path)
            path = unquote(asked.path)
            if path == f"{OWN}state":
                known = parse_qs(asked.query).get("known", [""])[0]
                self._send(200, preview.state(int(known) if known.isdecimal() else None), "application/json")
            elif path.startswith(OWN):
                self._own(path.removeprefix(OWN))
            else:
                self._page(path.lstrip("/") or "index.html")

        def _own(self, name: str) -> None:
            known = {file.name: file for file in _CLIENT.iterdir()}
            content = known[name].read_bytes() if name in known else None
            self._send(200 if content else 404, content or b"", mimetypes.guess_type(name)[0] or "text/plain")

        def _page(self, path: str) -> None:
            content, status = preview.get(path), 200
            if content is None:
                content, status, path = preview.get("404.html"), 404, "404.html"
            if content is None:
                content = b"<!doctype html><html><head><title>Lesart</title></head><body></body></html>"
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            if kind == "text/html":
                added = (
                    f'<link rel="stylesheet" href="{OWN}preview.css">'
                    f'<script type="module" src="{OWN}preview.js"></script></head>'
                )
                content = content.replace(b"</head>", added.encode(), 1)
            self._send(status, content, kind)

        def _send(self, status: int, content: bytes, kind: str) -> None:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                charset = "; charset=utf-8" if kind.startswith("text/") else ""
                self.send_header("Content-Type", kind + charset)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody wants to read each request."""

    return Handler


def watch(preview: Preview, changed: Callable[[float], None]) -> None:
    """Rebuilds after each save, for ever; tells how long it took."""
    stamps = _stamps(preview.root)
    while True:
        time.sleep(INTERVAL)
        now = _stamps(preview.root)
        if now != stamps:
            # an editor may still be writing: a file is emptied before it is filled
            while (stamps := now) != (now := _stamps(preview.root)):
                time.sleep(INTERVAL / 10)
            changed(preview.rebuild())


def listen(preview: Preview, port: int) -> http.server.ThreadingHTTPServer:
    """Serves the preview in the background; port 0 lets the system choose. Raises OSError."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), http.server.BaseHTTPRequestHandler)
    server.daemon_threads = True
    server.RequestHandlerClass = _handler(preview, server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve(root: Path, port: int, *, originals: bool = False) -> int:
    """Serves the preview until Ctrl-C. Returns the exit code."""
    preview = Preview(root, originals=originals)
    try:
        server = listen(preview, port)
    except OSError as error:
        print(
            f"lesart: port {port} cannot be used: {error.strerror}; choose another with --port",
            file=sys.stderr,
        )
        return 3
    took = preview.rebuild()
    print(
        f"preview at http://127.0.0.1:{server.server_port}/ (made in {took:.2f} s); Ctrl-C stops it",
        flush=True,
    )
    _tell(preview)

    def changed(took: float) -> None:
        print(f"rebuilt in {took:.2f} s", flush=True)
        _tell(preview)

    try:
        watch(preview, changed)
    except KeyboardInterrupt:
        print()
    finally:
        server.shutdown()
    return 0


def _tell(preview: Preview) -> None:
    for problem in preview.problems:
        print(printed(problem, colour=sys.stderr.isatty()), file=sys.stderr)
