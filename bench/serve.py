#!/usr/bin/env python3
"""How soon the preview follows a save: `python bench/serve.py [EDITION] [--saves N]`.

Saves a changed note, article and style sheet in a copy of the edition, and prints the medians, in milliseconds: of the
rebuild itself, and of the time from the save until a page that asks for news is answered. The search index is not in it;
it follows in the background.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    ask = argparse.ArgumentParser(description="How soon the preview follows a save.")
    ask.add_argument("edition", nargs="?", type=Path, default=ROOT)
    ask.add_argument("--saves", type=int, default=10)
    said = ask.parse_args()

    from lesart import serve

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("content", "annotations", "theme"):
            if (said.edition / name).is_dir():
                shutil.copytree(said.edition / name, root / name)
        preview = serve.Preview(root)
        server = serve.listen(preview, 0)
        print(f"first build          {preview.rebuild() * 1000:8.0f} ms")
        rebuilds: list[float] = []
        threading.Thread(target=serve.watch, args=(preview, rebuilds.append), daemon=True).start()
        time.sleep(15)  # the first search index, and what there is to take along, are made meanwhile

        def news(known: int) -> int:
            address = f"http://127.0.0.1:{server.server_port}/~lesart/state?known={known}"
            with urllib.request.urlopen(address) as answer:
                state = json.load(answer)
            assert not state["problems"], state["problems"]
            return int(state["version"])

        version = preview.version
        for path, before, after in (
            (next(p for p in sorted((root / "annotations").glob("*.yaml")) if "body: |" in p.read_text("utf-8")), "body: |\n", "body: |\n    Neu {}.\n"),
            (next(iter(sorted((root / "content").glob("*.md")))), "\n---\n", "\n---\nNeu {}.\n\n"),
            (root / "theme" / "css" / "base.css", "\n", "\n/* {} */\n"),
        ):  # fmt: skip
            text = path.read_text(encoding="utf-8")
            rebuilds.clear()
            waits = []
            for number in range(said.saves):
                began = time.perf_counter()
                path.write_text(text.replace(before, after.format(number), 1), encoding="utf-8")
                version = news(version)
                waits.append(time.perf_counter() - began)
                time.sleep(0.05)
            print(
                f"{path.relative_to(root).as_posix():<40} rebuilt in {statistics.median(rebuilds) * 1000:4.0f} ms, "
                f"known to the page {statistics.median(waits) * 1000:4.0f} ms after the save, at most {max(waits) * 1000:4.0f}"
            )
        server.shutdown()


if __name__ == "__main__":
    main()
