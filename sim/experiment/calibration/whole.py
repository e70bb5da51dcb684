"""From what a calibration has found to a folder that is whole: tables, the best point as a scenario, figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analysis.calibration.calibrate import Calibrated
from sim.analysis.calibration.emulator import LEFT_OUT
from sim.analysis.calibration.predictive import check_table, fit_table
from sim.analysis.calibration.priors import values_of
from sim.analysis.calibration.recovery import coverage, recover, recover_at_full_size
from sim.experiment.anew import redrawn
from sim.experiment.calibration.found import Found
from sim.experiment.calibration.plan import NOISE_RUNS, Plan
from sim.experiment.calibration.tables import write_points
from sim.experiment.fingerprint import analysis_version, code_version, plain
from sim.experiment.frames import write_frame
from sim.experiment.manifest import provenance, write_manifest
from sim.experiment.reporting import check_figures
from sim.experiment.store import FIGURES, SCENARIO, SUMMARY, commit, filling, write_json
from sim.parameters.errors import RunFailed
from sim.parameters.resolve import dump_scenario
from sim.parameters.yaml_writer import written

KIND: Final = "calibration"
POINT: Final = "point.yaml"


def make_whole(
    plan: Plan, found: Found, target: Path, *, started: float, draw: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    """Write the folder of a calibration and return its summary.

    Parameters
    ----------
    plan : Plan
    found : Found
    target : Path
        The folder; its place is held.
    started : float
        `time.perf_counter` when it began.
    draw : bool
        Whether to draw the figures.
    say : callable
        Told what takes time.

    Raises
    ------
    RunFailed
        If it cannot be written, or a figure failed.
    """
    try:
        with filling(target) as partial:
            tables = _tables(plan, found, say)
            for name, table in tables.items():
                write_frame(table, partial / name, csv=name != "posterior")
            write_points(partial, found.points, found.outputs)
            _write_scenarios(plan, found, partial)
            summary = _summary(plan, found, tables)
            write_json(partial / SUMMARY, summary)
            if draw:
                draw_in(partial)
            facts = {"kind": KIND, "code_version": code_version(), "analysis_version": analysis_version()}
            seconds = time.perf_counter() - started
            fitted_with = {name: metadata.version(name) for name in ("scipy", "emcee")}
            made = {**provenance(wall_time_s=seconds), "fitted_with": fitted_with}
            write_manifest(partial, {**_identity(plan), **facts, **made})
            commit(partial, target)
    except OSError as error:
        raise RunFailed(f"{target}: the calibration could not be written: {error}") from error
    return summary


def redraw_calibration(folder: Path) -> list[Path]:
    """Draw the figures of a stored calibration anew, as `redrawn` does."""
    return redrawn(folder, draw_in, analysis_version=analysis_version())


def draw_in(partial: Path) -> None:
    """Draw every figure in a folder that holds the tables.

    Raises
    ------
    RunFailed
        If one failed.
    OSError
        If one cannot be written.
    """
    from sim.analysis.calibration.figures.draw import draw_all
    from sim.analysis.calibration.stored import StoredCalibration

    folder = partial / FIGURES
    folder.mkdir()
    try:
        check_figures(draw_all(StoredCalibration.read(partial), folder), folder)
    except OSError:
        raise
    except Exception as error:
        raise RunFailed(f"a figure failed: {type(error).__name__}: {error}") from error


def _tables(plan: Plan, found: Found, say: Callable[[str], None]) -> dict[str, pd.DataFrame]:
    calibrated, options = found.calibrated, plan.options
    best = found.rows("best")
    fit = fit_table(calibrated, found.rows("start")[0], best[0] if best else None)
    tables = {
        "emulator": calibrated.emulator_table(),
        "posterior": calibrated.posterior_table(),
        "identifiability": calibrated.identifiability_table(),
        "directions": calibrated.directions_table(),
        "correlations": calibrated.correlations_table(),
        "fit": fit,
    }
    corrected = calibrated.correction_table()
    if corrected is not None:
        tables["correction"] = corrected
    if options.check:
        settings = [one.settings for one in found.points if one.role == "check" and one.task.key in found.outputs]
        if settings:
            tables["check"] = check_table(calibrated, settings, found.rows("check"))
        else:
            say(f"No table of the check: all of its {options.check} runs failed.")
    if options.recover:
        say(f"Recovering {options.recover} known points.")
        tables["recovery"] = _recovered(calibrated, options.recover, options.seed)
        tables["coverage"] = coverage(tables["recovery"])
    return tables


def _recovered(calibrated: Calibrated, k: int, seed: int) -> pd.DataFrame:
    """Return k points of the design found again and, where there are runs of full size, k of these."""
    found = [recover(calibrated.design, calibrated.fitted, k, seed)]
    if calibrated.full is not None:
        found.append(recover_at_full_size(calibrated.fitted, calibrated.full, k, seed))
    return pd.concat(found, ignore_index=True)


def _write_scenarios(plan: Plan, found: Found, folder: Path) -> None:
    """Write the scenario as it was given, and the best point as one that extends it."""
    text = "# The scenario that was calibrated, every parameter of it.\n"
    (folder / SCENARIO).write_text(text + dump_scenario(plan.scenario), encoding="utf-8")
    nested: dict[str, Any] = {}
    for path, value in values_of(found.calibrated.best).items():
        *groups, name = path.split(".")
        inside = nested
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[name] = value
    head = {"name": f"{plan.scenario.name[:50]}_calibrated", "extends": SCENARIO}
    text = f"# The mean of the posterior, on the scales of the priors (seed {plan.options.seed}).\n"
    (folder / POINT).write_text(text + written({**head, **nested}), encoding="utf-8")


def _identity(plan: Plan) -> dict[str, Any]:
    facts = {"scenario": plan.scenario.name, "fingerprint": plan.fingerprint, "seed": plan.options.seed}
    return {**facts, "replications": plan.options.replications}


def _summary(plan: Plan, found: Found, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    calibrated, fit = found.calibrated, tables["fit"]
    out = {one.moment.name: one.reason for one in calibrated.final if one.status == LEFT_OUT}
    told: dict[str, Any] = {
        **_identity(plan),
        "n_freelancers": plan.options.size,
        "points": plan.options.points,
        "noise_replications": NOISE_RUNS,
        "points_failed": len(found.failures),
        "failures": sorted({f"{one.status}: {one.kind}: {one.cause}" for one in found.failures.values()}),
        "recovered": plan.options.recover,
        "checked": plan.options.check,
        "refined": plan.options.refine,
        "rounds": plan.options.rounds,
        "n_freelancers_at_full_size": plan.full.population.n_freelancers,
        "left_out": out,
        "targets": len(fit),
        "start_in_range": int(fit["start_in_range"].eq(other=True).sum()),
        "best_in_range": int(fit["best_in_range"].eq(other=True).sum()),
        "best": values_of(calibrated.best),
        "mode": values_of(calibrated.mode),
        "log_density_below_mode": float(np.subtract(*calibrated.density(np.stack([calibrated.mode, calibrated.best])))),
        "chains": {
            "draws": len(calibrated.draws.shares),
            "autocorrelation_steps": calibrated.draws.autocorrelation,
            "acceptance": calibrated.draws.acceptance,
            "r_hat": calibrated.draws.split,
        },
        "widths": dict(zip(tables["identifiability"]["parameter"], tables["identifiability"]["width"], strict=True)),
    }
    if "coverage" in tables:
        told["coverage"] = tables["coverage"].to_dict(orient="records")
    facts: dict[str, Any] = plain(told)
    return facts
