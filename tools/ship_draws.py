"""Write draws of a stored calibration as a small file that is shipped: ``tools/ship_draws.py FOLDER FILE.csv``."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from sim.experiment.posterior_draws import read_draws

N_DRAWS = 200


def main(folder: str, target: str) -> None:
    """Write the draws, nine digits each, under a line that names the calibration."""
    draws = read_draws(f"{folder}:{N_DRAWS}")
    remark = f"# calibration {draws.calibration}: {N_DRAWS} draws of the posterior, evenly spaced\n"
    Path(target).write_text(remark + pd.DataFrame(draws.settings).to_csv(index=False), encoding="utf-8")
    print(f"{target}: {N_DRAWS} draws of {draws.calibration}")


if __name__ == "__main__":
    main(*sys.argv[1:])
