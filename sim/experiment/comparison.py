"""Compare scenarios under the same luck: run each (or find it), pair them, store what follows, whole or not at all.

<out>/compare/<reference>-vs-<other>[-...]/<fingerprint>-s<seed>/
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.experiment.anew import redrawn
from sim.experiment.comparison_files import (
    draw_figures,
    facts_of,
    head_numbers,
    of_scenario,
    read_tables,
    write_tables,
    write_verdicts,
)
from sim.experiment.executors.contract import Executor
from sim.experiment.fingerprint import LENGTH, analysis_version, canonical_json, code_version, fingerprint
from sim.experiment.manifest import provenance, read_manifest, write_manifest
from sim.experiment.pairing import differences, notes_on, refuse_what_does_not_pair, with_replications
from sim.experiment.place import run_folder, safe_name
from sim.experiment.result import StoredResult, read_summary
from sim.experiment.run import RunResult, run_scenario
from sim.experiment.store import FIGURES, SUMMARY, commit, load_results, refuse_damaged, write_json, writing
from sim.parameters.errors import RunFailed, SimulatorError
from sim.parameters.names import LONGEST_NAME
from sim.parameters.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.paired.comparison import Tables, World
    from sim.analysis.paired.verdict import Facts

KIND: Final = "comparison"
PLACE: Final = "compare"
OnProgress = Callable[[int, int], None]
"""Called with (weeks simulated, weeks in all) of a run."""
Watch = Callable[[str], AbstractContextManager[OnProgress | None]]
"""Gives the progress callback of a scenario's run, by name, for the length of a block."""


class ComparisonResult(StoredResult):
    """A stored comparison."""

    __slots__ = ()


def compare_scenarios(  # noqa: PLR0913 - the options of the command, one by one
    scenarios: Sequence[Scenario],
    seed: int,
    replications: int | None,
    out: Path,
    *,
    force: bool = False,
    workers: int | None = None,
    draw: bool = True,
    watch: Watch = lambda _: nullcontext(),
    tell: Callable[[str], None] | None = None,
    executor: Executor | None = None,
) -> ComparisonResult:
    """Compare scenarios with the first of them, under the same seed and the same replications.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Resolved; the first is the reference. Names must differ.
    seed : int
        0 to 2^63 - 1.
    replications : int or None
        Of each; None takes the reference's own number.
    out : Path
        Folder of all results; runs that are already there are not run again.
    force : bool
        Compare again even if the comparison is there; runs that are whole stay.
    workers : int, optional
        Processes of a run; results do not depend on it, byte for byte.
    draw : bool
        Whether to draw the figures.
    watch : callable, optional
        Gives the progress callback of each run.
    tell : callable, optional
        Called with one line before the engine is compiled.
    executor : Executor, optional
        Where replications are run; by default processes of this machine, as `workers` says.

    Raises
    ------
    InputError
        If the scenarios do not pair, or a name, the seed or the folder cannot be used; nothing is written.
    RunFailed
        If a run or the comparison failed; runs that are whole stay.
    StoreDamaged
        If the comparison or a run is there but not as it was written.
    StoreLocked
        If another process is writing one of them.
    """
    scenarios = with_replications(scenarios, replications)
    refuse_what_does_not_pair(scenarios)
    for scenario in scenarios:
        safe_name(scenario.name)
    identity = _identity(scenarios, seed)
    target = run_folder(out / PLACE, _name(scenarios), identity["fingerprint"], seed)
    if not force and target.is_dir() and _is_current(target, draw=draw):
        return ComparisonResult(target, read_summary(target), already_there=True)
    runs = []
    for scenario in scenarios:
        with watch(scenario.name) as on_progress:
            options: dict[str, Any] = {"workers": workers, "draw": False, "tell": tell, "executor": executor}
            runs.append(run_scenario(scenario, seed, None, out, False, on_progress, **options))  # noqa: FBT003
    with writing(target) as partial:
        started = time.perf_counter()
        try:
            summary = _compare(runs, identity, partial, draw=draw)
            made = provenance(wall_time_s=time.perf_counter() - started)
            versions = {"code_version": code_version(), "analysis_version": analysis_version()}
            write_manifest(partial, {"kind": KIND, **identity, **versions, **made})
            commit(partial, target)
        except OSError as error:
            raise RunFailed(f"{target}: the comparison could not be written: {error}") from error
    return ComparisonResult(target, summary, already_there=False)


def redraw_comparison(folder: Path) -> list[Path]:
    """Draw the figures of a stored comparison anew, as `redrawn` does."""
    return redrawn(folder, lambda at: _in_words(draw_figures, read_tables(at), facts_of(read_summary(at)), at))


def _identity(scenarios: Sequence[Scenario], seed: int) -> dict[str, Any]:
    """Return the head of the summary and of the manifest."""
    code = code_version()
    runs = [{"scenario": one.name, "fingerprint": fingerprint(one, code)} for one in scenarios]
    return {
        "reference": scenarios[0].name,
        "scenarios": [one.name for one in scenarios[1:]],
        "runs": runs,
        "fingerprint": hashlib.sha256(canonical_json({"compared": runs})).hexdigest()[:LENGTH],
        "seed": seed,
        "replications": scenarios[0].replication.n_replications,
        "n_freelancers": scenarios[0].population.n_freelancers,
    }


def _name(scenarios: Sequence[Scenario]) -> str:
    """Return the name of the folder, cut to what a name may be; the fingerprint tells cut names apart."""
    first, *others = (scenario.name for scenario in scenarios)
    return f"{first}-vs-{'-'.join(others)}"[:LONGEST_NAME].rstrip(".")


def _is_current(target: Path, *, draw: bool) -> bool:
    """Return whether a stored comparison is whole, of this version of the analysis, and drawn if asked.

    Raises
    ------
    StoreDamaged
        If it is not as it was written.
    """
    refuse_damaged(target, "compare again with --force to replace this comparison")
    fresh = read_manifest(target).get("analysis_version") == analysis_version()
    return fresh and (not draw or (target / FIGURES).is_dir())


def _compare(runs: Sequence[RunResult], identity: dict[str, Any], partial: Path, *, draw: bool) -> dict[str, Any]:
    """Fill the folder and return the summary; everything is said and drawn from the tables as they read back."""
    tables, facts = _in_words(_tables, runs, identity)
    write_tables(tables, partial)
    tables = read_tables(partial)
    said = _in_words(write_verdicts, tables, facts, partial)
    summary = {**identity, "comparisons": {one.scenario: _entry(tables, one, said) for one in facts}}
    write_json(partial / SUMMARY, summary)
    if draw:
        _in_words(draw_figures, tables, facts, partial)
    return read_summary(partial)


def _entry(tables: Tables, facts: Facts, said: dict[str, str]) -> dict[str, Any]:
    """Return what the summary says about one scenario."""
    told = asdict(facts)
    head = {"differences": told["differences"], "worlds_part": facts.parting, "notes": told["notes"]}
    return {**head, "verdict": said[facts.scenario], **head_numbers(of_scenario(tables, facts.scenario))}


def _tables(runs: Sequence[RunResult], identity: dict[str, Any]) -> tuple[Tables, list[Facts]]:
    """Return the tables of all scenarios one below the other, and the facts of each; two runs in memory at a time."""
    import pandas as pd

    from sim.analysis.paired.comparison import World, compare_worlds

    reference = World(load_results(runs[0].folder))
    parts, facts = [], []
    for run in runs[1:]:
        other = World(load_results(run.folder))
        parts.append(compare_worlds(reference, other))
        facts.append(_facts(reference, other, identity))
    return {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}, facts


def _facts(reference: World, other: World, identity: dict[str, Any]) -> Facts:
    from sim.analysis.paired.over_time import parting_date
    from sim.analysis.paired.verdict import Facts

    found = differences(reference.results.scenario, other.results.scenario)
    return Facts(
        reference=reference.name,
        scenario=other.name,
        seed=identity["seed"],
        replications=identity["replications"],
        n_freelancers=identity["n_freelancers"],
        differences=found,
        parting=parting_date(reference.results, other.results),
        notes=notes_on(found),
    )


def _in_words(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a step of the analysis returns; an error of its own is told as a comparison that failed.

    Raises
    ------
    OSError
        As raised.
    SimulatorError
        As raised.
    RunFailed
        If it raised anything else.
    """
    try:
        return function(*arguments)
    except (OSError, SimulatorError):
        raise
    except Exception as error:
        raise RunFailed(f"the comparison failed: {type(error).__name__}: {error}") from error
