#!/usr/bin/env python3
"""How long the steps take: `python bench/build.py [EDITION] [--runs N]`.

Prints the median, in milliseconds, of each step: once with a warm file cache, everything else made anew. The
start of the interpreter, with all imports, is shown by itself.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def timed(step: Callable[[], object], runs: int) -> float:
    """The median of `runs` calls, in milliseconds."""
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        step()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    ask = argparse.ArgumentParser(description="How long the steps of a build take.")
    ask.add_argument("edition", nargs="?", type=Path, default=ROOT)
    ask.add_argument("--runs", type=int, default=7)
    said = ask.parse_args()

    from lesart import pipeline, publish

    checked, artifacts = pipeline.pages(said.edition)
    index, _ = pipeline.bundle(checked)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "site"
        steps: dict[str, Callable[[], object]] = {
            "interpreter and imports": lambda: subprocess.run(
                [sys.executable, "-c", "import lesart.cli"], cwd=ROOT, check=True
            ),
            "check": lambda: pipeline.check(said.edition),
            "check and render": lambda: pipeline.pages(said.edition),
            "index (Pagefind)": lambda: pipeline.bundle(checked),
            "publish": lambda: publish.publish((*artifacts, *index), out),
            "whole build": lambda: pipeline.build(said.edition, out, progress=lambda _: None),
        }
        for name, step in steps.items():
            print(f"{name:<26}{timed(step, said.runs):8.0f} ms")


if __name__ == "__main__":
    main()
