"""Words that several figures of a calibration share."""

from __future__ import annotations

from sim.analysis.calibration.priors import PRIORS
from sim.analysis.calibration.stored import StoredCalibration
from sim.analysis.sweeps.headline import short_paths
from sim.parameters.scenario import Scenario
from sim.parameters.schema import parameter_rows

NAMES = short_paths([prior.path for prior in PRIORS])
"""Each calibrated parameter by its path, without the leading parts that can be left out."""
UNITS = {row.path: row.unit for row in parameter_rows(Scenario)}


def made_of(stored: StoredCalibration) -> str:
    """Return what a calibration was made of, for the foot of a figure."""
    facts = stored.summary
    runs = "" if facts["replications"] == 1 else f" x {facts['replications']} replications"
    n_full = facts["rounds"] * facts["refined"]
    full = f", corrected by {n_full} runs of {facts['n_freelancers_at_full_size']:,}" if n_full else ""
    return (
        f"{facts['scenario']}: {facts['points']} points{runs} of {facts['n_freelancers']:,} freelancers{full}, "
        f"seed {facts['seed']}; {len(stored.posterior):,} draws."
    )
