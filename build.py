#!/usr/bin/env python3
"""Builds the edition: `python3 build.py`. Other commands: `python3 build.py --help`.

On a fresh machine the first call sets up `.venv/` in this folder; nothing is installed anywhere else.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

if __name__ == "__main__":
    from lesart.bootstrap import ensure

    ensure(HERE, Path(__file__).resolve(), extras="")
    from lesart.cli import main

    sys.exit(main())
