"""`python -m lesart`: the same commands as `build.py`, for an installed package."""

import sys

from lesart.cli import main

if __name__ == "__main__":
    sys.exit(main())
