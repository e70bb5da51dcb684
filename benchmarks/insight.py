"""What a market tells about itself: heads and flows of the last week, time by phase, time in the hiring kernel."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

REPETITIONS = 10
"""Times that the hiring kernel is run on the state of a week."""


def heads(market: Any) -> dict[str, float]:
    """Return heads and flows of the last week; only what the market counts."""
    if hasattr(market, "record"):
        return _from_record(market)
    counts: dict[str, float] = dict(getattr(market, "counts", {}))
    names = {
        "active": "n_freelancers",
        "clients": "n_clients",
        "needs": "new_needs",
        "posts": "new_posts",
        "proposals": "new_proposals",
        "contracts": "new_contracts",
    }
    return {name: float(counts[theirs]) for name, theirs in names.items() if theirs in counts}


def _from_record(market: Any) -> dict[str, float]:
    """Heads and flows from the recorder of an engine."""
    row = market.record.platform.rows[-1]
    found = {
        "active": row["n_freelancers_searching"] + row["n_freelancers_working"],
        "clients": row["n_clients"],
        "registered": row["n_freelancers_registered"],
        "needs": row["new_needs"],
        "posts": row["new_posts"],
        "open_posts": row["n_posts_open"] + row["new_contracts"],
        "proposals": row["new_proposals"],
        "contracts": row["new_contracts"],
        "running": row["n_contracts_running"],
    }
    return {name: float(value) for name, value in found.items()}


def phases_ms(market: Any, weeks: int) -> dict[str, float]:
    """Walk some weeks; mean ms a week by phase, or nothing where a market has no phases.

    The engines are walked phase by phase; the market in C keeps the seconds of the last week in ``time_of_phases``.
    """
    spent: dict[str, float] = {}
    for _ in range(weeks):
        for name, seconds in _seconds_by_phase(market).items():
            spent[name] = spent.get(name, 0.0) + 1e3 * seconds / weeks
    return spent


def _seconds_by_phase(market: Any) -> dict[str, float]:
    """Walk a week; seconds of each phase."""
    if not hasattr(market, "phases"):
        market.step()
        return dict(getattr(market, "time_of_phases", {}))
    seconds = {}
    for phase in market.phases:
        started = perf_counter()
        phase.walk(market)
        seconds[phase.name] = perf_counter() - started
    market.week += 1
    return seconds


def hiring_kernel(market: Any, weeks: int) -> list[dict[str, float]]:
    """Walk some weeks; time in the kernel in which clients read and weigh proposals. Empty where there is none.

    Returns
    -------
    list of dict
        Of each week: ``ms``, the mean of some repetitions on the state of that week; ``weighed``, proposals whose
        utility was computed.
    """
    if hasattr(market, "hiring_kernel_time"):
        times = (market.hiring_kernel_time(REPETITIONS) for _ in range(weeks))
        return [{"ms": 1e3 * time.seconds, "weighed": float(time.n_weighed)} for time in times]
    if not hasattr(market, "engine"):
        return []
    from sim.model.compiled import hiring  # noqa: PLC0415 - only the engine's own process needs it

    kernel = getattr(hiring, "read_proposals", None)
    if kernel is None:
        return []
    watch = _Stopwatch(kernel)
    vars(hiring)["read_proposals"] = watch
    try:
        return [watch.of_one(market.step) for _ in range(weeks)]
    finally:
        vars(hiring)["read_proposals"] = kernel


class _Stopwatch:
    """Stands in for the kernel: calls it, then times it again and again on the same state, which it does not change."""

    def __init__(self, kernel: Callable[..., Any]) -> None:
        self._kernel = kernel
        self._seconds = self._weighed = 0.0

    def __call__(self, *arguments: Any) -> Any:
        """Run the kernel."""
        result = self._kernel(*arguments)
        started = perf_counter()
        for _ in range(REPETITIONS):
            self._kernel(*arguments)
        self._seconds += (perf_counter() - started) / REPETITIONS
        self._weighed = float(sum(one.n.sum() for one in arguments if hasattr(one, "chosen")))
        return result

    def of_one(self, step: Callable[[], None]) -> dict[str, float]:
        """Time and proposals weighed in one week."""
        self._seconds = self._weighed = 0.0
        step()
        return {"ms": 1e3 * self._seconds, "weighed": self._weighed}
