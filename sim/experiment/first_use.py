"""The first use of the compiled engine on a machine: it is compiled once, before any worker process starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sim.parameters.horizon import Horizon
from sim.parameters.population import Population
from sim.parameters.scenario import Scenario

MESSAGE: Final = "Compiling the engine for this machine: once, well under a minute."
_SMALLEST: Final = 200


def compile_engine(scenario: Scenario, tell: Callable[[str], None] | None = None) -> bool:
    """Compile the engine of a scenario if this machine has not done so before, by walking a tiny market.

    Parameters
    ----------
    scenario : Scenario
        Only its ``engine`` is looked at; `engine: agents` compiles its rules one by one as it goes.
    tell : callable, optional
        Called with one line before the work begins.

    Returns
    -------
    bool
        Whether anything was compiled.
    """
    if scenario.engine != "compiled":
        return False
    from sim.model.compiled.cache import compiled_before, note_compiled
    from sim.model.marketplace import Marketplace

    if compiled_before():
        return False
    if tell is not None:
        tell(MESSAGE)
    tiny = Scenario(
        engine="compiled",
        population=Population(n_freelancers=_SMALLEST),
        horizon=Horizon(warm_up_weeks=0, weeks=2),
    )
    marketplace = Marketplace(tiny)
    marketplace.run()
    marketplace.record.tables()
    note_compiled()
    return True
