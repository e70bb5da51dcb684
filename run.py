"""Hands its arguments to the command line of the simulator: ``python run.py --help``."""

from __future__ import annotations

import sys

from sim.interface.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
