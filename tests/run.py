#!/usr/bin/env python3
"""Passes the tests: `python3 tests/run.py`. Sets up what is missing first, Chromium included.

Lint and types run with them. Arguments go on to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    from lesart.bootstrap import ensure, ensure_test_tools

    ensure(ROOT, Path(__file__).resolve(), extras="dev")
    ensure_test_tools()
    os.chdir(ROOT)
    failed = 0
    checks = [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("pytest", "-n", "auto", *sys.argv[1:]),
    ]
    for command in checks:
        print(f"$ {' '.join(command)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", *command], check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
