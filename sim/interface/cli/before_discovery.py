"""What a sweep file already shows of whether an outcome, or an effect, can be discovered in what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.experiment.sweep.reading import Sweep


def refuse_undiscoverable(sweep: Sweep, seed: int, outcome: str, *, effect: bool) -> None:
    """Refuse a question that cannot be put to a sweep, before it is run.

    Parameters
    ----------
    sweep : Sweep
    seed : int
        Of the sweep.
    outcome : str
        What is looked for.
    effect : bool
        Whether it is the paired effect on it.

    Raises
    ------
    InputError
        If there is no such outcome, there are no effects or too few points, or a parameter is a choice.
    """
    import pandas as pd

    from sim.analysis.sensitivity.discovery import FEWEST
    from sim.analysis.sweeps.series import numbers
    from sim.experiment.sweep.dimensions import design_of
    from sim.outcomes.catalogue import CATALOGUE
    from sim.parameters.errors import InputError

    if outcome not in CATALOGUE:
        raise InputError(f"--discover: there is no outcome {outcome!r}; `describe outcomes` lists them")
    file, design = sweep.file, design_of(sweep, seed)
    based = file.design.kind == "one_at_a_time" and not file.what_if
    if effect and not (based or file.reference or file.what_if):
        raise InputError(f"--effect: {file.name} has no reference and no what-if, so no effects; write one of them")
    n_points = len(design.points) - (based and not file.reference)  # the base is what the others are compared with
    if n_points < FEWEST:
        raise InputError(f"--discover: {file.name} has {n_points} points; discovery needs {FEWEST} or more")
    for path, values in zip(design.paths, zip(*design.points, strict=True), strict=True):
        _, words = numbers(pd.Series(values, dtype=object))
        if words:
            raise InputError(
                f"--discover: {path} is a choice ({', '.join(words)}), which no box can cut; "
                "leave it out of the design and fix it with `set`"
            )
