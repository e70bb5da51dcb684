"""Tune the structural variants of a list of ablations to adoption alone, and write the values into the list.

    python tools/tune_variants.py scenarios/ablations/mechanisms.yaml --write

A variant is compared with the baseline, which was set against adoption; so its tuned parameters (``tuned`` in the list)
are set against adoption too, and against nothing else: both rows of C7 for freelancers; for clients, about whom no
target speaks, the shares that use AI in the baseline at the same two dates, at the same size and under the same luck.
Distances are in log odds. A Sobol' sequence finds where to begin, least squares (scipy) the rest. Every trial has the
same luck, so a trial is a smooth function of the parameters; nothing is searched over seeds, and no validation row is
read.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from sim.analysis.adoption import adoption_shares
from sim.analysis.targets import targets
from sim.experiment.ablation.ablation_file import Ablations, Switch, load_ablations
from sim.experiment.cores import threads_each
from sim.experiment.design.sampling import sobol
from sim.experiment.replication import simulate
from sim.experiment.sweep.point import PointPayload, results_of, run_worlds
from sim.parameters.errors import RunFailed, SimulatorError
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario

Floats = NDArray[np.float64]
Moments = Mapping[str, float]
COST: Final = (-4.0, 8.0)
WEIGHT: Final = (0.0, 16.0)
"""Where a cost and a weight are looked for, in units of the index of benefit."""
BEGIN: Final = 128
"""Points of the Sobol' sequence."""
STARTS: Final = 3
"""Of these, how many least squares begin at."""
MOST_STEPS: Final = 8
ENOUGH: Final = 1e-3
"""Relative change of the parameters, or of the squared distance, at which a search ends."""
DIGITS: Final = 4
LEAST_SHARE: Final = 1e-4
SIDES: Final = ("freelancer", "client")
FREELANCERS: Final = ("freelancers, end of 2023", "freelancers, 2025 Q1")
CLIENTS: Final = ("client_ai_adoption_share_end_2023", "client_ai_adoption_share_2025q1")


def adoption(scenario: Scenario, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return shares of freelancers and of clients that use AI, and the published shares of freelancers.

    Raises
    ------
    RunFailed
        If a replication failed or the horizon is too short.
    """
    tables, _, lost = run_worlds(PointPayload(scenario, seed, simulate), lambda *_: None)
    if lost:
        raise RunFailed(f"a trial failed: {lost[0].kind}: {lost[0].cause}")
    results = results_of(scenario, tables)
    rows = [check for check in targets(results) if check.id == "C7"]
    found = dict(zip(FREELANCERS, (check.estimate.value for check in rows), strict=True))
    shares = adoption_shares(results)
    found |= {name: shares[name].value for name in CLIENTS}
    if any(value is None for value in found.values()):
        raise RunFailed("the horizon does not hold December 2023 and 2025 Q1")
    published = dict(zip(FREELANCERS, (check.reference for check in rows), strict=True))
    return {k: float(v or 0.0) for k, v in found.items()}, {k: float(v or 0.0) for k, v in published.items()}


def log_odds(share: float) -> float:
    """Return ln(p / (1 - p)), shares held off 0 and 1."""
    held = min(max(share, LEAST_SHARE), 1.0 - LEAST_SHARE)
    return float(np.log(held / (1.0 - held)))


def tune(paths: Sequence[str], trial: Callable[[Mapping[str, float]], Moments], aims: Moments) -> dict[str, float]:
    """Return the values at which the moments of a trial are nearest to the aims, in log odds.

    Each side of the market by itself, freelancers first: the adoption of one hardly depends on that of the other.

    Parameters
    ----------
    paths : sequence of str
        Parameters; those that end in ``cost`` are looked for in `COST`, the others in `WEIGHT`.
    trial : callable
        Gives the moments at some values.
    aims : mapping of str to float
        Shares, names beginning with the side.
    """
    ends = np.array([COST if path.endswith("cost") else WEIGHT for path in paths])
    starts = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * sobol(len(paths), BEGIN, 0)
    seen = [(x, _gaps(trial(dict(zip(paths, x.tolist(), strict=True))), aims)) for x in starts]
    best = np.array(starts[0])
    for side in SIDES:
        own = np.array([f".{side}_" in path for path in paths])
        named = [place for place, name in enumerate(aims) if name.startswith(side)]
        if not own.any():
            continue

        def residuals(x: Floats, own: Any = own, named: Any = named) -> Floats:
            values = best.copy()
            values[own] = x
            return _gaps(trial(dict(zip(paths, values.tolist(), strict=True))), aims)[named]

        nearest = np.argsort([float((gaps[named] ** 2).sum()) for _, gaps in seen], kind="stable")[:STARTS]
        best[own] = _nearest_of(residuals, [seen[place][0][own] for place in nearest], ends[own])
    return {path: float(f"{value:.{DIGITS}g}") for path, value in zip(paths, best.tolist(), strict=True)}


def _nearest_of(residuals: Callable[[Floats], Floats], starts: Sequence[Floats], ends: Floats) -> Floats:
    """Return the best of the least squares that begin at some places."""
    low, high = ends.T
    options = {
        "bounds": (low, high),
        "diff_step": 0.02,
        "x_scale": high - low,
        "max_nfev": MOST_STEPS,
        "xtol": ENOUGH,
        "ftol": ENOUGH,
    }
    found = [least_squares(residuals, np.clip(x, low + 1e-3, high - 1e-3), **options) for x in starts]
    best: Floats = min(found, key=lambda one: float(one.cost)).x
    return best


def _gaps(found: Moments, aims: Moments) -> Floats:
    return np.array([log_odds(found[name]) - log_odds(aim) for name, aim in aims.items()])


def trial_of(ablations: Ablations, switch: Switch, seed: int) -> Callable[[Mapping[str, float]], Moments]:
    """Return what runs a variant at some values of its tuned parameters."""
    return lambda values: adoption(apply_overrides(ablations.base, {**switch.set, **values}), seed)[0]


def rewritten(text: str, variant: str, values: Mapping[str, float]) -> str:
    """Return a list of ablations with other values for some parameters of a variant; all else stays as it is.

    Raises
    ------
    ValueError
        If a parameter is not written on a line of its own in the variant.
    """
    block = re.search(rf"^  {re.escape(variant)}:\n(?:(?:    .*)?\n)*", f"{text}\n", re.MULTILINE)
    if block is None:
        raise ValueError(f"{variant}: is not in the list")
    inside = block.group()
    for path, value in values.items():
        inside, n = re.subn(rf"^( +{re.escape(path)}: )\S+", rf"\g<1>{value!r}", inside, flags=re.MULTILINE)
        if n != 1:
            raise ValueError(f"{variant}: {path}: is not written on one line of its own")
    return text[: block.start()] + inside + text[block.end() :]


def main(arguments: Sequence[str] | None = None) -> int:
    """Tune every variant that names tuned parameters; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("list", type=Path)
    parser.add_argument("--variant", action="append", help="only this one; may be repeated")
    parser.add_argument("--size", type=int, default=10_000, help="freelancers of each run")
    parser.add_argument("--replications", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="write the values into the list")
    asked = parser.parse_args(arguments)
    try:
        with threads_each(1):  # a small market is walked no faster by several threads
            return _tune_all(asked)
    except SimulatorError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code


def _tune_all(asked: Any) -> int:
    size = [f"population.n_freelancers={asked.size}", "replication.n_twins=0", "record.people_share=0.0"]
    ablations = load_ablations(asked.list, size, asked.replications)
    own, published = adoption(ablations.base, asked.seed)
    aims = {**published, **{name: own[name] for name in CLIENTS}}
    text = asked.list.read_text(encoding="utf-8")
    for name, switch in ablations.file.variants.items():
        if not switch.tuned or (asked.variant and name not in asked.variant):
            continue
        trial = trial_of(ablations, switch, asked.seed)
        values = tune(switch.tuned, trial, aims)
        reached = trial(values)
        sys.stdout.write(f"{name}\n")
        sys.stdout.writelines(f"  {path}: {value!r}\n" for path, value in values.items())
        sys.stdout.writelines(f"  # {what}: {reached[what]:.3f}, aim {aim:.3f}\n" for what, aim in aims.items())
        sys.stdout.flush()
        text = rewritten(text, name, values)
        if asked.write:
            asked.list.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
