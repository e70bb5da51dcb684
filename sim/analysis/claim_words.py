"""How estimates are told in the sentences of claims, and what their intervals say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sim.analysis.estimate import Estimate

REPRODUCED: Final = "reproduced"
NOT_REPRODUCED: Final = "not reproduced"
NOT_IDENTIFIED: Final = "not identified"


def percent(one: Estimate) -> str:
    """Return a share or a change as text in percent, with its 95% interval if there is one."""
    return _say(one, lambda x: f"{100.0 * x:.1f}%")


def points(one: Estimate) -> str:
    """Return a difference of shares or of changes as text in points, with its 95% interval if there is one."""
    if one.value is None:
        return "n/a"
    interval = one.interval()
    told = f"{100.0 * one.value:.1f} points"
    return told if interval is None else f"{told} [{100.0 * interval[0]:.1f}, {100.0 * interval[1]:.1f}]"


def number(one: Estimate) -> str:
    """Return a plain number as text, with its 95% interval if there is one."""
    return _say(one, lambda x: f"{x:.2f}")


def whole(one: Estimate) -> str:
    """Return a count as text; counts over a threshold jump, so no interval is printed."""
    return "n/a" if one.value is None else f"{one.value:.0f}"


def millions(one: Estimate) -> str:
    """Return money as text in millions of US dollars, with its 95% interval if there is one."""
    return _say(one, lambda x: f"{x / 1e6:+.0f} M USD")


def _say(one: Estimate, form: Callable[[float], str]) -> str:
    if one.value is None:
        return "n/a"
    interval = one.interval()
    return form(one.value) if interval is None else f"{form(one.value)} [{form(interval[0])}, {form(interval[1])}]"


def caveats(used: Sequence[Estimate]) -> str:
    """Return what the reader must know: why numbers are missing, or that there is no interval."""
    reasons = list(dict.fromkeys(one.reason for one in used if one.value is None and one.reason))
    told = [f" n/a: {'; '.join(reasons)}."] if reasons else []
    bare = [one for one in used if one.value is not None and one.interval() is None]
    if any(one.degrees < 1 for one in bare):
        told.append(" No interval (one replication).")
    elif bare:
        told.append(" Where no interval is given there are too few observations for one.")
    return "".join(told)


def signs(*wanted: tuple[Estimate, int]) -> str:
    """Return the verdict for estimates that should be above (+1) or below (-1) zero with intervals that exclude it."""
    if any(one.value is None for one, _ in wanted):
        return NOT_IDENTIFIED
    right = True
    for one, sign in wanted:
        interval = one.interval()
        if interval is None:
            return NOT_IDENTIFIED
        right = right and (interval[0] > 0.0 if sign > 0 else interval[1] < 0.0)
    return REPRODUCED if right else NOT_REPRODUCED


def shifted(one: Estimate, by: float) -> Estimate:
    """Return the estimate less a constant."""
    if one.value is None:
        return one
    return Estimate(one.value - by, one.standard_error, None, one.degrees, one.reason)


def error_of(one: Estimate) -> str:
    """Return the standard error of a share or a change in words, nothing if there is none."""
    return "" if one.standard_error is None else f" (standard error {100.0 * one.standard_error:.1f} points)"
