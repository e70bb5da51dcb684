"""``python -m sim`` is ``python run.py``."""

from __future__ import annotations

import sys

from sim.interface.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
