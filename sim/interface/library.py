"""The simulator from Python: ``from sim import Scenario, run, compare, sweep``.

The same names, the same results and the same folders as the commands: what `run` stores here, ``run.py run`` finds, and
the other way round. Nothing is printed; progress goes to a callable, if one is given.

In a script, keep the calls under ``if __name__ == "__main__":``, because worker processes import the script; in a
notebook nothing is needed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from sim.parameters.resolve import apply_overrides, load_scenario
from sim.parameters.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.sweep.run import SweepResult
    from sim.experiment.sweep.sweep_file import SweepFile

OnProgress = Callable[[int, int], None]
"""Called with (weeks simulated, weeks in all)."""
Changes = Mapping[str, object]
"""Values by the dotted path of a parameter, as ``--set``."""


@dataclass(frozen=True)
class Stored:
    """A result on disk.

    Attributes
    ----------
    folder : Path
        Where it is; `verify` and `plot` of the command line work on it.
    summary : dict
        The content of its ``summary.json``.
    """

    folder: Path
    summary: dict[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """Return a stored table by name, such as ``weekly``; units and meanings stand in its Parquet schema.

        Raises
        ------
        InputError
            If there is no such table; names those that are there.
        """
        import pandas as pd

        from sim.parameters.errors import InputError

        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise InputError(f"{path}: there is no such table; there are {', '.join(self.tables)}")
        return pd.read_parquet(path)

    @property
    def tables(self) -> list[str]:
        """Names of the stored tables."""
        return sorted(path.stem for path in self.folder.glob("*.parquet"))

    @property
    def figures(self) -> list[Path]:
        """Figures, PNG."""
        return sorted((self.folder / "figures").glob("*.png"))


@dataclass(frozen=True)
class Run(Stored):
    """A stored run of one scenario."""

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes by name: ``value``, ``standard_error``, ``unit`` and quantiles over replications."""
        import pandas as pd

        rows = {
            name: {
                "value": one["value"],
                "standard_error": one["standard_error"],
                "unit": one["unit"],
                **(one["quantiles"] or {}),
            }
            for name, one in self.summary["outcomes"].items()
        }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index.name = "outcome"
        return frame


@dataclass(frozen=True)
class Comparison(Stored):
    """A stored comparison of scenarios with the first of them."""

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Paired effect on every outcome, one row a scenario and outcome."""
        return self.table("effects")

    @property
    def verdict(self) -> str:
        """What was found, in words."""
        return (self.folder / "verdict.txt").read_text(encoding="utf-8")


def run(
    scenario: Scenario | Path | str,
    *,
    seed: int = 0,
    replications: int | None = None,
    set: Changes | None = None,  # noqa: A002 - the name of the command's option
    out: Path | str = "results",
    workers: int | None = None,
    on: str | None = None,
    force: bool = False,
    figures: bool = True,
    on_progress: OnProgress | None = None,
) -> Run:
    """Run a scenario, or find it stored.

    Parameters
    ----------
    scenario : Scenario, Path or str
        A scenario, or the file of one.
    seed : int
        0 to 2^63 - 1.
    replications : int, optional
        By default as the scenario says. More than a stored run has are added to those it has.
    set : mapping, optional
        Parameters to change, by path.
    out : Path or str
        Folder of all results.
    workers : int, optional
        Processes; by default one a core. Results do not depend on it.
    on : str, optional
        ``local``, ``serial`` or ``dask://host:port``.
    force : bool
        Simulate even if the run is there.
    figures : bool
        Whether to draw.
    on_progress : callable, optional
        Told of weeks.

    Raises
    ------
    InputError
        If something given cannot be used; nothing is written.
    RunFailed, StoreDamaged, StoreLocked
        As the command.
    """
    from sim.experiment.executors.choice import asked_executor
    from sim.experiment.run import run_scenario

    seed, resolved = whole_seed(seed), resolve(scenario, set)
    executor = asked_executor(on, workers=workers)
    done = run_scenario(
        resolved, seed, replications, Path(out), force, on_progress, workers=workers, draw=figures, executor=executor
    )
    return Run(done.folder, done.summary)


def compare(
    reference: Scenario | Path | str,
    *others: Scenario | Path | str,
    seed: int = 0,
    replications: int | None = None,
    set: Changes | None = None,  # noqa: A002 - the name of the command's option
    out: Path | str = "results",
    workers: int | None = None,
    on: str | None = None,
    force: bool = False,
    figures: bool = True,
    on_progress: OnProgress | None = None,
) -> Comparison:
    """Compare scenarios with the first, paired by common luck, or find the comparison stored.

    Parameters
    ----------
    reference, *others : Scenario, Path or str
        Scenarios, or files; names must differ.
    seed, replications, set, out, workers, on, force, figures, on_progress
        As `run`; `set` changes all scenarios, `replications` are those of each.

    Raises
    ------
    InputError
        If the scenarios do not pair, or something given cannot be used; nothing is written.
    RunFailed, StoreDamaged, StoreLocked
        As the command.
    """
    from sim.experiment.comparison import compare_scenarios
    from sim.experiment.executors.choice import asked_executor

    @contextmanager
    def watch(_: str) -> Iterator[OnProgress | None]:
        yield on_progress

    watching: Callable[[str], AbstractContextManager[OnProgress | None]] = watch
    seed, scenarios = whole_seed(seed), [resolve(one, set) for one in (reference, *others)]
    options: dict[str, Any] = {"workers": workers, "executor": asked_executor(on, workers=workers)}
    options |= {"force": force, "draw": figures, "watch": watching}
    done = compare_scenarios(scenarios, seed, replications, Path(out), **options)
    return Comparison(done.folder, done.summary)


def sweep(
    design: SweepFile | Path | str,
    *,
    seed: int = 0,
    replications: int | None = None,
    set: Changes | None = None,  # noqa: A002 - the name of the command's option
    out: Path | str = "results",
    workers: int | None = None,
    on: str = "local",
    figures: bool = True,
) -> SweepResult:
    """Run every point of a sweep, or find it stored; an edited or enlarged sweep runs its new points only.

    Parameters
    ----------
    design : SweepFile, Path or str
        A sweep file, or one made in Python.
    seed, replications, set, out, workers, on, figures
        As `run`.

    Returns
    -------
    SweepResult
        ``folder`` and ``outcomes``, the tidy table.

    Raises
    ------
    InputError
        If something given cannot be used; nothing is written.
    RunFailed, StoreDamaged, StoreLocked
        As the command.
    """
    from sim.experiment.sweep.run import run_sweep

    changes = tuple(f"{path}={_written(value)}" for path, value in (set or {}).items())
    return run_sweep(
        design,
        seed=whole_seed(seed),
        out=out,
        on=on,
        workers=workers,
        overrides=changes,
        replications=replications,
        draw=figures,
    )


def whole_seed(seed: SupportsIndex) -> int:
    """Return a seed as a whole number, also one of NumPy.

    Raises
    ------
    InputError
        If it is none.
    """
    from sim.parameters.errors import InputError

    if isinstance(seed, bool):
        raise InputError(f"seed: {seed!r} is not a whole number")
    try:
        return operator.index(seed)
    except TypeError:
        raise InputError(f"seed: {seed!r} is not a whole number") from None


def resolve(scenario: Scenario | Path | str, changes: Changes | None) -> Scenario:
    """Return a scenario from itself or its file, with changes.

    Raises
    ------
    InputError
        If the file cannot be used, or a path or value is not allowed.
    """
    resolved = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    return apply_overrides(resolved, changes) if changes else resolved


def _written(value: object) -> str:
    """Return a value as it is written behind ``--set path=``."""
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


__all__: Sequence[str] = ("Comparison", "Run", "Scenario", "compare", "load_scenario", "run", "sweep")
