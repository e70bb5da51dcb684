"""Kill, damage and contend, count what went wrong, and keep the counts in docs/reliability.md.

    python tools/reliability.py                            # the counts of every change, some minutes
    python tools/reliability.py --rounds release --write   # the counts of a release, hours; goes on where it was
    python tools/reliability.py --only R1 R5 --rounds 200 --write

Kill times and damage come from a seeded generator, so that a failure can be played again: `--only R1 --seed 0` plays
the first rounds of R1. A count of wrong other than 0 is told with what was wrong, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":  # workers start this file too, and need none of it
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
    from reliability_rounds import TESTS, carry_out

    parser = argparse.ArgumentParser(description="Kill, damage and contend; count what went wrong.")
    parser.add_argument("--rounds", default="ci", help="ci, release, or a number for each test")
    parser.add_argument("--only", nargs="*", choices=TESTS, default=list(TESTS), help="some of the tests")
    parser.add_argument("--seed", type=int, default=0, help="of kill times and damage")
    parser.add_argument("--write", action="store_true", help="put the counts into docs/reliability.md")
    asked = parser.parse_args()
    sys.exit(carry_out(asked.only, asked.rounds, asked.seed, write=asked.write))
