"""Outcomes that figures of sweeps show, in words, and the parameters beside them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Shown:
    """How an outcome is drawn.

    Attributes
    ----------
    outcome : str
        Name in the catalogue.
    words : str
        Title of a panel.
    unit : str
        Of the axis.
    scale : float
        From the unit of the catalogue to that of the axis.
    """

    outcome: str
    words: str
    unit: str
    scale: float = 1.0

    @property
    def effect_unit(self) -> str:
        """Unit of a difference: percentages differ by points."""
        return "points" if self.unit == "%" else self.unit


HEADLINE: Final = (
    Shown("earnings_median", "Median earnings of those who earn", "USD a year"),
    Shown("freelancer_earnings", "Earnings of all freelancers", "million USD a year", 1e-6),
    Shown("earnings_gini", "Inequality of earnings (Gini)", "points", 100.0),
    Shown("automated_share_of_needs", "Needs met by AI alone", "%", 100.0),
    Shown("fill_rate", "Job posts that end in a hire", "%", 100.0),
    Shown("ai_work_share_of_volume", "AI-related share of volume", "%", 100.0),
)
BY_NAME: Final = MappingProxyType({one.outcome: one for one in HEADLINE})


def parameter_words(path: str, facts: dict[str, Any]) -> str:
    """Return the label of an axis: what the parameter is, to the first pause, and its unit."""
    meaning = str(facts["meaning"]).replace("`", "").rstrip(".")
    for stop in (";", ":", ", in mode", ","):
        meaning = meaning.partition(stop)[0]
    unit = "" if facts["unit"] in {"1", "mode", "date"} else f" ({facts['unit']})"
    return f"{meaning or path}{unit}"


def short_paths(paths: list[str]) -> dict[str, str]:
    """Return each path without the leading parts that can be left out: two parts, or what keeps them apart."""
    tails = {path: ".".join(path.split(".")[-2:]) for path in paths}
    return {path: tail if list(tails.values()).count(tail) == 1 else path for path, tail in tails.items()}
